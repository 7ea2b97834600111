"""The front page's articles: what leads, and what stands in which section."""

from __future__ import annotations

from recommender.api import views
from recommender.article import Article
from tests.support.reader_pages import article


def report(article_id: str, section: str | None, publishers: int = 1) -> views.Report:
    return views.Report(Article.parse(article(article_id=article_id, section=section)), publishers)


def test_the_largest_story_leads_and_beside_it_the_largest_of_other_sections() -> None:
    sections = ("politics", "politics", None, "sport", "politics", "courts", "local", "health")
    reports = [report(f"{at}", section, publishers=9 - at) for at, section in enumerate(sections)]
    lead = views.choose_lead(reports)
    assert [each.article.article_id for each in lead] == ["0", "2", "3", "5", "6"]
    assert [teaser["publishers"] for teaser in views.lead_teasers(lead)] == [9, 7, 6, 4, 3]


def test_where_there_are_few_sections_the_next_largest_stories_follow() -> None:
    reports = [report(f"{at}", "sport" if at == 3 else "politics") for at in range(8)]
    assert [each.article.article_id for each in views.choose_lead(reports)] == ["0", "3", "1", "2", "4"]
    assert views.choose_lead([]) == []


def test_articles_stand_by_section_in_the_order_of_the_newest() -> None:
    sections = {"a": "politics", "b": None, "c": "politics", "d": "sport"}
    articles = [Article.parse(article(article_id=name, section=section)) for name, section in sections.items()]
    arranged = views.arrange_sections(articles)
    shown = [(each["name"], each["has_page"], [one["article_id"] for one in each["articles"]]) for each in arranged]
    # What is in no section stands under a name that is none, and has no page.
    assert shown == [("politics", True, ["a", "c"]), ("news", False, ["b"]), ("sport", True, ["d"])]


def test_a_teaser_has_no_text_but_its_first_sentence_and_that_for_who_may_read_it() -> None:
    whole = Article.parse(article(text="It rained. Nobody was hurt."))
    assert views.teaser(whole)["standfirst"] == "It rained."
    for with_text in (True, False):
        assert "Nobody was hurt" not in str(views.teaser(whole, with_text=with_text))
    assert "It rained" not in str(views.teaser(whole, with_text=False))

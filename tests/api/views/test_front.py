"""The front page's articles: what leads, and what stands in which section."""

from __future__ import annotations

from recommender.api import views
from recommender.article import Article
from tests.support.reader_pages import article


def test_what_leads_is_a_report_in_the_language_of_most_articles() -> None:
    articles = [
        Article.parse(article(article_id="opinion", section="politics", kind="opinion", language="en")),
        Article.parse(article(article_id="ja", section="business", language="ja")),
        Article.parse(article(article_id="en", section="politics", language="en")),
        Article.parse(article(article_id="live", section="local", kind="live", language="en")),
        Article.parse(article(article_id="older", section="politics", language="en")),
    ]
    lead, sections = views.arrange_front(articles)
    assert [story["article_id"] for story in lead] == ["en", "live"]
    shown = {section["name"]: [story["article_id"] for story in section["articles"]] for section in sections}
    assert shown == {"politics": ["opinion", "older"], "business": ["ja"], "local": []}

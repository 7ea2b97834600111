"""What a publisher repeats counts for nothing, unless nothing else would be left."""

from __future__ import annotations

from recommender.model.tfidf import TfidfModel
from tests.support.builders import article


def test_sentences_that_a_publisher_repeats_count_for_nothing() -> None:
    boilerplate = "Subscribe to our morning newsletter today. "
    corpus = [
        article(
            article_id=f"{publisher}{at}", title="", text=f"{boilerplate}{story}", publisher=publisher, language="en"
        )
        for publisher in ("p", "q")
        for at, story in enumerate(
            ["Storm hits coast. Wall breached.", "Bank raises rates. Markets fall.", "Cup final."]
        )
    ]
    columns = TfidfModel().fit(corpus)
    repeated = columns.get_feature_names_out().tolist().index("newslett")
    vectors = columns.transform(corpus)
    assert vectors[:2, [repeated]].nnz == 0
    assert vectors[:, [columns.columns_of("en")("storm")]].nnz == 2
    # The same words by a publisher who does not repeat them are news.
    fresh = columns.transform([article(text=boilerplate + "Storm. Gale.", publisher="r", language="en")])
    assert fresh[[0], [repeated]] > 0


def test_a_section_or_site_that_a_publisher_adds_to_its_titles_counts_for_nothing() -> None:
    titles = ["Storm breaks wall | Gazette News", "Vote on dam - Gazette News", "Opinion | Bank fails - Gazette News"]
    corpus = [
        article(article_id=str(at), title=title, publisher="Gazette", language="en") for at, title in enumerate(titles)
    ]
    model = TfidfModel()
    vectors = model.fit_transform(corpus)
    terms = [{model.feature_name(int(column)) for column in vectors[[row]].indices} for row in range(len(corpus))]
    assert [{"gazett", "news"} & found for found in terms] == [set(), set(), set()]
    assert {"storm", "wall"} <= terms[0]
    assert "bank" in terms[2]


def test_a_title_that_a_publisher_repeats_as_a_whole_is_kept() -> None:
    corpus = [
        article(article_id=str(at), title="Gazette | News", publisher="Gazette", language="en") for at in range(3)
    ]
    model = TfidfModel()
    assert model.fit_transform(corpus).nnz
    assert "gazett" in model.terms_


def test_a_slug_that_a_publisher_repeats_names_a_section_and_counts_for_nothing() -> None:
    corpus = [
        article(
            article_id=f"a{at}",
            title=title,
            url=f"https://site.example/world-latest-dispatches-{at}",
            publisher="p" if at else "q",
            language="en",
        )
        for at, title in enumerate(["Storm", "Flood", "Quake", "Drought"])
    ]
    model = TfidfModel()
    vectors, terms = model.fit_transform(corpus), model.get_feature_names_out()
    told = [set(terms[vectors[[row]].indices]) for row in range(4)]
    assert told[1:] == [{"flood"}, {"quak"}, {"drought"}]
    assert {"storm", "dispatch"} < told[0]  # by another publisher, who does so once


def test_copies_of_a_whole_text_are_not_taken_for_boilerplate() -> None:
    corpus = [article(article_id=f"a{at}", text="Storm hits coast. Wall breached.", publisher="p") for at in range(4)]
    assert TfidfModel().fit_transform(corpus).nnz > 0

"""Articles → their languages: of the source, else of the text, and in doubt of the publisher or the corpus."""

from __future__ import annotations

from random import Random

import pytest

from recommender.analysis.detection import WrittenLanguages, detect_language
from recommender.article import Article, primary_subtag
from tests.support.builders import article

DANISH = ["Regeringen fremlægger budgettet", "Broen er lukket efter stormen", "Ny formand for havnen"]


def languages(articles: list[Article], written: WrittenLanguages | None = None) -> dict[str, str]:
    """Return the language of each article by its id."""
    filled = (written or WrittenLanguages()).fill(articles)
    return {each.article_id: each.language or "" for each in filled}


def headlines(titles: list[str], publisher: str | None, language: str | None = None) -> list[Article]:
    return [
        article(article_id=f"{publisher}-{at}", title=title, text="", publisher=publisher, language=language)
        for at, title in enumerate(titles)
    ]


def test_what_the_source_says_stays() -> None:
    assert languages(headlines(DANISH, "Post", "nb-NO")) == {f"Post-{at}": "nb-NO" for at in range(3)}


def test_a_headline_in_doubt_is_in_a_language_of_its_publisher_and_else_of_the_corpus() -> None:
    corpus = headlines(DANISH, "Avis", "da") + headlines(["Storm Ada", "Port of Averin shut"], "Times", "en")
    assert languages([*headlines(["Storm Ada", "Averin havn"], "Avis"), *corpus][:2] + corpus)["Avis-0"] == "da"
    doubtful = article(article_id="x", title="Storm Ada", text="", publisher="Avis")
    assert languages([doubtful, *corpus])["x"] == "da"
    assert languages([article(article_id="x", title="Averin shut", text="", publisher="Times"), *corpus])["x"] == "en"
    new = article(article_id="x", title="Storm Ada", text="", publisher="New")
    assert languages([new, *corpus])["x"] in ("da", "en")


def test_a_text_that_leaves_no_doubt_is_in_its_own_language_whoever_publishes_it() -> None:
    french = "Le gouvernement présente son budget, et les syndicats appellent à manifester dans toutes les villes."
    foreign = article(article_id="x", title=french, text=french, publisher="Avis")
    assert languages([*headlines(DANISH, "Avis", "da"), foreign])["x"] == "fr"


def test_headlines_that_are_all_in_doubt_are_in_the_language_that_most_of_them_may_be_in() -> None:
    titles = ["Orrin stock drops", "Storm Ada hits the quay", "Port of Averin shut", "Merilahti"]
    assert set(languages(headlines(titles, None)).values()) == {"en"}


def test_the_order_of_articles_does_not_matter() -> None:
    corpus = headlines(DANISH, "Avis", "da") + headlines(["Storm Ada", "Merilahti", "Orrin Stock Drops"], "Times")
    expected = languages(corpus)
    for seed in range(5):
        assert languages(Random(seed).sample(corpus, len(corpus))) == expected


def test_one_article_is_decided_by_what_is_known_and_counts_for_nothing() -> None:
    written = WrittenLanguages([("Avis", "da", 3), ("", "en", 1)])
    storm = article(article_id="x", title="Storm Ada", text="", publisher="Avis")
    assert [written.fill_one(storm).language for _ in range(2)] == ["da", "da"]
    assert written.fill_one(article(article_id="y", title="Storm Ada", text="")).language in ("da", "en")
    assert written.fill_one(article(article_id="z", title="2026", text="")).language == "und"


def test_of_many_in_doubt_some_are_decided_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.analysis.detection.MOST_WAITING", 1)
    assert len(languages(headlines(["Storm Ada", "Merilahti", "Orrin Stock Drops"], "Times"))) == 3


@pytest.mark.parametrize("text", ["暴雨后老桥坍塌", "台灣電視台報導颱風", "港", "Влада", "Regjeringen", "2026 a"])
def test_what_is_told_is_the_one_code_of_a_language(text: str) -> None:
    told = detect_language(text)
    assert told == primary_subtag(told)


@pytest.mark.parametrize("text", ["暴雨后老桥坍塌", "暴雨後老橋坍塌", "救援隊繼續搜尋"])
def test_short_chinese_is_chinese(text: str) -> None:
    assert detect_language(text) == "zh"

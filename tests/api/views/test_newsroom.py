"""The desk's pages of figures, from records alone."""

from __future__ import annotations

from datetime import UTC, datetime

from recommender.api.views import DeskFrame, Title, orphans_page, readers_page
from recommender.api.views.newsroom import MOST_LISTED
from recommender.serving import AGES, SURVEYED, Survey

NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)
FRAME = DeskFrame(site="News", author="Ada", token="t0ken", as_of=NOW)
NOTHING = (0,) * len(AGES)


def survey(**fields: object) -> Survey:
    known: dict[str, object] = {
        "articles": 1_000, "wanted": 500, "pages": 500, "looked_for": 7, "is_complete": True, "model": "1",
        "as_of": NOW, "k": 5, "cards": dict.fromkeys(SURVEYED, (500, 0, 0, 0, 0, 0)),
        "ages": dict.fromkeys(SURVEYED, NOTHING),
    }  # fmt: skip
    return Survey(**(known | fields))  # type: ignore[arg-type]


def test_before_anything_is_counted_a_page_says_so() -> None:
    for text in (
        readers_page(FRAME, survey=None, titles={}, ages=()),
        orphans_page(FRAME, survey=None, titles={}),
    ):
        assert "Counting has just begun" in text
        assert 'name="token" value="t0ken"' in text
        assert "<svg" not in text


def test_a_sample_says_of_how_many_articles_it_is_and_where_orphans_were_looked_for() -> None:
    ids = [f"a{n}" for n in range(MOST_LISTED + 5)]
    known = {each: Title(f"Title {each}", "de") for each in ids[:-2]}
    text = " ".join(orphans_page(FRAME, survey=survey(orphans=tuple(ids)).to_record(), titles=known).split())
    assert "Counted on the pages of 500 of 1,000 articles, drawn by their ids" in text
    assert "nearest to it: 7 more." in text
    assert f"<dd>{MOST_LISTED + 3}</dd>" in text
    assert "And 3 more." in text
    assert '<bdi lang="de" dir="auto">Title a0</bdi>' in text
    assert ids[-1] not in text


def test_of_all_articles_nothing_is_said_of_a_sample() -> None:
    whole = survey(pages=1_000, wanted=1_000, looked_for=0).to_record()
    text = orphans_page(FRAME, survey=whole, titles={})
    assert "drawn by their ids" not in text
    assert "nearest to it" not in text
    assert "None of these articles is one." in text

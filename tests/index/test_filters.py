"""Filters: which articles pass, and how far a search reaches to fill its answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest

from recommender.index.filters import ANY, Filter
from recommender.index.searcher import Searcher
from tests.support.builders import article, catalogue, matrix_of, vector

HUGE = "x" * 100_000


def news() -> Searcher:
    articles = [
        article(article_id="a", publisher="Reuters", language="en-GB", published_at="2026-03-14T07:40:00Z"),
        article(
            article_id="b",
            publisher="AP",
            language="pt",
            section="sport",
            other_sections=["Partner content"],
            published_at="2026-03-14T07:40:01Z",
        ),
        article(article_id="c", kind="opinion", language="en"),
    ]
    return Searcher.build(catalogue(*articles), matrix_of([[1.0], [0.9], [0.8]]))


def found_with(asked: Filter, **options: Any) -> str:
    index = news()
    return "".join(index.catalogue.id_of(row) for row in index.search(vector({0: 1.0}), filters=asked, **options).rows)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (ANY, "abc"),
        (Filter(publisher=frozenset({"Reuters"})), "a"),
        (Filter(publisher=frozenset({"reuters"})), ""),
        (Filter(publisher=frozenset({"", "AP"})), "bc"),
        (Filter(publisher=frozenset({HUGE})), ""),
        (Filter(publisher=frozenset({HUGE, "AP"})), "b"),
        (Filter(language=frozenset({"en"})), "ac"),
        (Filter(language=frozenset({"EN-us"})), "ac"),
        (Filter(language=frozenset({"e"})), ""),
        (Filter(section=frozenset({""})), "ac"),
        (Filter(section=frozenset({"Sport"})), "b"),
        (Filter(section=frozenset({"partner content"})), "b"),
        (Filter(section=frozenset({"sport\x1fPartner content"})), ""),
        (Filter(barred_sections=frozenset({"PARTNER content"})), "ac"),
        (Filter(kind=frozenset({"news"})), "ab"),
        (Filter(kind=frozenset({""})), ""),
        (Filter(since=datetime(2026, 3, 14, 7, 40, 1, tzinfo=UTC)), "b"),
        (Filter(until=datetime(2026, 3, 14, 7, 40, tzinfo=UTC)), "a"),
        (Filter(since=datetime.min.replace(tzinfo=UTC)), "ab"),
        (Filter(until=datetime.max.replace(tzinfo=UTC)), "ab"),
        (Filter(since=datetime(2026, 3, 15, tzinfo=UTC), until=datetime(2026, 3, 1, tzinfo=UTC)), ""),
        (Filter(as_of=datetime(2026, 3, 14, 7, 40, tzinfo=UTC)), "ac"),
        (Filter(as_of=datetime(2026, 3, 14, 7, 40, tzinfo=UTC), since=datetime(2026, 3, 14, tzinfo=UTC)), "a"),
        (Filter(as_of=datetime(2026, 3, 14, 7, 40, tzinfo=UTC), until=datetime(2026, 3, 15, tzinfo=UTC)), "a"),
        (Filter(as_of=datetime(1, 1, 1, tzinfo=UTC)), "c"),
        (Filter(publisher=frozenset({"AP"}), language=frozenset({"en"})), ""),
        (Filter(barred_sections=frozenset({"sport", "culture"})), "ac"),
    ],
)
def test_a_filter_lets_pass_what_it_names(asked: Filter, found: str) -> None:
    assert found_with(asked) == found
    articles, rows = news().catalogue, np.arange(3)
    assert "".join(articles.id_of(row) for row in rows[asked.admitted(articles, rows)].tolist()) == found
    assert [asked.admits(articles, row) for row in rows.tolist()] == asked.admitted(articles, rows).tolist()


def test_a_filter_reaches_past_better_articles_to_fill_the_answer() -> None:
    assert found_with(Filter(kind=frozenset({"opinion"})), depth=1) == "c"
    assert found_with(Filter(language=frozenset({"en"})), depth=1, exclude=[0]) == "c"


def test_a_window_of_any_zone_is_the_same_window() -> None:
    since = datetime(2026, 3, 14, 7, 40, 1, tzinfo=UTC)
    for hours in (-11, 0, 14):
        assert found_with(Filter(since=since.astimezone(timezone(timedelta(hours=hours))))) == "b"


@pytest.mark.parametrize("end", ["since", "until", "as_of"])
def test_a_window_without_a_zone_is_an_error(end: str) -> None:
    window: dict[str, Any] = {end: datetime(2026, 3, 14, tzinfo=UTC).replace(tzinfo=None)}
    with pytest.raises(ValueError, match=f"{end}: expected a time with its zone"):
        Filter(**window)

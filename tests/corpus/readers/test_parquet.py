"""Parquet: its own types are understood, and of its columns only those are read that a field needs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa

from recommender.corpus import LostValue, read_articles
from tests.support.sources import only, parquet_of, put, refuse_none


def test_a_parquet_file_gives_its_own_types(tmp_path: Path) -> None:
    noon = datetime(2026, 3, 14, 12, tzinfo=UTC)
    content = parquet_of(
        id=[7], title=["A"], date=pa.array([noon], pa.timestamp("ns", "Europe/Paris")), updated=[date(2026, 3, 15)],
        tags=[["x", "y"]], source=[{"name": "Harbour Post"}], unused=[b"\xff"],
    )  # fmt: skip
    article = only(put(tmp_path, "news.parquet", content))
    assert (article.article_id, article.published_at, article.tags) == ("7", noon, ("x", "y"))
    assert (article.updated_at, article.publisher) == (datetime(2026, 3, 15, tzinfo=UTC), "Harbour Post")


def test_a_value_of_parquet_that_python_cannot_hold_is_lost_alone(tmp_path: Path) -> None:
    times = pa.array([86_400_000_000, 2**62], pa.timestamp("ms"))
    path = put(tmp_path, "news.parquet", parquet_of(title=["A", "B"], date=times))
    lost: list[LostValue] = []
    articles = list(read_articles(path, refused=refuse_none, lost=lost.append))
    assert [(article.title, article.published_at is None) for article in articles] == [("A", False), ("B", True)]
    assert [(value.line, value.field) for value in lost] == [(2, "published_at")]


def test_a_column_of_parquet_that_no_field_needs_is_not_even_read(tmp_path: Path) -> None:
    unreadable = pa.array([2**62], pa.timestamp("ms"))
    assert only(put(tmp_path, "news.parquet", parquet_of(id=["a"], title=["A"], text=["B"], x=unreadable))).title == "A"


def test_what_says_that_an_article_is_not_public_is_read_of_parquet_too(tmp_path: Path) -> None:
    content = parquet_of(title=["A", "B"], text=["a", "b"], post_status=["publish", "draft"])
    assert [article.title for article in read_articles(put(tmp_path, "news.parquet", content))] == ["A"]

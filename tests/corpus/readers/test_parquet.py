"""Parquet: its own types are understood, and of its columns only those are read that a field needs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa

from tests.support.sources import only, parquet_of, put, read


def test_a_parquet_file_gives_its_own_types(tmp_path: Path) -> None:
    noon = datetime(2026, 3, 14, 12, tzinfo=UTC)
    content = parquet_of(
        id=[7], title=["A"], date=pa.array([noon], pa.timestamp("ns", "Europe/Paris")), updated=[date(2026, 3, 15)],
        tags=[["x", "y"]], source=[{"name": "Harbour Post"}], unused=[b"\xff"],
    )  # fmt: skip
    article = only(put(tmp_path, "news.parquet", content))
    assert (article.article_id, article.published_at, article.tags) == ("7", noon, ("x", "y"))
    assert (article.updated_at, article.publisher) == (datetime(2026, 3, 15, tzinfo=UTC), "Harbour Post")


def test_a_bad_row_of_a_parquet_file_is_refused_by_its_number(tmp_path: Path) -> None:
    times = pa.array([0, 2**62, 0], pa.timestamp("ms"))
    articles, refused = read(put(tmp_path, "news.parquet", parquet_of(title=["A", "B", "C"], date=times)))
    assert [article.title for article in articles] == ["A", "C"]
    assert [error.line for error in refused] == [2]


def test_a_column_of_parquet_that_no_field_needs_is_not_even_read(tmp_path: Path) -> None:
    unreadable = pa.array([2**62], pa.timestamp("ms"))
    assert only(put(tmp_path, "news.parquet", parquet_of(id=["a"], title=["A"], embargo=unreadable))).title == "A"

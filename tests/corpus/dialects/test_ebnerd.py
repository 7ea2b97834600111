"""EB-NeRD: names instead of keys, and the right one of its two times. The articles are made up."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from recommender.corpus import read_column
from tests.support.sources import parquet_of, put, read

ARTICLES = parquet_of(
    article_id=[101, 102],
    title=["Færgen er tilbage", "Derfor tager du fejl"],
    subtitle=["Efter en lang vinter", None],
    body=["Den sejlede ved daggry.", "Et synspunkt."],
    last_modified_time=[datetime(2023, 6, 29, 6, 20), datetime(2023, 6, 29, 6, 20)],
    published_time=[datetime(2023, 5, 1, 7, 40), datetime(2023, 5, 2, 8, 0)],
    premium=[False, True],
    article_type=["article_default", "article_opinionen"],
    url=["https://avis.example/101", "https://avis.example/102"],
    topics=[["Færge", "Havn"], []],
    category=[142, 118],
    subcategory=[[327], []],
    category_str=["sport", "nyheder"],
    total_pageviews=[5.0, None],
)


def test_the_section_is_its_name_and_the_time_that_of_publication(tmp_path: Path) -> None:
    (ferry, opinion), refused = read(put(tmp_path, "articles.parquet", ARTICLES))
    assert refused == []
    assert (ferry.section, ferry.text) == ("sport", "Efter en lang vinter\nDen sejlede ved daggry.")
    assert ferry.published_at is not None
    assert ferry.published_at.replace(tzinfo=None) == datetime(2023, 5, 1, 7, 40)
    assert (ferry.tags, ferry.language, ferry.publisher) == (("Færge", "Havn"), "da", "Ekstra Bladet")
    assert (opinion.kind, opinion.text) == ("opinion", "Et synspunkt.")


def test_its_category_can_be_read_as_a_label(tmp_path: Path) -> None:
    labels = list(read_column(put(tmp_path, "articles.parquet", ARTICLES), "category_str"))
    assert labels == [("101", "sport"), ("102", "nyheder")]

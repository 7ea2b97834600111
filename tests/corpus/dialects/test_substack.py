"""Substack's table by itself: what is published for everyone. All posts are made up."""

from __future__ import annotations

from pathlib import Path

from recommender.corpus import LeftOut, read_articles
from tests.support.sources import csv_of, put, refuse_none

ROW = {
    "post_id": "11.ferry",
    "post_date": "2026-03-14T07:40:00.000Z",
    "is_published": "TRUE",
    "type": "newsletter",
    "audience": "everyone",
    "title": "Ferry returns",
    "subtitle": "At last",
}


def test_a_table_without_its_pages_has_titles_and_subtitles(tmp_path: Path) -> None:
    rows = [ROW, ROW | {"is_published": "FALSE"}, ROW | {"type": "page"}, ROW | {"audience": "only_paid"}]
    left_out: list[LeftOut] = []
    (article,) = read_articles(put(tmp_path, "posts.csv", csv_of(*rows)), refused=refuse_none, left_out=left_out.append)
    assert [each.reason for each in left_out] == ["draft", "page", "for members"]
    assert (article.article_id, article.title) == ("11.ferry", "Ferry returns")

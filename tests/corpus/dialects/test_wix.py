"""Wix: rows with a time of publication. All posts are made up."""

from __future__ import annotations

from pathlib import Path

from recommender.corpus import LeftOut, read_articles
from tests.support.sources import csv_of, put, refuse_none

ROW = {
    "Author": "Ada Okafor",
    "Main Category": "Local",
    "Title": "Quay rebuilt",
    "Excerpt": "New.",
    "ID": "7",
    "Tags": '["Port"]',
    "Plain Content": "The quay is new.",
    "Cover Image": "https://cdn.example/quay.jpg",
    "Published Date": "2026-04-21T09:30:00Z",
    "Categories": "Local,Law",
    "Rich Content": "{}",
    "Post Page URL": "/post/quay",
    "Last Published Date": "2026-04-22T08:00:00Z",
    "Internal ID": "f2a",
}


def test_a_row_is_a_post_and_one_without_a_time_a_draft(tmp_path: Path) -> None:
    left_out: list[LeftOut] = []
    source = put(tmp_path, "posts.csv", csv_of(ROW, ROW | {"Published Date": "", "Internal ID": "f2b"}))
    (article,) = read_articles(source, refused=refuse_none, left_out=left_out.append)
    assert [each.reason for each in left_out] == ["draft"]
    assert article.to_record() == {
        "article_id": "f2a",
        "title": "Quay rebuilt",
        "text": "The quay is new.",
        "published_at": "2026-04-21T09:30:00Z",
        "updated_at": "2026-04-22T08:00:00Z",
        "section": "Local",
        "kind": "news",
        "tags": ["Local", "Law", "Port"],
        "authors": ["Ada Okafor"],
        "image_url": "https://cdn.example/quay.jpg",
    }

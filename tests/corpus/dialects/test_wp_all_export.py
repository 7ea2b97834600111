"""WP All Export: rows of public posts. All posts are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.article import plain_text
from recommender.corpus import LeftOut, read_articles
from tests.support.sources import csv_of, put, refuse_none

ROW = {
    "id": "7",
    "Title": "Quay rebuilt",
    "Content": "<p>The quay is new.</p>",
    "Excerpt": "",
    "Date": "2026-04-21 09:30:00",
    "Post Type": "post",
    "Permalink": "https://gazette.example/quay/",
    "Image Featured": "https://cdn.example/quay.jpg|",
    "Categories": "Uncategorized|News>Local|Law",
    "Tags": "Port",
    "Status": "publish",
    "Author Username": "ada",
    "Author Email": "ada@gazette.example",
    "Author First Name": "Ada",
    "Author Last Name": "Okafor",
    "Post Password": "",
}


def test_a_row_is_a_post(tmp_path: Path) -> None:
    (article,) = read_articles(put(tmp_path, "Posts-Export.csv", csv_of(ROW)), refused=refuse_none)
    assert article.to_record() | {"text": plain_text(article.text)} == {
        "article_id": "https://gazette.example/quay",
        "title": "Quay rebuilt",
        "text": "The quay is new.",
        "url": "https://gazette.example/quay/",
        "published_at": "2026-04-21T09:30:00Z",
        "section": "Local",
        "kind": "news",
        "tags": ["Law", "Port"],
        "authors": ["Ada Okafor"],
        "image_url": "https://cdn.example/quay.jpg",
    }


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"Status": "draft"}, "draft"),
        ({"Status": "in-legal"}, "in-legal"),
        ({"Post Type": "product"}, "product"),
        ({"Post Password": "s3cret"}, "password"),
    ],
)
def test_what_is_no_public_post_is_left_out(tmp_path: Path, values: dict[str, str], reason: str) -> None:
    left_out: list[LeftOut] = []
    source = put(tmp_path, "posts.csv", csv_of(ROW, ROW | values))
    assert len(list(read_articles(source, refused=refuse_none, left_out=left_out.append))) == 1
    assert [each.reason for each in left_out] == [reason]

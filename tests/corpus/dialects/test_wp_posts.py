"""WordPress's table of posts: what is published, of type post. All posts are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recommender.article import plain_text
from recommender.corpus import LeftOut, read_articles
from tests.support.sources import csv_of, lines_of, put, refuse_none

ROW: dict[str, Any] = {
    "ID": "7",
    "post_author": "3",
    "post_date": "2026-04-21 11:30:00",
    "post_date_gmt": "2026-04-21 09:30:00",
    "post_content": "<p>The quay is new.</p>",
    "post_title": "Quay rebuilt",
    "post_excerpt": "",
    "post_status": "publish",
    "post_password": "",
    "post_modified_gmt": "0000-00-00 00:00:00",
    "guid": "https://www.gazette.example/?p=7",
    "post_type": "post",
}


@pytest.mark.parametrize(("name", "write"), [("wp_posts.csv", csv_of), ("wp_posts.jsonl", lines_of)])
def test_a_row_is_a_post_under_the_id_of_the_feed(tmp_path: Path, name: str, write: Any) -> None:
    (article,) = read_articles(put(tmp_path, name, write(ROW)), refused=refuse_none)
    assert article.to_record() | {"text": plain_text(article.text)} == {
        "article_id": "https://gazette.example/?p=7",
        "title": "Quay rebuilt",
        "text": "The quay is new.",
        "published_at": "2026-04-21T09:30:00Z",
        "kind": "news",
    }


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"post_type": "page"}, "page"),
        ({"post_type": "nav_menu_item"}, "menu item"),
        ({"post_type": "revision", "post_status": "inherit"}, "revision"),
        ({"post_type": ""}, "no article"),
        ({"post_status": "trash"}, "deleted"),
        ({"post_status": "in-legal"}, "in-legal"),
        ({"post_status": ""}, "draft"),
        ({"post_password": "s3cret"}, "password"),
    ],
)
def test_what_a_site_does_not_show_to_everybody_is_left_out(
    tmp_path: Path, values: dict[str, Any], reason: str
) -> None:
    left_out: list[LeftOut] = []
    source = put(tmp_path, "wp_posts.json", json.dumps([ROW, ROW | {"ID": "8"} | values]))
    articles = list(read_articles(source, refused=refuse_none, left_out=left_out.append))
    assert (len(articles), [each.reason for each in left_out]) == (1, [reason])

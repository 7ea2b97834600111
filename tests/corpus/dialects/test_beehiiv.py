"""beehiiv: posts that everybody may read. All posts are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recommender.article import plain_text
from recommender.corpus import LeftOut, read_articles
from tests.support.sources import csv_of, put, refuse_none

POST: dict[str, Any] = {
    "id": "post_1",
    "title": "Quay rebuilt",
    "subtitle": "At last",
    "authors": ["Ada Okafor"],
    "status": "confirmed",
    "publish_date": 1776763800,
    "displayed_date": None,
    "audience": "both",
    "platform": "both",
    "web_url": "https://gazette.example/p/quay",
    "thumbnail_url": "https://cdn.example/quay.jpg",
    "content_tags": ["Port"],
    "content": {"free": {"web": "<p>The quay is new.</p>"}, "premium": {"web": "<p>Paid words.</p>"}},
}
ROW = {
    "id": "1",
    "web_title": "Quay rebuilt",
    "status": "confirmed",
    "audience": "free",
    "content_tags": "Port; Quay",
    "url": "https://gazette.example/p/quay",
    "content_html": "<p>The quay is new.</p>",
    "thumbnail_url": "uploads/quay.png",
    "created_at": "2026-04-21 09:30:00",
}


def test_a_post_has_the_text_of_who_does_not_pay(tmp_path: Path) -> None:
    source = put(tmp_path, "posts.json", json.dumps({"data": [POST], "limit": 10, "page": 1}))
    (article,) = read_articles(source, refused=refuse_none)
    assert article.to_record() | {"text": plain_text(article.text)} == {
        "article_id": "https://gazette.example/p/quay",
        "title": "Quay rebuilt",
        "text": "The quay is new.",
        "url": "https://gazette.example/p/quay",
        "published_at": "2026-04-21T09:30:00Z",
        "kind": "news",
        "tags": ["Port"],
        "authors": ["Ada Okafor"],
        "image_url": "https://cdn.example/quay.jpg",
    }


def test_a_row_is_the_same_post(tmp_path: Path) -> None:
    (article,) = read_articles(put(tmp_path, "posts.csv", csv_of(ROW)), refused=refuse_none)
    assert (article.article_id, article.tags) == ("https://gazette.example/p/quay", ("Port", "Quay"))
    assert (article.title, plain_text(article.text)) == ("Quay rebuilt", "The quay is new.")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"status": "draft"}, "draft"),
        ({"status": "archived"}, "archived"),
        ({"audience": "premium"}, "for members"),
        ({"platform": "email"}, "sent by mail"),
        ({"publish_date": 4102444700}, "embargoed"),
    ],
)
def test_what_is_not_for_everybody_is_left_out(tmp_path: Path, values: dict[str, Any], reason: str) -> None:
    left_out: list[LeftOut] = []
    source = put(tmp_path, "posts.json", json.dumps({"data": [POST, POST | {"id": "post_2"} | values]}))
    articles = list(read_articles(source, refused=refuse_none, left_out=left_out.append))
    assert (len(articles), [each.reason for each in left_out]) == (1, [reason])


def test_a_row_of_a_draft_or_for_premium_readers_is_left_out(tmp_path: Path) -> None:
    left_out: list[LeftOut] = []
    source = put(tmp_path, "posts.csv", csv_of(ROW, ROW | {"status": "draft"}, ROW | {"audience": "premium"}))
    assert len(list(read_articles(source, refused=refuse_none, left_out=left_out.append))) == 1
    assert [each.reason for each in left_out] == ["draft", "for members"]

"""Letterdrop: the posts of an answer. All posts are made up."""

from __future__ import annotations

import json
from pathlib import Path

from recommender.article import plain_text
from recommender.corpus import read_articles
from tests.support.sources import put, refuse_none

POST = {
    "id": "1234cb8b",
    "title": "Quay rebuilt",
    "subtitle": "At last",
    "body": "<p>The quay is new.</p>",
    "author": {"name": "Ada Okafor", "avatar": "https://cdn.example/ada.jpg"},
    "tags": ["Port"],
    "coverImage": "https://cdn.example/quay.jpg",
    "url": "https://gazette.example/p/quay",
    "publishedOn": "2026-04-21T09:30:00.000Z",
    "updated": "2026-04-22T08:00:00.000Z",
    "publication": "gazette",
    "readTime": 6,
}


def test_an_answer_is_its_posts(tmp_path: Path) -> None:
    (article,) = read_articles(
        put(tmp_path, "posts.json", json.dumps({"posts": [POST], "totals": {}})), refused=refuse_none
    )
    assert article.to_record() | {"text": plain_text(article.text)} == {
        "article_id": "https://gazette.example/p/quay",
        "title": "Quay rebuilt",
        "text": "The quay is new.",
        "url": "https://gazette.example/p/quay",
        "publisher": "gazette",
        "published_at": "2026-04-21T09:30:00Z",
        "updated_at": "2026-04-22T08:00:00Z",
        "kind": "news",
        "tags": ["Port"],
        "authors": ["Ada Okafor"],
        "image_url": "https://cdn.example/quay.jpg",
    }

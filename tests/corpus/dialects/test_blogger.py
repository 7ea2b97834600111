"""Blogger's API: posts that are live, under the id of the feed. All posts are made up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recommender.corpus import LeftOut, read_articles
from tests.support.sources import put, refuse_none

POST: dict[str, object] = {
    "kind": "blogger#post",
    "id": "22",
    "status": "LIVE",
    "blog": {"id": "11"},
    "published": "2026-04-21T11:30:00+02:00",
    "updated": "2026-04-22T10:00:00+02:00",
    "url": "https://gazette.blogspot.example/2026/04/quay.html",
    "title": "Quay",
    "content": "New.",
    "author": {"id": "1", "displayName": "Ada Okafor"},
    "labels": ["Port"],
    "images": [{"url": "https://gazette.blogspot.example/quay.jpg"}],
}
ARTICLE = {
    "article_id": "tag:blogger.com,1999:blog-11.post-22",
    "title": "Quay",
    "text": "New.",
    "url": "https://gazette.blogspot.example/2026/04/quay.html",
    "published_at": "2026-04-21T09:30:00Z",
    "updated_at": "2026-04-22T08:00:00Z",
    "kind": "news",
    "tags": ["Port"],
    "authors": ["Ada Okafor"],
    "image_url": "https://gazette.blogspot.example/quay.jpg",
}


@pytest.mark.parametrize("document", [POST, [POST], {"kind": "blogger#postList", "items": [POST]}])
def test_a_post_is_read_alone_and_in_a_list(tmp_path: Path, document: object) -> None:
    source = put(tmp_path, "posts.json", json.dumps(document))
    assert [each.to_record() for each in read_articles(source, refused=refuse_none)] == [ARTICLE]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"status": "DRAFT"}, "draft"),
        ({"status": "SCHEDULED"}, "scheduled"),
        ({"status": "SOFT_TRASHED"}, "deleted"),
        ({"status": "EMPTIED"}, "emptied"),
        ({"kind": "blogger#page"}, "page"),
        ({"kind": "blogger#comment"}, "comment"),
    ],
)
def test_what_is_no_live_post_is_left_out_by_its_reason(tmp_path: Path, values: dict[str, object], reason: str) -> None:
    left_out: list[LeftOut] = []
    source = put(tmp_path, "posts.jsonl", json.dumps(POST) + "\n" + json.dumps(POST | {"id": "23"} | values))
    articles = list(read_articles(source, refused=refuse_none, left_out=left_out.append))
    assert (len(articles), [each.reason for each in left_out]) == (1, [reason])

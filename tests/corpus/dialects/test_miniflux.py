"""Miniflux: what somebody has read is public all the same. The answers are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.sources import lines_of, only, put

ENTRY = {
    "id": 888, "user_id": 1, "feed_id": 42, "status": "unread", "hash": "ab", "title": "Ferry is back",
    "url": "https://post.example/ferry", "published_at": "2026-03-14T07:40:00Z", "created_at": "2026-03-15T00:00:00Z",
    "content": "<p>It sailed.</p>", "author": "Ada Okafor", "tags": ["ferry"],
    "enclosures": [{"url": "https://img.example/a.jpg", "mime_type": "image/jpeg"}],
    "feed": {"id": 42, "title": "Harbour Post", "site_url": "https://post.example"},
}  # fmt: skip


@pytest.mark.parametrize("status", ["unread", "read", "removed"])
def test_an_entry_is_an_article_whoever_has_read_it(tmp_path: Path, status: str) -> None:
    article = only(put(tmp_path, "a.jsonl", lines_of({**ENTRY, "status": status})))
    assert (article.title, article.publisher, article.tags) == ("Ferry is back", "Harbour Post", ("ferry",))
    assert (article.article_id != "888", article.image_url) == (True, "https://img.example/a.jpg")

"""JSON Feed: each field of an item, what the feed says for it, and what costs a value alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.sources import only, put, read

FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Harbour Post",
    "home_page_url": "https://post.example/",
    "language": "en-GB",
    "authors": [{"name": "The desk"}],
}


def feed(*items: object, **changes: Any) -> str:
    return json.dumps({**FEED, "items": items, **changes})


def test_an_item_is_an_article(tmp_path: Path) -> None:
    item = {
        "id": "https://post.example/1",
        "url": "/1",
        "title": "Ferry",
        "content_html": "<p>It sailed.</p><p>Crowds came.</p>",
        "summary": "It sailed.",
        "date_published": "2026-03-14T07:40:00+01:00",
        "date_modified": "2026-03-14T08:00:00Z",
        "authors": [{"name": "Ada Okafor"}, {"url": "https://post.example/x"}],
        "tags": ["Transport"],
        "language": "fr",
        "image": "https://post.example/a.jpg",
    }
    assert only(put(tmp_path, "feed.json", feed(item))).to_record() == {
        "article_id": "https://post.example/1",
        "title": "Ferry",
        "text": "It sailed.\nCrowds came.",
        "url": "https://post.example/1",
        "publisher": "Harbour Post",
        "published_at": "2026-03-14T06:40:00Z",
        "updated_at": "2026-03-14T08:00:00Z",
        "language": "fr",
        "kind": "news",
        "tags": ["Transport"],
        "authors": ["Ada Okafor"],
        "image_url": "https://post.example/a.jpg",
    }


def test_the_feed_says_what_an_item_does_not(tmp_path: Path) -> None:
    article = only(
        put(tmp_path, "a", feed({"id": 7, "content_text": "Short.", "external_url": "https://dock.example/1"}))
    )
    assert (article.language, article.authors) == ("en-GB", ("The desk",))
    assert (article.article_id, article.url) == ("https://dock.example/1", "https://dock.example/1")


def test_version_1_has_one_author(tmp_path: Path) -> None:
    item = {"id": "urn:1", "title": "Ferry", "author": {"name": "Ada Okafor"}}
    assert only(put(tmp_path, "a.json", feed(item))).authors == ("Ada Okafor",)


def test_an_item_that_is_none_is_refused_alone(tmp_path: Path) -> None:
    (article,), (refused,) = read(put(tmp_path, "a.json", feed("no", {"id": "urn:1", "title": "Ferry"})))
    assert (article.article_id, refused.line) == ("urn:1", 1)


@pytest.mark.parametrize("content", [feed(items=None), feed()[:-9], feed()[:-1]])
def test_what_is_no_feed_is_refused(tmp_path: Path, content: str) -> None:
    articles, (refused,) = read(put(tmp_path, "a.json", content))
    assert articles == []
    assert "JSON Feed" in refused.reason


def test_wrong_values_cost_themselves_alone(tmp_path: Path) -> None:
    item = {"id": ["x"], "title": "Ferry", "tags": "Port", "authors": "Ada", "date_published": "soon", "image": {}}
    article = only(put(tmp_path, "a.json", feed({**item, "url": "nowhere:1"})))
    assert (article.title, article.published_at, article.url, article.tags) == ("Ferry", None, None, ())

"""Tiny News: the translation that is published. All articles are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from recommender.article import plain_text
from recommender.corpus import LeftOut, read_articles
from tests.support.sources import put, refuse_none

ARTICLE: dict[str, Any] = {
    "live_url": "https://gazette.example/articles/local/quay",
    "id": 7,
    "featured_image": {"url": "https://cdn.example/quay.jpg"},
    "author": [{"author": {"first_names": "Ada", "last_name": "Okafor", "email": "ada@gazette.example"}}],
    "category": {"slug": "local", "title": None},
    "tags": [{"tag": {"slug": "port", "tag_translations": [{"title": "Port"}]}}],
    "translations": [
        {"published": False, "locale_code": "es", "headline": "Muelle", "content": []},
        {
            "published": True,
            "locale_code": "en-US",
            "headline": "Quay rebuilt",
            "first_published_at": "2026-04-21T09:30:00+00:00",
            "last_published_at": "2026-04-22T08:00:00+00:00",
            "content": [
                {"type": "text", "style": "NORMAL_TEXT", "children": [{"index": 1, "content": "The quay is new."}]}
            ],
        },
    ],
}


def test_an_article_is_its_published_translation_and_one_without_a_draft(tmp_path: Path) -> None:
    left_out: list[LeftOut] = []
    draft = ARTICLE | {"translations": ARTICLE["translations"][:1]}
    source = put(tmp_path, "articles.json", json.dumps([ARTICLE, draft]))
    (article,) = read_articles(source, refused=refuse_none, left_out=left_out.append)
    assert [each.reason for each in left_out] == ["draft"]
    assert article.to_record() | {"text": plain_text(article.text)} == {
        "article_id": "https://gazette.example/articles/local/quay",
        "title": "Quay rebuilt",
        "text": "The quay is new.",
        "url": "https://gazette.example/articles/local/quay",
        "published_at": "2026-04-21T09:30:00Z",
        "updated_at": "2026-04-22T08:00:00Z",
        "section": "local",
        "language": "en-US",
        "kind": "news",
        "tags": ["Port"],
        "authors": ["Ada Okafor"],
        "image_url": "https://cdn.example/quay.jpg",
    }

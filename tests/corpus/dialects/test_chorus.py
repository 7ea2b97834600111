"""Chorus: the words of components. All entries are made up."""

from __future__ import annotations

import json
from pathlib import Path

from recommender.article import plain_text
from recommender.corpus import read_articles
from tests.support.sources import put, refuse_none

ENTRY = {
    "uid": "Entry:0969db64",
    "title": "Quay rebuilt",
    "dek": {"html": "At last"},
    "createdAt": "2026-04-21T09:30:00.000Z",
    "updatedAt": "2026-04-22T08:00:00.000Z",
    "url": "https://gazette.example/2026/4/21/quay",
    "author": {"fullOrUserName": "Ada Okafor"},
    "contributors": [],
    "communityGroups": [],
    "body": {
        "components": [
            {"__typename": "EntryBodyParagraph", "contents": {"html": "The quay is <b>new</b>."}},
            {"__typename": "EntryBodyList", "items": [{"line": {"html": "One"}}, {"line": {"html": "Two"}}]},
            {"__typename": "EntryBodyImage"},
        ]
    },
}


def test_an_entry_is_its_components(tmp_path: Path) -> None:
    (article,) = read_articles(put(tmp_path, "entry.json", json.dumps(ENTRY, indent=1)), refused=refuse_none)
    assert article.to_record() | {"text": plain_text(article.text)} == {
        "article_id": "https://gazette.example/2026/4/21/quay",
        "title": "Quay rebuilt",
        "text": "At last\nThe quay is new.\nOne\nTwo",
        "url": "https://gazette.example/2026/4/21/quay",
        "published_at": "2026-04-21T09:30:00Z",
        "updated_at": "2026-04-22T08:00:00Z",
        "kind": "news",
        "authors": ["Ada Okafor"],
    }

"""Answers of the AP Media API. The items are fictional."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.wires import wire

ITEM = {
    "uri": "https://api.example/media/v/content/f1?qt=1", "altids": {"itemid": "f1", "etag": "f1_0"}, "version": 2,
    "type": "text", "versioncreated": "2026-03-14T08:40:00Z", "firstcreated": "2026-03-14T07:40:00Z",
    "pubstatus": "usable", "title": "US--Ferry", "headline": "Ferry back in port", "provider": "AP", "language": "en",
    "bylines": [{"by": "By INES FALK"}], "description_summary": "It sails.",
    "subject": [{"rels": ["category"], "code": "f", "name": "f"}, {"name": "Ferries", "code": "9", "rels": ["direct"]}],
    "renditions": {"nitf": {"href": "https://api.example/1"}},
}  # fmt: skip


def test_items_of_a_feed_and_one_alone_are_read(tmp_path: Path) -> None:
    feed = {"api_version": "1.1", "data": {"items": [{"item": ITEM}, {"item": ITEM | {"type": "picture"}}, 5]}}
    result = wire(tmp_path, json.dumps(feed, indent=1), "a.json")
    assert result.left_out == ["picture"]
    alone = wire(tmp_path, json.dumps({"data": {"item": ITEM}}), "a.json").only
    assert alone == result.only
    assert alone.to_record() == {
        "article_id": "f1", "title": "Ferry back in port", "text": "It sails.", "publisher": "AP",
        "published_at": "2026-03-14T07:40:00Z", "updated_at": "2026-03-14T08:40:00Z", "section": "Business",
        "language": "en", "kind": "news", "tags": ["Ferries"], "authors": ["Ines Falk"],
    }  # fmt: skip


def test_a_canceled_item_is_taken_back(tmp_path: Path) -> None:
    assert wire(tmp_path, json.dumps({"data": {"item": ITEM | {"pubstatus": "canceled"}}}), "a.json").withdrawn == [
        "f1"
    ]

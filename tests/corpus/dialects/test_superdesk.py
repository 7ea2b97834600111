"""Items of Superdesk's archive. They are fictional."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.wires import Wire, wire

ITEM = {
    "_id": "urn:newsml:desk:F1", "guid": "urn:newsml:desk:F1", "_current_version": 4, "unique_id": 12, "type": "text",
    "state": "published", "pubstatus": "usable", "headline": "Ferry back in port", "slugline": "FERRY",
    "body_html": "<p>It sails.</p>", "versioncreated": "2026-03-14T08:40:00+0000", "language": "en",
    "firstcreated": "2026-03-14T07:40:00+0000", "source": "AV", "byline": "Ines Falk",
    "anpa_category": [{"qcode": "a", "name": "Harbours"}], "subject": [{"qcode": "04000000", "name": "economy"}],
}  # fmt: skip


def superdesk(folder: Path, **changes: object) -> Wire:
    return wire(folder, json.dumps({**ITEM, **changes}), "a.jsonl")


def test_an_item_says_what_an_article_needs(tmp_path: Path) -> None:
    assert superdesk(tmp_path).only.to_record() == {
        "article_id": "urn:newsml:desk:F1", "title": "Ferry back in port", "text": "It sails.", "publisher": "AV",
        "published_at": "2026-03-14T07:40:00Z", "updated_at": "2026-03-14T08:40:00Z", "section": "Harbours",
        "language": "en", "kind": "news", "tags": ["economy"], "authors": ["Ines Falk"],
    }  # fmt: skip


@pytest.mark.parametrize("state", ["draft", "ingested", "fetched", "submitted", "in_progress", "routed"])
def test_what_has_not_left_the_newsroom_is_no_article(tmp_path: Path, state: str) -> None:
    assert superdesk(tmp_path, state=state).left_out == ["draft"]
    assert superdesk(tmp_path, state="spiked").left_out == ["deleted"]


@pytest.mark.parametrize("state", ["killed", "recalled", "unpublished"])
def test_what_was_killed_is_taken_back(tmp_path: Path, state: str) -> None:
    result = superdesk(tmp_path, state=state)
    assert [result.articles, result.withdrawn] == [[], ["urn:newsml:desk:F1"]]


def test_what_is_scheduled_is_public_from_its_time_on(tmp_path: Path) -> None:
    assert superdesk(tmp_path, state="scheduled", publish_schedule="2999-03-14T08:40:00+0000").left_out == ["embargoed"]
    assert superdesk(tmp_path, state="scheduled", publish_schedule="2026-03-14T08:40:00+0000").only
    assert superdesk(tmp_path, state="corrected").only

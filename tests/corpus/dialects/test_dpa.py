"""dpa digitalwires. The entries are fictional."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.wires import Wire, wire

ENTRY = {
    "format": "digitalwires@0.9.1", "type": "composite", "entry_id": "z", "urn": "urn:newsml:dpa.example:F1",
    "version_created": "2026-03-14T09:40:00+02:00", "updated": "2026-03-14T09:50:00Z", "pubstatus": "usable",
    "embargoed": None, "language": "de", "kicker": "Häfen", "headline": "Fähre zurück", "teaser": "Sie ist da.",
    "byline": "Von Ines Falk, dpa", "article_html": "<section class='main'><p>Sie fährt.</p><p>Wieder.</p></section>",
    "linkbox_html": "<a href='https://a.example'>Link</a>", "notepad": {"nonpublic_html": "Kontakt: Ines"},
    "associations": [{"type": "image", "renditions": [{"url": "https://a.example/1.jpg"}]}],
    "categories": [{"type": "dnltype:desk", "name": "pl", "qcode": "dpacat:pl"},
                   {"type": "dnltype:provider", "name": "dpa"}],
    "keyword_names": ["Fähre"], "dpasubject_names": ["Verkehr"], "geosubject_names": [None],
}  # fmt: skip


def dpa(folder: Path, **changes: object) -> Wire:
    return wire(folder, json.dumps({**ENTRY, **changes}), "a.json")


def test_an_entry_says_what_an_article_needs(tmp_path: Path) -> None:
    assert dpa(tmp_path).only.to_record() == {
        "article_id": "urn:newsml:dpa.example:F1", "title": "Fähre zurück", "text": "Sie fährt.\nWieder.",
        "publisher": "dpa", "published_at": "2026-03-14T07:40:00Z", "updated_at": "2026-03-14T07:40:00Z",
        "section": "Politik", "language": "de", "kind": "news", "tags": ["Fähre", "Verkehr"], "authors": ["Ines Falk"],
        "image_url": "https://a.example/1.jpg",
    }  # fmt: skip


def test_a_picture_with_its_caption_is_no_article_and_a_headline_alone_is_one(tmp_path: Path) -> None:
    assert dpa(tmp_path, article_html=None, teaser=None).left_out == ["picture"]
    assert dpa(tmp_path, article_html=None, associations=[]).only.text == "Sie ist da."


def test_embargoes_hold_and_canceled_entries_are_taken_back(tmp_path: Path) -> None:
    assert dpa(tmp_path, embargoed="2999-03-14T09:40:00+02:00").left_out == ["embargoed"]
    assert dpa(tmp_path, embargoed="2026-03-14T09:40:00+02:00").only
    assert dpa(tmp_path, pubstatus="canceled").withdrawn == ["urn:newsml:dpa.example:F1"]

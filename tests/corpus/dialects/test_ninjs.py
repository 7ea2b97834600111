"""ninjs in its four dialects. All items are fictional."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.wires import Wire, wire

COMMON = {"uri": "urn:newsml:averin.example:F1", "type": "text", "version": "3", "language": "en"}
ONE = COMMON | {
    "versioncreated": "2026-03-14T08:40:00Z",
    "firstcreated": "2026-03-14T07:40:00Z",
    "pubstatus": "usable",
    "headline": "Ferry back in port",
    "body_text": "It sails.",
    "body_xhtml": "<p>It <b>sails</b>.</p><p>Now.</p>",
    "byline": "By Ines Falk",
    "description_text": "An abstract.",
    "subject": [{"code": "medtop:03000000", "name": "disaster"}],
    "infosource": [{"name": "Averin Press"}],
    "keywords": ["ferry"],
    "person": [{"name": "Tom Reed"}],
    "associations": {"main": {"uri": "p", "type": "picture", "headline": "Quay"}},
}
ONE_FIVE = COMMON | {
    "versioncreated": ONE["versioncreated"],
    "firstcreated": ONE["firstcreated"],
    "headline_main": "Ferry back in port",
    "body_richtext": "<p>It <b>sails</b>.</p><p>Now.</p>",
    "byline": "Ines Falk",
    "infosource": [{"name": "Averin Press"}],
    "subject": ONE["subject"],
    "keywords": ["ferry"],
    "person": [{"name": "Tom Reed"}],
}
TWO = COMMON | {
    "versioncreated": ONE["versioncreated"],
    "firstcreated": ONE["firstcreated"],
    "pubstatus": "usable",
    "headlines": [{"role": "sub", "value": "At last"}, {"role": "main", "value": "Ferry back in port"}],
    "bodies": [
        {"role": "main", "contenttype": "text/plain", "value": "It sails."},
        {"role": "html", "contenttype": "text/html", "value": "<p>It <b>sails</b>.</p><p>Now.</p>"},
    ],
    "by": "Ines Falk",
    "infosources": [{"name": "Averin Press"}],
    "subjects": ONE["subject"],
    "keywords": ["ferry"],
    "people": [{"name": "Tom Reed"}],
}
THREE = {
    {"versioncreated": "versionCreated", "firstcreated": "firstCreated", "pubstatus": "pubStatus",
     "infosources": "infoSources"}.get(name, name): value
    for name, value in TWO.items()
}  # fmt: skip


def ninjs(folder: Path, item: object, **changes: Any) -> Wire:
    return wire(folder, json.dumps({**item, **changes} if isinstance(item, dict) else item, indent=1), "a.json")


@pytest.mark.parametrize("item", [ONE, ONE_FIVE, TWO, THREE])
def test_an_item_of_any_version_says_what_an_article_needs(tmp_path: Path, item: dict[str, Any]) -> None:
    assert ninjs(tmp_path, item).only.to_record() == {
        "article_id": "urn:newsml:averin.example:F1",
        "title": "Ferry back in port",
        "text": "It sails.\nNow.",
        "publisher": "Averin Press",
        "published_at": "2026-03-14T07:40:00Z",
        "updated_at": "2026-03-14T08:40:00Z",
        "section": "disaster",
        "language": "en",
        "kind": "news",
        "tags": ["ferry", "disaster", "Tom Reed"],
        "authors": ["Ines Falk"],
    }


def test_a_list_a_line_and_a_page_of_items_are_many_articles(tmp_path: Path) -> None:
    other = ONE | {"uri": "b"}
    assert len(ninjs(tmp_path, [ONE, other]).articles) == 2
    assert len(ninjs(tmp_path, {"total": 2, "item": [ONE, other]}).articles) == 2
    assert len(ninjs(tmp_path, {"_items": [ONE, "x", other]}).articles) == 2
    assert len(wire(tmp_path, f"{json.dumps(ONE)}\n{json.dumps(other)}\n", "a.jsonl").articles) == 2


def test_what_is_no_text_is_left_out_by_its_kind(tmp_path: Path) -> None:
    items = [ONE | {"type": kind} for kind in ("picture", "video", "audio", "graphic", "planning", "event")]
    bare = {"uri": "x", "title": "A match", "eventDetails": {"dates": {}}}
    package = {"uri": "y", "type": "composite", "headline": "Ferry", "versioncreated": "2026-03-14T08:40:00Z"}
    assert ninjs(tmp_path, [*items, bare, package]).left_out == [
        "picture", "video", "audio", "graphic", "planning item", "event", "event", "package",
    ]  # fmt: skip
    assert ninjs(tmp_path, ONE, type="composite").only


@pytest.mark.parametrize(("status", "withdrawn"), [("canceled", True), ("withheld", True), ("usable", False)])
def test_an_item_that_is_taken_back_withdraws_its_uri(tmp_path: Path, status: str, withdrawn: bool) -> None:
    result = ninjs(tmp_path, ONE, pubstatus=status)
    assert [len(result.articles), result.withdrawn] == ([0, [COMMON["uri"]]] if withdrawn else [1, []])


def test_an_embargo_holds_until_its_end(tmp_path: Path) -> None:
    assert ninjs(tmp_path, ONE, embargoed="2999-03-14T08:40:00Z").left_out == ["embargoed"]
    assert ninjs(tmp_path, ONE, embargoed="2026-03-14T08:40:00Z").only
    assert ninjs(tmp_path, ONE, embargoed="soon").left_out == ["embargoed"]


def test_an_opinion_is_told_by_its_genre(tmp_path: Path) -> None:
    assert ninjs(tmp_path, ONE, genre=[{"name": "Opinion", "code": "Opinion"}]).only.kind == "opinion"
    assert ninjs(tmp_path, ONE, genre=[{"name": "Article (news)"}]).only.kind == "news"


def test_a_guid_is_the_id_and_a_web_uri_the_address(tmp_path: Path) -> None:
    article = ninjs(tmp_path, ONE, guid="tag:averin.example,2026:1", uri="https://averin.example/f").only
    assert [article.article_id, article.url] == ["tag:averin.example,2026:1", "https://averin.example/f"]


def test_a_page_inside_a_body_is_read_without_its_headline_and_pictures(tmp_path: Path) -> None:
    page = (
        "<html><head><title>T</title></head><body><article><h1>Ferry back in port</h1><div class='dat'>Averin</div>"
        "<figure><figcaption>Quay</figcaption></figure><p>It sails.</p></article></body></html>"
    )
    assert ninjs(tmp_path, ONE, body_xhtml=page).only.text == "It sails."


def test_of_an_item_without_a_source_its_maker_is_the_publisher(tmp_path: Path) -> None:
    assert ninjs(tmp_path, ONE, infosource=[]).only.publisher == "averin.example"


def test_json_of_another_system_is_left_to_its_own_names(tmp_path: Path) -> None:
    other = {
        "guid": "a",
        "title": "Ferry",
        "body_text": "It sails.",
        "published": "2026-03-14T07:40:00Z",
        "link": "https://a.example/",
    }
    assert ninjs(tmp_path, other).only.published_at is not None


@pytest.mark.parametrize("value", [None, 5, [], {}, "x", [{"value": 5}], {"name": []}, True])
def test_a_part_of_a_wrong_type_is_lost_alone(tmp_path: Path, value: object) -> None:
    wrong = {name: value for name in TWO if name not in ("uri", "headlines")}
    assert ninjs(tmp_path, TWO | wrong).only.title == "Ferry back in port"

"""Arc ANS. The stories are fictional."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.wires import Wire, wire

STORY = {
    "_id": "F1", "type": "story", "version": "0.10.7", "language": "en", "headlines": {"basic": "Ferry back in port"},
    "description": {"basic": "An abstract."}, "canonical_url": "/harbour/ferry/", "website_url": "https://a.example/ferry/",
    "first_publish_date": "2026-03-14T07:40:00Z", "display_date": "2026-03-14T09:40:00Z", "subtype": "opinion",
    "last_updated_date": "2026-03-14T08:40:00.10Z", "owner": {"id": "averin", "name": "(deprecated)"},
    "credits": {"by": [{"type": "author", "name": "Ines Falk"}]}, "revision": {"published": True},
    "taxonomy": {"tags": [{"text": "Ferries"}], "keywords": [{"keyword": "quay"}],
                 "primary_section": {"name": "Harbour"}},
    "content_elements": [
        {"type": "text", "content": "It <b>sails</b>."}, {"type": "header", "content": "Winter"},
        {"type": "image", "caption": "Quay"}, {"type": "raw_html", "content": "<script>1</script>"},
        {"type": "list", "items": [{"type": "text", "content": "One"}, {"type": "list", "items": [
            {"type": "text", "content": "Two"}]}]},
        {"type": "quote", "content_elements": [{"type": "text", "content": "Three"}]},
        {"type": "table", "header": [{"content": "Port"}], "rows": [[{"content": "Portlea"}, "3"]]},
    ],
}  # fmt: skip


def ans(folder: Path, **changes: Any) -> Wire:
    return wire(folder, json.dumps({**STORY, **changes}), "a.json")


def test_a_story_says_what_an_article_needs(tmp_path: Path) -> None:
    article = ans(tmp_path).only
    words = article.text.replace("<b>", "").replace("</b>", "").split()
    assert words == ["It", "sails.", "Winter", "One", "Two", "Three", "Port", "Portlea", "3"]
    assert {name: value for name, value in article.to_record().items() if name != "text"} == {
        "article_id": "F1", "title": "Ferry back in port", "url": "https://a.example/ferry/", "publisher": "averin",
        "published_at": "2026-03-14T07:40:00Z", "updated_at": "2026-03-14T08:40:00.100000Z", "section": "Harbour",
        "language": "en", "kind": "opinion", "tags": ["Ferries", "quay"], "authors": ["Ines Falk"],
    }  # fmt: skip


def test_an_answer_of_many_stories_is_many_articles_and_other_content_none(tmp_path: Path) -> None:
    video = STORY | {"type": "video"}
    listed = {"type": "results", "version": "0.10.7", "content_elements": [STORY, video, STORY | {"_id": "F2"}]}
    result = wire(tmp_path, json.dumps(listed), "a.json")
    assert [len(result.articles), result.left_out] == [2, ["video"]]


@pytest.mark.parametrize("end", ["2999-03-14T07:40:00Z", None])
def test_an_active_embargo_holds_until_its_end(tmp_path: Path, end: str | None) -> None:
    embargo = {"active": True, "end_time": end}
    assert ans(tmp_path, content_restrictions={"embargo": embargo}).left_out == ["embargoed"]
    past = {"active": True, "end_time": "2026-03-14T07:40:00Z"}
    for over in (past, embargo | {"active": False}):
        assert ans(tmp_path, content_restrictions={"embargo": over}).only


def test_a_revision_that_is_not_published_is_a_draft(tmp_path: Path) -> None:
    assert ans(tmp_path, revision={"published": False}).left_out == ["draft"]
    assert ans(tmp_path, status="draft").left_out == ["draft"]


def test_a_story_of_a_wire_is_the_wires(tmp_path: Path) -> None:
    assert ans(tmp_path, distributor={"name": "Averin Press", "category": "wires"}).only.publisher == "Averin Press"
    assert ans(tmp_path, owner={"id": "averin", "sponsored": True}).only.kind == "sponsored"


def test_the_abstract_is_the_text_only_where_there_is_no_other(tmp_path: Path) -> None:
    assert ans(tmp_path, content_elements=[]).only.text == "An abstract."


def test_lists_in_lists_are_read_to_a_depth(tmp_path: Path) -> None:
    element: dict[str, Any] = {"type": "text", "content": "deep"}
    for _ in range(200):
        element = {"type": "list", "items": [element]}
    assert ans(tmp_path, content_elements=[element, {"type": "text", "content": "Flat"}]).only.text == "Flat"

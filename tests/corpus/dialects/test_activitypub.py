"""ActivityPub: articles that are addressed to the public. All posts and people are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import plain_text
from recommender.corpus import LeftOut, read_articles
from recommender.corpus.dialects.activitypub import activitypub_records, is_activitypub
from tests.support.sources import put, refuse_none

CONTEXT = ["https://www.w3.org/ns/activitystreams", {"Hashtag": "as:Hashtag"}]
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
OBJECT: dict[str, Any] = {
    "id": "https://gazette.example/api/posts/7",
    "type": "Article",
    "name": "Quay rebuilt",
    "content": "<p>The quay is <b>new</b>.</p>",
    "contentMap": {"en": "<p>The quay is <b>new</b>.</p>"},
    "url": [
        {"type": "Link", "href": "https://gazette.example/quay.json", "mediaType": "application/json"},
        {"type": "Link", "href": "https://gazette.example/quay", "mediaType": "text/html"},
    ],
    "published": "2026-04-21T09:30:00Z",
    "updated": "2026-04-22T08:00:00Z",
    "to": [PUBLIC],
    "attributedTo": [{"type": "Person", "name": "Ada Okafor"}, "https://gazette.example/@ines"],
    "tag": [{"type": "Hashtag", "name": "#Port"}, {"type": "Mention", "name": "@ines"}],
    "image": {"type": "Image", "url": "https://gazette.example/quay.jpg"},
}
ARTICLE = {
    "article_id": "https://gazette.example/api/posts/7",
    "title": "Quay rebuilt",
    "text": "The quay is new.",
    "url": "https://gazette.example/quay",
    "published_at": "2026-04-21T09:30:00Z",
    "updated_at": "2026-04-22T08:00:00Z",
    "language": "en",
    "kind": "news",
    "tags": ["Port"],
    "authors": ["Ada Okafor"],
    "image_url": "https://gazette.example/quay.jpg",
}


def create(thing: object, **values: object) -> dict[str, Any]:
    return {"type": "Create", "actor": "https://gazette.example/@ada", "object": thing} | values


def outbox(*items: object) -> dict[str, Any]:
    return {"@context": CONTEXT, "type": "OrderedCollection", "totalItems": len(items), "orderedItems": list(items)}


@pytest.mark.parametrize(
    "document",
    [
        OBJECT | {"@context": CONTEXT},
        OBJECT,
        create(OBJECT) | {"@context": CONTEXT[0]},
        outbox(create(OBJECT)),
        {"@context": CONTEXT, "type": "OrderedCollection", "first": outbox(create(OBJECT))},
    ],
)
def test_an_article_is_read_alone_in_an_activity_and_in_an_outbox(tmp_path: Path, document: object) -> None:
    (article,) = read_articles(put(tmp_path, "outbox.json", json.dumps(document)), refused=refuse_none)
    assert article.to_record() | {"text": plain_text(article.text)} == ARTICLE


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (create(OBJECT | {"type": "Note", "name": None}), "note"),
        (create(OBJECT | {"type": "Video"}), "video"),
        (create(OBJECT | {"type": "Image"}), "picture"),
        (create(OBJECT | {"inReplyTo": "https://other.example/1"}), "reply"),
        (create(OBJECT | {"to": ["https://gazette.example/@ada/followers"], "cc": []}), "private"),
        (create({k: v for k, v in OBJECT.items() if k != "to"}, to=["https://a.example/@b"]), "private"),
        ({"type": "Announce", "actor": "https://a.example/@b", "object": "https://other.example/1"}, "repost"),
        ({"type": "Follow", "actor": "https://a.example/@b", "object": "https://other.example/1"}, "follow"),
    ],
)
def test_what_is_no_public_article_is_left_out_by_its_reason(tmp_path: Path, item: object, reason: str) -> None:
    left_out: list[LeftOut] = []
    source = put(tmp_path, "outbox.json", json.dumps(outbox(create(OBJECT), item)))
    articles = list(read_articles(source, refused=refuse_none, left_out=left_out.append))
    assert (len(articles), [each.reason for each in left_out]) == (1, [reason])


def test_a_note_with_a_name_and_an_object_that_addresses_nobody_are_articles(tmp_path: Path) -> None:
    nobodys = {name: value for name, value in OBJECT.items() if name != "to"} | {"id": "https://gazette.example/8"}
    source = put(tmp_path, "outbox.json", json.dumps(outbox(create(OBJECT | {"type": "Note"}), create(nobodys))))
    assert len(list(read_articles(source, refused=refuse_none))) == 2


@pytest.mark.parametrize(
    "item",
    [
        {"type": "Delete", "actor": "https://a.example/@b", "object": {"id": OBJECT["id"], "type": "Tombstone"}},
        {"type": "Delete", "actor": "https://a.example/@b", "object": OBJECT["id"]},
        {"type": "Tombstone", "id": OBJECT["id"]},
    ],
)
def test_a_deletion_takes_the_article_back(item: dict[str, Any]) -> None:
    (record,) = activitypub_records(outbox(item))
    assert (record.withdraws, record.values["article_id"]) == (True, OBJECT["id"])


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["Note", "Create", "Article", "x", PUBLIC]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*OBJECT, "object", "href"]), inner, max_size=3)
    ),
)


@given(st.dictionaries(st.sampled_from([*OBJECT, "object", "orderedItems", "first", "@context", "actor"]), ANYTHING))
def test_values_of_any_form_have_no_fault(values: dict[str, object]) -> None:
    assert isinstance(is_activitypub(values), bool)
    list(activitypub_records(values))

"""Drupal: nodes, with what was included of the resources that they name. All articles are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import plain_text
from recommender.corpus import LeftOut, read_articles
from recommender.corpus.dialects.drupal import drupal_records, is_drupal
from tests.support.sources import put, refuse_none

ID = "71e04ead-4cc7-416c-b9ca-60b635fdc50f"


def named(kind: str, name: str) -> dict[str, Any]:
    return {"data": {"type": kind, "id": name}}


NODE: dict[str, Any] = {
    "type": "node--article",
    "id": ID,
    "links": {"self": {"href": f"https://gazette.example/en/jsonapi/node/article/{ID}?resourceVersion=id%3A1"}},
    "attributes": {
        "drupal_internal__nid": 7,
        "langcode": "en",
        "status": True,
        "moderation_state": "published",
        "title": "Quay rebuilt",
        "created": "2026-04-21T09:30:00+00:00",
        "changed": "2026-04-22T08:00:00+00:00",
        "body": {"value": "raw", "format": "basic_html", "processed": "<p>The quay is <b>new</b>.</p>", "summary": ""},
        "path": {"alias": "/local/quay", "pid": 1, "langcode": "en"},
    },
    "relationships": {
        "uid": named("user--user", "u1"),
        "field_tags": {
            "data": [{"type": "taxonomy_term--tags", "id": "t1"}, {"type": "taxonomy_term--tags", "id": "no"}]
        },
        "field_section": named("taxonomy_term--section", "s1"),
        "field_media_image": named("media--image", "m1"),
        "field_empty": {"data": None},
    },
}
INCLUDED: list[dict[str, Any]] = [
    {"type": "user--user", "id": "u1", "attributes": {"display_name": "Ada Okafor", "mail": "ada@gazette.example"}},
    {"type": "taxonomy_term--tags", "id": "t1", "attributes": {"name": "Port"}},
    {"type": "taxonomy_term--section", "id": "s1", "attributes": {"name": "Local"}},
    {"type": "media--image", "id": "m1", "relationships": {"thumbnail": named("file--file", "f1")}},
    {"type": "file--file", "id": "f1", "attributes": {"uri": {"value": "public://q.jpg", "url": "/sites/files/q.jpg"}}},
]
ARTICLE = {
    "article_id": ID,
    "title": "Quay rebuilt",
    "text": "The quay is new.",
    "url": "https://gazette.example/en/local/quay",
    "published_at": "2026-04-21T09:30:00Z",
    "updated_at": "2026-04-22T08:00:00Z",
    "language": "en",
    "kind": "news",
}
OF_OTHERS = {
    "section": "Local",
    "tags": ["Port"],
    "authors": ["Ada Okafor"],
    "image_url": "https://gazette.example/sites/files/q.jpg",
}


def only_article(folder: Path, document: object, name: str = "node.json") -> dict[str, Any]:
    (article,) = read_articles(put(folder, name, json.dumps(document)), refused=refuse_none)
    return article.to_record() | {"text": plain_text(article.text)}


@pytest.mark.parametrize("data", [NODE, [NODE]])
def test_a_node_has_what_was_included_of_others(tmp_path: Path, data: object) -> None:
    assert (
        only_article(tmp_path, {"jsonapi": {"version": "1.0"}, "data": data, "included": INCLUDED})
        == ARTICLE | OF_OTHERS
    )


def test_a_resource_on_a_line_has_what_is_its_own(tmp_path: Path) -> None:
    assert only_article(tmp_path, NODE, "nodes.jsonl") == ARTICLE


def with_attributes(**attributes: object) -> dict[str, Any]:
    return NODE | {"id": "other", "attributes": NODE["attributes"] | attributes}


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        (with_attributes(status=False), "draft"),
        (with_attributes(moderation_state="archived"), "archived"),
        (with_attributes(moderation_state="needs_legal"), "needs_legal"),
        (NODE | {"type": "node--page"}, "page"),
        (NODE | {"type": "media--image"}, "media"),
        (NODE | {"type": "taxonomy_term--tags"}, "taxonomy term"),
        (NODE | {"type": "user--user"}, "user"),
    ],
)
def test_what_is_no_public_article_is_left_out_by_its_reason(tmp_path: Path, node: object, reason: str) -> None:
    left_out: list[LeftOut] = []
    source = put(tmp_path, "nodes.json", json.dumps({"data": [NODE, node]}))
    articles = list(read_articles(source, refused=refuse_none, left_out=left_out.append))
    assert (len(articles), [each.reason for each in left_out]) == (1, [reason])


def test_texts_come_from_fields_of_any_name_and_from_paragraphs(tmp_path: Path) -> None:
    node = with_attributes(
        body=None,
        field_story={"value": "<p>Two.</p>", "format": "html"},
        field_summary={"value": "<p>One.</p>", "format": "html"},
        path={"alias": None},
        langcode="und",
    )
    node["relationships"] = {"field_parts": {"data": [{"type": "paragraph--text", "id": "p1"}]}}
    part = {"type": "paragraph--text", "id": "p1", "attributes": {"field_text": {"processed": "<p>Three.</p>"}}}
    article = only_article(tmp_path, {"data": node, "included": [part]})
    assert article["text"] == "One.\nTwo.\nThree."
    assert (article["url"], "language" in article) == ("https://gazette.example/en/node/7", False)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["data", "type", "id", "href", "self", "processed", "uid"]), inner, max_size=3
        )
    ),
)


@given(
    st.dictionaries(
        st.sampled_from(["data", "included", "type", "id", "attributes", "relationships", "links"]), ANYTHING
    )
)
def test_values_of_any_form_have_no_fault(values: dict[str, object]) -> None:
    assert isinstance(is_drupal(values), bool)
    list(drupal_records(values))

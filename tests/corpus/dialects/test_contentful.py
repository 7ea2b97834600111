"""Contentful: entries that are published, with what they link to. All entries are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import plain_text
from recommender.corpus import LeftOut, read_articles
from recommender.corpus.dialects.contentful import contentful_records, is_contentful
from tests.support.sources import put, refuse_none


def link(kind: str, name: str) -> dict[str, Any]:
    return {"sys": {"type": "Link", "linkType": kind, "id": name}}


def system(kind: str, name: str, **more: object) -> dict[str, Any]:
    of = {"sys": {"type": "Link", "linkType": "ContentType", "id": "post"}}
    times = {"createdAt": "2026-04-20T09:30:00Z", "updatedAt": "2026-04-22T08:00:00Z"}
    return {"type": kind, "id": name, "contentType": of} | times | more


TEXT = {
    "nodeType": "document",
    "data": {},
    "content": [{"nodeType": "paragraph", "data": {}, "content": [{"nodeType": "text", "value": "The quay is new."}]}],
}
FIELDS: dict[str, Any] = {
    "title": "Quay rebuilt",
    "body": TEXT,
    "publishDate": "2026-04-21T09:30:00Z",
    "author": link("Entry", "ada"),
    "heroImage": link("Asset", "quay"),
    "tags": ["Port"],
    "related": link("Entry", "self"),
}
AUTHOR_FIELDS = {"name": "Ada Okafor", "email": "ada@gazette.example"}
ASSET_FIELDS = {"title": "Quay", "file": {"url": "//images.ctfassets.net/q.jpg", "contentType": "image/jpeg"}}
ANSWER = {
    "sys": {"type": "Array"},
    "items": [{"sys": system("Entry", "self", locale="en-GB"), "fields": FIELDS}],
    "includes": {
        "Entry": [{"sys": system("Entry", "ada"), "fields": AUTHOR_FIELDS}],
        "Asset": [{"sys": system("Asset", "quay"), "fields": ASSET_FIELDS}],
    },
}


def in_locale(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: {"de-DE": "Anders" if name == "title" else value, "en-GB": value} for name, value in fields.items()}


def export(**more: object) -> dict[str, Any]:
    public = {"publishedAt": "2026-04-22T08:00:00Z", "version": 3, "publishedVersion": 2}
    return {
        "contentTypes": [],
        "entries": [{"sys": system("Entry", "self", **(public | more)), "fields": in_locale(FIELDS)}],
        "assets": [{"sys": system("Asset", "quay", **public), "fields": in_locale(ASSET_FIELDS)}],
        "locales": [{"code": "de-DE", "default": False}, {"code": "en-GB", "default": True}],
    }


@pytest.mark.parametrize(("document", "authors"), [(ANSWER, ("Ada Okafor",)), (export(), ())])
def test_an_entry_has_what_it_links_to_as_far_as_it_is_there(
    tmp_path: Path, document: object, authors: tuple[str, ...]
) -> None:
    (article,) = read_articles(put(tmp_path, "contentful.json", json.dumps(document)), refused=refuse_none)
    assert article.authors == authors
    assert article.to_record() | {"text": plain_text(article.text), "authors": None} == {
        "article_id": "self",
        "title": "Quay rebuilt",
        "text": "The quay is new.",
        "published_at": "2026-04-21T09:30:00Z",
        "updated_at": "2026-04-22T08:00:00Z",
        "language": "en-GB",
        "kind": "news",
        "tags": ["Port"],
        "authors": None,
        "image_url": "https://images.ctfassets.net/q.jpg",
    }


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"publishedAt": None}, "draft"),
        ({"archivedAt": "2026-04-23T00:00:00Z"}, "archived"),
        ({"version": 5}, "unpublished changes"),
    ],
)
def test_of_an_export_only_what_is_published_as_it_is_comes_out(
    tmp_path: Path, more: dict[str, Any], reason: str
) -> None:
    left_out: list[LeftOut] = []
    source = put(tmp_path, "export.json", json.dumps(export(**more)))
    articles = list(read_articles(source, refused=refuse_none, left_out=left_out.append))
    assert (articles, [each.reason for each in left_out]) == ([], [reason])


def test_entries_without_words_and_assets_are_left_out(tmp_path: Path) -> None:
    left_out: list[LeftOut] = []
    others = [
        {"sys": system("Entry", "ada"), "fields": AUTHOR_FIELDS},
        {"sys": system("Asset", "q"), "fields": ASSET_FIELDS},
    ]
    source = put(tmp_path, "answer.json", json.dumps(ANSWER | {"items": [*ANSWER["items"], *others]}))
    assert len(list(read_articles(source, refused=refuse_none, left_out=left_out.append))) == 1
    assert [each.reason for each in left_out] == ["post", "asset"]


ANYTHING = st.recursive(
    st.none() | st.integers() | st.text(max_size=4) | st.just(link("Entry", "self")),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["sys", "fields", "title", "body", "en-US", "author"]), inner, max_size=3)
    ),
)


@given(
    st.dictionaries(st.sampled_from(["entries", "items", "includes", "sys", "fields", "locales", "assets"]), ANYTHING)
)
def test_values_of_any_form_have_no_fault(values: dict[str, object]) -> None:
    assert isinstance(is_contentful(values), bool)
    list(contentful_records(values))

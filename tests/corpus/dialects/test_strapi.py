"""Strapi: entries that are published, in the forms of versions 4 and 5. All entries are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import plain_text
from recommender.corpus import LeftOut, read_articles
from recommender.corpus.dialects.strapi import is_strapi, strapi_records
from tests.support.sources import put, refuse_none

TIMES = {
    "createdAt": "2026-04-20T09:30:00.000Z",
    "updatedAt": "2026-04-22T08:00:00.000Z",
    "publishedAt": "2026-04-21T09:30:00.000Z",
    "locale": "en",
}
ATTRIBUTES: dict[str, Any] = {
    "title": "Quay rebuilt",
    "content": "The quay is new.",
    "author": {"data": {"id": 1, "attributes": {"name": "Ada Okafor", "email": "ada@gazette.example"}}},
    "categories": {"data": [{"id": 1, "attributes": {"name": "Local"}}, {"id": 2, "attributes": {"name": "Port"}}]},
    "cover": {"data": {"id": 1, "attributes": {"url": "https://cdn.example/quay.jpg"}}},
} | TIMES
OF_4: dict[str, Any] = {"id": 7, "attributes": ATTRIBUTES}
OF_5: dict[str, Any] = {
    "id": 7,
    "documentId": "hgv1vny5cebq2l3czil1rpb3",
    "title": "Quay rebuilt",
    "blocks": [{"__component": "shared.rich-text", "id": 1, "body": "The quay is new."}],
    "author": {"name": "Ada Okafor"},
    "category": {"name": "Local"},
    "cover": {"url": "https://cdn.example/quay.jpg"},
} | TIMES


@pytest.mark.parametrize(("entry", "article_id"), [(OF_4, "7"), (OF_5, "hgv1vny5cebq2l3czil1rpb3")])
@pytest.mark.parametrize(
    "wrap", [lambda entry: {"data": [entry], "meta": {}}, lambda entry: {"data": entry}, lambda entry: entry]
)
def test_an_entry_has_what_it_is_related_to(tmp_path: Path, entry: object, article_id: str, wrap: Any) -> None:
    (article,) = read_articles(put(tmp_path, "articles.json", json.dumps(wrap(entry))), refused=refuse_none)
    assert (article.article_id, article.title, plain_text(article.text)) == (
        article_id,
        "Quay rebuilt",
        "The quay is new.",
    )
    record = article.to_record()
    assert [record[name] for name in ("published_at", "updated_at", "section", "authors", "language", "image_url")] == [
        "2026-04-21T09:30:00Z", "2026-04-22T08:00:00Z", "Local", ["Ada Okafor"], "en", "https://cdn.example/quay.jpg",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "reason"),
    [({"publishedAt": None}, "draft"), ({"content": None, "title": "Menu"}, "no article")],
)
def test_drafts_and_what_is_no_article_are_left_out(tmp_path: Path, values: dict[str, Any], reason: str) -> None:
    left_out: list[LeftOut] = []
    other = {"id": 8, "attributes": ATTRIBUTES | values}
    source = put(tmp_path, "articles.json", json.dumps({"data": [OF_4, other]}))
    articles = list(read_articles(source, refused=refuse_none, left_out=left_out.append))
    assert (len(articles), [each.reason for each in left_out]) == (1, [reason])


ANYTHING = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["data", "attributes", "__component", "body", "publishedAt"]), inner, max_size=3
        )
    ),
)


@given(st.dictionaries(st.sampled_from([*ATTRIBUTES, "data", "attributes", "documentId", "blocks"]), ANYTHING))
def test_values_of_any_form_have_no_fault(values: dict[str, object]) -> None:
    assert isinstance(is_strapi(values), bool)
    list(strapi_records(values))

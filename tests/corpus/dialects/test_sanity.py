"""Sanity: documents with words, and no drafts. All documents are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import plain_text
from recommender.corpus import LeftOut, read_articles
from recommender.corpus.dialects.sanity import is_sanity, sanity_records
from tests.support.sources import put, refuse_none

POST: dict[str, Any] = {
    "_id": "post-7",
    "_type": "post",
    "_rev": "r1",
    "_createdAt": "2026-04-20T09:30:00Z",
    "_updatedAt": "2026-04-22T08:00:00Z",
    "title": "Quay rebuilt",
    "slug": {"_type": "slug", "current": "quay"},
    "body": [
        {"_type": "block", "children": [{"_type": "span", "text": "The quay "}, {"_type": "span", "text": "is new."}]},
        {"_type": "image", "asset": {"_ref": "image-1"}},
        {"_type": "block", "children": [{"_type": "span", "text": "Two."}]},
    ],
    "author": {"_ref": "ada"},
    "categories": [{"_ref": "local"}],
    "publishedAt": "2026-04-21T09:30:00Z",
}


def test_a_line_is_a_document(tmp_path: Path) -> None:
    (article,) = read_articles(put(tmp_path, "data.ndjson", json.dumps(POST) + "\n"), refused=refuse_none)
    assert article.to_record() | {"text": plain_text(article.text)} == {
        "article_id": "post-7",
        "title": "Quay rebuilt",
        "text": "The quay is new.\nTwo.",
        "published_at": "2026-04-21T09:30:00Z",
        "updated_at": "2026-04-22T08:00:00Z",
        "kind": "news",
    }


def test_an_answer_may_hold_what_references_lead_to(tmp_path: Path) -> None:
    image = {"asset": {"url": "https://cdn.example/quay.jpg"}}
    post = POST | {"author": {"name": "Ada Okafor"}, "categories": [{"title": "Local"}], "mainImage": image}
    (article,) = read_articles(
        put(tmp_path, "answer.json", json.dumps({"ms": 3, "result": [post]})), refused=refuse_none
    )
    assert (article.authors, article.section, article.image_url) == (
        ("Ada Okafor",),
        "Local",
        "https://cdn.example/quay.jpg",
    )


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"_id": "drafts.post-8"}, "draft"),
        ({"_id": "versions.r1.post-8"}, "draft"),
        ({"_type": "author", "title": None, "name": "Ada", "body": None}, "author"),
        ({"_type": "sanity.imageAsset", "description": "A quay"}, "asset"),
    ],
)
def test_drafts_and_what_is_no_article_are_left_out(tmp_path: Path, values: dict[str, Any], reason: str) -> None:
    left_out: list[LeftOut] = []
    source = put(tmp_path, "data.ndjson", json.dumps(POST) + "\n" + json.dumps(POST | values))
    articles = list(read_articles(source, refused=refuse_none, left_out=left_out.append))
    assert (len(articles), [each.reason for each in left_out]) == (1, [reason])


ANYTHING = st.none() | st.integers() | st.text(max_size=4) | st.lists(st.integers() | st.just(POST), max_size=2)


@given(st.dictionaries(st.sampled_from([*POST, "result", "mainImage"]), ANYTHING))
def test_values_of_any_form_have_no_fault(values: dict[str, object]) -> None:
    assert isinstance(is_sanity(values), bool)
    list(sanity_records(values))

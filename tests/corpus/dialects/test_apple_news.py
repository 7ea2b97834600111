"""Apple News: the words of an article are its components, by their roles. All articles are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from recommender.article import plain_text
from recommender.corpus import read_articles
from recommender.corpus.dialects.apple_news import apple_news_record, is_apple_news
from tests.support.sources import put, refuse_none

DOCUMENT: dict[str, Any] = {
    "version": "1.7",
    "identifier": "quay-7",
    "title": "Quay rebuilt",
    "language": "en",
    "layout": {"columns": 7},
    "components": [
        {"role": "title", "text": "Quay rebuilt"},
        {"role": "byline", "text": "By Ada Okafor | April 21"},
        {
            "role": "container",
            "components": [{"role": "intro", "text": "It is <new> & dry."}, {"role": "photo", "URL": "x"}],
        },
        {"role": "body", "text": "<p>It <b>opened</b>.</p><p>Crowds came.</p>", "format": "html"},
        {"role": "pullquote", "text": "Crowds came."},
        {"role": "heading2", "text": "What next?"},
        {"role": "body", "text": "One.\n\nTwo."},
    ],
    "metadata": {
        "datePublished": "2026-04-21T09:30:00Z",
        "dateModified": "2026-04-22T08:00:00Z",
        "canonicalURL": "https://gazette.example/quay",
        "authors": ["Ada Okafor"],
        "keywords": ["port"],
        "thumbnailURL": "https://gazette.example/quay.jpg",
    },
}


def test_a_document_is_its_components_and_its_metadata(tmp_path: Path) -> None:
    (article,) = read_articles(put(tmp_path, "article.json", json.dumps(DOCUMENT, indent=1)), refused=refuse_none)
    assert article.to_record() | {"text": plain_text(article.text)} == {
        "article_id": "https://gazette.example/quay",
        "title": "Quay rebuilt",
        "text": "It is <new> & dry.\nIt opened.\nCrowds came.\nWhat next?\nOne.\nTwo.",
        "url": "https://gazette.example/quay",
        "published_at": "2026-04-21T09:30:00Z",
        "updated_at": "2026-04-22T08:00:00Z",
        "language": "en",
        "kind": "news",
        "tags": ["port"],
        "authors": ["Ada Okafor"],
        "image_url": "https://gazette.example/quay.jpg",
    }


def test_an_article_without_metadata_has_its_own_id_and_the_titles_of_components() -> None:
    bare = {name: value for name, value in DOCUMENT.items() if name not in ("metadata", "title")}
    values = apple_news_record(bare).values
    assert (values["article_id"], values["title"]) == ("quay-7", "Quay rebuilt")


def test_other_objects_with_components_are_not_apples() -> None:
    assert not is_apple_news({"components": [], "version": "1"})


ANYTHING = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["role", "text", "components", "format"]), inner, max_size=3)
    ),
)


@given(st.dictionaries(st.sampled_from([*DOCUMENT]), ANYTHING))
def test_values_of_any_form_have_no_fault(values: dict[str, object]) -> None:
    apple_news_record(values)

"""Rich text: the trees of every editor are paragraphs. All documents are made up."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import plain_text
from recommender.corpus.dialects import rich_text as room
from recommender.corpus.dialects.rich_text import rich_text

LEXICAL = {
    "root": {
        "type": "root",
        "children": [
            {"type": "heading", "children": [{"type": "extended-text", "text": "The quay"}]},
            {
                "type": "paragraph",
                "children": [
                    {"type": "extended-text", "text": "Tax < "},
                    {"type": "link", "children": [{"type": "text", "text": "spend"}]},
                    {"type": "linebreak"},
                    {"type": "text", "text": "& more."},
                ],
            },
            {"type": "html", "html": "<p>From <b>HTML</b>.</p>"},
            {"type": "list", "children": [{"type": "listitem", "children": [{"type": "text", "text": "One"}]}]},
        ],
    }
}
CONTENTFUL = {
    "nodeType": "document",
    "content": [
        {
            "nodeType": "paragraph",
            "content": [{"nodeType": "text", "value": "The quay "}, {"nodeType": "text", "value": "reopens."}],
        },
        {"nodeType": "embedded-asset-block", "data": {"target": {"sys": {"id": "x"}}}, "content": []},
        {
            "nodeType": "paragraph",
            "content": [{"nodeType": "hyperlink", "content": [{"nodeType": "text", "value": "Two."}]}],
        },
    ],
}
MOBILEDOC = {
    "version": "0.3.1",
    "cards": [["card-markdown", {"cardName": "card-markdown", "markdown": "From *Markdown*."}]],
    "sections": [
        [1, "p", [[0, [], 0, "The "], [0, [0], 1, "quay"]]],
        [3, "ul", [[[0, [], 0, "One"]], [[0, [], 0, "Two"]]]],
        [10, 0],
        [10, 7],
    ],
}
STRAPI = [{"type": "paragraph", "children": [{"type": "text", "text": "The quay"}]}, {"type": "image", "image": {}}]
PROSEMIRROR = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "The quay"}]}]}
EDITORJS = {"blocks": [{"type": "paragraph", "data": {"text": "The <b>quay</b>"}}]}


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (LEXICAL, "The quay\nTax < spend\n& more.\nFrom HTML.\nOne"),
        (CONTENTFUL, "The quay reopens.\nTwo."),
        (MOBILEDOC, "The quay\nOne\nTwo\nFrom *Markdown*."),
        (STRAPI, "The quay"),
        (PROSEMIRROR, "The quay"),
        (EDITORJS, "The quay"),
        (None, ""),
        (7, ""),
        ("no JSON", ""),
        ("[" * 100_000, ""),
    ],
)
def test_a_tree_is_its_paragraphs(document: object, text: str) -> None:
    assert plain_text(rich_text(document)) == text
    assert isinstance(document, str) or plain_text(rich_text(json.dumps(document))) == text


def test_a_tree_without_end_is_read_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MAX_NODES", 100)
    leaf: dict[str, Any] = {"type": "paragraph", "children": [{"type": "text", "text": "word"}]}
    assert 10 <= plain_text(rich_text([leaf] * 1_000)).count("word") <= 100


def test_a_deep_tree_is_no_fault() -> None:
    tree: dict[str, Any] = {"type": "text", "text": "deep"}
    for _ in range(20_000):
        tree = {"type": "paragraph", "children": [tree]}
    assert plain_text(rich_text(tree)) == "deep"


NAMES = st.sampled_from(
    ["type", "text", "children", "root", "content", "sections", "cards", "value", "nodeType", "html"]
)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 11) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
)


@given(TREES)
def test_whatever_is_no_document_has_no_fault(tree: object) -> None:
    assert isinstance(rich_text(tree), str)

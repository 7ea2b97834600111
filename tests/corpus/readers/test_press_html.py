"""What press databases export as HTML: trees whose texts can be set, whatever their documents hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus.readers.press_html import tree_of, without_controls, words

PIECES = st.lists(
    st.sampled_from(["Ferry", " ", "\x00", "\x0c", "\x1f", "&#2;", "&#x1F", "&#38;", "&amp;", "<p>", "\ufffe"])
)


@given(PIECES)
def test_no_text_of_a_tree_has_a_control(pieces: list[str]) -> None:
    tree = tree_of(f"<p>{''.join(pieces)}</p>")
    assert tree is not None
    for element in tree.iter():
        element.tail = f" {element.tail or ''}"
        element.text = f" {element.text or ''}"


@pytest.mark.parametrize("kept", ["&#38;", "&#x26;", "&amp;", "\t\n\r", "&#9;", "a & b"])
def test_what_is_no_control_stays(kept: str) -> None:
    assert without_controls(kept) == kept


def test_a_reference_beyond_unicode_goes() -> None:
    assert words(tree_of("<p>Ferry&#xFFFFFF; back</p>")) == "Ferry back"

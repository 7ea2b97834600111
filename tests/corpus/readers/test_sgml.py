"""SGML of research collections: documents end where they say, and damage costs one of them. They are made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus.readers import sgml
from recommender.corpus.readers.sgml import documents, parsed
from recommender.errors import CorpusError
from tests.support.sources import put, refuse_none


def test_documents_may_share_a_line_and_span_many(tmp_path: Path) -> None:
    path = put(tmp_path, "news", "<DOC><A>1</A></DOC><doc>\n<A>2\n</A></doc>\n\n<DOC id='3'>\n</DOC>")
    read = list(documents(path, "doc", refuse_none))
    assert [(each.line, each.first("a")) for each in read] == [(1, "1"), (1, "2"), (5, "")]
    assert read[2].attributes == {"id": "3"}


def test_a_document_without_an_end_costs_itself(tmp_path: Path) -> None:
    refused: list[CorpusError] = []
    path = put(tmp_path, "news", "<DOC>\n<A>1</A>\n<DOC><A>2</A></DOC>\n<DOC><A>3")
    assert [each.first("a") for each in documents(path, "doc", refused.append)] == ["2"]
    assert [error.line for error in refused] == [1, 4]


def test_a_document_too_long_is_refused_and_the_next_one_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sgml, "MAX_DOCUMENT_LENGTH", 30)
    refused: list[CorpusError] = []
    path = put(tmp_path, "news", f"<DOC>\n<A>{'x' * 40}\n{'x' * 40}</A></DOC>\n<DOC><A>2</A></DOC>\n")
    assert [each.first("a") for each in documents(path, "doc", refused.append)] == ["2"]
    assert [(error.line, error.reason) for error in refused] == [(1, "a document longer than 30 characters")]


def test_a_paragraph_is_a_tag_an_empty_line_or_an_indent() -> None:
    text = "<DOC><TEXT>One\nline.\n\nTwo.\n   Three &amp; more.<P>Four.</P></TEXT>"
    assert parsed(text, 1).paragraphs("text") == "One line.\nTwo.\nThree & more.\nFour."


@given(st.text(st.sampled_from("<>/DOCdocpP= \n&;a1\"'"), max_size=200))
def test_any_text_is_documents_or_refused(text: str) -> None:
    document = parsed("<DOC>" + text, 1)
    for name in document.parts:
        document.first(name)
        document.paragraphs(name)

"""The text files of TREC: any id is one word."""

from __future__ import annotations

from hypothesis import given

from recommender.evaluation.trec import decode_id, encode_id
from tests.support.evaluation import ids


@given(ids)
def test_any_id_is_one_word_that_decodes_to_it(article_id: str) -> None:
    word = encode_id(article_id)
    assert len(word.split()) == 1
    assert not word.startswith("#")
    assert decode_id(word) == article_id

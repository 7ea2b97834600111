"""Streams of term ids → vectors, against plain Python."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.analysis import DROPPED, OOV, SENTENCE_END, STRETCHES
from recommender.model.field_loops import FIELDS, FieldWeights, count_fields, filter_of, weigh_fields
from recommender.model.sorted_keys import SortedKeys
from recommender.model.sparse import read_only
from tests.support.builders import law

N_TERMS = 5
TOKENS = st.sampled_from([*range(N_TERMS), DROPPED, SENTENCE_END, OOV])
# A title and a slug end with a sentence.
ARTICLES = st.lists(st.tuples(*3 * [st.lists(TOKENS, max_size=12)]), max_size=5).map(
    lambda articles: [([*title, SENTENCE_END], [*slug, SENTENCE_END], text) for title, slug, text in articles]
)
Article = tuple[list[int], list[int], list[int]]


def stream(articles: list[Article]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    stretches = [stretch for article in articles for stretch in article]
    ids = np.array([token for stretch in stretches for token in stretch], np.int32)
    return ids, np.cumsum([0, *map(len, stretches)], dtype=np.int64)


def fields_of(article: Article, lead_terms: int) -> dict[str, Counter[int]]:
    """Return how often each term or pair stands in each field."""
    title, slug, text = article
    tokens = [token for token in title + slug + text if token != DROPPED]
    pairs = [N_TERMS * a + b for a, b in pairwise(tokens) if min(a, b) >= 0]
    known = [[token for token in stretch if token >= 0] for stretch in (title, text, title + slug + text)]
    return dict(zip(FIELDS, map(Counter, (known[0], known[1][:lead_terms], known[2], pairs)), strict=True))


@law
@given(ARTICLES, st.integers(0, 5))
def test_fields_are_counted_as_by_hand(articles: list[Article], lead_terms: int) -> None:
    frequencies, pairs, totals = count_fields(*stream(articles), lead_terms, N_TERMS)
    counted = [fields_of(article, lead_terms) for article in articles]
    for at, field in enumerate(FIELDS):
        assert totals[:, at].tolist() == [
            sum(fields[field].total() for fields in counted), sum(bool(fields[field]) for fields in counted),
        ]  # fmt: skip
    for field, of_field in zip(FIELDS, frequencies.tolist(), strict=False):
        assert of_field == [sum(term in fields[field] for fields in counted) for term in range(N_TERMS)]
    assert sorted(pairs.tolist()) == sorted(pair for fields in counted for pair in fields["phrases"])


def expected_row(fields: dict[str, Counter[int]], learned: FieldWeights) -> dict[int, float]:
    """Return the weights of an article by column, by the formulas as they stand in `recommender.model.tfidf`."""
    row: Counter[int] = Counter()
    keys = SortedKeys(learned.key_starts, learned.keys)
    known = {key: at for at, key in enumerate(keys.at(np.arange(keys.n_keys)).tolist())}
    for at, field in enumerate(FIELDS):
        length, weights = fields[field].total(), {}
        norm = learned.k1 * (1 - learned.b + learned.b * length / learned.mean_lengths[at])
        for key, tf in fields[field].items():
            column = known.get(key, -1) if field == "phrases" else key
            if learned.weights[at] and column >= 0:
                saturated = tf * (learned.k1 + 1) / (tf + norm) if learned.k1 else tf
                idf = getattr(learned, field)[learned.codes[column] if field == "phrases" else column]
                weights[column + N_TERMS * (field == "phrases")] = saturated * float(idf)
        scale = learned.weights[at] / (math.hypot(*weights.values()) or 1)
        row.update({column: scale * weight for column, weight in weights.items()})
    total = math.hypot(*row.values()) or 1
    return {column: weight / total for column, weight in row.items()}


@law
@given(
    ARTICLES,
    st.sets(st.integers(0, N_TERMS**2 - 1)),
    st.lists(st.sampled_from([0.0, 0.35, 1.0]), min_size=4, max_size=4),
    st.sampled_from([(0.0, 0.0), (1.2, 0.75), (0.5, 1.0)]),
)
def test_vectors_are_those_of_the_formulas(
    articles: list[Article], keys: set[int], weights: list[float], k1_b: tuple[float, float]
) -> None:
    idf = [np.linspace(1, 3 + at, N_TERMS, dtype=np.float32) for at in range(3)]
    known = SortedKeys.of(np.array(sorted(keys), np.int64))
    codes = np.arange(len(keys) + 1).astype(np.uint16)[1:]
    phrases = np.linspace(2, 3, len(keys) + 1, dtype=np.float32)
    title, lead, body, phrases, codes, starts, lows = read_only(*idf, phrases, codes, *known)
    lengths, passing = np.array([2.0, 3.0, 9.0, 4.0]), filter_of(starts, lows, 1)
    learned = FieldWeights(
        title, lead, body, phrases, codes, starts, lows, passing, np.array(weights), lengths, *k1_b, 4
    )
    ids, stretches = stream(articles)
    indptr, indices, data = weigh_fields(ids, stretches, N_TERMS, learned, 2 * len(ids))
    assert len(indptr) == len(stretches) // STRETCHES + 1
    assert [array.dtype.name for array in (indptr, indices, data)] == ["int64", "int32", "float32"]
    for row, article in enumerate(articles):
        columns = indices[indptr[row] : indptr[row + 1]].tolist()
        expected = expected_row(fields_of(article, 4), learned)
        assert columns == sorted(expected)
        assert data[indptr[row] : indptr[row + 1]].tolist() == pytest.approx([expected[c] for c in columns], rel=1e-5)


def test_a_long_article_beside_short_ones_is_counted_alike() -> None:
    text = [at % N_TERMS for at in range(10_000)]
    articles: list[Article] = [([SENTENCE_END], [SENTENCE_END], each) for each in ([1], text, [2, 3])]
    _, pairs, totals = count_fields(*stream(articles), 60, N_TERMS)
    assert totals.tolist() == [[0, 63, 10_003, 10_000], [0, 3, 3, 2]]
    assert len(pairs) == N_TERMS + 1


@law
@given(st.sets(st.integers(0, 1 << 22)), st.integers(0, 6))
def test_a_filter_lets_pass_all_keys_and_has_a_bit_for_each(keys: set[int], bits: int) -> None:
    known = SortedKeys.of(np.array(sorted(keys), np.int64))
    starts, lows = read_only(*known)
    passed = np.unpackbits(filter_of(starts, lows, 1 << bits)).sum()
    assert min(1, len(keys)) <= passed <= len(keys)

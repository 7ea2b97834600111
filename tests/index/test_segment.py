"""The base segment: built of vectors, kept as arrays, read by many threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from recommender.errors import SnapshotError
from recommender.index.candidates import Candidates
from recommender.index.filters import ANY, Filter
from recommender.index.searcher import Searcher
from recommender.index.segment import Segment
from recommender.model import postings
from recommender.model.vectors import Vectors
from tests.support.builders import (
    Damage,
    article,
    catalogue,
    drop,
    mapped,
    matrix_of,
    numbered,
    put,
    unit_rows,
    vector,
)

EMPTY = vector({})


def answers(found: Candidates) -> list[tuple[int, float]]:
    return list(zip(found.rows.tolist(), found.score.tolist(), strict=True))


# --- Building ---


def test_vectors_of_another_number_of_articles_are_an_error() -> None:
    with pytest.raises(ValueError, match="expected a vector for each of 3 articles, found 2"):
        Segment.build(numbered(3), Vectors.of(unit_rows(2, 4)))


def test_own_vectors_of_another_number_of_articles_are_an_error() -> None:
    with pytest.raises(ValueError, match="expected a vector for each of 3 articles, found 2"):
        Segment.build(numbered(3), Vectors.of(unit_rows(3, 4)), Vectors.of(unit_rows(2, 4)))


def test_candidates_are_compared_by_their_own_vectors() -> None:
    own = Vectors.of(matrix_of([[1, 0], [0, 1]]))
    base = Segment.build(numbered(2), Vectors.of(matrix_of([[0.6, 0.8], [0.8, 0.6]])), own)
    again = Segment.from_arrays(numbered(2), base.to_arrays())
    for one in (base, again):
        found = Searcher.over(one).search(vector({1: 1.0}))
        assert found.rows.tolist() == [0, 1]
        assert found.own_similarity_to(0).tolist() == [1.0, 0.0]


def test_building_leaves_the_matrix_as_it_was() -> None:
    data, terms, starts = (
        np.array([3, 4, 1], np.float32) / 5,
        np.array([2, 0, 2], np.int32),
        np.array([0, 2, 3], np.int32),
    )
    for array in (data, terms, starts):
        array.flags.writeable = False
    matrix = csr_array((data, terms, starts), shape=(2, 3))
    index = Searcher.build(numbered(2), matrix)
    assert matrix.indices.tolist() == [2, 0, 2]
    assert index.expanded_vectors[0].terms.tolist() == [0, 2]
    assert index.expanded_vectors[0].dot(index.expanded_vectors[1]) == pytest.approx(0.12, rel=0.025)


def test_a_term_that_a_row_holds_twice_counts_with_both_weights() -> None:
    twice = csr_array((np.array([0.5, 0.5], np.float32), np.array([1, 1]), np.array([0, 2])), shape=(1, 2))
    index = Searcher.build(numbered(1), twice)
    assert [part.tolist() for part in index.expanded_vectors[0]] == [[1], [1.0]]
    assert answers(index.search(index.expanded_vectors[0])) == [(0, 1.0)]


# --- Arrays, memory, threads ---


def searches(base: Segment) -> list[list[tuple[int, float]]]:
    asked = Filter(publisher=frozenset({"p1", "p2"}), until=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=400))
    index = Searcher.over(base)
    return [
        answers(index.search(index.expanded_vectors[row], depth=20, filters=wish, exclude=[row]))
        for row in range(0, len(index), 7)
        for wish in (ANY, asked)
    ]


def busy() -> Segment:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    articles = [
        article(article_id=f"{n:05}", publisher=f"p{n % 5}", published_at=(start + timedelta(hours=n)).isoformat())
        for n in range(700)
    ]
    return Segment.build(catalogue(*articles), Vectors.of(unit_rows(700, 100, seed=1, levels=3)))


def test_an_index_over_its_own_arrays_gives_the_same_answers(tmp_path: Path) -> None:
    index = busy()
    copied = Segment.from_arrays(index.catalogue, index.to_arrays())
    from_files = Segment.from_arrays(index.catalogue, mapped(index.to_arrays(), tmp_path))
    assert searches(copied) == searches(from_files) == searches(index)
    assert not any(array.flags.writeable for array in from_files.to_arrays().values())


def test_an_index_copies_no_array_that_it_is_given() -> None:
    arrays = busy().to_arrays()
    again = Segment.from_arrays(busy().catalogue, arrays).to_arrays()
    assert all(np.shares_memory(again[name], array) for name, array in arrays.items() if array.size)


def test_indexes_compare_and_hash_as_the_objects_they_are() -> None:
    assert len({busy(), busy()}) == 2


def test_an_empty_index_comes_back_from_its_arrays() -> None:
    index = Segment.build(catalogue(), Vectors.of(unit_rows(0, 0)))
    again = Searcher.over(Segment.from_arrays(catalogue(), index.to_arrays()))
    assert answers(again.search(EMPTY)) == []


def test_many_threads_that_search_one_index_all_get_its_answers() -> None:
    index = busy()
    expected = searches(index)
    with ThreadPoolExecutor(8) as pool:
        assert all(found == expected for found in pool.map(lambda _: searches(index), range(24)))


DAMAGE = {
    "no vectors": drop("vector_offsets"),
    "no own words": drop("vector_own"),
    "no postings": drop("posting_entries"),
    "no starts of postings": drop("posting_offsets"),
    "a vector too few": put("vector_offsets", [0, 3], np.int64),
    "vectors that go back": put("vector_offsets", [0, 9, 3], np.int64),
    "vectors past the end": put("vector_offsets", [0, 2, 9], np.int64),
    "postings that begin late": put("posting_offsets", [1, 1, 3], np.uint32),
    "no terms but postings": put("posting_offsets", [0], np.uint32),
    "no starts at all": put("posting_offsets", [], np.uint32),
    "a term that is not there": put("vector_gaps", [0, 2, 1], np.uint16),
    "a first term that is not there": put("vector_gaps", [0, 1, 2], np.uint16),
    "a slot that is not there": put("posting_entries", [0x0FF, 0x0FF, 0x2FF], np.uint32),
    "a slot far away": put("posting_entries", [0x0FF, 0x0FF, 0xFFFFFFFF], np.uint32),
    "a code too few": put("vector_expanded", [250, 250], np.uint8),
    "an own code too many": put("vector_own", [250, 250, 255, 255], np.uint8),
    "a posting too many": put("posting_entries", [0x0FF, 0x0FF, 0x1FF, 0x1FF], np.uint32),
    "an entry without a posting": put("vector_expanded", [250, 0, 255], np.uint8),
    "codes of another type": put("vector_expanded", [250, 250, 255], np.int16),
    "postings of another type": put("posting_entries", [0x0FF, 0x0FF, 0x1FF], np.int64),
    "two dimensions": put("posting_entries", [[0x0FF, 0x0FF, 0x1FF]], np.uint32),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_arrays_that_do_not_fit_together_are_refused(damage: Damage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "COLUMN_FROM", 1)  # no term has a column
    corpus = numbered(2)
    arrays = Segment.build(corpus, Vectors.of(matrix_of([[0.6, 0.8], [0, 1]]))).to_arrays()
    Segment.from_arrays(corpus, arrays)
    damage(arrays)
    with pytest.raises(SnapshotError):
        Segment.from_arrays(corpus, arrays)


@pytest.mark.parametrize("name", ["posting_frequent", "posting_columns"])
def test_columns_that_do_not_fit_are_refused(name: str) -> None:
    corpus = numbered(2)
    arrays = Segment.build(corpus, Vectors.of(matrix_of([[0.6, 0.8], [0, 1]]))).to_arrays()
    Segment.from_arrays(corpus, arrays)
    for array in (arrays[name][:-1], 2 * arrays[name] * (arrays[name] == 1), arrays[name].astype(np.int64)):
        with pytest.raises(SnapshotError):
            Segment.from_arrays(corpus, arrays | {name: array})


def test_postings_of_other_vectors_are_refused() -> None:
    corpus = numbered(2)
    arrays, others = (
        Segment.build(corpus, Vectors.of(matrix_of(rows))).to_arrays()
        for rows in ([[0.6, 0.8], [0, 1]], [[0, 1], [0, 1]])
    )
    mixed = arrays | {name: array for name, array in others.items() if name.startswith("posting")}
    with pytest.raises(SnapshotError, match="expected 3 postings, found 2"):
        Segment.from_arrays(corpus, mixed)


def test_the_index_of_another_corpus_is_refused() -> None:
    with pytest.raises(SnapshotError, match="columns of 3"):
        Segment.from_arrays(numbered(3), Segment.build(numbered(2), Vectors.of(unit_rows(2, 4))).to_arrays())

"""Vectors → expanded vectors, against the formula in dense numpy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from recommender.errors import SnapshotError
from recommender.model.codes import decode, encode
from recommender.model.estimators import NeighbourExpansion
from recommender.model.expansion import COPY, SHORT, WIDEST
from recommender.model.forward import Forward, PackedVectors
from recommender.model.sparse import Csr
from tests.support.builders import law, matrix_of, unit_rows

SEEDS = st.integers(0, 1_000)
Dense = NDArray[np.float64]


def as_packed(matrix: csr_array) -> csr_array:
    """Return vectors as they are when they have been packed, and of unit length again: copies have a cosine of 1."""
    weights = decode(encode(matrix.toarray().ravel())).reshape(matrix.shape)
    norms = np.linalg.norm(weights, axis=1, keepdims=True)
    return csr_array(np.divide(weights, norms, where=norms > 0, out=np.zeros_like(weights)))


def by_the_formula(dense: Dense, groups: NDArray[np.int32], share: float, trusted: float, neighbours: int) -> Dense:
    """Expand rows as the module's first page says, all terms of all neighbours added."""
    expanded = dense.copy()
    cosines = dense @ dense.T
    for row in range(len(dense)):
        near = [n for n in range(len(dense)) if groups[n] == groups[row] and 0 < cosines[row, n] < COPY]
        n_terms = max(1, int(np.count_nonzero(dense[row])))
        most = int(neighbours * min(WIDEST, max(1.0, SHORT / n_terms)))
        near = sorted(near, key=lambda n: (-cosines[row, n], n))[:most]
        if near:
            added = (cosines[row, near] ** 2) @ dense[near]
            trust = min(1.0, cosines[row, near].max() / trusted)
            expanded[row] = dense[row] + trust * share * added / np.linalg.norm(added)
            expanded[row] /= np.linalg.norm(expanded[row])
    return expanded


@law
@given(
    SEEDS,
    st.sampled_from([20, 200]),
    st.integers(1, 5),
    st.sampled_from([0.25, 0.5, 1.0]),
    st.sampled_from([0.15, 1.0]),
)
def test_expansion_is_the_formula(seed: int, n_terms: int, neighbours: int, share: float, trusted: float) -> None:
    matrix = unit_rows(40, n_terms, seed=seed)
    groups = (np.arange(40) % 2).astype(np.int32)
    expansion = NeighbourExpansion(
        share=share, trusted=trusted, neighbours=neighbours, most_terms=n_terms, query_terms=n_terms
    )
    found = expansion.fit_transform(matrix, groups=groups).toarray()
    rounded = as_packed(matrix).toarray().astype(np.float64)
    expected = by_the_formula(rounded, groups, share, trusted, neighbours)
    np.testing.assert_allclose(found, expected, atol=2e-5)


@law
@given(SEEDS)
def test_expanded_rows_are_unit_or_zero_and_keep_their_own_terms(seed: int) -> None:
    matrix = unit_rows(12, 20, seed=seed)
    found = NeighbourExpansion(most_terms=3, query_terms=4).fit_transform(matrix)
    lengths = np.sqrt(found.multiply(found).sum(axis=1))
    assert np.all(np.isclose(lengths, 1, atol=1e-5) | (lengths == 0))
    assert found.has_sorted_indices
    assert np.all(found.toarray()[matrix.toarray() > 0] > 0)
    assert np.all(np.diff(found.indptr) <= np.diff(matrix.indptr) + 3)


@law
@given(SEEDS)
def test_an_article_that_comes_later_is_expanded_like_one_of_the_fit(seed: int) -> None:
    matrix = unit_rows(12, 20, seed=seed)
    expansion = NeighbourExpansion()
    fitted = expansion.fit_transform(matrix)
    assert abs(expansion.transform(matrix) - fitted).max() == 0


def test_a_copy_is_no_neighbour() -> None:
    matrix = matrix_of([[1, 0, 0], [1, 0, 0], [0, 1, 0]])
    assert abs(NeighbourExpansion().fit_transform(matrix) - matrix).max() == 0


def test_neighbours_are_of_one_group() -> None:
    matrix = matrix_of([[0.6, 0.8, 0], [0.6, 0, 0.8]])
    apart = NeighbourExpansion().fit_transform(matrix, groups=np.array([0, 1], np.int32))
    together = NeighbourExpansion().fit_transform(matrix)
    assert abs(apart - as_packed(matrix)).max() < 1e-6
    assert together[[0], [2]] > 0


def test_no_share_changes_nothing() -> None:
    matrix = unit_rows(6, 9)
    assert abs(NeighbourExpansion(share=0).fit_transform(matrix) - as_packed(matrix)).max() == 0


@law
@given(SEEDS)
def test_an_expansion_over_the_packed_vectors_of_its_fit_is_the_same(seed: int) -> None:
    matrix, groups = unit_rows(8, 10, seed=seed), np.arange(8, dtype=np.int32) % 3
    expansion = NeighbourExpansion().fit(matrix, groups=groups)
    forward = Forward.of(Csr.of(matrix))
    again = NeighbourExpansion.from_arrays(expansion.get_params(), expansion.to_arrays())
    again.over(PackedVectors(forward, forward.own), groups)
    same = np.zeros(8, np.int32)
    assert abs(again.transform(matrix, groups=same) - expansion.transform(matrix, groups=same)).max() == 0


def test_copies_are_of_unit_length_however_their_weights_are_rounded() -> None:
    matrix = matrix_of([np.full(7, 7**-0.5), np.full(7, 7**-0.5)])
    rounded = as_packed(matrix)
    assert rounded.data == pytest.approx(np.full(14, 7**-0.5), abs=1e-6)
    assert abs(NeighbourExpansion().fit_transform(matrix) - rounded).max() == 0


def test_damaged_parameters_are_refused() -> None:
    expansion = NeighbourExpansion().fit(unit_rows(4, 5))
    with pytest.raises(SnapshotError):
        NeighbourExpansion.from_arrays({"share": 1}, {})
    with pytest.raises(SnapshotError):
        NeighbourExpansion.from_arrays(expansion.get_params() | {"share": "much"}, {})


@pytest.mark.parametrize(
    ("name", "damaged"),
    [
        ("champion_terms", np.array([0, 2, 1], np.int32)),
        ("champion_terms", np.array([0, 1], np.int32)),
        ("champion_terms", np.array([-1, 0, 1], np.int32)),
        ("champion_offsets", np.array([0, 3, 1, 3], np.uint32)),
        ("champion_entries", np.array([0x1FF, 0x1FF, 0x1FF], np.uint32)),
    ],
)
def test_damaged_champions_are_refused(name: str, damaged: NDArray[np.integer[Any]]) -> None:
    expansion = NeighbourExpansion().fit(matrix_of([0.6, 0.64, 0.48]))
    arrays = expansion.to_arrays()
    NeighbourExpansion.from_arrays(expansion.get_params(), arrays)
    with pytest.raises(SnapshotError, match=name):
        NeighbourExpansion.from_arrays(expansion.get_params(), arrays | {name: damaged})


def test_a_group_for_each_vector_is_expected() -> None:
    with pytest.raises(ValueError, match="expected a group for each of 4 vectors, found 3"):
        NeighbourExpansion().fit(unit_rows(4, 5), groups=np.zeros(3, np.int32))


def test_it_is_a_transformer_that_clones() -> None:
    assert clone(NeighbourExpansion(share=0.3)).get_params()["share"] == 0.3
    with pytest.raises(NotFittedError):
        NeighbourExpansion().transform(unit_rows(2, 3))


@pytest.mark.parametrize(
    "parameters", [{"share": -1}, {"trusted": 0}, {"neighbours": 0}, {"most_terms": -1}, {"query_terms": 0}]
)
def test_parameters_out_of_range_are_refused(parameters: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="expected"):
        NeighbourExpansion(**parameters).fit(unit_rows(2, 3))

"""The sparse matrix as plain arrays, against dense numpy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.model.sparse import Csr
from tests.support.builders import law, mapped, matrix_of, unit_rows

SEEDS = st.integers(0, 1_000)


@law
@given(SEEDS)
def test_arrays_give_the_same_matrix_back(seed: int) -> None:
    csr = Csr.of(unit_rows(5, 8, seed=seed))
    again = Csr.from_arrays(csr.to_arrays("vector"), "vector", n_columns=8, n_rows=5)
    assert abs(again.matrix() - csr.matrix()).max() == 0
    postings = csr.transposed()
    by_term = Csr.from_arrays(postings.to_arrays("posting"), "posting", n_columns=5)
    assert by_term.n_rows == 8
    assert abs(by_term.matrix() - postings.matrix()).max() == 0


@pytest.mark.parametrize(
    ("name", "damaged"),
    [
        ("vector_indices", np.array([0, 99], np.int32)),
        ("vector_indices", np.array([0, -1], np.int32)),
        ("vector_data", np.array([1.0], np.float32)),
        ("vector_data", np.array([1.0, 1.0])),
        ("vector_indptr", np.array([0, 3], np.int64)),
        ("vector_indptr", np.array([0, 1, 2], np.int64)),
        ("vector_indptr", np.array([0, 2, 1], np.int64)),
    ],
)
def test_damaged_arrays_are_refused(name: str, damaged: NDArray[Any]) -> None:
    arrays = Csr.of(matrix_of([1.0, 1.0])).to_arrays("vector")
    with pytest.raises(SnapshotError):
        Csr.from_arrays({**arrays, name: damaged}, "vector", n_columns=2, n_rows=1)


@pytest.mark.parametrize(
    ("name", "damaged"),
    [
        ("posting_indices", np.array([0, 1], np.int32)),
        ("posting_data", np.array([1.0], np.float32)),
        ("posting_indptr", np.array([0, 2, 1], np.int64)),
    ],
)
def test_damaged_postings_of_however_many_terms_are_refused(name: str, damaged: NDArray[Any]) -> None:
    arrays = Csr.of(matrix_of([1.0, 1.0])).transposed().to_arrays("posting")
    with pytest.raises(SnapshotError):
        Csr.from_arrays({**arrays, name: damaged}, "posting", n_columns=1)


def test_arrays_are_narrow_whatever_the_matrix_is() -> None:
    wide = unit_rows(5, 6).astype(np.float64)
    wide.indices, wide.indptr = wide.indices.astype(np.int64), wide.indptr.astype(np.int64)
    for csr in (Csr.of(wide), Csr.of(wide).transposed()):
        assert [array.dtype.name for array in csr[:3]] == ["int64", "int32", "float32"]


@law
@given(SEEDS, st.integers(1, 30), st.integers(1, 30))
def test_the_transposed_holds_the_columns_with_rows_rising(seed: int, n_rows: int, n_columns: int) -> None:
    matrix = unit_rows(n_rows, n_columns, seed=seed)
    columns = Csr.of(matrix).transposed()
    assert (columns.n_rows, columns.n_columns) == (n_columns, n_rows)
    for at in range(n_columns):
        entries = slice(columns.indptr[at], columns.indptr[at + 1])
        column = matrix.toarray()[:, at]
        assert columns.indices[entries].tolist() == np.flatnonzero(column).tolist()
        assert columns.data[entries].tolist() == column[column > 0].tolist()


def test_arrays_mapped_from_files_are_taken_over_as_they_are(tmp_path: Path) -> None:
    arrays = mapped(Csr.of(unit_rows(9, 7)).to_arrays("vector"), tmp_path)
    taken = Csr.from_arrays(arrays, "vector", n_columns=7, n_rows=9).to_arrays("vector")
    assert all(taken[name] is arrays[name] for name in arrays)


def test_what_is_read_only_shares_the_arrays_and_leaves_them_as_they_are() -> None:
    csr = Csr.of(unit_rows(5, 6))
    read_only = csr.read_only()
    assert all(np.shares_memory(one, other) for one, other in zip(read_only[:3], csr[:3], strict=True))
    assert [array.flags.writeable for array in read_only[:3]] == [False] * 3
    assert [array.flags.writeable for array in csr[:3]] == [True] * 3


@law
@given(st.integers(0, 99), st.integers(0, 6))
def test_rows_are_taken_in_any_order(seed: int, n_rows: int) -> None:
    csr, order = Csr.of(unit_rows(n_rows, 5, seed=seed)), np.random.default_rng(seed).permutation(n_rows)
    assert csr.take(order).matrix().toarray().tolist() == csr.matrix().toarray()[order].tolist()
    assert csr.take(np.arange(n_rows)) is csr

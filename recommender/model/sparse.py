"""The sparse matrix, in compressed rows: the one type for vectors by article, for postings by term and for the loops.

In: matrices of a model, or the arrays of a snapshot. Out: three plain arrays, named as scipy names them, which compiled
loops take as they are and a snapshot maps into memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.snapshots import array_of, check_positions, offsets_of

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class Csr(NamedTuple):
    """A sparse matrix in compressed rows (CSR), float32 (n_rows, n_columns).

    Row i has the entries ``indptr[i]`` to ``indptr[i + 1] - 1``.

    Attributes:
        indptr: int64 (n_rows + 1,), where the entries of each row begin.
        indices: int32 (n,), the column of each entry, rising within a row.
        data: float32 (n,), its value.
        n_columns: How many columns there are.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    data: NDArray[np.float32]
    n_columns: int

    @classmethod
    def of(cls, matrix: csr_array) -> Self:
        """Take over a matrix; it must not change afterwards. One with columns out of order is copied and put right."""
        if not matrix.has_canonical_format:
            matrix = matrix.copy()
            matrix.sum_duplicates()
        indptr, indices = matrix.indptr.astype(np.int64, copy=False), matrix.indices.astype(np.int32, copy=False)
        return cls(indptr, indices, matrix.data.astype(np.float32, copy=False), matrix.shape[1])

    @classmethod
    def stack(cls, vectors: Sequence[tuple[NDArray[np.int32], NDArray[np.float32]]], n_columns: int) -> Self:
        """Put single vectors, their columns and values, into rows."""
        indptr = np.zeros(len(vectors) + 1, np.int64)
        np.cumsum([len(columns) for columns, _ in vectors], out=indptr[1:])
        indices = np.concatenate([np.empty(0, np.int32), *(columns for columns, _ in vectors)])
        data = np.concatenate([np.empty(0, np.float32), *(values for _, values in vectors)])
        return cls(indptr, indices, data, n_columns)

    @property
    def n_rows(self) -> int:
        """Return how many rows there are."""
        return len(self.indptr) - 1

    def matrix(self) -> csr_array:
        """Return a scipy matrix that shares the arrays."""
        from scipy.sparse import csr_array  # takes long to import, and what serves has no need of it

        return csr_array((self.data, self.indices, self.indptr), shape=(self.n_rows, self.n_columns))

    def transposed(self) -> Csr:
        """Return rows for columns: of vectors by article the postings by term, articles rising within each."""
        by_column = self.matrix().tocsc()
        indptr, indices = by_column.indptr.astype(np.int64, copy=False), by_column.indices.astype(np.int32, copy=False)
        return Csr(indptr, indices, by_column.data.astype(np.float32, copy=False), self.n_rows)

    def take(self, rows: NDArray[np.int64]) -> Csr:
        """Return some rows in another order; the same arrays when it is the order that they have."""
        if np.array_equal(rows, np.arange(self.n_rows)):
            return self
        return Csr.of(self.matrix()[rows])

    def read_only(self) -> Csr:
        """Return the same arrays, not to be written to; those given stay as they are."""
        indptr, indices, data = read_only(*self[:3])
        return Csr(indptr, indices, data, self.n_columns)

    def to_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return the arrays under the names from which `from_arrays` takes them."""
        return {f"{name}_indptr": self.indptr, f"{name}_indices": self.indices, f"{name}_data": self.data}

    @classmethod
    def from_arrays(
        cls, arrays: Mapping[str, NDArray[Any]], name: str, *, n_columns: int, n_rows: int | None = None
    ) -> Self:
        """Take ``NAME_indptr``, ``NAME_indices`` and ``NAME_data`` over as they are.

        Raises:
            SnapshotError: They are missing, do not fit together, or have other columns or rows than expected.
        """
        indices = array_of(arrays, f"{name}_indices", np.int32)
        data = array_of(arrays, f"{name}_data", np.float32)
        csr = cls(offsets_of(arrays, f"{name}_indptr", len(indices)), indices, data, n_columns)
        if n_rows not in (None, csr.n_rows) or len(data) != len(indices):
            raise SnapshotError(name, f"{n_rows} rows of {len(indices)} values", [csr.n_rows, len(data)])
        check_positions(f"{name}_indices", indices, n_columns)
        return csr


def read_only(*arrays: NDArray[Any]) -> list[NDArray[Any]]:
    """Return arrays as read-only, as those of a snapshot are: a loop is then compiled once for both."""
    views = [array.view() for array in arrays]
    for view in views:
        view.flags.writeable = False
    return views

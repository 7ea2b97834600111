"""Sparse vectors in rows, as the compiled loops of stories take them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled
from recommender.model import Vector


class Csr(NamedTuple):
    """Sparse vectors in rows: csr (n_rows, any number of terms), float32.

    Attributes:
        indptr: int64 (n_rows + 1,), where each row begins.
        indices: int32 (n,), the terms of each row, rising.
        data: float32 (n,), their weights.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    data: NDArray[np.float32]


@compiled
def row_of(vectors: Csr, row: int) -> Vector:
    """Return the vector of a row."""
    stretch = slice(vectors.indptr[row], vectors.indptr[row + 1])
    return Vector(vectors.indices[stretch], vectors.data[stretch])

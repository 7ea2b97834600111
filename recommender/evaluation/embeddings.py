"""Vectors from elsewhere, such as sentence embeddings: one more system to compare with.

In: a NumPy file with a vector for each article, and the ids of its rows. Out: a baseline that ranks by exact cosine.
Nothing is unpickled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.errors import CorpusError
from recommender.evaluation.baselines import rank_by
from recommender.evaluation.runs import Run
from recommender.evaluation.tasks import Task


@dataclass(frozen=True, slots=True, eq=False)
class Embeddings:
    """The vectors of articles; an object of this class is a `Baseline`.

    Attributes:
        path: The file that they were read from.
        row_of: The row of each article, by id.
        vectors: float32 (n_rows, n_dimensions), rows unit L2 or all zero.
    """

    path: Path
    row_of: dict[str, int] = field(repr=False)
    vectors: NDArray[np.float32] = field(repr=False)

    def of(self, ids: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of some articles, float32 (n_ids, n_dimensions), in the order of their ids.

        Raises:
            CorpusError: An article has no vector.
        """
        missing = next((id_ for id_ in ids if id_ not in self.row_of), None)
        if missing is not None:
            raise CorpusError(self.path, None, f"expected a vector for every article, found none for {missing}")
        return self.vectors[[self.row_of[id_] for id_ in ids]]

    def __call__(self, task: Task) -> Run:
        """Rank by cosine; an article with a vector of zeros is in no ranking, and its own ranking is empty."""
        vectors = self.of(task.ids())
        is_zero = np.abs(vectors).max(axis=1) == 0

        def scores_of(some: slice) -> NDArray[np.float32]:
            rows = task.rows[some]
            scores: NDArray[np.float32] = vectors[rows] @ vectors.T
            scores[:, is_zero] = -np.inf
            scores[is_zero[rows]] = -np.inf
            return scores

        return rank_by(task, scores_of)


def read_vectors(path: Path, ids: Sequence[str]) -> Embeddings:
    """Read an ``.npy`` file of floats, (n_articles, n_dimensions), and scale its rows to unit length.

    Args:
        path: The file.
        ids: The article id of each row.

    Raises:
        CorpusError: It is no such file, has another number of rows, or holds a number that is not finite; or `ids`
            holds an id twice.
    """
    vectors = _load(path)
    if len(vectors) != len(ids):
        raise CorpusError(path, None, f"expected {len(ids)} rows, one for each id, found {len(vectors)}")
    row_of = {article_id: row for row, article_id in enumerate(ids)}
    if len(row_of) < len(ids):
        twice = next(article_id for row, article_id in enumerate(ids) if row_of[article_id] != row)
        raise CorpusError(path, None, f"expected every id once, found {twice} twice; name the rows by an ids file")
    return Embeddings(path, row_of, _unit(path, np.asarray(vectors, np.float64)))


def _load(path: Path) -> NDArray[np.floating[Any]]:
    """Return the array of a file: floats of any size, (n_rows, n_dimensions), one dimension or more."""
    try:
        vectors = np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise CorpusError(path, None, error.strerror or "cannot be read") from None
    except (ValueError, EOFError):
        # NumPy's own message would advise to allow pickle.
        reason = "expected a NumPy file of numbers (.npy), found another, or a damaged one"
        raise CorpusError(path, None, reason) from None
    if not isinstance(vectors, np.ndarray) or vectors.ndim != 2 or vectors.dtype.kind != "f" or not vectors.shape[1]:
        shape = f"{getattr(vectors, 'dtype', 'an archive')} {getattr(vectors, 'shape', '')}"
        raise CorpusError(path, None, f"expected floats, a row an article and a column a dimension, found {shape}")
    return vectors


def _unit(path: Path, vectors: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the vectors at unit length; a vector of zeros stays as it is."""
    finite = np.isfinite(vectors).all(axis=1)
    if not finite.all():
        raise CorpusError(path, None, f"expected finite numbers, found another in row {int(finite.argmin())}")
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
    vectors = vectors / np.where(largest > 0, largest, 1)  # no square overflows, or underflows to zero
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(norms > 0, norms, 1)).astype(np.float32)

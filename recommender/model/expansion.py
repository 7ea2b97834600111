"""Vectors → expanded vectors: what neighbours say belongs to what an article says.

In: unit vectors. Out: unit vectors that also hold, more lightly, the terms of their nearest neighbours. Reports of one
event choose different words; expanded, "rate rise" and "borrowing costs" meet in what other reports hold of both.

    v' = unit(v + trust · share · unit(Σ cos(v, n)² · n))        over the nearest neighbours n in the corpus of the fit
    trust = min(1, greatest cos(v, n) / trusted)

Document expansion: Singhal and Pereira 1999, doi:10.1145/312624.312645; by nearest neighbours: Tao, Wang, Mei and
Zhai 2006, "Language model information retrieval with document expansion". A copy of an article is no neighbour of it:
it holds nothing new, and an article of the fit is thus treated as one that comes later.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from recommender.errors import SnapshotError
from recommender.model.expansion_loops import Neighbourhood, expand_rows
from recommender.model.sparse import Csr, read_only
from recommender.model.vectors import Vectors
from recommender.snapshots import array_of, parameters_of

# A row of this cosine or more is a copy, and no neighbour. In (0, 1], a cosine; chosen as 1 but for rounding.
SAME = float(np.float32(0.999))
# A vector of fewer terms is short: a headline has about ten, with a line of text twenty. At least 1, terms; chosen by
# nDCG@5 on uci_aggregator and P@10 on huffpost and mind, with nDCG@10 on ecbplus held.
SHORT = 32
# How many times as many neighbours a short vector has at most. At least 1, a ratio; chosen for 30 to 50 neighbours of
# real headlines, which are best there, beside 10 of articles.
WIDEST = 5.0
# How many vectors one task of a training expands. At least 1, rows; chosen such that handing out tasks takes no time.
BLOCK = 256
Groups = NDArray[np.int32]
# How many terms each of some vectors has, their terms and their weights, end to end.
Expanded = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]
_EMPTY: Expanded = (np.zeros(1, np.int64), np.empty(0, np.int32), np.empty(0, np.float32))


class NeighbourExpansion(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Add the terms of nearest neighbours to vectors; a scikit-learn transformer of sparse matrices.

    Args:
        share: The length of what is added, beside the vector's own length of 1; 0 adds nothing. At least 0, a length;
            chosen, with the numbers below, by nDCG and P@10 on the sets of `benchmarks/quality.py`.
        trusted: The cosine from which the nearest neighbour is trusted in full. In a small corpus the nearest article
            may tell of something else: two that share it would seem alike. Above 0, a cosine; chosen such that small
            corpora lose nothing to it, and large ones hardly notice it.
        neighbours: How many neighbours at most. A vector of fewer than `SHORT` terms, such as that of a headline, says
            little, and so does each of its neighbours: it has as many more of them, up to `WIDEST` times as many.
            At least 0, articles; chosen likewise.
        most_terms: How many terms of the neighbours are added at most, the heaviest. At least 0, terms; chosen as the
            fewest that lose nothing, since what is added makes the index larger.
        query_terms: By how many of its heaviest terms at most a vector's neighbours are found; they are compared by
            all. At least 1, terms; chosen as the fewest that lose nothing, since each takes time.

    Attributes:
        vectors_: The vectors of the fit.
        postings_: The same, by term.
        groups_: int32 (n_rows,), the group (language) of each row; neighbours are of one group.
    """

    def __init__(
        self,
        *,
        share: float = 0.6,
        trusted: float = 0.15,
        neighbours: int = 10,
        most_terms: int = 100,
        query_terms: int = 64,
    ) -> None:
        self.share = share
        self.trusted = trusted
        self.neighbours = neighbours
        self.most_terms = most_terms
        self.query_terms = query_terms

    def fit(self, X: csr_array, y: object = None, *, groups: Groups | None = None) -> Self:  # noqa: ARG002, N803
        """Keep the vectors of a corpus, to look for neighbours in.

        Args:
            X: csr (n, n_terms), float32, rows unit L2 or all zero.
            y: Not used.
            groups: int32 (n,), 0 or more; by default all rows are of one.

        Raises:
            ValueError: A parameter is out of its range.
        """
        self._check_parameters()
        self.vectors_ = Vectors.of(X)
        self.postings_ = self.vectors_.csr.transposed()
        self.groups_ = _groups(groups, X.shape[0])
        return self

    def transform(self, X: csr_array, *, groups: Groups | None = None) -> csr_array:  # noqa: N803
        """Expand vectors; those of the fit become what `fit_transform` made of them.

        Returns:
            csr (n, n_terms), float32, columns in rising order, rows unit L2 or all zero.

        Raises:
            sklearn.exceptions.NotFittedError: Nothing has been fitted.
        """
        check_is_fitted(self)
        return self.expand(Vectors.of(X), _groups(groups, X.shape[0])).matrix()

    def fit_transform(self, X: csr_array, y: object = None, *, groups: Groups | None = None) -> csr_array:  # noqa: N803
        """Keep the vectors of a corpus, and expand them."""
        return self.fit(X, y, groups=groups).transform(X, groups=groups)

    def expand(self, vectors: Vectors, groups: Groups) -> Vectors:
        """Expand vectors in rows, each among the neighbours of its own group."""
        csr, [groups, own_groups] = vectors.csr.read_only(), read_only(groups, self.groups_)
        near = Neighbourhood(
            self.vectors_.csr.read_only(),
            self.postings_.read_only(),
            own_groups,
            self.query_terms,
            self.neighbours,
            SHORT,
            WIDEST,
            SAME,
        )

        def expand_block(begin: int) -> Expanded:
            end = min(begin + BLOCK, len(vectors))
            return expand_rows(csr, groups, begin, end, near, self.most_terms, float(self.share), float(self.trusted))

        # The compiled loops release the GIL, so threads share the vectors without copying them.
        begins = range(0, len(vectors), BLOCK)
        jobs = os.cpu_count() if len(begins) > 1 else 1
        done = Parallel(n_jobs=jobs, prefer="threads")(delayed(expand_block)(begin) for begin in begins)
        sizes, terms, weights = (np.concatenate(parts) for parts in zip(_EMPTY, *done, strict=True))
        return Vectors(Csr(np.cumsum(sizes), terms, weights, vectors.n_terms))

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return what was kept as named plain arrays; the parameters are `get_params`."""
        check_is_fitted(self)
        return {**self.vectors_.csr.to_arrays("vector"), **self.postings_.to_arrays("posting"), "groups": self.groups_}

    @classmethod
    def from_arrays(cls, params: object, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Rebuild a fitted expansion from its parameters and named arrays.

        Raises:
            SnapshotError: They are not those of an expansion, or do not fit together.
        """
        expansion = cls(**parameters_of(params, "expansion", cls().get_params()))
        try:
            expansion._check_parameters()
        except (TypeError, ValueError) as error:
            raise SnapshotError("expansion", "parameters of an expansion", str(error)) from None
        expansion.groups_ = array_of(arrays, "groups", np.int32)
        n_rows = len(expansion.groups_)
        expansion.postings_ = Csr.from_arrays(arrays, "posting", n_columns=n_rows)
        n_terms = expansion.postings_.n_rows
        expansion.vectors_ = Vectors(Csr.from_arrays(arrays, "vector", n_columns=n_terms, n_rows=n_rows))
        return expansion

    def _check_parameters(self) -> None:
        counts = (self.neighbours, self.most_terms, self.query_terms)
        if not (self.share >= 0 and self.trusted > 0) or min(counts) < 1:
            found = f"{self.share}, {self.trusted}, {counts}"
            raise ValueError(f"expected a share of 0 or more, trusted above 0 and counts of 1 or more, found {found}")


def _groups(groups: Groups | None, n_rows: int) -> Groups:
    return np.zeros(n_rows, np.int32) if groups is None else groups.astype(np.int32, copy=False)

"""Vectors → expanded vectors: the terms of an article's nearest neighbours are added to its own.

In: unit vectors. Out: unit vectors that also hold, with less weight, the terms of their nearest neighbours. Reports of
one event choose different words; expanded, "rate rise" and "borrowing costs" meet in reports that use both.

    v' = unit(v + trust · share · unit(Σ cos(v, n)² · n))        over the nearest neighbours n in the corpus of the fit
    trust = min(1, greatest cos(v, n) / trusted)

Document expansion: Singhal and Pereira 1999, doi:10.1145/312624.312645; by nearest neighbours: Tao, Wang, Mei and
Zhai 2006, "Language model information retrieval with document expansion". A copy of an article is no neighbour of it:
it holds nothing new, and an article of the fit is thus treated as one that comes later.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from recommender.model.codes import decode, encode
from recommender.model.expansion_loops import Neighbourhood, expand_rows
from recommender.model.forward import AnyVectors
from recommender.model.learned import Learned, check_is_fitted
from recommender.model.sparse import Csr, read_only
from recommender.model.vectors import Vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# From where an article is a copy of another, and so no neighbour. In (0, 1], a cosine; chosen by hand, 1 but for
# rounding.
COPY = float(np.float32(0.999))
# A vector of fewer terms gets more neighbours: a headline has about ten terms, with a line of text twenty. At least 1,
# terms; chosen by nDCG on uci_aggregator (headlines), which gains, and on ecbplus (articles), which loses less than
# with 64.
SHORT = 32
# How many times as many neighbours a short vector gets at most. At least 1, a factor; chosen by nDCG@5 on
# uci_aggregator, where 30 to 50 neighbours are best, five times the number for articles.
WIDEST = 5.0
# How many vectors one job expands. At least 1, vectors; chosen so that handing out jobs takes no time.
BLOCK = 256
Groups = NDArray[np.int32]
# The number of terms of each of some vectors; their terms, end to end; their weights.
Expanded = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]
_EMPTY: Expanded = (np.zeros(1, np.int64), np.empty(0, np.int32), np.empty(0, np.float32))


class Expansion(Learned):
    """Add the terms of nearest neighbours to vectors; `NeighbourExpansion` is the same as a scikit-learn transformer.

    Args:
        share: The length of what is added, beside the vector's own length of 1; 0 adds nothing. At least 0, a length;
            chosen by nDCG and P@10 on the sets of `benchmarks/quality.py`.
        trusted: The cosine of the nearest neighbour from which `share` is added in full. In a small corpus the nearest
            article may be on another subject, and two articles that share it would seem alike. Above 0, a cosine;
            chosen so that small corpora lose nothing to it, and large ones hardly notice it.
        neighbours: How many neighbours a vector has at most. One of fewer than `SHORT` terms has up to ``SHORT /
            n_terms`` times as many, and `WIDEST` times at most: each neighbour of a headline says as little as it does
            itself. At least 1, articles; chosen as `share` was.
        most_terms: How many terms of the neighbours are added at most, the heaviest. At least 1, terms; chosen as
            the fewest that lose nothing, since they make the index larger.
        query_terms: How many terms neighbours are looked for by at most, the heaviest; what is found is compared by all
            terms. At least 1, terms; chosen as the fewest that lose nothing, since each takes time.

    Attributes:
        groups_: int32 (n_rows,), the group (language) of each row; neighbours are of one group.
    """

    part = "expansion"

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
            groups: int32 (n,), the group of each row, 0 or more; None puts all rows into one.

        Raises:
            ValueError: A parameter is out of its range.
        """
        self._check_parameters()
        return self.over(Vectors.of(X), _groups(groups, X.shape[0]))

    def over(self, vectors: AnyVectors, groups: Groups) -> Self:
        """Look for neighbours among these vectors from now on, such as those of the fit as an index packs them.

        Args:
            vectors: n vectors of articles' own words. Packed or not, the same articles give the same neighbours.
            groups: int32 (n,), the group of each row.

        Raises:
            ValueError: There is not one group for each vector.
        """
        if len(vectors) != len(groups):
            raise ValueError(f"expected a group for each of {len(vectors)} vectors, found {len(groups)}")
        self.groups_, self._vectors = groups, vectors
        self._near: Neighbourhood | None = None
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

    def expand(self, vectors: AnyVectors, groups: Groups) -> Vectors:
        """Expand vectors in rows, each among the neighbours of its own group; they are first rounded as packed ones."""
        csr, [groups], near = as_packed(vectors.csr).read_only(), read_only(groups), self._neighbourhood()

        def expand_block(begin: int) -> Expanded:
            end = min(begin + BLOCK, len(vectors))
            return expand_rows(csr, groups, begin, end, near, self.most_terms, float(self.share), float(self.trusted))

        begins = range(0, len(vectors), BLOCK)
        if len(begins) > 1:
            from joblib import Parallel, delayed  # takes long to import, which articles that arrive need not wait for

            # The compiled loops release the GIL, so threads share the vectors without copying them.
            done = Parallel(n_jobs=os.cpu_count(), prefer="threads")(map(delayed(expand_block), begins))
        else:
            done = [expand_block(begin) for begin in begins]
        sizes, terms, weights = (np.concatenate(parts) for parts in zip(_EMPTY, *done, strict=True))
        return Vectors(Csr(np.cumsum(sizes), terms, weights, vectors.n_terms))

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return no arrays: the vectors of the fit are in the index."""
        return {}

    def _restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take over nothing; see `over`."""

    def _neighbourhood(self) -> Neighbourhood:
        """Return where neighbours are looked for, made when it is first needed."""
        if self._near is None:
            vectors = as_packed(self._vectors.csr)
            [groups] = read_only(self.groups_)
            self._near = Neighbourhood(
                vectors.read_only(),
                vectors.transposed().read_only(),
                groups,
                self.query_terms,
                self.neighbours,
                SHORT,
                WIDEST,
                COPY,
            )
        return self._near

    def _check_parameters(self) -> None:
        counts = (self.neighbours, self.most_terms, self.query_terms)
        if not (self.share >= 0 and self.trusted > 0) or min(counts) < 1:
            values = f"{self.share}, {self.trusted}, {counts}"
            raise ValueError(f"expected a share of 0 or more, trusted above 0 and counts of 1 or more, found {values}")


def _groups(groups: Groups | None, n_rows: int) -> Groups:
    return np.zeros(n_rows, np.int32) if groups is None else groups.astype(np.int32, copy=False)


def as_packed(vectors: Csr) -> Csr:
    """Return vectors as they are when they have been packed, and of unit length again: copies have a cosine of 1."""
    weights = decode(encode(vectors.data))
    squares = np.concatenate([np.zeros(1), np.cumsum(np.square(weights, dtype=np.float64))])
    norms = np.sqrt(np.diff(squares[vectors.indptr])).astype(np.float32)
    weights /= np.repeat(norms, np.diff(vectors.indptr))
    return vectors._replace(data=weights)

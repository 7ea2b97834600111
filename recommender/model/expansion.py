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
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.model.expansion_loops import (
    Addition,
    Champions,
    Neighbourhood,
    expand_packed_rows,
    expand_rows,
    lengths_of,
    make_champions,
)
from recommender.model.forward import AnyVectors, Forward
from recommender.model.learned import Learned, check_is_fitted
from recommender.model.packed import Packed, packed_of
from recommender.model.sparse import Csr, read_only
from recommender.model.vectors import Vectors
from recommender.snapshots import array_of, check_offsets, check_positions

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
# How many articles are kept for a term, those in which it is heaviest. At least 1, articles; chosen by hand, for time:
# of 80,000 short articles .84 of the neighbours' weight is found with lists of this length, and .75 with half of it.
CHAMPIONS = 512
# How many postings are read for a vector, a list of champions more or less. At least 1, postings; by hand, likewise.
READ = 8_192
# How many vectors one job expands. At least 1, vectors; chosen so that handing out jobs takes no time, nor clearing
# their scores.
BLOCK = 1_024
Groups = NDArray[np.int32]
Block = TypeVar("Block")
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
        champions_: The postings by which neighbours are found.
        shape_: How many vectors there are to find, and how many terms there could be.
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
        return self.over(Vectors.of(X), _groups(groups, X.shape[0]))

    def over(self, vectors: AnyVectors, groups: Groups, champions: Champions | None = None) -> Self:
        """Look for neighbours among these vectors from now on, such as those of the fit as an index packs them.

        Args:
            vectors: n vectors of articles' own words. Packed or not, the same articles give the same neighbours.
            groups: int32 (n,), the group of each row.
            champions: What `champions_` was for the same vectors; None to make them.

        Raises:
            ValueError: There is not one group for each vector, or a parameter is out of its range.
        """
        self._check_parameters()
        if len(vectors) != len(groups):
            raise ValueError(f"expected a group for each of {len(vectors)} vectors, found {len(groups)}")
        self.groups_, self.shape_, packed = groups, (len(vectors), vectors.n_terms), packed_of(vectors)
        if champions is None:
            champions = make_champions(packed, vectors.n_terms, self.query_terms, CHAMPIONS)
        self.champions_ = Champions(*read_only(*champions))
        [groups] = read_only(groups)
        counts = self.query_terms, READ, self.neighbours, SHORT
        self._near = Neighbourhood(packed, lengths_of(packed), self.champions_, groups, *counts, WIDEST, COPY)
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
        packed, [groups] = packed_of(vectors), read_only(groups)

        def expand_block(begin: int, end: int) -> Expanded:
            return expand_rows(packed, groups, begin, end, self._near, self._addition)

        sizes, terms, weights = (
            np.concatenate(parts) for parts in zip(_EMPTY, *_by_block(len(vectors), expand_block), strict=True)
        )
        return Vectors(Csr(np.cumsum(sizes), terms, weights, vectors.n_terms))

    def expand_packed(self, forward: Forward, groups: Groups) -> Forward:
        """Return packed vectors of articles' own words with their expanded ones; see `expand`."""
        packed, [groups] = Packed(forward.offsets, forward.gaps, forward.own), read_only(groups)
        n_terms = forward.n_terms

        def expand_block(begin: int, end: int) -> Forward:
            return Forward(
                *expand_packed_rows(packed, groups, begin, end, self._near, self._addition, n_terms), n_terms
            )

        return Forward.concatenate(_by_block(forward.n_rows, expand_block), n_terms)

    @property
    def _addition(self) -> Addition:
        return Addition(self.most_terms, float(self.share), float(self.trusted))

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the postings by which neighbours are found; the vectors of the fit are in the index."""
        check_is_fitted(self)
        champions = {f"champion_{name}": array for name, array in self.champions_._asdict().items()}
        return {"shape": np.array(self.shape_, np.int64), **champions}

    def _restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        shape, entries = array_of(arrays, "shape", np.int64), array_of(arrays, "champion_entries", np.uint32)
        offsets, terms = array_of(arrays, "champion_offsets", np.uint32), array_of(arrays, "champion_terms", np.int32)
        check_offsets("champion_offsets", offsets, len(entries))
        if len(offsets) != len(terms) + 1 or len(shape) != 2 or (terms[1:] <= terms[:-1]).any():
            raise SnapshotError("champion_terms", f"{len(offsets) - 1} rising terms", terms)
        n_rows, n_terms = self.shape_ = (int(shape[0]), int(shape[1]))
        check_positions("champion_terms", terms, n_terms)
        check_positions("champion_entries", entries >> 8, n_rows)
        self.champions_ = Champions(*read_only(terms, offsets, entries))

    def _check_parameters(self) -> None:
        counts = (self.neighbours, self.most_terms, self.query_terms)
        if not (self.share >= 0 and self.trusted > 0) or min(counts) < 1:
            values = f"{self.share}, {self.trusted}, {counts}"
            raise ValueError(f"expected a share of 0 or more, trusted above 0 and counts of 1 or more, found {values}")


def _groups(groups: Groups | None, n_rows: int) -> Groups:
    return np.zeros(n_rows, np.int32) if groups is None else groups.astype(np.int32, copy=False)


def _by_block(n: int, expand_block: Callable[[int, int], Block]) -> list[Block]:
    """Return what is made of each block of n vectors, of which the first and the one behind the last are handed in."""
    blocks = [(begin, min(begin + BLOCK, n)) for begin in range(0, n, BLOCK)]
    if len(blocks) <= 1:
        return [expand_block(*block) for block in blocks]
    from joblib import Parallel, delayed  # takes long to import, which articles that arrive need not wait for

    # The compiled loops release the GIL, so threads share the vectors without copying them.
    done: list[Block] = Parallel(n_jobs=os.cpu_count(), prefer="threads")(
        delayed(expand_block)(*each) for each in blocks
    )
    return done

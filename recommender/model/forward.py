"""The forward index: the vectors of articles, packed; the own words of an article and the expanded ones in one row.

In: vectors of float32. Out: four bytes an entry, and vectors again, or the scores of a query with some rows. Most terms
of an article's own vector are in its expanded one, and the other way round, so that one list of terms serves both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled, inlined
from recommender.errors import SnapshotError
from recommender.model.codes import VALUES, WEIGHTS, Codes, as_cosines, decode, encode
from recommender.model.scoring import LOWER_HALF, SEVEN, THREE, query_table, slot_of
from recommender.model.sparse import Csr, read_only
from recommender.model.top_k import ZERO
from recommender.model.vectors import CosinesOf, Vector, Vectors
from recommender.snapshots import array_of, offsets_of

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Gaps = NDArray[np.uint16]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

# The widest gap between two terms that an entry can have; a wider one is bridged by entries without weights. In [1,
# 65535], terms; what two bytes hold.
WIDEST_GAP = 65_535
# How many vectors are unpacked at a time where their terms are counted. At least 1, vectors; by hand: a MB or two.
COUNTED = 256


class Forward(NamedTuple):
    """Packed vectors of n articles, each of its own words and expanded; arrays are read-only.

    Attributes:
        offsets: int64 (n + 1,), where the entries of each row begin.
        gaps: uint16, how far the term of each entry is from that of the one before it in its row, of the first from 0.
        own: uint8, the code of the weight in the vector of the article's own words; 0 where that lacks the term.
        expanded: uint8, the code of the weight in the expanded vector, likewise.
        n_terms: How many terms there are.
    """

    offsets: Longs
    gaps: Gaps
    own: Codes
    expanded: Codes
    n_terms: int

    @classmethod
    def of(cls, expanded: Csr, own: Csr | None = None) -> Self:
        """Pack vectors of as many articles; without their own words, these are the expanded vectors."""
        if own is None:
            [indptr, indices, codes] = read_only(expanded.indptr, expanded.indices, encode(expanded.data))
            offsets, gaps, codes = read_only(*pack_one(indptr, indices, codes))
            return cls(offsets, gaps, codes, codes, expanded.n_columns)
        arrays = [read_only(csr.indptr, csr.indices, encode(csr.data)) for csr in (own, expanded)]
        offsets, gaps, own_codes, codes = read_only(*pack(*arrays[0], *arrays[1]))
        return cls(offsets, gaps, own_codes, codes, expanded.n_columns)

    @classmethod
    def stack(cls, own: Sequence[Vector], expanded: Sequence[Vector], n_terms: int) -> Self:
        """Pack single vectors, as many of one kind as of the other."""
        return cls.of(Csr.stack(expanded, n_terms), Csr.stack(own, n_terms))

    @classmethod
    def concatenate(cls, parts: Sequence[Forward], n_terms: int) -> Self:
        """Put the rows of one after those of the other."""
        sizes = [np.zeros(1, np.int64), *(np.diff(part.offsets) for part in parts)]
        gaps = np.concatenate([np.empty(0, np.uint16), *(part.gaps for part in parts)])
        own = np.concatenate([np.empty(0, np.uint8), *(part.own for part in parts)])
        expanded = np.concatenate([np.empty(0, np.uint8), *(part.expanded for part in parts)])
        offsets, gaps, own, expanded = read_only(np.cumsum(np.concatenate(sizes)), gaps, own, expanded)
        return cls(offsets, gaps, own, expanded, n_terms)

    @property
    def n_rows(self) -> int:
        """Return how many articles there are."""
        return len(self.offsets) - 1

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays under the names from which `from_arrays` takes them."""
        return {f"vector_{name}": getattr(self, name) for name in self._fields[:4]}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], *, n_rows: int, n_terms: int) -> Self:
        """Take ``vector_offsets``, ``vector_gaps``, ``vector_own`` and ``vector_expanded`` over as they are.

        Raises:
            SnapshotError: They are missing, do not fit together, or are of other rows or terms than expected.
        """
        gaps = array_of(arrays, "vector_gaps", np.uint16)
        own, expanded = (array_of(arrays, f"vector_{name}", np.uint8) for name in ("own", "expanded"))
        offsets = offsets_of(arrays, "vector_offsets", len(gaps))
        if not len(gaps) == len(own) == len(expanded) or len(offsets) != n_rows + 1:
            raise SnapshotError("vector_offsets", f"{n_rows} rows of {len(gaps)} entries", [len(offsets) - 1, len(own)])
        offsets, gaps, own, expanded = read_only(offsets, gaps, own, expanded)
        forward = cls(offsets, gaps, own, expanded, n_terms)
        last = int(forward.sum_by_row(gaps).max(initial=0))
        if last >= n_terms and len(gaps):
            raise SnapshotError("vector_gaps", f"terms below {n_terms}", last)
        return forward

    def sum_by_row(self, column: NDArray[Any]) -> Longs:
        """Return the sums of one of the arrays, or of one as long, by row: int64 (n,)."""
        sums = np.zeros(self.n_rows, np.int64)
        filled = np.flatnonzero(self.offsets[1:] > self.offsets[:-1])
        if len(filled):
            sums[filled] = np.add.reduceat(column, self.offsets[filled], dtype=np.int64)
        return sums


class PackedVectors:
    """Vectors in rows: one of the two kinds that a forward index has.

    Attributes:
        forward: The index.
        codes: uint8, its codes of own words, or its expanded ones.
    """

    __slots__ = ("codes", "forward")

    def __init__(self, forward: Forward, codes: Codes) -> None:
        self.forward = forward
        self.codes = codes

    def __len__(self) -> int:
        return self.forward.n_rows

    def __getitem__(self, row: int) -> Vector:
        offsets, gaps, _, _, _ = self.forward
        return Vector(*unpack(offsets[row : row + 2], gaps, self.codes))

    def take(self, rows: NDArray[np.int32]) -> Csr:
        """Return the vectors of some rows as a matrix of their own."""
        offsets, gaps, _, _, n_terms = self.forward
        starts, terms, codes = unpack_some(offsets, gaps, self.codes, rows.astype(np.int32, copy=False))
        return Csr(starts, terms, decode(codes), n_terms)

    @property
    def n_terms(self) -> int:
        """Return how many terms there could be."""
        return self.forward.n_terms

    def similarities(self, rows: NDArray[np.int32], query: Vector) -> NDArray[np.float32]:
        """Return the cosine of a vector with each of some rows, float32 (n_rows,) in [0, 1]."""
        return np.minimum(as_cosines(self.scores(rows, query)), np.float32(1))

    def similarities_to(self, rows: NDArray[np.int32], row: int) -> NDArray[np.float32]:
        """Return the cosine of one row with each of some rows: that of its vector."""
        offsets, gaps, _, _, _ = self.forward
        return np.minimum(as_cosines(score_with_row(offsets, gaps, self.codes, rows, row)), np.float32(1))

    def within(self, rows: NDArray[np.int32]) -> CosinesOf:
        """Return what gives the cosines of one of some rows with each of them, by its position; for several of them."""
        offsets, gaps, _, _, _ = self.forward
        starts, terms, codes = unpack_some(offsets, gaps, self.codes, rows)
        return lambda at: np.minimum(as_cosines(score_within(starts, terms, codes, at)), np.float32(1))

    def share_terms(self, rows: NDArray[np.int32], query: Vector) -> NDArray[np.bool_]:
        """Return which of some rows have a term in common with a vector, bool (n_rows,)."""
        offsets, gaps, _, _, _ = self.forward
        return share_some(offsets, gaps, self.codes, rows, query.terms)

    def scores(self, rows: NDArray[np.int32], query: Vector) -> Ints:
        """Return the score of a query with each of some rows, int32 (n_rows,): that of a search, to the last bit."""
        offsets, gaps, _, _, _ = self.forward
        [rows, terms] = read_only(rows.astype(np.int32, copy=False), query.terms)
        return score_some(offsets, gaps, self.codes, rows, terms, encode(query.weights))

    def n_terms_of_rows(self) -> Longs:
        """Return how many terms each vector has, int64 (n_rows,)."""
        # Row by row, since flags of all entries at once would be as many bytes, which a worker would keep.
        ends = pairwise(self.forward.offsets.tolist())
        return np.fromiter((np.count_nonzero(self.codes[begin:end]) for begin, end in ends), np.int64, len(self))

    def frequencies(self) -> Longs:
        """Return how many vectors hold each term, int64 (n_terms,)."""
        frequencies = np.zeros(self.n_terms, np.int64)
        for begin in range(0, len(self), COUNTED):
            part = self.forward.offsets[begin : begin + COUNTED + 1]
            terms, _ = unpack(part, self.forward.gaps, self.codes)
            np.add.at(frequencies, terms, 1)
        return frequencies

    @property
    def csr(self) -> Csr:
        """Return the vectors as a sparse matrix of float32, twice as large; for training, not for an answer."""
        offsets, gaps, _, _, n_terms = self.forward
        indptr = np.zeros(len(self) + 1, np.int64)
        np.cumsum(self.n_terms_of_rows(), out=indptr[1:])
        return Csr(indptr, *unpack(offsets, gaps, self.codes), n_terms)

    def matrix(self) -> csr_array:
        """Return the vectors as a matrix."""
        return self.csr.matrix()


AnyVectors = Vectors | PackedVectors


@compiled
def pack(
    own_offsets: Longs, own_terms: Ints, own_codes: Codes, offsets: Longs, terms: Ints, codes: Codes
) -> tuple[Longs, Gaps, Codes, Codes]:
    """Return the arrays of a `Forward` of two matrices of as many rows, terms rising within each."""
    starts = np.zeros(len(offsets), np.int64)
    # First counted, then written: arrays that would do for any vectors are twice as large.
    gaps, own, expanded = np.empty(0, np.uint16), np.empty(0, np.uint8), np.empty(0, np.uint8)
    for is_counted in (False, True):
        n = 0
        for row in range(len(offsets) - 1):
            own_row, row_of_both = slice(own_offsets[row], own_offsets[row + 1]), slice(offsets[row], offsets[row + 1])
            own_part, part = (own_terms[own_row], own_codes[own_row]), (terms[row_of_both], codes[row_of_both])
            n = pack_row(own_part, part, gaps, own, expanded, n)
            starts[row + 1] = n
        if not is_counted:
            gaps, own, expanded = np.empty(n, np.uint16), np.empty(n, np.uint8), np.empty(n, np.uint8)
    return starts, gaps, own, expanded


@compiled
def pack_one(offsets: Longs, terms: Ints, codes: Codes) -> tuple[Longs, Gaps, Codes]:
    """Return the offsets, gaps and codes of a matrix alone, terms rising within each row."""
    starts, gaps, packed = np.zeros(len(offsets), np.int64), np.empty(0, np.uint16), np.empty(0, np.uint8)
    for is_counted in (False, True):  # as in `pack`
        n = ZERO
        for row in range(len(offsets) - 1):
            last = 0
            for at in range(offsets[row], offsets[row + 1]):
                if codes[at]:
                    n = put_entry(gaps, packed, packed, n, terms[at] - last, codes[at], codes[at])
                    last = terms[at]
            starts[row + 1] = n
        if not is_counted:
            gaps, packed = np.empty(n, np.uint16), np.empty(n, np.uint8)
    return starts, gaps, packed


@compiled
def pack_row(
    own_row: tuple[Ints, Codes], row: tuple[Ints, Codes], gaps: Gaps, own: Codes, expanded: Codes, n: int
) -> int:
    """Write the entries of one article behind n others, and return how many there are now.

    Args:
        own_row: The terms of its own vector, rising, and their codes.
        row: Those of its expanded vector.
        gaps, own, expanded: Where entries are written; they are only counted when there is no room for any.
        n: How many there are.
    """
    (own_terms, own_codes), (terms, codes) = own_row, row
    i, j, last = 0, 0, 0
    while i < len(own_terms) or j < len(terms):
        is_own = j == len(terms) or (i < len(own_terms) and own_terms[i] <= terms[j])
        term = own_terms[i] if is_own else terms[j]
        own_code, code = np.uint8(0), np.uint8(0)
        if is_own:
            own_code, i = own_codes[i], i + 1
        if j < len(terms) and terms[j] == term:
            code, j = codes[j], j + 1
        if own_code or code:
            n = put_entry(gaps, own, expanded, n, term - last, own_code, code)
            last = term
    return n


@inlined
def put_entry(gaps: Gaps, own: Codes, expanded: Codes, n: int, gap: int, own_code: np.uint8, code: np.uint8) -> int:
    """Write an entry behind n others, and before it those that bridge its gap; count them if there is no room for any.

    Returns:
        How many entries there are now.
    """
    while gap > WIDEST_GAP:
        if len(gaps):
            gaps[n], own[n], expanded[n] = WIDEST_GAP, 0, 0
        n, gap = n + 1, gap - WIDEST_GAP
    if len(gaps):
        gaps[n], own[n], expanded[n] = gap, own_code, code
    return n + 1


@compiled
def unpack(offsets: Longs, gaps: Gaps, codes: Codes) -> tuple[Ints, NDArray[np.float32]]:
    """Return the terms of some rows, end to end, and their weights.

    Args:
        offsets: int64 (n_rows + 1,), where the entries of each row begin.
        gaps: uint16, the gaps of all rows.
        codes: uint8, the codes of all rows; where they are 0, there is no term.
    """
    size = offsets[-1] - offsets[0]
    terms, weights = np.empty(size, np.int32), np.empty(size, np.float32)
    n = 0
    for row in range(len(offsets) - 1):
        term = 0
        for at in range(offsets[row], offsets[row + 1]):
            term += gaps[at]
            if codes[at]:
                terms[n], weights[n] = term, WEIGHTS[codes[at]]
                n += 1
    return terms[:n], weights[:n]


@compiled
def unpack_some(offsets: Longs, gaps: Gaps, codes: Codes, rows: Ints) -> tuple[Longs, Ints, Codes]:
    """Return where the terms of each of some rows begin, these terms, end to end, and the codes of their weights.

    Args:
        offsets, gaps, codes: As of `unpack`, of all rows.
        rows: int32 (n_unpacked,), the rows to unpack.
    """
    starts, size = np.zeros(len(rows) + 1, np.int64), 0
    for row in rows:
        size += offsets[row + 1] - offsets[row]
    terms, unpacked = np.empty(size, np.int32), np.empty(size, np.uint8)
    for i in range(len(rows)):
        n, term = starts[i], 0
        for at in range(offsets[rows[i]], offsets[rows[i] + 1]):
            term += gaps[at]
            terms[n], unpacked[n] = term, codes[at]
            n += codes[at] > 0
        starts[i + 1] = n
    return starts, terms[: starts[-1]], unpacked[: starts[-1]]


@compiled
def score_some(offsets: Longs, gaps: Gaps, codes: Codes, rows: Ints, terms: Ints, query: Codes) -> Ints:
    """Return the score of a query with each of some rows.

    Args:
        offsets: int64 (n_rows + 1,), where the entries of each row begin.
        gaps: uint16, the gaps of all rows.
        codes: uint8, the codes of all rows.
        rows: int32 (n_compared,), the rows to compare.
        terms: int32 (n_query_terms,), the terms of the query, rising.
        query: uint8 (n_query_terms,), the codes of their weights.

    Returns:
        int32 (n_compared,).
    """
    scores = np.zeros(len(rows), np.int32)
    if not len(terms):
        return scores
    bits, table_terms, table_codes = query_table(terms, query)
    size = 0
    for row in rows:
        size = max(size, offsets[row + 1] - offsets[row])
    passed, passed_terms = np.empty(size + 1, np.uint8), np.empty(size + 1, np.uint32)
    for i in range(len(rows)):
        begin, end = offsets[rows[i]], offsets[rows[i] + 1]
        n = _pass_over(gaps[begin:end], codes[begin:end], terms[-1], bits, passed, passed_terms)
        total = np.int64(0)
        for j in range(n):
            term = np.int32(passed_terms[j])
            slot = slot_of(table_terms, term)
            if table_terms[slot] == term:
                total += np.int64(VALUES[passed[j]]) * np.int64(VALUES[table_codes[slot]])
        scores[i] = total
    return scores


@compiled
def score_with_row(offsets: Longs, gaps: Gaps, codes: Codes, rows: Ints, row: int) -> Ints:
    """Return the score of the vector of one row with each of some rows; as `score_some`."""
    entries = slice(offsets[row], offsets[row + 1])
    terms, row_codes = np.cumsum(gaps[entries]).astype(np.int32), codes[entries]
    return score_some(offsets, gaps, codes, rows, terms[row_codes > 0], row_codes[row_codes > 0])


@compiled
def score_within(starts: Longs, terms: Ints, codes: Codes, at: int) -> Ints:
    """Return the score of one of some rows, by its position, with each of them; the others are as of `unpack_some`."""
    scores, query = np.zeros(len(starts) - 1, np.int32), slice(starts[at], starts[at + 1])
    if not len(terms[query]):
        return scores
    bits, table_terms, table_codes = query_table(terms[query], codes[query])
    passed = np.empty(len(terms) + 1, np.uint32)
    for row in range(len(scores)):
        n, total = np.int64(0), np.int64(0)
        for entry in range(starts[row], starts[row + 1]):
            low = np.uint32(terms[entry]) & LOWER_HALF
            passed[np.uint32(n)] = entry
            n += np.int64(bits[low >> THREE] >> np.uint8(low & SEVEN)) & 1
        for entry in passed[:n]:
            slot = slot_of(table_terms, terms[entry])
            if table_terms[slot] == terms[entry]:
                total += np.int64(VALUES[codes[entry]]) * np.int64(VALUES[table_codes[slot]])
        scores[row] = total
    return scores


@compiled
def share_some(offsets: Longs, gaps: Gaps, codes: Codes, rows: Ints, terms: Ints) -> NDArray[np.bool_]:
    """Return which of some rows have one of some terms, rising; the other arguments are as of `score_some`."""
    shares = np.zeros(len(rows), np.bool_)
    for i in range(len(rows)):
        term, at = 0, 0
        for entry in range(offsets[rows[i]], offsets[rows[i] + 1]):
            term += gaps[entry]
            while at < len(terms) and terms[at] < term:
                at += 1
            if at == len(terms) or (terms[at] == term and codes[entry]):
                shares[i] = at < len(terms)
                break
    return shares


@inlined
def _pass_over(gaps: Gaps, codes: Codes, last: int, bits: Codes, passed: Codes, terms: NDArray[np.uint32]) -> int:
    """Write the codes and terms of those entries of a row that a query may have, and return how many there are.

    Most are not in the query: they are passed over without a jump that a processor would have to guess.
    """
    # All of one type: numba compares, and adds, numbers with and without sign as floats.
    n, term = np.int64(0), np.int64(0)
    for j in range(len(gaps)):
        term += np.int64(gaps[j])
        if term > last:
            break
        low = np.uint32(term) & LOWER_HALF
        passed[np.uint32(n)], terms[np.uint32(n)] = codes[j], term
        n += np.int64(bits[low >> THREE] >> np.uint8(low & SEVEN)) & 1
    return int(n)

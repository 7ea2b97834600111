"""Packed vectors as compiled loops read them: one kind of vector of a forward index, and its heaviest terms.

In: vectors in rows. Out: the terms of a row and their codes, all of them or the heaviest. Weights of one vector have
the order of their codes, and there are only 255 codes: the heaviest are found by counting.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from recommender.analysis import compiled
from recommender.model.codes import WEIGHTS, Codes
from recommender.model.forward import AnyVectors, Forward, Gaps, Ints, Longs, PackedVectors
from recommender.model.top_k import Floats


class Packed(NamedTuple):
    """Packed vectors in rows, see `recommender.model.forward`.

    Attributes:
        offsets: int64 (n_rows + 1,), where the entries of each row begin.
        gaps: uint16, how far the term of each entry is from that of the one before it in its row, of the first from 0.
        codes: uint8, the code of the weight; 0 where the vector lacks the term.
    """

    offsets: Longs
    gaps: Gaps
    codes: Codes


class CodedVector(NamedTuple):
    """One sparse vector: int32 terms in rising order, and the uint8 codes of their weights, none of them 0."""

    terms: Ints
    codes: Codes


def packed_of(vectors: AnyVectors) -> Packed:
    """Return vectors in rows as the loops take them."""
    if isinstance(vectors, PackedVectors):
        return Packed(vectors.forward.offsets, vectors.forward.gaps, vectors.codes)
    forward = Forward.of(vectors.csr)
    return Packed(forward.offsets, forward.gaps, forward.own)


@compiled
def coded_row(vectors: Packed, row: int) -> CodedVector:
    """Return the vector of a row."""
    return heavy_terms(vectors, row, 0, 0)


@compiled
def unit_weights(codes: Codes) -> Floats:
    """Return the weights that the codes of a vector stand for, float32 (n,); scaled to unit L2."""
    weights, square = np.empty(len(codes), np.float32), np.float32(0)
    for at in range(len(codes)):
        weights[at] = WEIGHTS[codes[at]]
        square += weights[at] * weights[at]
    for at in range(len(weights)):
        weights[at] /= np.sqrt(square)
    return weights


@compiled
def heavy_terms(vectors: Packed, row: int, floor: int, ties: int) -> CodedVector:
    """Return the heaviest terms of a row, of those at the floor the first ones; see `row_floors`."""
    begin, end = vectors.offsets[row], vectors.offsets[row + 1]
    gaps, row_codes = vectors.gaps[begin:end], vectors.codes[begin:end]
    terms, codes = np.empty(end - begin, np.int32), np.empty(end - begin, np.uint8)
    n, term = 0, 0
    for at in range(len(gaps)):
        term += gaps[at]
        code = row_codes[at]
        if code > floor or (code == floor and code > 0 and ties > 0):
            ties -= code == floor
            terms[n], codes[n] = term, code
            n += 1
    return CodedVector(terms[:n], codes[:n])


@compiled
def row_floors(vectors: Packed, most: int) -> tuple[Codes, Ints]:
    """Return for each row the least code of its heaviest terms, and how many of its terms of just this code are."""
    n_rows = len(vectors.offsets) - 1
    floors, ties, histogram = np.zeros(n_rows, np.uint8), np.zeros(n_rows, np.int32), np.zeros(256, np.int32)
    for row in range(n_rows):
        histogram[:] = 0
        for at in range(vectors.offsets[row], vectors.offsets[row + 1]):
            histogram[vectors.codes[at]] += 1
        floors[row], ties[row] = floor_of(histogram, most)
    return floors, ties


@compiled
def floor_of(histogram: Ints, most: int) -> tuple[int, int]:
    """Return the least code of the heaviest weights, and how many of just this code are among them.

    Args:
        histogram: int32 (256,), how many weights have each code; 0 is the code of none.
        most: How many are the heaviest, 1 or more.
    """
    above = 0
    for code in range(255, 0, -1):
        if above + histogram[code] >= most:
            return code, most - above
        above += histogram[code]
    return 1, histogram[1]

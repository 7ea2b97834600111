"""Weights in one byte each, and the whole numbers that they stand for: scores are exact sums, in any order of summing.

A weight of a unit vector lies in (0, 1], and its first digits are enough: codes 1 to 255 stand for whole numbers that
grow in steps of 1.6 to 3.1 %, the smallest ones by 1, and 0 for no weight. A product of two such numbers is a whole
number, and so is a score: whichever part of an index adds it up, and in whichever order, gives the same to the last
bit. The upper three bits of a code are an exponent and the lower five a mantissa, so that a processor decodes sixteen
codes at once by a shift; in a table it would look them up one by one.

    value(c) = (32 + c mod 32) · 2 ** (c div 32) - 32              for c from 0 to 255

So is speech coded in telephony (mu-law companding: Smith 1957, doi:10.1002/j.1538-7305.1957.tb03899.x). Quantised
impacts: Anh, de Kretser and Moffat 2001, doi:10.1145/383952.383957.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled

Codes = NDArray[np.uint8]

# The bits of a code that are its mantissa, the others being its exponent. In [4, 5], bits; chosen so that rounding
# moves a weight by .7 % (the root of the mean square on allsides), and 32 products of the greatest two fit 32 bits.
MANTISSA = 5
# What is taken from the number of each code, so that code 0 stands for 0. In [16, 32], a number; as
# the mantissa has it.
OFFSET = 1 << MANTISSA
# The mantissa bits of a float32 that are dropped before its code is looked up. In [0, 15], bits; chosen so that ten are
# left, steps of 0.1 %.
_DROPPED = 13


def _table_of_values() -> NDArray[np.int32]:
    codes = np.arange(256, dtype=np.int32)
    return (OFFSET + codes % OFFSET << (codes >> MANTISSA)) - np.int32(OFFSET)


def _bits(weight: float) -> np.int64:
    return np.int64(np.float32(weight).view(np.uint32) >> np.uint32(_DROPPED))


def _table_of_codes() -> Codes:
    """Return the nearest code by the leading bits of a weight, from `_FIRST` on."""
    bits = (np.arange(_FIRST, _LAST + 1, dtype=np.uint32) << np.uint32(_DROPPED)) + np.uint32(1 << (_DROPPED - 1))
    borders = (VALUES[1:-1] + VALUES[2:]) / (2 * WHOLE)
    return (1 + np.searchsorted(borders, bits.view(np.float32))).astype(np.uint8)


VALUES = _table_of_values()
# The number that a weight of 1 stands for. At least 1, a number; the greatest of all codes.
WHOLE = int(VALUES[255])
# The score of a unit vector with itself.
ONE = float(WHOLE * WHOLE)
WEIGHTS = (VALUES / WHOLE).astype(np.float32)
_FIRST, _LAST = _bits(0.5 / WHOLE), _bits(1.0)
_CODES = _table_of_codes()


def encode(weights: NDArray[np.float32]) -> Codes:
    """Return the code of each weight: 0 for those that are not above 0, or no numbers.

    Args:
        weights: float32 (n,), of unit vectors; what is above 1 counts as 1.

    Returns:
        uint8 (n,). Weights that `decode` gave get their codes back.

    >>> encode(np.array([0, 0.001, 0.5, 1], np.float32)).tolist()
    [0, 8, 223, 255]
    >>> decode(np.array([0, 1, 223, 255], np.uint8)).astype(float).round(3).tolist()
    [0.0, 0.0, 0.498, 1.0]
    """
    return code_each(np.ascontiguousarray(weights, np.float32))


@compiled
def code_each(weights: NDArray[np.float32]) -> Codes:
    """Return what `encode` does."""
    codes = np.zeros(len(weights), np.uint8)
    bits = weights.view(np.uint32)
    for at in range(len(weights)):
        if weights[at] > 0:
            place = np.int64(bits[at] >> np.uint32(_DROPPED)) - _FIRST
            codes[at] = _CODES[max(np.int64(0), min(_LAST - _FIRST, place))]
    return codes


def decode(codes: Codes) -> NDArray[np.float32]:
    """Return the weights that codes stand for, float32 (n,)."""
    return WEIGHTS[codes]


def as_cosines(scores: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return scores as dot products, float32 (n,), above 1 by what rounding adds."""
    return (scores / ONE).astype(np.float32)

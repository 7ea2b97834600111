"""Weights in one byte each, and the whole numbers that they stand for: scores are exact sums, in any order of summing.

A weight of a unit vector lies in (0, 1], and its first digits are enough: codes 1 to 255 stand for a geometric series
of 255 numbers, and 0 for no weight. A product of two such numbers, and so a score, is a whole number: whichever part of
an index adds it up, and in whichever order, gives the same to the last bit.

    value(c) = round(65535 · 2 ** (-9 · (255 - c) / 254))        for c from 1 to 255; value(0) = 0

Quantised impacts: Anh, de Kretser and Moffat 2001, doi:10.1145/383952.383957; of a geometric series: Anh and Moffat
2002, "Impact transformation", doi:10.1145/564376.564380.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled
from recommender.model.sparse import read_only

Codes = NDArray[np.uint8]

# The smallest weight that has a code of its own is 2 to the power of minus this; smaller ones share its code. In [1,
# 16], powers of two; chosen so that fewer than one weight in a thousand is smaller, and two codes are 2.5 % apart.
OCTAVES = 9
# The number that a weight of 1 stands for. In [1, 65535], which two bytes hold; the most, so that the smallest differ.
WHOLE = 65_535
# Products of two numbers lose this many bits, so that a sum fits 32. In [2, 10], bits; chosen so that vectors of more
# than unit length, as far as 2.8, do not overflow.
SHIFT = 4
# The score of a unit vector with itself.
ONE = float(WHOLE * WHOLE >> SHIFT)
# The mantissa bits of a float32 that are dropped before its code is looked up. In [0, 15], bits; chosen so that ten are
# left, steps of 0.1 %.
_DROPPED = 13


def _table_of_values() -> NDArray[np.int32]:
    octaves = OCTAVES * (255 - np.arange(256)) / 254
    values = np.rint(WHOLE * 2.0**-octaves).astype(np.int32)
    values[0] = 0
    return values


def _bits(weight: float) -> np.int64:
    return np.int64(np.float32(weight).view(np.uint32) >> np.uint32(_DROPPED))


def _table_of_codes() -> Codes:
    """Return the nearest code by the leading bits of a weight, from `_FIRST` on."""
    bits = (np.arange(_FIRST, _LAST + 1, dtype=np.uint32) << np.uint32(_DROPPED)) + np.uint32(1 << (_DROPPED - 1))
    codes = 255 + 254 / OCTAVES * np.log2(bits.view(np.float32).astype(np.float64))
    return np.clip(np.rint(codes), 1, 255).astype(np.uint8)


VALUES = _table_of_values()
WEIGHTS = (VALUES / WHOLE).astype(np.float32)
_FIRST, _LAST = _bits(2.0 ** -(OCTAVES + 1)), _bits(1.0)
_CODES = _table_of_codes()


def encode(weights: NDArray[np.float32]) -> Codes:
    """Return the code of each weight: 0 for those that are not above 0, or no numbers.

    Args:
        weights: float32 (n,), of unit vectors; what is above 1 counts as 1.

    Returns:
        uint8 (n,). Weights that `decode` gave get their codes back.

    >>> encode(np.array([0, 0.001, 0.5, 1], np.float32)).tolist()
    [0, 1, 227, 255]
    >>> decode(np.array([0, 1, 227, 255], np.uint8)).astype(float).round(3).tolist()
    [0.0, 0.002, 0.503, 1.0]
    """
    [weights] = read_only(np.ascontiguousarray(weights, np.float32))
    return code_each(weights)


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

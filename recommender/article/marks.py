"""Combining marks in long runs, which no script writes, and whose order costs the square of their number.

In: text. Out: the same without what exceeds a run. The one idea: composing sorts the marks of a run, so their number is
bounded first. Source: Unicode Standard Annex #15, section 13 (Stream-Safe Text Format).
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

# Marks behind one letter. The annex's number: a third more than any writing in use needs.
LONGEST_RUN = 30
# No mark has a code above; planes 2 and up hold ideographs, tags and private signs.
_HIGHEST_MARK = 0x1FFFF


def without_long_runs(text: str) -> str:
    r"""Return text without the marks that follow thirty others on one letter.

    >>> len(without_long_runs("a" + "\u0301" * 1_000 + "b"))
    32
    """
    if text.isascii():
        return text
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    is_mark = _marks().take(codes, mode="clip")
    if b"\1" * (LONGEST_RUN + 1) not in is_mark.tobytes():
        return text
    places = np.arange(len(codes))
    run = places - np.maximum.accumulate(np.where(is_mark, -1, places))  # 1 for the first mark behind a letter
    return codes[run <= LONGEST_RUN].tobytes().decode("utf-32-le", "surrogatepass")


@cache
def _marks() -> NDArray[np.bool_]:
    """Return whether each code is that of a mark; made when the first text needs it."""
    n_codes = _HIGHEST_MARK + 1
    return np.fromiter(map(unicodedata.combining, map(chr, range(n_codes))), np.uint8, n_codes) > 0

"""Characters → what is known of each: its kind, what it becomes in a word, and whether it is a capital.

In: nothing. Out: three tables by code point, made of the regular expressions of `recommender.analysis.tokenizer`, so
that a compiled loop reads each character once. They are made once; processes share them.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import characters as scripts
from recommender.analysis.loops import digest_of
from recommender.analysis.shared_arrays import open_shared, write_shared
from recommender.analysis.tokenizer import patterns
from recommender.errors import SnapshotError
from recommender.snapshots import Snapshot, array_of

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int32]

# Kinds of characters, in an order that is made use of: a word begins with one up to DIGIT and goes on with one up to
# STACKING; a run without spaces is of the next two; a stop ends a sentence before one from LINE_END on.
LETTER, HEBREW, DIGIT, MARK, STACKING, UNSPACED, LEADING, LONE_STOP, STOP, FULL_STOP, COMMA, POINT = range(12)
OTHER, LINE_END, SPACE, QUOTE, GERSHAYIM, APOSTROPHE = range(12, 18)
_SINGLES = {
    DIGIT: "0123456789", LONE_STOP: scripts.LONE_STOPS, STACKING: scripts.STACKING, STOP: "!?", FULL_STOP: ".",
    COMMA: ",", POINT: "·", LINE_END: "\n", QUOTE: "»)", GERSHAYIM: '"', APOSTROPHE: "'",
}  # fmt: skip
NO_CAPITAL, FOLDED_CAPITAL, CAPITAL = range(3)


class Characters(NamedTuple):
    """What is known of each character, by code point.

    Attributes:
        kinds: uint8 (n_characters,), of which kind it is in lower case.
        folds: int32 (n_characters,), the character that stands for it in a word: in lower case, plain for typographic.
        cases: uint8 (n_characters,), 0 for what is no capital, 1 for a capital that is folded, 2 for any other one.
    """

    kinds: Bytes
    folds: Ints
    cases: Bytes


@cache
def characters() -> Characters:
    """Return the tables of all characters, as `split_text` treats them; made once, processes share them."""
    name = f"characters-{unicodedata.unidata_version}-{digest_of(__name__)}"
    try:
        return _mapped(open_shared(name))
    except SnapshotError:
        made = _made()
    try:
        return _mapped(write_shared(name, made._asdict(), {}))
    except (OSError, SnapshotError):
        return made


def _mapped(snapshot: Snapshot) -> Characters:
    """Return the tables of a snapshot.

    Raises:
        SnapshotError: They are not those of all characters.
    """
    kinds, cases = (array_of(snapshot.arrays, name, np.uint8) for name in ("kinds", "cases"))
    folds = array_of(snapshot.arrays, "folds", np.int32)
    if not len(kinds) == len(folds) == len(cases) == sys.maxunicode + 1:
        raise SnapshotError(snapshot.path, f"tables of {sys.maxunicode + 1} characters", (len(kinds), len(folds)))
    return Characters(kinds, folds, cases)


def _made() -> Characters:
    """Make the tables, which takes a moment, and several times their size."""
    marks, unspaced, capitals, folds = scripts.classes()
    codes = np.arange(sys.maxunicode + 1, dtype=np.dtype("<i4"))
    every = codes.tobytes().decode("utf-32-le", "surrogatepass")
    lower = np.frombuffer(every.replace("İ", "i").lower().encode("utf-32-le", "surrogatepass"), codes.dtype)
    folded = lower.astype(np.int32)
    folded[[*map(ord, folds)]] = [*map(ord, folds.values())]
    kinds, cases = np.full(len(folded), OTHER, np.uint8), (lower != codes).astype(np.uint8)
    of_class = {
        LETTER: patterns().letter,
        HEBREW: f"[{scripts.HEBREW}]",
        UNSPACED: f"[{unspaced}]",
        LEADING: f"[{scripts.LEADING}]",
    }
    for kind, pattern in {**of_class, MARK: f"[{marks}]", SPACE: r"\s"}.items():
        for run in re.finditer(f"{pattern}+", every):
            kinds[run.start() : run.end()] = kind
    for kind, singles in _SINGLES.items():
        kinds[[ord(character) for character in singles]] = kind
    for run in re.finditer(f"[{capitals}]+", every):
        cases[run.start() : run.end()] = CAPITAL
    return Characters(kinds[folded], folded, cases)


@cache
def plain_bytes() -> Bytes:
    """Return what stands in a word for each byte that is a letter or a digit of ASCII, 0 for others; uint8 (256,)."""
    kinds, folds, _ = characters()
    plain = np.zeros(256, np.uint8)
    plain[:128] = np.where(kinds[:128] <= DIGIT, folds[:128], 0)
    return plain

"""The compiled loop that reads where names can begin and end: words of a seed → what each is at the end of a name.

In: the words of a seed and what kinds of words they are. Out: whether a name can begin or end with each, and whether it
says anything by itself. Loops work on plain arrays, and do not check positions.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled, inlined
from recommender.ranking.joints import OF, Spans, has_capital
from recommender.ranking.word_kinds import EMPTY, MEASURE, PARTICLE, TIME, TITLE

# What a word is, as bits: none that a name begins with, none that it ends with, one that says nothing by itself, and a
# pair of characters of which one is of the word beside.
NO_FIRST, NO_LAST, SAYS_NOTHING, PIECE = (1 << bit for bit in range(4))
# How much rarer a pair of characters is than the pair before or behind it if it is one of two words: the difference of
# their idf. At least 0, a logarithm; chosen by hand, twice as rare.
ACROSS_WORDS = 0.7
_ZERO, _NINE, _STOP, _COMMA = map(ord, "09.,")

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


@compiled
def find_ends(spans: Spans, idf: Floats, has_large_nouns: bool) -> Bytes:
    """Return what each word is at the end of a name, as bits; uint8 (n_words,).

    Args:
        spans: The words.
        idf: float32 (n_words,), the idf of each.
        has_large_nouns: Whether common nouns have capitals; elsewhere, a measure with one may be of a name.
    """
    run_ends = np.zeros(len(idf), np.uint8)
    for word in range(len(idf)):
        goes_back = word > 0 and _is_apart(spans, word, word - 1, word, idf)
        goes_on = word + 1 < len(idf) and _is_apart(spans, word, word, word + 1, idf)
        if goes_back or goes_on:
            run_ends[word] = PIECE | NO_FIRST * goes_back | NO_LAST * goes_on
        else:
            run_ends[word] = _end_of(spans, word, has_large_nouns)
    return run_ends


@inlined
def _is_apart(spans: Spans, word: int, first: int, second: int, idf: Floats) -> bool:
    """Return whether a pair of characters is so much rarer than the one it overlaps that it is of two words."""
    other = first if word == second else second
    return bool(spans.begins[second] < spans.ends[first] and idf[word] > idf[other] + ACROSS_WORDS)


@compiled
def _end_of(spans: Spans, word: int, has_large_nouns: bool) -> int:
    """Return what a word is at the end of a name, as bits.

    No name begins or ends with a number, a time, a measure or a small word within names, nor ends with a title of
    somebody; with "of" before, that is an office, and a number behind a capital is part of a name: "Article 50".
    """
    kind = spans.kinds[word]
    if _is_number(spans, word):
        return SAYS_NOTHING | NO_FIRST | (0 if word > 0 and has_capital(spans, word - 1) else NO_LAST)
    if kind == 0:
        return 0
    is_small = not has_capital(spans, word)
    is_within = (kind & MEASURE > 0 and (is_small or has_large_nouns)) or (is_small and kind & (PARTICLE | TIME) > 0)
    is_title = kind & TITLE > 0 and word > 0 and spans.begins[word] - spans.ends[word - 1] < OF
    return int(SAYS_NOTHING * (kind & EMPTY > 0) | NO_FIRST * is_within | NO_LAST * (is_within or is_title))


@inlined
def _is_number(spans: Spans, word: int) -> bool:
    """Return whether a word is digits, and stops and commas between them."""
    is_number = True
    for at in range(spans.begins[word], spans.ends[word]):
        is_number &= _ZERO <= spans.codes[at] <= _NINE or spans.codes[at] in (_STOP, _COMMA)
    return is_number

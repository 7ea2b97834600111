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
Codes = NDArray[np.int32]
Floats = NDArray[np.float32]


@compiled
def find_ends(spans: Spans, idf: Floats, has_large_nouns: bool) -> Bytes:
    """Return what each word is at the end of a name, as bits; uint8 (n_words,).

    Args:
        spans: The words.
        idf: float32 (n_words,), the idf of each.
        has_large_nouns: Whether common nouns have capitals; elsewhere, a measure with one may be of a name.
    """
    begins, ends, codes = spans.begins, spans.ends, spans.codes
    run_ends = np.zeros(len(idf), np.uint8)
    is_large_before, end = False, -OF
    for word in range(len(idf)):
        is_large = has_capital(spans, word)
        goes_back = word > 0 and begins[word] < end and idf[word] > idf[word - 1] + ACROSS_WORDS
        goes_on = word + 1 < len(idf) and begins[word + 1] < ends[word] and idf[word] > idf[word + 1] + ACROSS_WORDS
        if goes_back or goes_on:
            run_ends[word] = PIECE | NO_FIRST * goes_back | NO_LAST * goes_on
        elif _is_number(codes, begins[word], ends[word]):
            # Behind a capital it is part of a name: "Article 50".
            run_ends[word] = SAYS_NOTHING | NO_FIRST | NO_LAST * (not is_large_before)
        elif spans.kinds[word]:
            run_ends[word] = _end_of(spans.kinds[word], is_large, begins[word] - end < OF, has_large_nouns)
        is_large_before, end = is_large, ends[word]
    return run_ends


@inlined
def _end_of(kind: int, is_large: bool, is_close: bool, has_large_nouns: bool) -> int:
    """Return what a word of some kind is at the end of a name, as bits.

    No name begins or ends with a time, a measure or a small word within names, nor ends with a title of somebody; with
    "of" before, that is an office.

    Args:
        kind: What it is, as `recommender.ranking.word_kinds` has it.
        is_large: Whether it begins with a capital.
        is_close: Whether the word before is directly before it.
        has_large_nouns: As of `find_ends`.
    """
    is_measure, is_small_word = kind & MEASURE > 0, kind & (PARTICLE | TIME) > 0
    is_within = (is_measure and has_large_nouns) or ((is_measure or is_small_word) and not is_large)
    is_title = kind & TITLE > 0 and is_close
    return int(SAYS_NOTHING * (kind & EMPTY > 0) | NO_FIRST * is_within | NO_LAST * (is_within or is_title))


@inlined
def _is_number(codes: Codes, begin: int, end: int) -> bool:
    """Return whether a word is digits, and stops and commas between them."""
    at = begin
    while at < end and (_ZERO <= codes[at] <= _NINE or codes[at] in (_STOP, _COMMA)):
        at += 1
    return bool(at == end)

"""Streams of term ids → counts: the compiled loops behind `FieldedTfidf`.

In: the term ids of all articles, end to end. Out: how often each article holds each term, and each pair of neighbouring
terms. Plain arrays in, plain arrays out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.analysis.hashing import FNV_OFFSET, hash_on
from recommender.analysis.loops import compiled
from recommender.analysis.scanner import NO_WORD

DROPPED = -1  # a function word: neighbours on both sides of it still make a phrase
SENTENCE_END = -2
OOV = -3  # an out-of-vocabulary word: it separates its neighbours

# The stretches of an article, in turn.
TITLE, SLUG, TEXT = range(3)
STRETCHES = 3

Ids = NDArray[np.int32]
Longs = NDArray[np.int64]


@compiled
def sentence_hashes(ids: Ids, starts: Longs) -> tuple[NDArray[np.uint64], Longs, Longs]:
    """Return a 64-bit hash (FNV-1a of its term ids) of every sentence.

    Args:
        ids: int32 (n_tokens,), a stream; a sentence ends at `SENTENCE_END` and where a stretch ends.
        starts: int64 (n_stretches + 1,), where each stretch begins.

    Returns:
        uint64, int64 and int64 (n_sentences,): the hashes, where each sentence begins, and the stretch that it is in.
        Sentences without a term are left out.
    """
    hashes = np.empty(len(ids), np.uint64)
    begins = np.empty(len(ids), np.int64)
    stretches = np.empty(len(ids), np.int64)
    n = 0
    for stretch in range(len(starts) - 1):
        at = starts[stretch]
        while at < starts[stretch + 1]:
            begin, value, filled = at, FNV_OFFSET, False
            while at < starts[stretch + 1] and ids[at] != SENTENCE_END:
                if ids[at] != DROPPED:
                    filled = True
                    value = hash_on(value, ids[at] + 4)  # the marks are below 0
                at += 1
            if filled:
                hashes[n], begins[n], stretches[n] = value, begin, stretch
                n += 1
            at += 1
    return hashes[:n], begins[:n], stretches[:n]


@compiled
def drop_sentences(ids: Ids, begins: Longs, ends: Longs) -> None:
    """Put `SENTENCE_END` in the place of all words of some sentences.

    Args:
        ids: int32 (n_tokens,), a stream, which is changed.
        begins: int64 (n_dropped,), where the sentences to drop begin.
        ends: int64 (n_dropped,), where their stretches end.
    """
    for i in range(len(begins)):
        at = begins[i]
        while at < ends[i] and ids[at] != SENTENCE_END:
            ids[at] = SENTENCE_END
            at += 1


@compiled
def count_capitals(words: Ids, starts: Longs, capitals: NDArray[np.bool_], uses: Longs) -> None:
    """Count how often each word stands inside a sentence, and how often it does so with a capital.

    The first word of a sentence is not counted, as it always has a capital; nor is a stretch with capitals on most of
    its words, which is a headline; nor is a slug, where names are in lower case.

    Args:
        words: int32 (n_tokens,), numbers of words, or `NO_WORD` where a sentence ends.
        starts: int64 (n_stretches + 1,), where each stretch begins.
        capitals: bool (n_tokens,), which words begin with a capital.
        uses: int64 (2, n_words), the counts so far, which are changed: inside a sentence, and of these with a capital.
    """
    for stretch in range(len(starts) - 1):
        begin, stop = starts[stretch], starts[stretch + 1]
        if stretch % STRETCHES == SLUG or 2 * capitals[begin:stop].sum() > (words[begin:stop] != NO_WORD).sum():
            continue
        for at in range(begin + 1, stop):
            if words[at] != NO_WORD and words[at - 1] != NO_WORD:
                uses[0, words[at]] += 1
                uses[1, words[at]] += capitals[at]

"""Texts → sequences of three words, as numbers: whether two texts are in the same order can be read off them.

In: texts. Out: of each the distinct sequences of three neighbouring words, each as a number of 16 bits (Broder 1997,
doi:10.1109/SEQUEN.1997.666900), of a long text the lowest ones alone. Which are lowest is as good as drawn by lot, but
the same for every text, so that what two texts share of them is about what they share of all (a bottom-k sketch: Cohen
and Kaplan 2007, doi:10.1145/1281100.1281133).

Words are those of `recommender.analysis.tokenizer.split_text`, whatever their capitals.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.analysis.character_tables import Bytes
from recommender.analysis.hashing import FNV_OFFSET, hash_on, inlined
from recommender.analysis.loops import compiled
from recommender.analysis.splitting import Longs, split_texts

Hashes = NDArray[np.uint16]
# Of a longer text its beginning is read. At least some hundred, characters; by hand, to bound the work of an arrival.
READ_BEGINNING = 2_000
# Sequences of a text that are kept: all of a short one, the lowest of a longer one. At least 1; chosen for the size of
# a snapshot, two bytes each: shares of a text are then right within a few hundredths.
MOST_SEQUENCES = 128
_BYTES = np.iinfo(np.uint16).max // 8 + 1  # a bit for each of all numbers
_SHIFT = np.uint64(48)  # what is left of a hash of 64 bits: its upper 16
_ONE, _TWO, _EIGHTH, _REST = (np.uint64(number) for number in (1, 2, 3, 7))


def sequences_of(texts: Sequence[str]) -> tuple[Hashes, Longs]:
    """Return the sequences of some texts.

    Returns:
        The sequences of all texts, end to end, rising within each, and where each text begins: uint16 (n,) and int64
        (n_texts + 1,).
    """
    folded, ends, starts, *_ = split_texts([text[:READ_BEGINNING].lower() for text in texts])
    return _lowest_sequences(folded, ends, starts, MOST_SEQUENCES)


@inlined
def _add_word(word: np.uint64, last: NDArray[np.uint64], is_in: Bytes) -> None:
    """Note the sequence that a word ends; `last` has the number of words before it and the hashes of the last two."""
    if last[0] >= _TWO:
        number = hash_on(hash_on(hash_on(word, last[1]), last[2]), 0) >> _SHIFT
        is_in[number >> _EIGHTH] |= np.uint8(_ONE << (number & _REST))
    last[0], last[1], last[2] = last[0] + _ONE, last[2], word


@compiled
def _lowest_sequences(folded: Bytes, ends: Longs, starts: Longs, most: int) -> tuple[Hashes, Longs]:
    """Return the lowest sequences of texts, at most `most` of each; as `sequences_of`.

    Args:
        folded, ends, starts: As `split_texts` returns them.
        most: How many sequences of a text at most.
    """
    n_texts = len(starts) - 1
    lowest, offsets = np.empty(min(len(ends), n_texts * most), np.uint16), np.zeros(n_texts + 1, np.int64)
    is_in, last, size = np.zeros(_BYTES, np.uint8), np.zeros(3, np.uint64), 0
    begin = np.int64(0)
    for text in range(n_texts):
        last[0] = 0
        for word in range(starts[text], starts[text + 1]):
            if ends[word] > begin:  # not the end of a sentence
                hashed = FNV_OFFSET
                for at in range(begin, ends[word]):
                    hashed = hash_on(hashed, folded[at])
                _add_word(hashed, last, is_in)
            begin = ends[word]
        size = _take_lowest(is_in, lowest, size, most)
        offsets[text + 1] = size
    return lowest[:size].copy(), offsets


@inlined
def _take_lowest(is_in: Bytes, lowest: Hashes, size: int, most: int) -> int:
    """Write the lowest numbers that are in, a bit each, at most `most`; take all out, and return the size written."""
    last = size + most
    eights = is_in.view(np.uint64)  # nearly all are 0, and passed over together
    for eight in range(len(eights)):
        if eights[eight]:
            for byte in range(8 * eight, 8 * eight + 8):
                bits = is_in[byte]
                for bit in range(8 if bits else 0):
                    if bits >> bit & 1 and size < last:
                        lowest[size] = 8 * byte + bit
                        size += 1
            if size == last:
                break
    is_in[:] = 0
    return size

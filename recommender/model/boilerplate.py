"""Boilerplate: what a publisher repeats in many articles, such as "Sign up for our newsletter", counts for nothing.

In: a stream of terms. Out: the hashes of its repeated sentences, or the stream without them. A sentence is known by the
hash of its terms and of its publisher. A title in parts, set apart by a bar or a dash, has a sentence for each part;
so has a slug, as a whole.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import STRETCHES, TITLE, TermStream, drop_sentences, sentence_hashes

Ids = NDArray[np.int32]
Longs = NDArray[np.int64]
Hashes = NDArray[np.uint64]

# The share of the sentences of a title, a slug and a text up to which boilerplate is dropped from it. A text of which
# more is boilerplate is a copy, and a title that is nothing else is one of a series: they stay whole. A slug that is
# nothing else names a section. In [0, 1], a share; chosen by hand.
MOST_DROPPED = (0.99, 1.0, 0.5)


def find_boilerplate(stream: TermStream, min_df: int) -> Hashes:
    """Return the hashes of sentences that one publisher repeats in at least `min_df` articles, sorted; 0 finds none."""
    if not min_df:
        return np.empty(0, np.uint64)
    hashes, _, stretches = _sentences(stream)
    articles = stretches // STRETCHES
    order = np.lexsort((articles, hashes))
    hashes, articles = hashes[order], articles[order]
    is_first = np.ones(len(hashes), np.bool_)  # of this sentence in this article
    is_first[1:] = (hashes[1:] != hashes[:-1]) | (articles[1:] != articles[:-1])
    distinct, frequencies = np.unique(hashes[is_first], return_counts=True)
    return distinct[frequencies >= min_df]


def without_boilerplate(stream: TermStream, boilerplate: Hashes) -> Ids:
    """Return the ids of a stream without its boilerplate; of a text, a title or a slug, at most `MOST_DROPPED`."""
    if not len(boilerplate):
        return stream.term_ids
    hashes, begins, stretches = _sentences(stream)
    places = np.minimum(np.searchsorted(boilerplate, hashes), len(boilerplate) - 1)
    is_repeated = boilerplate[places] == hashes
    n_stretches = len(stream.starts)
    n_sentences = np.bincount(stretches, minlength=n_stretches)
    share = np.bincount(stretches[is_repeated], minlength=n_stretches) / np.maximum(1, n_sentences)
    is_dropped = is_repeated & (share[stretches] <= np.array(MOST_DROPPED)[stretches % STRETCHES])
    return drop_sentences(stream.term_ids, begins[is_dropped], stream.starts[stretches[is_dropped] + 1])


def _sentences(stream: TermStream) -> tuple[Hashes, Longs, Longs]:
    """Return the hash, the beginning and the stretch of each sentence that could be boilerplate.

    A title in one part is left out: nothing would be left of it.
    """
    hashes, begins, stretches = sentence_hashes(stream.term_ids, stream.starts)
    is_one_of_several = (np.bincount(stretches, minlength=len(stream.starts)) > 1)[stretches]
    kept = is_one_of_several | (stretches % STRETCHES != TITLE)
    hashes, begins, stretches = hashes[kept], begins[kept], stretches[kept]
    return hashes ^ stream.publishers[stretches // STRETCHES], begins, stretches

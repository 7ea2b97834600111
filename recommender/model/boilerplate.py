"""Boilerplate: what a publisher repeats in many articles, such as "Sign up for our newsletter", counts for nothing.

In: a stream of terms. Out: the hashes of its repeated sentences, or the stream without them. A sentence, which a line
ends too, is known by the hash of its terms and of its publisher. A title in parts, set apart by a bar or a dash, has a
sentence for each part; so has a slug, as a whole. The one idea: a block of the site stands in articles about different
things. The versions of one story repeat their sentences, too: they are told by what they are, mostly made of repeated
sentences, under titles with words in common that few other titles have.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import STRETCHES, TEXT, TITLE, TermStream, drop_sentences, select_terms, sentence_hashes
from recommender.model.weighting import Counts

Ids = NDArray[np.int32]
Longs = NDArray[np.int64]
Hashes = NDArray[np.uint64]

# The share of the sentences of a title, a slug and a text up to which boilerplate is dropped from it. A text without a
# title of which more is boilerplate is a copy, and a title that is nothing else is one of a series: they stay whole. A
# slug that is nothing else names a section. In [0, 1], a share; chosen by hand.
MOST_DROPPED = (0.99, 1.0, 0.5)
# The share of the sentences of a text above which, if they are repeated, it may be a version of another text rather
# than one with blocks of its site around it. In [0, 1], a share; chosen by hand: versions keep most of what was there.
MOSTLY = 0.5
# The share of all other titles up to which a word joins the titles of a story. In [0, 1], a share; chosen by hand: even
# in a corpus about one topic, the words of that topic are in more.
MOST_USUAL = 0.05
# From this many articles, a sentence is no part of one story. At least 1, articles; a bound on memory.
NO_STORY = 200


def find_boilerplate(stream: TermStream, min_df: int) -> Hashes:
    """Return the hashes of sentences that one publisher repeats in its articles, sorted; 0 finds none.

    Args:
        stream: The terms of a corpus.
        min_df: In at least this many articles, of which the versions of one story count as one.
    """
    if not min_df:
        return np.empty(0, np.uint64)
    hashes, _, stretches = _sentences(stream)
    is_text = stretches % STRETCHES == TEXT
    around = _Uses.of(hashes[~is_text], stretches[~is_text] // STRETCHES)
    around_texts = around.hashes[around.frequencies >= min_df]
    uses = _Uses.of(hashes[is_text], stretches[is_text] // STRETCHES)
    titles = _titles(stream._replace(term_ids=without_boilerplate(stream, around_texts)))
    within_texts = uses.hashes[_witnesses(uses, titles, min_df) >= min_df]
    return np.union1d(around_texts, within_texts)


class _Uses(NamedTuple):
    """Which articles use which sentences.

    Attributes:
        hashes: uint64 (n_sentences,), sorted: the sentences.
        frequencies: int64 (n_sentences,): how many articles use each.
        sentences, articles: int64 (n_uses,): the pairs, by the place of a sentence in `hashes`; sorted, none twice.
    """

    hashes: Hashes
    frequencies: Longs
    sentences: Longs
    articles: Longs

    @classmethod
    def of(cls, hashes: Hashes, articles: Longs) -> _Uses:
        distinct, sentences = np.unique(hashes, return_inverse=True)
        pairs = np.unique(np.stack([sentences, articles], axis=1), axis=0)
        return cls(distinct, np.bincount(pairs[:, 0], minlength=len(distinct)), pairs[:, 0], pairs[:, 1])


def _titles(stream: TermStream) -> Counts:
    """Return the terms of each title."""
    begins, ends, _ = stream.starts[:-1].reshape(-1, STRETCHES).T
    return Counts.of(*select_terms(stream.term_ids, begins, ends, len(stream.term_ids)))


def _witnesses(uses: _Uses, titles: Counts, min_df: int) -> Longs:
    """Return in how many articles each sentence is, the versions of one story counted as one; int64 (n_sentences,)."""
    n_articles = len(titles.lengths)
    is_repeated = uses.frequencies[uses.sentences] > 1
    n_sentences = np.bincount(uses.articles, minlength=n_articles)
    share = np.bincount(uses.articles[is_repeated], minlength=n_articles) / np.maximum(1, n_sentences)
    is_open = (uses.frequencies >= min_df) & (uses.frequencies < NO_STORY)
    chosen = is_open[uses.sentences] & (share > MOSTLY)[uses.articles]
    sentences, articles = uses.sentences[chosen], uses.articles[chosen]
    joined = _n_joined(sentences, articles, titles, len(uses.hashes))
    return uses.frequencies - np.maximum(0, joined - 1)


def _n_joined(sentences: Longs, articles: Longs, titles: Counts, n_sentences: int) -> Longs:
    """Return how many titles of the articles with each sentence have words in common that few others have.

    Counted is the second of such words, by how many titles have it: one may well be the name of the town.

    Args:
        sentences, articles: int64 (n_uses,), pairs of a sentence and an article that has it, none twice.
        titles: The terms of each title.
        n_sentences: How many sentences there are.
    """
    n_terms = int(titles.indices.max(initial=0)) + 1
    lengths = np.diff(titles.indptr)[articles]
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    terms = titles.indices[np.repeat(titles.indptr[articles], lengths) + within].astype(np.int64)
    keys, n_with_both = np.unique(np.repeat(sentences, lengths) * n_terms + terms, return_counts=True)
    places, terms = np.divmod(keys, n_terms)
    n_others = len(titles.lengths) - np.bincount(sentences, minlength=n_sentences)[places]
    elsewhere = (np.bincount(titles.indices, minlength=n_terms)[terms] - n_with_both) / np.maximum(1, n_others)
    is_rare = elsewhere <= MOST_USUAL
    places, n_with_both = places[is_rare], n_with_both[is_rare]
    order = np.lexsort((-n_with_both, places))
    places, n_with_both = places[order], n_with_both[order]
    first_of_each = np.searchsorted(places, places)
    is_second = np.arange(len(places)) - first_of_each == 1
    joined = np.zeros(n_sentences, np.int64)
    joined[places[is_second]] = n_with_both[is_second]
    return joined


def without_boilerplate(stream: TermStream, boilerplate: Hashes) -> Ids:
    """Return the ids of a stream without its boilerplate; see `MOST_DROPPED`."""
    if not len(boilerplate):
        return stream.term_ids
    hashes, begins, stretches = _sentences(stream)
    places = np.minimum(np.searchsorted(boilerplate, hashes), len(boilerplate) - 1)
    is_repeated = boilerplate[places] == hashes
    n_stretches = len(stream.starts) - 1
    n_sentences = np.bincount(stretches, minlength=n_stretches)
    share = np.bincount(stretches[is_repeated], minlength=n_stretches) / np.maximum(1, n_sentences)
    most = np.tile(MOST_DROPPED, n_stretches // STRETCHES)
    # Of an article with a title nothing but that may be left, such as behind a paywall.
    most[TEXT::STRETCHES][np.diff(stream.starts)[TITLE::STRETCHES] > 0] = 1.0
    is_dropped = is_repeated & (share <= most)[stretches]
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

"""Boilerplate: what a publisher repeats in many articles, such as "Sign up for our newsletter", counts for nothing.

In: a stream of terms. Out: the hashes of its repeated sentences, or the stream without them. A sentence, which a line
ends too, is known by the hash of its terms and of its publisher; one that many sites have, as those of a chain do, by
that of its terms alone. A title in parts, set apart by a bar or a dash, has a
sentence for each part; so has a slug, as a whole. The one idea: a block of the site stands in articles about different
things. The versions of one story repeat their sentences, too: they are told by what they are, mostly made of repeated
sentences, under titles with words in common that few other titles have.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import (
    DROPPED,
    SENTENCE_END,
    STRETCHES,
    TEXT,
    TITLE,
    TermStream,
    drop_sentences,
    sentence_hashes,
)
from recommender.model.weighting import find_sorted

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
# Terms of the shortest sentence that is boilerplate at all publishers, and in how many articles it then is. At least 1,
# terms and articles; chosen by hand: what reporters say in the same words is shorter ("The investigation is ongoing").
CHAIN_TERMS, CHAIN_DF = 6, 10
# From this many articles, a sentence is no part of one story. At least 1, articles; a bound on memory.
NO_STORY = 200


class Sentences(NamedTuple):
    """The sentences of a stream that could be boilerplate, in their order.

    Attributes:
        hashes: uint64 (n_sentences,), of the publisher and the terms of each.
        plain: uint64 (n_sentences,), of the terms of each.
        n_terms: int64 (n_sentences,), how many terms each has.
        begins: int64 (n_sentences,), where each begins.
        stretches: int64 (n_sentences,), the stretch that each is in.
    """

    hashes: Hashes
    plain: Hashes
    n_terms: Longs
    begins: Longs
    stretches: Longs

    @classmethod
    def of(cls, stream: TermStream) -> Sentences:
        """Return those of a stream. A title in one part is left out: nothing would be left of it."""
        hashes, begins, stretches = sentence_hashes(stream.term_ids, stream.starts)
        is_one_of_several = (np.bincount(stretches, minlength=len(stream.starts)) > 1)[stretches]
        kept = is_one_of_several | (stretches % STRETCHES != TITLE)
        # No term stands between two sentences.
        is_term = (stream.term_ids != SENTENCE_END) & (stream.term_ids != DROPPED)
        n_terms = np.add.reduceat(is_term, begins, dtype=np.int64) if len(begins) else begins
        hashes, n_terms, begins, stretches = hashes[kept], n_terms[kept], begins[kept], stretches[kept]
        return cls(hashes ^ stream.publishers[stretches // STRETCHES], hashes, n_terms, begins, stretches)

    def are_boilerplate(self, boilerplate: Hashes) -> NDArray[np.bool_]:
        """Return which are among boilerplate, that of a publisher or of all, bool (n_sentences,)."""
        return (find_sorted(boilerplate, self.hashes) >= 0) | (find_sorted(boilerplate, self.plain) >= 0)


def find_boilerplate(stream: TermStream, min_df: int, sentences: Sentences | None = None) -> Hashes:
    """Return the hashes of sentences that one publisher repeats in its articles, sorted; 0 finds none.

    Args:
        stream: The terms of a corpus.
        min_df: In at least this many articles, of which the versions of one story count as one.
        sentences: Those of the stream, if they are known already.
    """
    if not min_df:
        return np.empty(0, np.uint64)
    hashes, plain, n_terms, _, stretches = sentences or Sentences.of(stream)
    is_text = stretches % STRETCHES == TEXT
    around = _Uses.of(hashes[~is_text], stretches[~is_text] // STRETCHES, min_df)
    around_texts = around.hashes[around.frequencies >= min_df]
    articles = stretches // STRETCHES
    long_ones = np.unique(plain[is_text & (n_terms >= CHAIN_TERMS)])
    of_chains = _of_chains(_Uses.of(plain[is_text], articles[is_text], CHAIN_DF), long_ones)
    uses = _Uses.of(hashes[is_text], articles[is_text], min_df)
    titles = _titles_of(stream)
    drop_boilerplate(titles, around_texts)
    within_texts = uses.hashes[_witnesses(uses, _Titles.of(titles), min_df) >= min_df]
    return np.unique(np.concatenate([around_texts, within_texts, of_chains]))


def _of_chains(uses: _Uses, long_ones: Hashes) -> Hashes:
    """Return the long sentences that articles of many sites have which are otherwise in their own words; sorted."""
    is_own = uses.repeated_shares()[uses.articles] <= MOSTLY
    is_common = np.bincount(uses.sentences[is_own], minlength=len(uses.hashes)) >= CHAIN_DF
    return np.intersect1d(uses.hashes[is_common], long_ones, assume_unique=True)


class _Uses(NamedTuple):
    """Which articles use which of the sentences that stand more than once.

    Attributes:
        hashes: uint64 (n_sentences,), sorted: the sentences.
        frequencies: int64 (n_sentences,): how many articles use each.
        sentences, articles: int64 (n_uses,): the pairs, by the place of a sentence in `hashes`; sorted, none twice.
        others: int64 (n_others,): the article of each sentence that stands once.
    """

    hashes: Hashes
    frequencies: Longs
    sentences: Longs
    articles: Longs
    others: Longs

    @classmethod
    def of(cls, hashes: Hashes, articles: Longs, min_df: int) -> _Uses:
        ordered = np.sort(hashes)
        # Nearly all stand once: to look up the few others takes less time than to sort pairs of all.
        distinct = np.unique(ordered[1:][ordered[1:] == ordered[:-1]] if min_df > 1 else ordered)
        places = find_sorted(distinct, hashes)
        is_repeated = places >= 0
        n_articles = int(articles.max(initial=0)) + 1
        pairs = np.unique(places[is_repeated] * n_articles + articles[is_repeated])
        sentences, of_pairs = np.divmod(pairs, n_articles)
        frequencies = np.bincount(sentences, minlength=len(distinct))
        return cls(distinct, frequencies, sentences, of_pairs, articles[~is_repeated])

    def repeated_shares(self) -> NDArray[np.float64]:
        """Return the share of the sentences of each article that stand more than once, float64 (n_articles,)."""
        n_sentences = np.bincount(np.concatenate([self.articles, self.others]))
        repeated = self.articles[self.frequencies[self.sentences] > 1]
        return np.bincount(repeated, minlength=len(n_sentences)) / np.maximum(1, n_sentences)


class _Titles(NamedTuple):
    """The distinct terms of titles, those of each article side by side.

    Attributes:
        terms: int64 (n,), the terms.
        starts: int64 (n_articles + 1,), where those of each title begin.
    """

    terms: Longs
    starts: Longs

    @classmethod
    def of(cls, stream: TermStream) -> _Titles:
        n_articles = len(stream.publishers)
        ids, lengths = stream.term_ids.astype(np.int64), np.diff(stream.starts[::STRETCHES])
        articles = np.repeat(np.arange(n_articles), lengths)
        n_terms = int(ids.max(initial=0)) + 1
        of_each, terms = np.divmod(np.unique(articles[ids >= 0] * n_terms + ids[ids >= 0]), n_terms)
        return cls(terms, np.searchsorted(of_each, np.arange(n_articles + 1)))


def _titles_of(stream: TermStream) -> TermStream:
    """Return a stream of the titles of another, with empty slugs and texts."""
    begins, lengths = stream.starts[:-1:STRETCHES], np.diff(stream.starts)[::STRETCHES]
    starts = np.append(0, np.cumsum(lengths))
    within = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
    ids = stream.term_ids[np.repeat(begins, lengths) + within]
    return stream._replace(term_ids=ids, starts=np.append(0, np.repeat(starts[1:], STRETCHES)))


def _witnesses(uses: _Uses, titles: _Titles, min_df: int) -> Longs:
    """Return in how many articles each sentence is, the versions of one story counted as one; int64 (n_sentences,)."""
    share = uses.repeated_shares()
    is_open = (uses.frequencies >= min_df) & (uses.frequencies < NO_STORY)
    chosen = is_open[uses.sentences] & (share > MOSTLY)[uses.articles]
    sentences, articles = uses.sentences[chosen], uses.articles[chosen]
    joined = _n_joined(sentences, articles, titles, len(uses.hashes))
    return uses.frequencies - np.maximum(0, joined - 1)


def _n_joined(sentences: Longs, articles: Longs, titles: _Titles, n_sentences: int) -> Longs:
    """Return how many titles of the articles with each sentence have words in common that few others have.

    Counted is the second of such words, by how many titles have it: one may well be the name of the town.

    Args:
        sentences, articles: int64 (n_uses,), pairs of a sentence and an article that has it, none twice.
        titles: The terms of each title.
        n_sentences: How many sentences there are.
    """
    n_terms = int(titles.terms.max(initial=0)) + 1
    lengths = np.diff(titles.starts)[articles]
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    terms = titles.terms[np.repeat(titles.starts[articles], lengths) + within]
    keys, n_with_both = np.unique(np.repeat(sentences, lengths) * n_terms + terms, return_counts=True)
    places, terms = np.divmod(keys, n_terms)
    n_others = len(titles.starts) - 1 - np.bincount(sentences, minlength=n_sentences)[places]
    elsewhere = (np.bincount(titles.terms, minlength=n_terms)[terms] - n_with_both) / np.maximum(1, n_others)
    is_rare = elsewhere <= MOST_USUAL
    places, n_with_both = places[is_rare], n_with_both[is_rare]
    order = np.lexsort((-n_with_both, places))
    places, n_with_both = places[order], n_with_both[order]
    first_of_each = np.searchsorted(places, places)
    is_second = np.arange(len(places)) - first_of_each == 1
    joined = np.zeros(n_sentences, np.int64)
    joined[places[is_second]] = n_with_both[is_second]
    return joined


def drop_boilerplate(stream: TermStream, boilerplate: Hashes, sentences: Sentences | None = None) -> None:
    """Put the ends of sentences in the place of the words of boilerplate in a stream; see `MOST_DROPPED`."""
    if not len(boilerplate):
        return
    sentences = sentences or Sentences.of(stream)
    begins, stretches, is_repeated = sentences.begins, sentences.stretches, sentences.are_boilerplate(boilerplate)
    n_stretches = len(stream.starts) - 1
    n_sentences = np.bincount(stretches, minlength=n_stretches)
    share = np.bincount(stretches[is_repeated], minlength=n_stretches) / np.maximum(1, n_sentences)
    most = np.tile(MOST_DROPPED, n_stretches // STRETCHES)
    # Of an article with a title nothing but that may be left, such as behind a paywall.
    most[TEXT::STRETCHES][np.diff(stream.starts)[TITLE::STRETCHES] > 0] = 1.0
    is_dropped = is_repeated & (share <= most)[stretches]
    drop_sentences(stream.term_ids, begins[is_dropped], stream.starts[stretches[is_dropped] + 1])

"""Baselines: what anyone could have without this product, as runs to stand beside it.

In: a `Task`. Out: a run; the seed itself is never in it, nor what the task hides; ties are in the order of article ids,
and an article without a shared term is not in it. Whole corpora are ranked block by block, so that 20,000 long articles
need little more memory than their matrix.

Sources: scikit-learn's TfidfVectorizer with its own defaults; BM25 of Robertson and Zaragoza, The Probabilistic
Relevance Framework, 2009, with Lucene's idf; Lucene's MoreLikeThis with the defaults of search engines.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from recommender.article import UNKNOWN_TIME, Article
from recommender.evaluation.runs import Ranking, Run
from recommender.evaluation.tasks import Task

Baseline = Callable[[Task], Run]

K1 = 1.2
B = 0.75
MAX_QUERY_TERMS = 25
MIN_TERM_FREQUENCY = 2
MIN_DOCUMENT_FREQUENCY = 5
_SEEDS_AT_ONCE = 256


def tfidf(task: Task) -> Run:
    """Rank by the cosine of scikit-learn's `TfidfVectorizer()` as it comes, over title and text."""
    return _by_cosine(TfidfVectorizer(dtype=np.float32), task)


def tfidf_without_stop_words(task: Task) -> Run:
    """Rank as `tfidf` does, with scikit-learn's English stop words left out."""
    return _by_cosine(TfidfVectorizer(stop_words="english", dtype=np.float32), task)


def bm25(task: Task) -> Run:
    """Rank by BM25 with the whole article as query.

    score = Σ qtf · idf · tf (k1 + 1) / (tf + k1 (1 - b + b · dl / avdl)), idf = ln(1 + (N - df + 0.5) / (df + 0.5));
    a query term counts as often as the seed has it.
    """
    return _by_bm25(CountVectorizer(dtype=np.float32), task)


def bm25_without_stop_words(task: Task) -> Run:
    """Rank as `bm25` does, with scikit-learn's English stop words left out."""
    return _by_bm25(CountVectorizer(stop_words="english", dtype=np.float32), task)


def more_like_this(task: Task) -> Run:
    """Rank by BM25 with the seed's 25 best terms as query, chosen by tf · idf with idf = 1 + ln((N + 1) / (df + 1)).

    Only terms that the seed has twice and five articles have are chosen; each counts once.
    """
    counts = count_terms(CountVectorizer(dtype=np.float32), task.articles)
    return _search(_best_terms(counts, task.rows), bm25_weights(counts), task)


def most_recent(task: Task) -> Run:
    """List the newest articles when the seed came out; of the whole corpus when its time is not known."""
    ids, order = task.ids(), {}
    dated = np.flatnonzero(task.times != UNKNOWN_TIME)
    newest_first = dated[np.argsort(-task.times[dated], kind="stable")]
    falling = -task.times[newest_first]
    for row in task.rows:
        first = 0 if task.times[row] == UNKNOWN_TIME else np.searchsorted(falling, -task.times[row])
        latest = newest_first[first : first + task.depth + 1]
        order[ids[row]] = [ids[other] for other in latest if other != row][: task.depth]
    return Run.of_order(order)


def at_random(task: Task) -> Run:
    """List articles at random, the same ones for the same seed and corpus on any machine."""
    ids, order = task.ids(), {}
    for row in task.rows:
        generator = np.random.default_rng(crc32(ids[row].encode()))
        allowed = np.flatnonzero(task.may_show(int(row)))
        drawn = generator.choice(allowed, min(task.depth, len(allowed)), replace=False) if len(allowed) else ()
        order[ids[row]] = [ids[other] for other in drawn]
    return Run.of_order(order)


BASELINES: Mapping[str, Baseline] = {
    "scikit-learn": tfidf,
    "scikit-learn-stop-words": tfidf_without_stop_words,
    "bm25": bm25,
    "bm25-stop-words": bm25_without_stop_words,
    "more-like-this": more_like_this,
    "most-recent": most_recent,
    "random": at_random,
}


def rank_by(task: Task, scores_of: Callable[[slice], NDArray[np.float32]]) -> Run:
    """Rank by scores.

    Args:
        task: What is asked.
        scores_of: For a stretch of the task's seeds, float32 (n_seeds, n_articles), ours to change; -inf is not found.
    """
    ids, rankings = task.ids(), {}
    for start in range(0, len(task.rows), _SEEDS_AT_ONCE):
        some = slice(start, start + _SEEDS_AT_ONCE)
        for row, scores in zip(task.rows[some].tolist(), scores_of(some), strict=True):
            scores[~task.may_show(row)] = -np.inf
            rankings[ids[row]] = _best(scores, ids, task.depth)
    return Run(rankings)


def _by_cosine(vectorizer: TfidfVectorizer, task: Task) -> Run:
    vectors = count_terms(vectorizer, task.articles)
    return _search(vectors[task.rows], vectors, task)


def _by_bm25(vectorizer: CountVectorizer, task: Task) -> Run:
    counts = count_terms(vectorizer, task.articles)
    return _search(counts[task.rows], bm25_weights(counts), task)


def count_terms(vectorizer: CountVectorizer, articles: Sequence[Article]) -> csr_array:
    """Return csr (n_articles, n_terms), float32; no terms at all where scikit-learn finds none and would raise."""
    try:
        return csr_array(vectorizer.fit_transform(f"{article.title}\n{article.text}" for article in articles))
    except ValueError as error:
        if "empty vocabulary" not in str(error):
            raise
        return csr_array(np.zeros((len(articles), 1), np.float32))


def bm25_weights(counts: csr_array) -> csr_array:
    """Return csr (n_articles, n_terms), float32: what each term adds to an article's score, once in the query."""
    lengths = counts.sum(axis=1)
    norms = K1 * (1 - B + B * lengths / max(lengths.mean(), 1))
    found = _document_frequencies(counts)
    idf = np.log1p((counts.shape[0] - found + 0.5) / (found + 0.5))
    tf = counts.data
    weights = tf * (K1 + 1) / (tf + np.repeat(norms, np.diff(counts.indptr))) * idf[counts.indices]
    return csr_array((weights.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)


def _best_terms(counts: csr_array, rows: NDArray[np.int64]) -> csr_array:
    """Return csr (n_seeds, n_terms), float32: 1 for each term of the query, ties in the order of the alphabet."""
    found = _document_frequencies(counts)
    idf = 1 + np.log((counts.shape[0] + 1) / (found + 1))
    chosen = []
    for row in rows:
        stretch = slice(counts.indptr[row], counts.indptr[row + 1])
        terms, tf = counts.indices[stretch], counts.data[stretch]
        usable = np.flatnonzero((tf >= MIN_TERM_FREQUENCY) & (found[terms] >= MIN_DOCUMENT_FREQUENCY))
        best = np.lexsort((terms[usable], -tf[usable] * idf[terms[usable]]))[:MAX_QUERY_TERMS]
        chosen.append(terms[usable[best]])
    starts = np.cumsum([0, *map(len, chosen)])
    terms = np.concatenate([*chosen, np.empty(0, counts.indices.dtype)])
    return csr_array((np.ones(len(terms), np.float32), terms, starts), shape=(len(rows), counts.shape[1]))


def _document_frequencies(counts: csr_array) -> NDArray[np.int64]:
    return np.bincount(counts.indices, minlength=counts.shape[1])


def _search(queries: csr_array, corpus: csr_array, task: Task) -> Run:
    """Rank the corpus by the dot product with each query, a row a seed; what shares no term is not found."""
    terms_by_article = corpus.T.tocsr()

    def scores_of(some: slice) -> NDArray[np.float32]:
        scores: NDArray[np.float32] = (queries[some] @ terms_by_article).toarray()
        scores[scores <= 0] = -np.inf
        return scores

    return rank_by(task, scores_of)


def _best(scores: NDArray[np.float32], ids: Sequence[str], depth: int) -> Ranking:
    """Return the articles of the highest scores that were found, all ties at the last place considered."""
    least = np.partition(scores, -depth)[-depth] if depth < len(scores) else -np.inf
    candidates = np.flatnonzero((scores >= least) & (scores > -np.inf))
    best = candidates[np.argsort(-scores[candidates], kind="stable")[:depth]]
    return Ranking(tuple(ids[row] for row in best), array("d", scores[best].tolist()))

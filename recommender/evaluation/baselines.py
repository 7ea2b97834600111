"""Baselines: the rankings of well-known methods, to compare the recommender with.

In: a `Task`. Out: a run. It never contains the seed itself, an article that the task hides, or one that shares no term
with the seed; ties are ordered by article id. Seeds are ranked in blocks, so that a corpus of 20,000 long articles
needs little more memory than its matrix of terms.

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

# How slowly the weight of a term saturates with its frequency. Above 0; Lucene's default.
K1 = 1.2
# How much the length of an article counts. In [0, 1], a share; Lucene's default.
B = 0.75
# The longest query of `more_like_this`. At least 1, terms; the default of Elasticsearch and OpenSearch.
MAX_QUERY_TERMS = 25
# The least frequency of a query term in the seed. At least 1, occurrences; the default of Elasticsearch and OpenSearch.
MIN_TERM_FREQUENCY = 2
# The fewest articles that have a query term. At least 1, articles; the default of Elasticsearch and OpenSearch.
MIN_DOCUMENT_FREQUENCY = 5
# Seeds whose scores are in memory at once. At least 1, seeds; by hand: 256 rows of 20,000 float32 are 20 MB.
_SEEDS_AT_ONCE = 256


def tfidf(task: Task) -> Run:
    """Rank by the cosine of scikit-learn's `TfidfVectorizer()` with its defaults, over title and text."""
    return _by_cosine(TfidfVectorizer(dtype=np.float32), task)


def tfidf_without_stop_words(task: Task) -> Run:
    """Rank as `tfidf` does, without scikit-learn's English stop words."""
    return _by_cosine(TfidfVectorizer(stop_words="english", dtype=np.float32), task)


def bm25(task: Task) -> Run:
    """Rank by BM25 with the whole seed as the query.

    The score is Σ qtf · w over the terms of the seed, qtf being the frequency of the term in the seed, and w its weight
    in the ranked article, see `bm25_weights`.
    """
    return _by_bm25(CountVectorizer(dtype=np.float32), task)


def bm25_without_stop_words(task: Task) -> Run:
    """Rank as `bm25` does, without scikit-learn's English stop words."""
    return _by_bm25(CountVectorizer(stop_words="english", dtype=np.float32), task)


def more_like_this(task: Task) -> Run:
    """Rank by BM25 with the best `MAX_QUERY_TERMS` terms of the seed as the query, each counted once.

    These have the highest tf · idf, with idf = 1 + ln((N + 1) / (df + 1)), among the terms that the seed has at least
    `MIN_TERM_FREQUENCY` times and that at least `MIN_DOCUMENT_FREQUENCY` articles have.
    """
    counts = count_terms(CountVectorizer(dtype=np.float32), task.articles)
    return _search(_best_terms(counts, task.rows), bm25_weights(counts), task)


def most_recent(task: Task) -> Run:
    """List the newest articles published no later than the seed; of the whole corpus if the seed has no time."""
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
    """List articles at random; the same seed and corpus give the same list on every machine."""
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
    """Rank the articles of a task by scores.

    Args:
        task: The seeds and the articles.
        scores_of: Returns the scores for a slice of the task's seeds, float32 (n_seeds, n_articles), higher is better,
            -inf for an article that is not to be ranked. The array is overwritten.
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
    """Return csr (n_articles, n_terms), float32, what a vectorizer makes of title and text.

    Where no article has a term, scikit-learn would raise; the matrix then has a single column of zeros.
    """
    try:
        return csr_array(vectorizer.fit_transform(f"{article.title}\n{article.text}" for article in articles))
    except ValueError as error:
        if "empty vocabulary" not in str(error):
            raise
        return csr_array(np.zeros((len(articles), 1), np.float32))


def bm25_weights(counts: csr_array) -> csr_array:
    """Return the BM25 weight of each term in each article, csr (n_articles, n_terms), float32.

    weight = idf · tf (k1 + 1) / (tf + k1 (1 - b + b · dl / avdl)), idf = ln(1 + (N - df + 0.5) / (df + 0.5)).

    Args:
        counts: csr (n_articles, n_terms), tf: how often each article has each term. dl is the sum of a row, avdl its
            mean over all articles, at least 1; df is the number of articles that have the term, N that of all articles.

    >>> print(bm25_weights(csr_array(np.array([[1.0, 0.0], [1.0, 2.0]]))).toarray().round(3))
    [[0.229 0.   ]
     [0.151 0.836]]
    """
    lengths = counts.sum(axis=1)
    norms = K1 * (1 - B + B * lengths / max(lengths.mean(), 1))
    df = _document_frequencies(counts)
    idf = np.log1p((counts.shape[0] - df + 0.5) / (df + 0.5))
    tf = counts.data
    weights = tf * (K1 + 1) / (tf + np.repeat(norms, np.diff(counts.indptr))) * idf[counts.indices]
    return csr_array((weights.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)


def _best_terms(counts: csr_array, rows: NDArray[np.int64]) -> csr_array:
    """Return the queries of `more_like_this`, csr (n_seeds, n_terms), float32: 1 for each term of the query.

    Of terms with the same tf · idf the alphabetically first are taken.
    """
    df = _document_frequencies(counts)
    idf = 1 + np.log((counts.shape[0] + 1) / (df + 1))
    chosen = []
    for row in rows:
        of_row = slice(counts.indptr[row], counts.indptr[row + 1])
        terms, tf = counts.indices[of_row], counts.data[of_row]
        usable = np.flatnonzero((tf >= MIN_TERM_FREQUENCY) & (df[terms] >= MIN_DOCUMENT_FREQUENCY))
        best = np.lexsort((terms[usable], -tf[usable] * idf[terms[usable]]))[:MAX_QUERY_TERMS]
        chosen.append(terms[usable[best]])
    indptr = np.cumsum([0, *map(len, chosen)])
    terms = np.concatenate([*chosen, np.empty(0, counts.indices.dtype)])
    return csr_array((np.ones(len(terms), np.float32), terms, indptr), shape=(len(rows), counts.shape[1]))


def _document_frequencies(counts: csr_array) -> NDArray[np.int64]:
    return np.bincount(counts.indices, minlength=counts.shape[1])


def _search(queries: csr_array, corpus: csr_array, task: Task) -> Run:
    """Rank articles by the dot product with the query of each seed; one that shares no term is not ranked.

    Args:
        queries: csr (n_seeds, n_terms), a row for each seed of the task.
        corpus: csr (n_articles, n_terms), a row for each article of the task.
        task: The seeds and the articles.
    """
    transposed = corpus.T.tocsr()

    def scores_of(some: slice) -> NDArray[np.float32]:
        scores: NDArray[np.float32] = (queries[some] @ transposed).toarray()
        scores[scores <= 0] = -np.inf
        return scores

    return rank_by(task, scores_of)


def _best(scores: NDArray[np.float32], ids: Sequence[str], depth: int) -> Ranking:
    """Return the `depth` articles with the highest scores above -inf, falling, ties in the order of `ids`."""
    # Every article with the score of the last place is a candidate, so that its ties are ordered by id, too.
    least = np.partition(scores, -depth)[-depth] if depth < len(scores) else -np.inf
    candidates = np.flatnonzero((scores >= least) & (scores > -np.inf))
    best = candidates[np.argsort(-scores[candidates], kind="stable")[:depth]]
    return Ranking(tuple(ids[row] for row in best), array("d", scores[best].tolist()))

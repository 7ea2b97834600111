"""Baselines: what anyone could have without this product, as runs to stand beside it.

In: articles, the ids of seeds, and a depth. Out: a run; the seed itself is never in it, ties are in the order of
article ids, and an article without a shared term is not in it. Whole corpora are ranked block by block, so that 20,000
long articles need little more memory than their matrix.

Sources: scikit-learn's TfidfVectorizer with its own defaults; BM25 of Robertson and Zaragoza, The Probabilistic
Relevance Framework, 2009, with Lucene's idf; Lucene's MoreLikeThis with the defaults of search engines.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from recommender.article import Article
from recommender.errors import UnknownArticleError
from recommender.evaluation.runs import Ranking, Run

Baseline = Callable[[Sequence[Article], Sequence[str], int], Run]

K1 = 1.2
B = 0.75
MAX_QUERY_TERMS = 25
MIN_TERM_FREQUENCY = 2
MIN_DOCUMENT_FREQUENCY = 5
_SEEDS_AT_ONCE = 256


def tfidf(articles: Sequence[Article], seeds: Sequence[str], depth: int) -> Run:
    """Rank by the cosine of scikit-learn's `TfidfVectorizer()` as it comes, over title and text."""
    return _by_cosine(TfidfVectorizer(dtype=np.float32), articles, seeds, depth)


def tfidf_without_stop_words(articles: Sequence[Article], seeds: Sequence[str], depth: int) -> Run:
    """Rank as `tfidf` does, with scikit-learn's English stop words left out."""
    return _by_cosine(TfidfVectorizer(stop_words="english", dtype=np.float32), articles, seeds, depth)


def bm25(articles: Sequence[Article], seeds: Sequence[str], depth: int) -> Run:
    """Rank by BM25 with the whole article as query.

    score = Σ qtf · idf · tf (k1 + 1) / (tf + k1 (1 - b + b · dl / avdl)), idf = ln(1 + (N - df + 0.5) / (df + 0.5));
    a query term counts as often as the seed has it.
    """
    return _by_bm25(CountVectorizer(dtype=np.float32), articles, seeds, depth)


def bm25_without_stop_words(articles: Sequence[Article], seeds: Sequence[str], depth: int) -> Run:
    """Rank as `bm25` does, with scikit-learn's English stop words left out."""
    return _by_bm25(CountVectorizer(stop_words="english", dtype=np.float32), articles, seeds, depth)


def more_like_this(articles: Sequence[Article], seeds: Sequence[str], depth: int) -> Run:
    """Rank by BM25 with the seed's 25 best terms as query, chosen by tf · idf with idf = 1 + ln((N + 1) / (df + 1)).

    Only terms that the seed has twice and five articles have are chosen; each counts once.
    """
    articles, rows = _order(articles, seeds)
    counts = _matrix(CountVectorizer(dtype=np.float32), articles)
    return _search(_best_terms(counts, rows), _bm25_weights(counts), articles, rows, depth)


def most_recent(articles: Sequence[Article], seeds: Sequence[str], depth: int) -> Run:
    """List the newest articles when the seed came out; of the whole corpus when its time is not known."""
    articles, rows = _order(articles, seeds)
    newest = sorted((-one.published_at.timestamp(), one.article_id) for one in articles if one.published_at)
    times = [time for time, _ in newest]
    order = {}
    for seed in (articles[row] for row in rows):
        first = _first_not_after(times, seed)
        latest = (article_id for _, article_id in newest[first : first + depth + 1])
        order[str(seed.article_id)] = [article_id for article_id in latest if article_id != seed.article_id][:depth]
    return Run.of_order(order)


def at_random(articles: Sequence[Article], seeds: Sequence[str], depth: int) -> Run:
    """List articles at random, the same ones for the same seed and corpus on any machine."""
    articles, rows = _order(articles, seeds)
    order = {}
    for row in rows:
        generator = np.random.default_rng(crc32(articles[row].article_id.encode()))
        drawn = generator.choice(len(articles), min(depth + 1, len(articles)), replace=False)
        order[str(articles[row].article_id)] = [str(articles[i].article_id) for i in drawn if i != row][:depth]
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


def _order(articles: Sequence[Article], seeds: Sequence[str]) -> tuple[list[Article], NDArray[np.int64]]:
    """Return the articles by id, so that columns tie as ids do, and the rows of the seeds.

    Raises:
        UnknownArticleError: A seed is not among the articles.
    """
    ordered = sorted(articles, key=attrgetter("article_id"))
    row_of = {str(article.article_id): row for row, article in enumerate(ordered)}
    if len(row_of) < len(ordered):
        raise ValueError("articles: expected every article_id once")
    unknown = next((seed for seed in seeds if seed not in row_of), None)
    if unknown is not None:
        raise UnknownArticleError(unknown)
    return ordered, np.array([row_of[seed] for seed in seeds], np.int64)


def _by_cosine(vectorizer: TfidfVectorizer, articles: Sequence[Article], seeds: Sequence[str], depth: int) -> Run:
    articles, rows = _order(articles, seeds)
    vectors = _matrix(vectorizer, articles)
    return _search(vectors[rows], vectors, articles, rows, depth)


def _by_bm25(vectorizer: CountVectorizer, articles: Sequence[Article], seeds: Sequence[str], depth: int) -> Run:
    articles, rows = _order(articles, seeds)
    counts = _matrix(vectorizer, articles)
    return _search(counts[rows], _bm25_weights(counts), articles, rows, depth)


def _matrix(vectorizer: CountVectorizer, articles: Sequence[Article]) -> csr_array:
    """Return csr (n_articles, n_terms), float32; no terms at all where scikit-learn finds none and would raise."""
    try:
        return csr_array(vectorizer.fit_transform(f"{article.title}\n{article.text}" for article in articles))
    except ValueError as error:
        if "empty vocabulary" not in str(error):
            raise
        return csr_array(np.zeros((len(articles), 1), np.float32))


def _bm25_weights(counts: csr_array) -> csr_array:
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


def _search(
    queries: csr_array, corpus: csr_array, articles: Sequence[Article], rows: NDArray[np.int64], depth: int
) -> Run:
    """Rank the corpus by the dot product with each query; `rows` are the seeds' own, which are left out."""
    ids = [str(article.article_id) for article in articles]
    terms_by_article = corpus.T.tocsr()
    rankings: dict[str, Ranking] = {}
    for start in range(0, len(rows), _SEEDS_AT_ONCE):
        scores = (queries[start : start + _SEEDS_AT_ONCE] @ terms_by_article).toarray()
        for row, row_scores in zip(rows[start:], scores, strict=False):
            row_scores[row] = 0
            rankings[ids[row]] = _best(row_scores, ids, depth)
    return Run(rankings)


def _best(scores: NDArray[np.float32], ids: Sequence[str], depth: int) -> Ranking:
    """Return the articles of the highest scores above 0, all ties at the last place considered."""
    least = np.partition(scores, -depth)[-depth] if depth < len(scores) else 0
    candidates = np.flatnonzero((scores >= least) & (scores > 0))
    best = candidates[np.argsort(-scores[candidates], kind="stable")[:depth]]
    return Ranking(tuple(ids[row] for row in best), array("d", scores[best].tolist()))


def _first_not_after(times: Sequence[float], seed: Article) -> int:
    """Return where the articles not newer than the seed begin; `times` are negative, rising."""
    return 0 if seed.published_at is None else bisect_left(times, -seed.published_at.timestamp())

"""How long one search takes: this index beside scikit-learn and scipy, on the same random vectors.

    OMP_NUM_THREADS=1 python -m benchmarks.search --articles 20000 --terms-per-article 300 --seed 0

The corpus is random with the shape of text: the r-th most frequent term is drawn in proportion to 1 / (r + 10) (Zipf;
Mandelbrot 1953), weights are log tf times idf, rows are unit L2. Queries are whole articles of the corpus. The
contestants take turns on each query, in an order that changes; before that their answers are compared. Beside the time
on the clock stands the processor's, in which other work on a busy machine does not count.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable
from time import perf_counter, process_time

import numba
import numpy as np
import scipy
import sklearn
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.metrics.pairwise import linear_kernel

from recommender.article import Article
from recommender.index import Catalogue, Searcher

Search = Callable[[int], NDArray[np.floating]]


def random_vectors(n_articles: int, terms_per_article: int, n_terms: int, seed: int) -> csr_array:
    """Return random TF-IDF vectors: csr (n_articles, n_terms), float32, rows unit L2."""
    random = np.random.default_rng(seed)
    share = np.cumsum(1 / (np.arange(n_terms) + 10))
    terms = np.searchsorted(share / share[-1], random.random((n_articles, terms_per_article)))
    rows = np.repeat(np.arange(n_articles), terms_per_article)
    counts = csr_array((np.ones(terms.size), (rows, terms.ravel())), shape=(n_articles, n_terms))
    counts.sum_duplicates()
    df = np.bincount(counts.indices, minlength=n_terms)
    weights = (1 + np.log(counts.data)) * (1 + np.log((1 + n_articles) / (1 + df)))[counts.indices]
    row_of_weight = np.repeat(np.arange(n_articles), np.diff(counts.indptr))
    norms = np.sqrt(np.bincount(row_of_weight, weights**2, minlength=n_articles))
    unit = (weights / norms[row_of_weight]).astype(np.float32)
    return csr_array((unit, counts.indices, counts.indptr), shape=counts.shape)


def best_of(scores: NDArray[np.floating], depth: int) -> NDArray[np.floating]:
    """Return the best scores, best first."""
    if depth >= len(scores):
        return np.sort(scores)[::-1]
    return np.sort(scores[np.argpartition(scores, -depth)[-depth:]])[::-1]


def contestants(matrix: csr_array, depth: int) -> dict[str, Search]:
    """Return the searches by name: each takes the row of an article and returns the best scores, best first."""
    catalogue = Catalogue.build(
        Article.parse({"article_id": f"{row:09}", "title": "A title"}) for row in range(matrix.shape[0])
    )
    index = Searcher.build(catalogue, matrix)
    by_term = matrix.T.tocsr()
    return {
        "recommender: Searcher.search": lambda row: index.search(index.expanded_vectors[row], depth=depth).score,
        "scipy: row @ postings, argpartition": lambda row: best_of((matrix[[row]] @ by_term).toarray()[0], depth),
        "scikit-learn: linear_kernel, argpartition": lambda row: best_of(
            linear_kernel(matrix[[row]], matrix)[0], depth
        ),
    }


def alternate(searches: dict[str, Search], rows: NDArray[np.int64]) -> dict[str, list[tuple[float, float]]]:
    """Return the seconds of each search for each row, by the clock and by the processor, run in turns."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in searches}
    names = list(searches)
    for turn, row in enumerate(rows.tolist()):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            begin, begin_busy = perf_counter(), process_time()
            searches[name](row)
            times[name].append((perf_counter() - begin, process_time() - begin_busy))
    return times


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time one search beside scikit-learn and scipy.")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--terms-per-article", type=int, default=300, help="terms drawn, with repeats")
    parser.add_argument("--vocabulary", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--depth", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    options = parse_arguments()
    matrix = random_vectors(options.articles, options.terms_per_article, options.vocabulary, options.seed)
    rows = np.random.default_rng(options.seed).integers(0, options.articles, options.queries)
    searches = contestants(matrix, options.depth)
    for row in rows[:5].tolist():
        ours, *others = (search(row) for search in searches.values())
        for theirs in others:
            np.testing.assert_allclose(ours, theirs[: len(ours)], atol=1e-5)

    print(f"Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__},", end=" ")
    print(f"scikit-learn {sklearn.__version__}, numba {numba.__version__};", end=" ")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, OMP_NUM_THREADS={os.getenv('OMP_NUM_THREADS', '')}")
    print(f"{options.articles} articles, {matrix.nnz / options.articles:.0f} different terms each of", end=" ")
    print(f"{options.vocabulary}; best {options.depth}; {options.queries} queries; seed {options.seed}")
    for name, times in alternate(searches, rows).items():
        clock, processor = 1e3 * np.median(times, axis=0)
        print(f"{name:<42}  median {clock:8.2f} ms   processor {processor:8.2f} ms")


if __name__ == "__main__":
    main()

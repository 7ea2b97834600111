"""How long one search takes: the index beside bm25s and sparse_dot_topn, by size, with filters, and beside the memory.

    python benchmarks/search.py --corpus pieces --sizes 40000 --rounds 200
    python benchmarks/search.py --corpus generated --sizes 100000 1000000 --alone --own --rounds 500

Queries are whole articles of the corpus, by their expanded vectors (or, with ``--own``, by those of their own words,
for sizes whose expansion takes too long); the answer is the best 100. bm25s (numba, function words left out) searches
the same texts, sparse_dot_topn the same vectors; either takes its turn where it is installed, as here:

    python -m venv build/others && build/others/bin/pip install . bm25s==0.3.* sparse_dot_topn
    build/others/bin/python benchmarks/search.py

Works take turns, so that each finds the processor's caches as the others left them, as a search does in a service. A
search is exact for vectors whose weights are rounded to one byte; ``overlap`` is the share of the best 100 by unrounded
vectors that are among its own: what the rounding changes. ``bytes`` are those of the postings and columns that a query
touches, and ``of_bandwidth`` is how fast they are read as a share of how fast a core reads an array as large as all
postings: 1 would be the limit of the memory.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from time import process_time

import numpy as np
from corpora import ALLSIDES, corpus
from measuring import Report, in_turns, parser, percentiles
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix

from recommender.article import to_time
from recommender.index import ANY, LANGUAGE, Catalogue, Filter, Searcher
from recommender.model import NeighbourExpansion, Postings, TfidfModel, Vector

DEPTH = 100
WINDOW = timedelta(days=7)
Search = Callable[[int], object]


def others(matrix: csr_array, catalogue: Catalogue, rows: NDArray[np.int64]) -> dict[str, Search]:
    """Return the searches of other libraries that are installed, by name; each takes the number of a round."""
    found: dict[str, Search] = {}
    texts = [f"{article.title}\n{article.text}" for article in catalogue.unchecked()]
    try:
        bm25s = import_module("bm25s")
        tokens = bm25s.tokenize(texts, stopwords="en", show_progress=False)
        ranker = bm25s.BM25(backend="numba")
        ranker.index(tokens, show_progress=False)
        asked = [bm25s.tokenize([texts[row]], stopwords="en", show_progress=False) for row in rows.tolist()]
        found["bm25s"] = lambda turn: ranker.retrieve(asked[turn], k=DEPTH, show_progress=False)
    except ImportError:
        print("bm25s is not installed")
    try:
        product = import_module("sparse_dot_topn").sp_matmul_topn
        by_term, queries = csr_matrix(matrix.T), [csr_matrix(matrix[[row]]) for row in rows.tolist()]
        found["sparse_dot_topn"] = lambda turn: product(queries[turn], by_term, top_n=DEPTH, sort=True)
    except ImportError:
        print("sparse_dot_topn is not installed")
    return found


def overlap(index: Searcher, matrix: csr_array, rows: NDArray[np.int64]) -> float:
    """Return the share of the best rows by unrounded vectors that the index finds."""
    exact = (matrix[rows] @ matrix.T).toarray()
    shares = []
    for row, scores in zip(rows.tolist(), exact, strict=True):
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        best = best[scores[best] > 0]
        shares.append(np.isin(best, index.search(index.expanded_vectors[row], depth=DEPTH).rows).mean())
    return float(np.mean(shares))


def n_bytes(postings: Postings, query: Vector) -> int:
    """Return how many bytes of postings and columns a query touches."""
    n_postings = int((postings.offsets[query.terms + 1] - postings.offsets[query.terms]).sum(dtype=np.int64))
    return (
        n_postings * postings.entries.itemsize + int(np.isin(query.terms, postings.frequent).sum()) * postings.n_slots
    )


def gigabytes_a_second(array: NDArray[np.uint32]) -> float:
    """Return how fast a core reads an array from memory, the best of five times."""
    seconds = []
    for _ in range(5):
        begin = process_time()
        array.max()
        seconds.append(process_time() - begin)
    return array.nbytes / 1e9 / max(min(seconds), 1e-9)


def measure(report: Report, n: int) -> float:
    """Add the figures of a corpus of n articles, and return the median milliseconds of a search."""
    options = report.options
    catalogue = Catalogue.build(corpus(options.corpus, n, source=options.source, seed=options.seed))
    own = TfidfModel().fit_transform(catalogue.unchecked())
    matrix = own if options.own else NeighbourExpansion().fit_transform(own, groups=catalogue.codes[LANGUAGE])
    index, size = Searcher.build(catalogue, matrix, own), len(catalogue)
    rows = np.random.default_rng(options.seed).integers(0, size, options.rounds)
    queries = [index.expanded_vectors[row] for row in rows.tolist()]
    since = to_time(int(np.median(catalogue.published_at)))
    language = catalogue.label("language", int(rows[0]))
    filters = {
        "no filter": ANY,
        "a window of 7 days": Filter(since=since, until=since and since + WINDOW),
        "a language": Filter(language=frozenset({language})),
        "a publisher": Filter(publisher=frozenset({catalogue.label("publisher", int(rows[0]))})),
    }

    def search_with(wish: Filter) -> Search:
        return lambda turn: index.search(queries[turn], depth=DEPTH, filters=wish)

    works = {name: search_with(wish) for name, wish in filters.items()}
    works |= {} if options.alone else others(matrix, catalogue, rows)
    seconds = in_turns(works, options.rounds)
    ours = seconds["no filter"]
    for name, took in seconds.items():
        report.add(f"{name}, {size} articles", ms=1e3 * took.processor, of_ours=took.processor / ours.processor)
    each = []
    for query in queries:
        begin = process_time()
        index.search(query, depth=DEPTH)
        each.append(process_time() - begin)
    postings = index.base.postings
    touched = float(np.mean([n_bytes(postings, query) for query in queries]))
    speed = gigabytes_a_second(postings.entries)
    p50, p99 = percentiles(each, 50, 99)
    report.add(f"search, {size} articles", p50_ms=p50, p99_ms=p99, overlap=overlap(index, matrix, rows[:50]),
               bytes=touched, gb_a_second=speed, of_bandwidth=touched / 1e9 / speed / ours.processor)  # fmt: skip
    return p50


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--corpus", choices=["allsides", "pieces", "generated"], default="pieces")
    made.add_argument("--sizes", type=int, nargs="+", default=[40_000], help="articles (%(default)s)")
    made.add_argument("--source", default=ALLSIDES, help="where allsides is (%(default)s)")
    made.add_argument("--own", action="store_true", help="search vectors of own words, without expanding them first")
    made.add_argument("--alone", action="store_true", help="without other libraries")
    options = made.parse_args()
    report = Report.begin("search", options, "bm25s", "sparse_dot_topn")
    points = [(float(n), measure(report, n)) for n in options.sizes]
    if len(points) > 1:
        (fewest, first), (most, last) = points[0], points[-1]
        report.add(f"{most / fewest:.3g} times as many articles", growth=last / first)
    report.plot({"best 100, whole articles": points}, x="articles", y="milliseconds of a core")
    report.end()


if __name__ == "__main__":
    main()

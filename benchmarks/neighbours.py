"""How long the neighbours of all articles take: a search for each, on all cores, beside sparse_dot_topn's one product.

    python benchmarks/neighbours.py --sizes 20000 118000 --cores 2

Each article's ten best are looked for by its expanded vector, itself left out, as `Recommender.neighbours` finds them:
exactly, the searches spread over threads. sparse_dot_topn multiplies
the same vectors, in 32-bit floats, with as many threads, and keeps eleven, the article itself among them. Both take
every ``--each``-th article as a query, in turns, by the clock. The recall is the share of the product's ten that the
searches find, equal scores counted as equal.
"""

from __future__ import annotations

from importlib import import_module

import numpy as np
from corpora import ALLSIDES, corpus
from measuring import Report, in_turns, n_cores, parser
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix

from recommender.index import LANGUAGE, Catalogue, Searcher
from recommender.model import NeighbourExpansion, TfidfModel

DEPTH = 10
CLOSE = 0.005  # how much lower by unrounded vectors a neighbour may be than the tenth: what one byte a weight rounds


def search_all(index: Searcher, rows: list[int]) -> list[NDArray[np.int64]]:
    """Return the best rows of each of some rows, themselves left out."""
    return [best.astype(np.int64) for best, _ in index.neighbours(np.array(rows, np.int64), depth=DEPTH)]


def recall(found: list[NDArray[np.int64]], matrix: csr_array, rows: list[int]) -> tuple[float, float]:
    """Return the share of the best by unrounded vectors among what was found: the same rows, and as close ones."""
    same, close = [], []
    exact = (matrix[rows] @ matrix.T).toarray()
    for scores, row, best in zip(exact, rows, found, strict=True):
        scores[row] = 0
        wanted = np.argsort(-scores, kind="stable")[:DEPTH]
        wanted = wanted[scores[wanted] > 0]
        if len(wanted):
            same.append(np.isin(wanted, best).mean())
            close.append((scores[best] >= scores[wanted[-1]] - CLOSE).sum() / len(wanted))
    return float(np.mean(same)), float(np.mean(close))


def measure(report: Report, n: int) -> float:
    """Add the figures of a corpus of n articles, and return the milliseconds of an article."""
    options, threads = report.options, n_cores()
    catalogue = Catalogue.build(corpus(options.corpus, n, source=options.source, seed=options.seed))
    own = TfidfModel().fit_transform(catalogue.unchecked())
    matrix = own if options.own else NeighbourExpansion().fit_transform(own, groups=catalogue.codes[LANGUAGE])
    index, size = Searcher.build(catalogue, matrix, own), len(catalogue)
    rows = list(range(0, size, options.each))
    works = {"ours": lambda _: search_all(index, rows)}
    try:
        product = import_module("sparse_dot_topn").sp_matmul_topn
        queries, by_term = csr_matrix(matrix[rows]), csr_matrix(matrix.T)
        works["sp_matmul_topn"] = lambda _: product(queries, by_term, top_n=DEPTH + 1, sort=True, n_threads=threads)
    except ImportError:
        print("sparse_dot_topn is not installed")
    search_all(index, rows[:300])  # loads the loops
    seconds = in_turns(works, options.rounds, warm_up=0)
    ours = seconds["ours"].clock
    for name, took in seconds.items():
        report.add(f"{name}, {size} articles", articles=len(rows), seconds=took.clock, processor=took.processor,
                   of_ours=took.clock / ours)  # fmt: skip
    some = rows[:: max(1, len(rows) // 50)]
    same, close = recall(search_all(index, some), matrix, some)
    report.add(f"neighbours, {size} articles", recall=same, recall_of_close=close)
    return 1e3 * ours / len(rows)


def main() -> None:
    made = parser(__doc__)
    made.set_defaults(cores=2)
    made.add_argument("--corpus", choices=["allsides", "pieces", "generated"], default="pieces")
    made.add_argument("--sizes", type=int, nargs="+", default=[20_000], help="articles (%(default)s)")
    made.add_argument("--each", type=int, default=1, help="every how manieth article is a query (%(default)s)")
    made.add_argument("--own", action="store_true", help="search vectors of own words, without expanding them first")
    made.add_argument("--source", default=ALLSIDES, help="where allsides is (%(default)s)")
    options = made.parse_args()
    report = Report.begin("neighbours", options, "sparse_dot_topn")
    points = [(float(n), measure(report, n)) for n in options.sizes]
    report.plot({"neighbours of an article": points}, x="articles", y="milliseconds")
    report.end()


if __name__ == "__main__":
    main()

"""Pairs of articles graded by people → how well a similarity agrees with them.

In: a file of ``id1 id2 score``, parted by tabs, blanks or commas. Out: Pearson's and Spearman's correlation of each
system's similarity with the scores, with bootstrap intervals over pairs.

Source: Lee, Pincombe and Welsh, An empirical evaluation of models of text document similarity, CogSci 2005, whose pairs
of short news texts are the classic of this kind.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.stats import rankdata
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from recommender.engine import Recommender
from recommender.errors import CorpusError
from recommender.evaluation.baselines import bm25_weights, count_terms
from recommender.evaluation.embeddings import Embeddings
from recommender.evaluation.significance import RESAMPLES, STATISTICS, quantiles
from recommender.evaluation.trec import number_of, read_lines

MIN_PAIRS = 3
_AT_ONCE = 2_000_000

Similarity = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]]
"""Rows of the catalogue, pairwise → float64 (n_pairs,), higher is more alike."""


@dataclass(frozen=True, slots=True)
class GradedPairs:
    """Pairs of articles and what people made of them.

    Attributes:
        path: The file.
        first, second: Article ids.
        scores: float64 (n_pairs,), higher is more alike.
        lines: Where each pair stands in the file.
        with_itself: How many lines paired an article with itself, and were passed over.
    """

    path: Path
    first: Sequence[str]
    second: Sequence[str]
    scores: NDArray[np.float64]
    lines: Sequence[int]
    with_itself: int

    def __len__(self) -> int:
        return len(self.first)


def read_pairs(path: Path) -> GradedPairs:
    """Read graded pairs, line by line; a header, blank lines and lines that begin with ``#`` are passed over.

    Raises:
        CorpusError: The file cannot be read, a line is no pair with a finite score, or the file holds fewer than
            `MIN_PAIRS` pairs, or all of them have one score, with which nothing can agree or disagree.
    """
    found = list(_graded(path))
    pairs = [pair for pair in found if pair[1] != pair[2]]
    if len(pairs) < MIN_PAIRS:
        raise CorpusError(path, None, f"expected {MIN_PAIRS} pairs of articles or more, found {len(pairs)}")
    lines, first, second, scores = zip(*pairs, strict=True)
    if len(set(scores)) == 1:
        raise CorpusError(path, None, f"expected scores that differ, found {scores[0]:g} for every pair")
    return GradedPairs(path, first, second, np.array(scores, np.float64), lines, len(found) - len(pairs))


def evaluate_pairs(
    recommender: Recommender, pairs: GradedPairs, *, embeddings: Embeddings | None = None, seed: int = 0
) -> pd.DataFrame:
    """Compare similarities with what people say.

    Args:
        recommender: Its cosines, and the articles of the pairs.
        pairs: What people say.
        embeddings: Vectors that the user brings.
        seed: Of the random draws.

    Returns:
        A row a system: the recommender, scikit-learn's default TF-IDF, BM25 (the mean of both directions) and the
        vectors; columns are pairs of ``Pearson``, ``Spearman`` and ``mean`` (the value over all pairs), ``low``,
        ``high``. A system that gives all pairs one similarity has no correlation: NaN.

    Raises:
        CorpusError: An article of a pair is not in the corpus, or one of the corpus has no vector.
    """
    rows = _rows(recommender, pairs)
    systems = similarities(recommender, embeddings)
    table = [[*correlations(pairs.scores, similarity(*rows), seed=seed).ravel()] for similarity in systems.values()]
    columns = pd.MultiIndex.from_product([("Pearson", "Spearman"), STATISTICS], names=["measure", "statistic"])
    frame = pd.DataFrame(table, index=pd.Index(list(systems), name="system"), columns=columns)
    frame.attrs = {"pairs": len(pairs), "pairs_with_itself": pairs.with_itself}
    return frame


def similarities(recommender: Recommender, embeddings: Embeddings | None) -> Mapping[str, Similarity]:
    """Return the similarity of each system, by its name."""
    trained = recommender.index.base
    articles, vectors = list(trained.catalogue), trained.expanded_vectors.matrix()
    tfidf = count_terms(TfidfVectorizer(dtype=np.float32), articles)
    counts = count_terms(CountVectorizer(dtype=np.float32), articles)
    weights = bm25_weights(counts)
    systems: dict[str, Similarity] = {
        "recommender": lambda a, b: _products(vectors[a], vectors[b]),
        "scikit-learn": lambda a, b: _products(tfidf[a], tfidf[b]),
        "bm25": lambda a, b: (_products(counts[a], weights[b]) + _products(counts[b], weights[a])) / 2,
    }
    if embeddings is not None:
        dense = embeddings.of(trained.catalogue.ids[:])
        systems["vectors"] = lambda a, b: np.einsum("ij,ij->i", dense[a], dense[b], dtype=np.float64)
    return systems


def correlations(
    scores: NDArray[np.float64], similarity: NDArray[np.float64], *, resamples: int = RESAMPLES, seed: int = 0
) -> NDArray[np.float64]:
    """Return Pearson's and Spearman's correlation, float64 (2, 3): a row each; the value, and its 95 % interval.

    The interval is that of the percentile bootstrap over pairs. A draw of pairs that all have one score, or one
    similarity, is left out.
    """
    generator = np.random.default_rng(seed)
    both = np.stack([scores, similarity])
    drawn = []
    at_once = max(1, _AT_ONCE // len(scores))
    for start in range(0, resamples, at_once):
        places = generator.integers(0, len(scores), (min(at_once, resamples - start), len(scores)))
        sample = both[:, places]
        drawn.append(np.stack([_pearson(*sample), _pearson(*rankdata(sample, axis=-1))]))
    found = np.stack([_pearson(*both), _pearson(*rankdata(both, axis=-1))])
    low, high = quantiles(np.concatenate(drawn, axis=1).T, [0.025, 0.975])
    return np.stack([found, low, high], axis=1)


def _pearson(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the correlation along the last axis, NaN where one of the two does not vary."""
    varies = (np.ptp(one, axis=-1) > 0) & (np.ptp(other, axis=-1) > 0)
    one, other = (values - values.mean(axis=-1, keepdims=True) for values in (one, other))
    spread = np.sqrt((one**2).sum(axis=-1) * (other**2).sum(axis=-1))
    products = (one * other).sum(axis=-1)
    found: NDArray[np.float64] = np.divide(products, spread, out=np.full(np.shape(spread), np.nan), where=varies)
    return found


def _products(one: csr_array, other: csr_array) -> NDArray[np.float64]:
    return np.asarray(one.multiply(other).sum(axis=1), np.float64).ravel()


def _rows(recommender: Recommender, pairs: GradedPairs) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    catalogue = recommender.index.base.catalogue
    for line, *ids in zip(pairs.lines, pairs.first, pairs.second, strict=True):
        unknown = next((article_id for article_id in ids if article_id not in catalogue), None)
        if unknown is not None:
            raise CorpusError(pairs.path, line, f"no article {unknown} in this corpus")
    first, second = ([catalogue.row_of(id_) for id_ in ids] for ids in (pairs.first, pairs.second))
    return np.array(first, np.int64), np.array(second, np.int64)


def _graded(path: Path) -> Iterator[tuple[int, str, str, float]]:
    """Yield the line, both ids and the score of each pair; the first line may be a header."""
    first = True
    for number, line in read_lines(path):
        cells = _cells(line)
        score = number_of(cells[2]) if len(cells) == 3 else math.nan
        if all(cells) and math.isfinite(score):
            yield number, cells[0], cells[1], score
        elif not (first and len(cells) == 3 and math.isnan(score)):
            reason = f"expected id1 id2 score, parted by tabs, blanks or commas, found {line[:80]!r}"
            raise CorpusError(path, number, reason)
        first = False


def _cells(line: str) -> list[str]:
    """Split a line at its tabs, or its commas, where there are just two; or else at blanks."""
    mark = next((mark for mark in ("\t", ",") if line.count(mark) == 2), None)
    return [cell.strip().strip('"') for cell in line.split(mark)]

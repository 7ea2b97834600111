"""Pairs of articles graded by people → how well a similarity agrees with people.

In: a file of ``id1 id2 score``, separated by tabs, blanks or commas. Out: Pearson's and Spearman's correlation of the
similarity of each system with the scores, with bootstrap intervals over pairs.

Source: Lee, Pincombe and Welsh, An empirical evaluation of models of text document similarity, CogSci 2005, whose pairs
of short news texts are the best-known data of this kind.
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
from recommender.evaluation.significance import RESAMPLES, STATISTICS, blocks, interval
from recommender.evaluation.trec import number_of, read_lines

# The fewest pairs of a file. At least 3, pairs; two always lie on a line.
MIN_PAIRS = 3

Similarity = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]]
"""Takes the catalogue rows of the first and the second articles; returns float64 (n_pairs,), higher is more similar."""


@dataclass(frozen=True, slots=True)
class GradedPairs:
    """Pairs of articles with the scores that people gave them.

    Attributes:
        path: The file.
        first, second: The article ids of each pair.
        scores: float64 (n_pairs,), higher is more similar.
        lines: The line of each pair in the file, from 1.
        with_itself: How many lines paired an article with itself; they are not among the pairs.
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
    """Read graded pairs, line by line; a header, blank lines and lines that begin with ``#`` are skipped.

    Raises:
        CorpusError: The file cannot be read, a line is no pair with a finite score, the file holds fewer than
            `MIN_PAIRS` pairs, or all have the same score, with which no correlation is defined.
    """
    graded = list(_graded(path))
    pairs = [pair for pair in graded if pair[1] != pair[2]]
    if len(pairs) < MIN_PAIRS:
        raise CorpusError(path, None, f"expected {MIN_PAIRS} pairs of articles or more, found {len(pairs)}")
    lines, first, second, scores = zip(*pairs, strict=True)
    if len(set(scores)) == 1:
        raise CorpusError(path, None, f"expected scores that differ, found {scores[0]:g} for every pair")
    return GradedPairs(path, first, second, np.array(scores, np.float64), lines, len(graded) - len(pairs))


def evaluate_pairs(
    recommender: Recommender, pairs: GradedPairs, *, embeddings: Embeddings | None = None, seed: int = 0
) -> pd.DataFrame:
    """Compare the similarities of systems with the scores that people gave.

    Args:
        recommender: The model, and the corpus that holds the articles of the pairs.
        pairs: The graded pairs.
        embeddings: Vectors from elsewhere, as one more system.
        seed: The seed of the random generator.

    Returns:
        A row for each system: the recommender, scikit-learn's default TF-IDF, BM25 (the mean of both directions) and
        the embeddings; columns are pairs of ``Pearson``, ``Spearman`` and ``mean`` (the value over all pairs), ``low``,
        ``high``. A system with the same similarity for all pairs has no correlation: NaN.

    Raises:
        CorpusError: An article of a pair is not in the corpus, or an article of the corpus has no vector.
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
    """Return the correlation of scores and similarities: a row for Pearson's, then Spearman's, float64 (2, 3).

    The columns are the correlation over all pairs and the bounds of its 95 % interval, from the percentile bootstrap
    over pairs. A resample in which all scores or all similarities are equal is left out.

    >>> correlations(np.array([1.0, 2.0, 3.0]), np.array([0.1, 0.3, 0.5]))[:, 0].round(6).tolist()
    [1.0, 1.0]
    """
    generator = np.random.default_rng(seed)
    both = np.stack([scores, similarity])
    drawn = []
    for n_samples in blocks(resamples, len(scores)):
        sample = both[:, generator.integers(0, len(scores), (n_samples, len(scores)))]
        drawn.append(np.stack([_pearson(*sample), _pearson(*rankdata(sample, axis=-1))]))
    values = np.stack([_pearson(*both), _pearson(*rankdata(both, axis=-1))])
    low, high = interval(np.concatenate(drawn, axis=1).T)
    return np.stack([values, low, high], axis=1)


def _pearson(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Pearson's correlation along the last axis; NaN where one of the two does not vary.

    r = Σ (x - mean x) (y - mean y) / √(Σ (x - mean x)² · Σ (y - mean y)²).
    """
    varies = (np.ptp(one, axis=-1) > 0) & (np.ptp(other, axis=-1) > 0)
    one, other = (values - values.mean(axis=-1, keepdims=True) for values in (one, other))
    spread = np.sqrt((one**2).sum(axis=-1) * (other**2).sum(axis=-1))
    products = (one * other).sum(axis=-1)
    r: NDArray[np.float64] = np.divide(products, spread, out=np.full(np.shape(spread), np.nan), where=varies)
    return r


def _products(one: csr_array, other: csr_array) -> NDArray[np.float64]:
    """Return the dot product of each row of one with the same row of the other, float64 (n_rows,)."""
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
    """Split a line at its tabs, or its commas, if there are exactly two; else at blanks."""
    mark = next((mark for mark in ("\t", ",") if line.count(mark) == 2), None)
    return [cell.strip().strip('"') for cell in line.split(mark)]

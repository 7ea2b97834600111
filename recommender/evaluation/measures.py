"""Measures of relevance: judgements and a run → a number in [0, 1] for each seed, higher is better.

A measure is a value with a name: ``nDCG@10`` looks ten deep, ``AP(rel=2)`` calls grade 2 and up relevant. Each formula
is one short function of the grades in the order in which a system ranked them. The numbers are trec_eval's.

Seeds without a relevant article are not scored; `Qrels.seeds` names those that are. A judged seed without a ranking
scores 0.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from sys import maxsize
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.evaluation.qrels import Qrels
from recommender.evaluation.runs import Run

Grades = NDArray[np.int64]
_NAME = re.compile(r"(?P<name>[A-Za-z]+)(?:\(rel=(?P<rel>[1-9]\d*)\))?(?:@(?P<k>[1-9]\d*))?")
_ALSO_CALLED = {"map": "ap", "mrr": "rr", "recall": "r", "precision": "p"}


class Graded(NamedTuple):
    """One seed, ready to be scored.

    Attributes:
        seed: Its article id.
        found: int64, the grade of each ranked article, best ranked first; 0 where it is not judged.
        judged: int64, all grades of the seed, falling.
    """

    seed: str
    found: Grades
    judged: Grades


class Gains(NamedTuple):
    """What a formula sees of one seed: for nDCG the grades, for the others 1 for a relevant article and else 0.

    Attributes:
        found: int64, by rank, cut at `k`.
        judged: int64, of all judgements, falling.
        k: How deep the measure looks; beyond any ranking when it looks at all of it.
    """

    found: Grades
    judged: Grades
    k: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure; `str` of it is the name that `parse_measure` reads.

    Attributes:
        name: One of `FORMULAS`.
        rel: The lowest grade that counts as relevant; nDCG looks at the grades themselves.
        k: How deep it looks, none for the whole ranking.
    """

    name: str
    rel: int = 1
    k: int | None = None

    def __str__(self) -> str:
        rel = "" if self.rel == 1 else f"(rel={self.rel})"
        return self.name + rel + ("" if self.k is None else f"@{self.k}")

    def score(self, graded: Graded) -> float:
        """Return the measure of one seed."""
        weigh = _grades if self.name == "nDCG" else _relevant
        found, judged = weigh(graded.found, self.rel), weigh(graded.judged, self.rel)
        k = maxsize if self.k is None else self.k
        return float(FORMULAS[self.name](Gains(found[:k], judged, k)))

    def per_seed(self, qrels: Qrels, run: Run) -> dict[str, float]:
        """Return the measure of every seed that can be scored, in the order of `Qrels.seeds`."""
        return {graded.seed: self.score(graded) for graded in grade(qrels, run)}


def parse_measure(name: str) -> Measure:
    """Return the measure of a name such as ``nDCG@10``, ``AP``, ``AP(rel=2)``, ``RR@10``, ``Rprec`` or ``recall@100``.

    >>> parse_measure("recall@100")
    Measure(name='R', rel=1, k=100)

    Raises:
        ValueError: There is no such measure, or it needs a depth, or takes none.
    """
    known = {formula.lower(): formula for formula in FORMULAS}
    parts = _NAME.fullmatch(name.strip())
    called = parts["name"].lower() if parts else ""
    formula = known.get(_ALSO_CALLED.get(called, called))
    if parts is None or formula is None:
        raise ValueError(f"no measure {name!r}; expected one of {', '.join(FORMULAS)}, with a depth such as nDCG@10")
    measure = Measure(formula, int(parts["rel"] or 1), int(parts["k"]) if parts["k"] else None)
    if formula in ("P", "R", "Success") and measure.k is None:
        raise ValueError(f"{name}: expected a depth, such as {formula}@10")
    if formula == "Rprec" and measure.k is not None:
        raise ValueError(f"{name}: Rprec takes no depth, it looks as deep as there are relevant articles")
    if formula == "nDCG" and measure.rel != 1:
        raise ValueError(f"{name}: nDCG weighs all grades and takes no rel")
    return measure


def grade(qrels: Qrels, run: Run) -> Iterator[Graded]:
    """Yield every seed that can be scored, with the grades of its ranking, in the order of `Qrels.seeds`."""
    for seed in qrels.seeds():
        grades = qrels.grades[seed]
        found = np.array([grades.get(article_id, 0) for article_id in run.ids(seed)], np.int64)
        yield Graded(seed, found, np.sort(np.array(list(grades.values()), np.int64))[::-1])


def ndcg(gains: Gains) -> float:
    """Return DCG / ideal DCG, with DCG = Σ grade_i / log2(i + 1) over the ranks i = 1…k.

    Source: Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, TOIS 2002; the discount is
    trec_eval's.
    """
    return _share(_dcg(gains.found), _dcg(gains.judged[: gains.k]))


def average_precision(gains: Gains) -> float:
    """Return Σ P@i over the ranks i = 1…k of relevant articles / number of relevant articles.

    Source: Buckley and Voorhees, Evaluating evaluation measure stability, SIGIR 2000.
    """
    precisions = np.cumsum(gains.found) / np.arange(1, len(gains.found) + 1)
    return _share(precisions[gains.found > 0].sum(), gains.judged.sum())


def reciprocal_rank(gains: Gains) -> float:
    """Return 1 / rank of the first relevant article, 0 when there is none.

    Source: Voorhees, The TREC-8 question answering track report, 1999.
    """
    ranks = np.flatnonzero(gains.found) + 1
    return 1 / float(ranks[0]) if len(ranks) else 0.0


def precision(gains: Gains) -> float:
    """Return relevant articles in the first k / k, also when fewer than k are ranked."""
    return float(gains.found.sum()) / gains.k


def recall(gains: Gains) -> float:
    """Return relevant articles in the first k / number of relevant articles."""
    return _share(gains.found.sum(), gains.judged.sum())


def r_precision(gains: Gains) -> float:
    """Return the precision at rank R, R being the number of relevant articles.

    Source: Buckley and Voorhees, Evaluating evaluation measure stability, SIGIR 2000.
    """
    relevant = gains.judged.sum()
    return _share(gains.found[:relevant].sum(), relevant)


def success(gains: Gains) -> float:
    """Return 1 when a relevant article is among the first k, else 0."""
    return float(gains.found.any())


FORMULAS: Mapping[str, Callable[[Gains], float]] = {
    "nDCG": ndcg,
    "AP": average_precision,
    "RR": reciprocal_rank,
    "P": precision,
    "R": recall,
    "Rprec": r_precision,
    "Success": success,
}


class BCubed(NamedTuple):
    """How well found groups match the true ones; each in [0, 1]."""

    precision: float
    recall: float
    f1: float


def bcubed(groups_found: Mapping[str, str], groups_true: Mapping[str, str]) -> BCubed:
    """Compare groups of articles, such as stories, with the true ones.

    For each article: precision is the share of its found group that is of its true group, recall the share of its true
    group that is in its found group; the means over all articles of `groups_true`. One that was not put into any group
    is alone; articles without a true group are left out.

    Source: Bagga and Baldwin, Algorithms for scoring coreference chains, 1998; Amigó et al., A comparison of extrinsic
    clustering evaluation metrics, Information Retrieval 2009.

    >>> bcubed({"a": "1", "b": "1", "c": "2"}, {"a": "x", "b": "y", "c": "y"})
    BCubed(precision=0.6666666666666666, recall=0.6666666666666666, f1=0.6666666666666666)
    """
    scores = bcubed_scores(groups_found, groups_true)
    precise = _share(sum(precision for precision, _ in scores.values()), len(scores))
    complete = _share(sum(recall for _, recall in scores.values()), len(scores))
    return BCubed(precise, complete, _share(2 * precise * complete, precise + complete))


def bcubed_scores(groups_found: Mapping[str, str], groups_true: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """Return BCubed's precision and recall of each article of `groups_true`, as `bcubed` has them."""
    # The pair keeps a label from meeting an article id of the same name.
    found = {id_: (groups_found[id_], "") if id_ in groups_found else ("", id_) for id_ in groups_true}
    both = Counter((found[id_], label) for id_, label in groups_true.items())
    found_sizes, true_sizes = Counter(found.values()), Counter(groups_true.values())
    return {
        id_: (both[found[id_], label] / found_sizes[found[id_]], both[found[id_], label] / true_sizes[label])
        for id_, label in groups_true.items()
    }


def _grades(grades: Grades, _: int) -> Grades:
    return np.maximum(grades, 0)


def _relevant(grades: Grades, rel: int) -> Grades:
    return (grades >= rel).astype(np.int64)


def _dcg(gains: Grades) -> float:
    return float((gains / np.log2(np.arange(2, len(gains) + 2))).sum())


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0

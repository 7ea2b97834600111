"""Measures of relevance: judgements and a run → a number in [0, 1] for each seed, higher is better.

A measure is a value with a name: ``nDCG@10`` looks at the first ten ranks, ``AP(rel=2)`` counts grade 2 and up as
relevant. Each formula is one short function of the grades in the order in which a system ranked the articles. The
numbers are those of trec_eval.

Seeds without a relevant article are not scored; `Qrels.seeds` lists those that are. A judged seed without a ranking
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
    """The grades of one seed, from which every measure is computed.

    Attributes:
        seed: Its article id.
        ranked: int64 (n_ranked,), the grade of each ranked article in rank order; 0 for one without a judgement.
        judged: int64 (n_judged,), all grades of the seed, falling.
    """

    seed: str
    ranked: Grades
    judged: Grades


class Gains(NamedTuple):
    """The input of a formula: for nDCG the grades of one seed; for the others 1 if relevant, else 0.

    Attributes:
        ranked: int64 (at most k,), the gain at each rank.
        judged: int64 (n_judged,), the gains of all judged articles, falling.
        k: The depth of the measure; larger than any ranking if it looks at the whole ranking.
    """

    ranked: Grades
    judged: Grades
    k: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure; `str` of it is the name that `parse_measure` reads.

    Attributes:
        name: One of `FORMULAS`.
        rel: The lowest grade that counts as relevant, where nDCG uses the grades themselves. At least 1, a grade; as
            in trec_eval.
        k: The number of ranks it looks at, 1 or more, or None for the whole ranking.
    """

    name: str
    rel: int = 1
    k: int | None = None

    def __str__(self) -> str:
        rel = "" if self.rel == 1 else f"(rel={self.rel})"
        return self.name + rel + ("" if self.k is None else f"@{self.k}")

    def score(self, graded: Graded) -> float:
        """Return the value of the measure at one seed."""
        gains_of = _grades if self.name == "nDCG" else _relevant
        ranked, judged = gains_of(graded.ranked, self.rel), gains_of(graded.judged, self.rel)
        k = maxsize if self.k is None else self.k
        return float(FORMULAS[self.name](Gains(ranked[:k], judged, k)))

    def per_seed(self, qrels: Qrels, run: Run) -> dict[str, float]:
        """Return the value at every seed that can be scored, in the order of `Qrels.seeds`."""
        return {graded.seed: self.score(graded) for graded in grade(qrels, run)}


def parse_measure(name: str) -> Measure:
    """Return the measure of a name such as ``nDCG@10``, ``AP``, ``AP(rel=2)``, ``RR@10``, ``Rprec`` or ``recall@100``.

    >>> parse_measure("recall@100")
    Measure(name='R', rel=1, k=100)

    Raises:
        ValueError: There is no such measure, or it needs a depth, or takes none.
    """
    parts = _NAME.fullmatch(name.strip())
    formula = _formula_of(parts["name"].lower()) if parts else None
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


def _formula_of(name: str) -> str | None:
    """Return the key in `FORMULAS` of a measure's name in lower case, or None if there is no such measure."""
    by_name = {formula.lower(): formula for formula in FORMULAS}
    return by_name.get(_ALSO_CALLED.get(name, name))


def grade(qrels: Qrels, run: Run) -> Iterator[Graded]:
    """Yield the grades of every seed that can be scored, in the order of `Qrels.seeds`."""
    for seed in qrels.seeds():
        grades = qrels.grades[seed]
        ranked = np.array([grades.get(article_id, 0) for article_id in run.ids(seed)], np.int64)
        yield Graded(seed, ranked, np.sort(np.array(list(grades.values()), np.int64))[::-1])


def ndcg(gains: Gains) -> float:
    """Return DCG@k / ideal DCG@k, with DCG@k = Σ grade_i / log2(i + 1) over the ranks i = 1…k.

    The ideal ranking lists all judged articles by falling grade. Source: Järvelin and Kekäläinen, Cumulated gain-based
    evaluation of IR techniques, TOIS 2002; the discount is trec_eval's.

    >>> round(ndcg(Gains(np.array([0, 2]), np.array([2, 1]), 2)), 4)  # (2 / log2 3) / (2 + 1 / log2 3)
    0.4796
    """
    return _share(_dcg(gains.ranked), _dcg(gains.judged[: gains.k]))


def average_precision(gains: Gains) -> float:
    """Return Σ P@i over the ranks i = 1…k that hold a relevant article / number of relevant articles.

    Source: Buckley and Voorhees, Evaluating evaluation measure stability, SIGIR 2000.

    >>> average_precision(Gains(np.array([1, 0, 0, 1]), np.array([1, 1]), 4))  # (1/1 + 2/4) / 2
    0.75
    """
    precisions = np.cumsum(gains.ranked) / np.arange(1, len(gains.ranked) + 1)
    return _share(precisions[gains.ranked > 0].sum(), gains.judged.sum())


def reciprocal_rank(gains: Gains) -> float:
    """Return 1 / rank of the first relevant article, or 0 if the first k hold none.

    Source: Voorhees, The TREC-8 question answering track report, 1999.

    >>> reciprocal_rank(Gains(np.array([0, 1, 1]), np.array([1, 1]), 3))
    0.5
    """
    ranks = np.flatnonzero(gains.ranked) + 1
    return 1 / float(ranks[0]) if len(ranks) else 0.0


def precision(gains: Gains) -> float:
    """Return (relevant articles among the first k) / k, also if fewer than k are ranked.

    >>> precision(Gains(np.array([1, 0]), np.array([1, 1]), 4))
    0.25
    """
    return float(gains.ranked.sum()) / gains.k


def recall(gains: Gains) -> float:
    """Return (relevant articles among the first k) / (number of relevant articles).

    >>> recall(Gains(np.array([1, 0]), np.array([1, 1]), 2))
    0.5
    """
    return _share(gains.ranked.sum(), gains.judged.sum())


def r_precision(gains: Gains) -> float:
    """Return (relevant articles among the first R) / R, with R the number of relevant articles.

    Source: Buckley and Voorhees, Evaluating evaluation measure stability, SIGIR 2000.

    >>> r_precision(Gains(np.array([1, 0, 1]), np.array([1, 1]), 100))
    0.5
    """
    relevant = gains.judged.sum()
    return _share(gains.ranked[:relevant].sum(), relevant)


def success(gains: Gains) -> float:
    """Return 1 if a relevant article is among the first k, else 0.

    >>> success(Gains(np.array([0, 1]), np.array([1]), 2))
    1.0
    """
    return float(gains.ranked.any())


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
    """How well groups match the true ones; each number is in [0, 1], higher is better."""

    precision: float
    recall: float
    f1: float


def bcubed(groups: Mapping[str, str], true_groups: Mapping[str, str]) -> BCubed:
    """Compare groups of articles, such as stories, with the true groups.

    For each article with a true group T and a group G: precision is |G ∩ T| / |G|, recall is |G ∩ T| / |T|. Both are
    averaged over all articles of `true_groups`, and F1 is the harmonic mean of the two averages. An article that is in
    no group counts as alone in one; articles without a true group are left out.

    Args:
        groups: The group of each article, by id.
        true_groups: The true group of each article, by id.

    Source: Bagga and Baldwin, Algorithms for scoring coreference chains, 1998; Amigó et al., A comparison of extrinsic
    clustering evaluation metrics, Information Retrieval 2009.

    >>> bcubed({"a": "1", "b": "1", "c": "2"}, {"a": "x", "b": "y", "c": "y"})
    BCubed(precision=0.6666666666666666, recall=0.6666666666666666, f1=0.6666666666666666)
    """
    scores = bcubed_scores(groups, true_groups)
    precise = _share(sum(precision for precision, _ in scores.values()), len(scores))
    complete = _share(sum(recall for _, recall in scores.values()), len(scores))
    return BCubed(precise, complete, _share(2 * precise * complete, precise + complete))


def bcubed_scores(groups: Mapping[str, str], true_groups: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """Return BCubed's precision and recall for each article of `true_groups`, before averaging."""
    # A pair, so that the name of a group is never taken for the id of an article that is alone.
    group_of = {id_: (groups[id_], "") if id_ in groups else ("", id_) for id_ in true_groups}
    both = Counter((group_of[id_], label) for id_, label in true_groups.items())
    sizes, true_sizes = Counter(group_of.values()), Counter(true_groups.values())
    return {
        id_: (both[group_of[id_], label] / sizes[group_of[id_]], both[group_of[id_], label] / true_sizes[label])
        for id_, label in true_groups.items()
    }


def _grades(grades: Grades, _: int) -> Grades:
    return np.maximum(grades, 0)


def _relevant(grades: Grades, rel: int) -> Grades:
    return (grades >= rel).astype(np.int64)


def _dcg(gains: Grades) -> float:
    return float((gains / np.log2(np.arange(2, len(gains) + 2))).sum())


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0

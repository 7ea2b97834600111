"""Measures of boxes as shown: what a reader sees, where a run lists what is folded into cards as well.

In: judgements, and the cards of each box with what is folded into them. Out: values at each seed. The one idea: a card
stands for what it names. Its grade is the best of its articles', and together these count once in the ideal box too; a
copy of the article being read, which no box may show, counts nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from recommender.evaluation.measures import Graded, Measure
from recommender.evaluation.qrels import Qrels
from recommender.evaluation.significance import Samples
from recommender.evaluation.system_outputs import SystemOutputs
from recommender.index import Searcher
from recommender.ranking import SAME_TEXT

# nDCG of the cards; the share of cards that are relevant; how many articles are folded into the cards of a box.
CARD_MEASURES = ("cards_nDCG", "relevant_cards", "folded")


class VisibleBox(NamedTuple):
    """The cards of one box.

    Attributes:
        cards: The ids of each card's articles: that of the card first, then those folded into it.
        grades: The grades of the articles that were judged beside the seed, without copies of it.
    """

    cards: Sequence[Sequence[str]]
    grades: Mapping[str, int]

    def graded(self, seed: str) -> Graded:
        """Return the grades of the cards, and those of the best box: each card, and each article that none names.

        >>> VisibleBox([["a", "b"], ["c"]], {"a": 1, "b": 2, "d": 2}).graded("seed")
        Graded(seed='seed', ranked=array([2, 0]), judged=array([2, 2, 0]))
        """
        ranked = [max(self.grades.get(each, 0) for each in card) for card in self.cards]
        named = {each for card in self.cards for each in card}
        others = [grade for each, grade in self.grades.items() if each not in named]
        return Graded(seed, np.array(ranked, np.int64), np.array(sorted([*ranked, *others], reverse=True), np.int64))


def measure_cards(qrels: Qrels, index: Searcher, seeds: Sequence[str], outputs: SystemOutputs, k: int) -> Samples:
    """Measure the boxes of some seeds as they are shown; a row for each seed, a column for each of `CARD_MEASURES`.

    A seed without a relevant article that a box may show has no value.

    Args:
        qrels: The judgements.
        index: The corpus.
        seeds: The seeds.
        outputs: The boxes of a system.
        k: How many cards a full box has.
    """
    values = np.full((len(seeds), len(CARD_MEASURES), 2), (np.nan, 0.0))
    for at, seed in enumerate(seeds):
        grades = _without_copies(seed, qrels.grades.get(seed, {}), index)
        if any(grade > 0 for grade in grades.values()):
            box = VisibleBox(outputs.cards(seed), grades)
            graded = box.graded(seed)
            n_cards, n_named = len(box.cards), sum(map(len, box.cards))
            relevant = float((graded.ranked > 0).mean()) if n_cards else np.nan
            values[at] = [
                (Measure("nDCG", k=k).score(graded), 1.0), (relevant, n_cards), (n_named - n_cards, 1.0)
            ]  # fmt: skip
    return Samples.of(values[..., 0], values[..., 1])


def _without_copies(seed: str, grades: Mapping[str, int], index: Searcher) -> dict[str, int]:
    """Return the grades of articles that are here and no copies of the seed."""
    catalogue = index.catalogue
    known = {each: row for each in grades if (row := catalogue.find(each)) is not None}
    rows, row = np.array(list(known.values()), np.int32), catalogue.row_of(seed)
    if not len(rows):
        return {}
    is_copy = SAME_TEXT.of_row(row, index.own_vectors.similarities(rows, index.own_vectors[row]), rows, catalogue)
    return {each: grades[each] for each, copy in zip(known, is_copy.tolist(), strict=True) if not copy}

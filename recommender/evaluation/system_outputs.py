"""The outputs of systems in one form, whether they are boxes of the recommender or runs of another system.

In: a recommender, or a run. Out: `SystemOutputs`: deep rankings, for the measures of relevance, and the few cards that
a reader sees, for the measures beyond relevance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from recommender.boxes import Request
from recommender.engine import Recommender
from recommender.evaluation.runs import Run
from recommender.evaluation.tasks import Setting
from recommender.index import Seed
from recommender.ranking import Cut, FoldCopies, NoCopiesOfTheSeed

MODEL_ALONE = "none"
MINUS_DUPLICATES = "similar minus duplicates"

Progress = Callable[[Iterable[str], str], Iterable[str]]
"""Takes seeds and the name of a task; yields the seeds, and shows how many are done."""


def no_progress(seeds: Iterable[str], _: str) -> Iterable[str]:
    """Return the seeds, and show nothing."""
    return seeds


@dataclass(frozen=True, slots=True)
class SystemOutputs:
    """What one system gives for some seeds.

    Attributes:
        run: Its ranking for each seed, as deep as `Setting.depth`.
        boxes: For each seed, the ids of the cards that it would show, best first.
        folded: For each seed and card, the ids of the articles that are folded into the card, if there are any.
    """

    run: Run
    boxes: Mapping[str, Sequence[str]]
    folded: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)

    def cards(self, seed: str) -> list[list[str]]:
        """Return the cards of a seed's box, each with what is folded into it behind."""
        folded = self.folded.get(seed, {})
        return [[card, *folded.get(card, ())] for card in self.boxes.get(seed, ())]


def outputs_of_run(run: Run, seeds: Iterable[str], k: int) -> SystemOutputs:
    """Return a run with its first `k` articles as the cards."""
    return SystemOutputs(run, {seed: run.ids(seed)[:k] for seed in seeds})


def outputs_of_box(
    recommender: Recommender, box: str, seeds: Sequence[str], setting: Setting, progress: Progress = no_progress
) -> SystemOutputs:
    """Return the outputs of a recommender: one of its boxes, or ``none`` for the model alone.

    Raises:
        UnknownArticleError: A seed is not in its corpus.
        ValueError: It has no such box.
    """
    rankings, boxes, folded = {}, {}, {}
    for article_id in progress(seeds, f"ranking by {box}"):
        seed = recommender.seed(article_id)
        as_of = seed.article.published_at if setting.replay else None
        ranking = recommender.ranking(article_id, box, setting.depth, as_of=as_of)
        folded[article_id] = {} if box == MODEL_ALONE else cards_of(recommender, box, seed, setting.k, as_of)
        rankings[article_id] = ranking
        boxes[article_id] = ranking[: setting.k] if box == MODEL_ALONE else list(folded[article_id])
    return SystemOutputs(Run.of_order(rankings), boxes, folded)


def cards_of(
    recommender: Recommender, box: str, seed: Seed, k: int, as_of: datetime | None
) -> dict[str, tuple[str, ...]]:
    """Return the ids of the cards in a box, best first, each with those of the articles that are folded into it."""
    return {card.article_id: card.folded for card in recommender.box(box, seed, Request(k=k, as_of=as_of)).cards}


def with_minus_duplicates(recommender: Recommender) -> Recommender:
    """Return the recommender with one more box: the most similar articles without copies, as many sites have it."""
    policies = (NoCopiesOfTheSeed(), FoldCopies(), Cut())
    return replace(recommender, policies={**recommender.policies, MINUS_DUPLICATES: policies})

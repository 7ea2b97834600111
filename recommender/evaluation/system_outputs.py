"""What systems answer: the recommender's boxes, and everyone else's runs, in one form.

In: a recommender, or a run. Out: `Answers`: a deep ranking for measures of relevance, and the few cards that a reader
would see for the measures of a newsroom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from recommender.engine import Recommender
from recommender.evaluation.runs import Run
from recommender.evaluation.tasks import Setting
from recommender.index import Seed
from recommender.ranking import Cut, FoldCopies, NoCopiesOfTheSeed

MODEL_ALONE = "none"
MINUS_DUPLICATES = "similar minus duplicates"

Watched = Callable[[Iterable[str], str], Iterable[str]]
"""Gives seeds through, showing how far a task of this name has come."""


def all_of(seeds: Iterable[str], _: str) -> Iterable[str]:
    """Show nothing."""
    return seeds


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one system.

    Attributes:
        run: For each seed, what it ranks, as deep as was asked.
        boxes: For each seed, the ids of the cards that it shows, best first.
    """

    run: Run
    boxes: Mapping[str, Sequence[str]]


def answers_of_run(run: Run, seeds: Iterable[str], k: int) -> Answers:
    """Take the first of a run for what it would show."""
    return Answers(run, {seed: run.ids(seed)[:k] for seed in seeds})


def answers_of_box(
    recommender: Recommender, box: str, seeds: Sequence[str], setting: Setting, watched: Watched = all_of
) -> Answers:
    """Ask a recommender for one of its boxes, or ``none`` for the model alone.

    Raises:
        UnknownArticleError: A seed is not in its corpus.
        ValueError: It has no such box.
    """
    rankings, boxes = {}, {}
    for article_id in watched(seeds, f"ranking by {box}"):
        seed = recommender.seed(article_id)
        as_of = seed.article.published_at if setting.replay else None
        rankings[article_id] = recommender.ranking(article_id, box, setting.depth, as_of=as_of)
        boxes[article_id] = (
            rankings[article_id][: setting.k]
            if box == MODEL_ALONE
            else cards_of(recommender, box, seed, setting.k, as_of)
        )
    return Answers(Run.of_order(rankings), boxes)


def cards_of(recommender: Recommender, box: str, seed: Seed, k: int, as_of: datetime | None) -> list[str]:
    """Return the ids of the cards that a box shows."""
    return [card.article_id for card in recommender.box(box, seed, k=k, as_of=as_of).cards]


def with_minus_duplicates(recommender: Recommender) -> Recommender:
    """Return the recommender with one more box, what many sites show as related: the most similar but for copies."""
    policies = (NoCopiesOfTheSeed(), FoldCopies(), Cut())
    return replace(recommender, policies={**recommender.policies, MINUS_DUPLICATES: policies})

"""The evaluation itself: a recommender and judgements → how good its boxes are, beside others, and how sure that is.

In: a `Recommender`, and `Qrels` when there are judgements. Out: an `Evaluation`, whose frames a notebook can use as
they are. The command line measures through the same function.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from recommender.engine import Recommender
from recommender.evaluation.baselines import BASELINES, Baseline
from recommender.evaluation.beyond_accuracy import NEWSROOM, coverage, describe_boxes
from recommender.evaluation.clustering import evaluate_stories
from recommender.evaluation.measures import parse_measure
from recommender.evaluation.qrels import NOTHING_JUDGED, Qrels
from recommender.evaluation.report import format_table, relevance, tabulate
from recommender.evaluation.runs import Run
from recommender.evaluation.system_outputs import (
    MINUS_DUPLICATES,
    Answers,
    Watched,
    all_of,
    answers_of_box,
    answers_of_run,
    with_minus_duplicates,
)
from recommender.evaluation.tasks import Chosen, Setting, Task, choose_seeds, is_newer
from recommender.index import Catalogue, Segment

MEASURES = ("nDCG@5", "nDCG@10", "RR", "AP", "P@10")
USUAL = Setting()
BESIDE: Mapping[str, Baseline] = {name: BASELINES[name] for name in ("scikit-learn", "bm25")}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was found.

    Attributes:
        table: A row a system; columns are pairs of a measure and its ``mean``, ``low``, ``high`` and ``p``. ``attrs``
            holds the counts of seeds.
        per_seed: A row a seed; columns are pairs of a system and a measure, NaN where it says nothing of the seed.
        answers: What each system answered.
        qrels: What the answers were scored by; empty without judgements.
        stories: How well the recommender's stories hold the judged events, as `evaluate_stories` has it; none when no
            event is judged.
    """

    table: pd.DataFrame
    per_seed: pd.DataFrame
    answers: Mapping[str, Answers]
    qrels: Qrels
    stories: pd.DataFrame | None = None

    def __str__(self) -> str:
        """Return the table and its notes as text for a terminal."""
        lines = [format_table(self.table), "", *_notes(self.table.attrs)]
        if self.stories is not None:
            facts = self.stories.attrs
            lines += [
                "",
                format_table(self.stories),
                "",
                f"BCubed of {facts['articles']} articles on {facts['events']} events.",
            ]
        return "\n".join(lines)


def name_of(box: str) -> str:
    """Return the name under which a box stands in a table."""
    return box if box == MINUS_DUPLICATES else f"recommender ({box})"


def evaluate_boxes(
    recommender: Recommender,
    qrels: Qrels = NOTHING_JUDGED,
    *,
    boxes: Sequence[str] = ("similar",),
    setting: Setting = USUAL,
    measures: Sequence[str] = MEASURES,
    beside: Mapping[str, Baseline] = BESIDE,
    runs: Mapping[str, Run] | None = None,
    watched: Watched = all_of,
) -> Evaluation:
    """Measure boxes of a recommender beside baselines, on the same seeds.

    Args:
        recommender: The model and the corpus it serves.
        qrels: The judgements; without them only what a newsroom sees is measured, with all articles as seeds.
        boxes: ``similar``, ``related``, or ``none`` for the model alone. When ``related`` is among them, other articles
            on the seed's own event count as not relevant, and `MINUS_DUPLICATES` stands beside it.
        setting: How deep, which seeds, and whether the past is replayed.
        measures: Names as `parse_measure` reads them.
        beside: Baselines by name; each box is tested against the first.
        runs: What other engines ranked, by their names.
        watched: Shows progress.

    Raises:
        CorpusError: No seed can be scored.
        ValueError: A measure or box is not known.
    """
    catalogue = recommender.index.base.catalogue
    chosen = choose_seeds(catalogue, qrels, setting)
    background = "related" in boxes
    if background:
        recommender, boxes = with_minus_duplicates(recommender), (*boxes, MINUS_DUPLICATES)
    answers = {name_of(box): answers_of_box(recommender, box, chosen.seeds, setting, watched) for box in boxes}
    task = Task.of(catalogue if beside else (), chosen.seeds if beside else (), setting.depth, replay=setting.replay)
    for name in watched(beside, "ranking by baselines"):
        answers[name] = answers_of_run(beside[name](task), chosen.seeds, setting.k)
    for name, run in (runs or {}).items():
        allowed = _as_asked(run, chosen.seeds, catalogue, replay=setting.replay)
        answers[name] = answers_of_run(allowed, chosen.seeds, setting.k)
    found = measure(
        recommender.index.base,
        chosen,
        answers,
        measures,
        k=setting.k,
        baseline=next(iter(beside), None),
        background=background,
    )
    events = {each: event for each, event in qrels.events().items() if each in recommender.catalogue}
    return replace(found, stories=evaluate_stories(_stories_of(recommender, events), events)) if events else found


def _stories_of(recommender: Recommender, article_ids: Iterable[str]) -> dict[str, str]:
    catalogue, stories = recommender.catalogue, recommender.stories
    return {each: stories.id_of(catalogue.row_of(each), catalogue) for each in article_ids}


def _as_asked(run: Run, seeds: Sequence[str], catalogue: Catalogue, *, replay: bool) -> Run:
    """Return what an engine that was not asked by us ranks, without what it could not have shown: the same for all."""

    def may_show(seed: str, other: str) -> bool:
        return other != seed and not (replay and is_newer(catalogue, other, seed))

    return Run.of_order({seed: [other for other in run.ids(seed) if may_show(seed, other)] for seed in seeds})


def measure(
    index: Segment,
    chosen: Chosen,
    answers: Mapping[str, Answers],
    measures: Sequence[str] = MEASURES,
    *,
    k: int = 5,
    baseline: str | None = None,
    background: bool = False,
) -> Evaluation:
    """Measure what systems answered: relevance when there are judgements, and what a newsroom sees.

    Args:
        index: The corpus that was asked.
        chosen: The seeds and their judgements.
        answers: By name of the system.
        measures: Of relevance.
        k: How many cards a full box has.
        baseline: The system that the others are tested against.
        background: Score as not relevant what tells the seed's own event.
    """
    scored = chosen.qrels.background() if background else chosen.qrels
    parsed = [parse_measure(name) for name in measures] if scored.grades else []
    names = [*map(str, parsed), *NEWSROOM]
    samples = {
        name: relevance(scored, chosen.seeds, found.run, parsed).beside(
            describe_boxes(found.boxes, index, k=k, same_event_as=chosen.qrels.same_event)
        )
        for name, found in answers.items()
    }
    table = tabulate(samples, names, baseline=baseline)
    for name, found in answers.items():
        for fact, number in coverage(found.boxes, index).items():
            table.loc[name, (fact, "mean")] = number
    table.attrs = _counts(chosen, scored, answers) | {"baseline": baseline, "k": k}
    columns = pd.MultiIndex.from_product([list(answers), names], names=["system", "measure"])
    values = np.hstack([samples[name].values for name in answers])
    return Evaluation(table, pd.DataFrame(values, pd.Index(chosen.seeds, name="seed"), columns), answers, scored)


def _counts(chosen: Chosen, scored: Qrels, answers: Mapping[str, Answers]) -> dict[Hashable, Any]:
    return {
        "seeds": len(chosen.seeds),
        "seeds_scored": len(scored.seeds()),
        "seeds_without_judgements": chosen.without_judgements,
        "seeds_not_in_corpus": chosen.unknown,
        "seeds_without_result": {
            name: sum(not found.run.ids(seed) for seed in chosen.seeds) for name, found in answers.items()
        },
    }


def _notes(facts: Mapping[Hashable, Any]) -> list[str]:
    n_seeds, n_scored, n_others = (facts[name] for name in ("seeds", "seeds_scored", "seeds_without_judgements"))
    scored = f"{n_scored} of them scored; {n_others} articles without judgements are not."
    notes = [f"{n_seeds} seeds, {scored if n_scored else 'none of them judged.'}"]
    if facts["seeds_not_in_corpus"]:
        notes.append(f"{facts['seeds_not_in_corpus']} judged seeds are not in this corpus.")
    notes += [
        f"{system}: no result for {missing} seeds, which score 0."
        for system, missing in facts["seeds_without_result"].items()
        if missing
    ]
    against = f"; p: paired randomisation test against {facts['baseline']}" if facts["baseline"] else ""
    return [*notes, f"[low, high]: 95 % bootstrap interval over seeds{against}. Boxes of {facts['k']} cards."]

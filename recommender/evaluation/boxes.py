"""The evaluation: a recommender and judgements → how good its boxes are beside other systems, and how certain that is.

In: a `Recommender`, and `Qrels` if there are judgements. Out: an `Evaluation`, whose frames a notebook can use as they
are. The command line evaluates through the same function.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
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
from recommender.evaluation.significance import Samples
from recommender.evaluation.system_outputs import (
    MINUS_DUPLICATES,
    Progress,
    SystemOutputs,
    no_progress,
    outputs_of_box,
    outputs_of_run,
    with_minus_duplicates,
)
from recommender.evaluation.tasks import Chosen, Setting, Task, choose_seeds, is_newer
from recommender.evaluation.visible_cards import CARD_MEASURES, measure_cards
from recommender.index import Catalogue, Searcher

MEASURES = ("nDCG@5", "nDCG@10", "RR", "AP", "P@10")
DEFAULT_SETTING = Setting()
BESIDE: Mapping[str, Baseline] = {name: BASELINES[name] for name in ("scikit-learn", "bm25")}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result of an evaluation.

    Attributes:
        table: A row for each system, with measures of its run and of its boxes as shown; columns are pairs of a measure
            and its ``mean``, ``low``, ``high`` and ``p``, see `tabulate`. ``attrs`` holds the counts of seeds.
        per_seed: A row for each seed; columns are pairs of a system and a measure, NaN where it has no value.
        outputs: The rankings and boxes of each system.
        qrels: The judgements that they were scored by; empty without judgements.
        stories: How well the recommender's stories match the judged events, see `evaluate_stories`; None if no event is
            judged.
    """

    table: pd.DataFrame
    per_seed: pd.DataFrame
    outputs: Mapping[str, SystemOutputs]
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
    """Return the name of a box's row in a table."""
    return box if box == MINUS_DUPLICATES else f"recommender ({box})"


def evaluate_boxes(
    recommender: Recommender,
    qrels: Qrels = NOTHING_JUDGED,
    *,
    boxes: Sequence[str] = ("similar",),
    setting: Setting = DEFAULT_SETTING,
    measures: Sequence[str] = MEASURES,
    beside: Mapping[str, Baseline] = BESIDE,
    runs: Mapping[str, Run] | None = None,
    progress: Progress = no_progress,
) -> Evaluation:
    """Measure boxes of a recommender beside baselines, on the same seeds.

    Args:
        recommender: The model and its corpus.
        qrels: The judgements; without them only the measures beyond relevance are computed, with all articles as seeds.
        boxes: ``similar``, ``related``, or ``none`` for the model alone. With ``related`` among them, articles on the
            seed's own event count as not relevant, and `MINUS_DUPLICATES` is added as a system.
        setting: Which seeds are evaluated, how deep, and whether the past is replayed.
        measures: Names as `parse_measure` reads them.
        beside: Baselines by name; each box is tested against the first.
        runs: Runs of other systems, by name.
        progress: Shows how many seeds are done.

    Raises:
        CorpusError: No seed can be scored.
        ValueError: There is no such measure or box.
    """
    index, catalogue = recommender.index, recommender.index.base.catalogue
    chosen = choose_seeds(catalogue, qrels, setting)
    background = "related" in boxes
    if background:
        recommender, boxes = with_minus_duplicates(recommender), (*boxes, MINUS_DUPLICATES)
    outputs = {name_of(box): outputs_of_box(recommender, box, chosen.seeds, setting, progress) for box in boxes}
    outputs |= _outputs_of_baselines(catalogue, beside, chosen.seeds, setting, progress)
    outputs |= _outputs_of_runs(catalogue, runs or {}, chosen.seeds, setting)
    baseline = next(iter(beside), None)
    evaluation = measure(index, chosen, outputs, measures, k=setting.k, baseline=baseline, background=background)
    return replace(evaluation, stories=_evaluate_stories(recommender, qrels))


def _outputs_of_baselines(
    catalogue: Catalogue, baselines: Mapping[str, Baseline], seeds: Sequence[str], setting: Setting, progress: Progress
) -> dict[str, SystemOutputs]:
    if not baselines:
        return {}
    task = Task.of(catalogue, seeds, setting.depth, replay=setting.replay)
    names = progress(baselines, "ranking by baselines")
    return {name: outputs_of_run(baselines[name](task), seeds, setting.k) for name in names}


def _outputs_of_runs(
    catalogue: Catalogue, runs: Mapping[str, Run], seeds: Sequence[str], setting: Setting
) -> dict[str, SystemOutputs]:
    """Return the outputs of other systems, without articles that no system may show: the seed, or in a replay newer."""

    def may_show(seed: str, other: str) -> bool:
        return other != seed and not (setting.replay and is_newer(catalogue, other, seed))

    def allowed(run: Run) -> Run:
        return Run.of_order({seed: [other for other in run.ids(seed) if may_show(seed, other)] for seed in seeds})

    return {name: outputs_of_run(allowed(run), seeds, setting.k) for name, run in runs.items()}


def _evaluate_stories(recommender: Recommender, qrels: Qrels) -> pd.DataFrame | None:
    """Compare the recommender's stories with the judged events; None if no article of the corpus has such an event."""
    catalogue, stories = recommender.catalogue, recommender.stories
    events = {each: event for each, event in qrels.events().items() if each in catalogue}
    if not events:
        return None
    return evaluate_stories({each: stories.id_of(catalogue.row_of(each), catalogue) for each in events}, events)


def measure(
    index: Searcher,
    chosen: Chosen,
    outputs: Mapping[str, SystemOutputs],
    measures: Sequence[str] = MEASURES,
    *,
    k: int = 5,
    baseline: str | None = None,
    background: bool = False,
) -> Evaluation:
    """Measure the outputs of systems: relevance if there are judgements, and the measures beyond relevance.

    Args:
        index: The corpus.
        chosen: The seeds and their judgements.
        outputs: The outputs of each system, by its name.
        measures: The names of the measures of relevance.
        k: How many cards a full box has.
        baseline: The system that the others are tested against, or None for no test.
        background: Whether articles on the seed's own event count as not relevant.
    """
    scored = chosen.qrels.background() if background else chosen.qrels
    parsed = [parse_measure(name) for name in measures] if scored.grades else []
    names = [*map(str, parsed), *(CARD_MEASURES if parsed else ()), *NEWSROOM]

    def measured(each: SystemOutputs) -> Samples:
        ranked = relevance(scored, chosen.seeds, each.run, parsed)
        of_cards = [measure_cards(scored, index, chosen.seeds, each, k)] if parsed else []
        described = describe_boxes(each.boxes, index, k=k, same_event_of=chosen.qrels.same_event)
        return reduce(Samples.beside, [ranked, *of_cards, described])

    samples = {name: measured(each) for name, each in outputs.items()}
    table = tabulate(samples, names, baseline=baseline)
    for name, each in outputs.items():
        for fact, number in coverage(each.boxes, index).items():
            table.loc[name, (fact, "mean")] = number
    table.attrs = _counts(chosen, scored, outputs) | {"baseline": baseline, "k": k}
    columns = pd.MultiIndex.from_product([list(outputs), names], names=["system", "measure"])
    values = np.hstack([samples[name].values for name in outputs])
    return Evaluation(table, pd.DataFrame(values, pd.Index(chosen.seeds, name="seed"), columns), outputs, scored)


def _counts(chosen: Chosen, scored: Qrels, outputs: Mapping[str, SystemOutputs]) -> dict[Hashable, Any]:
    return {
        "seeds": len(chosen.seeds),
        "seeds_scored": len(scored.seeds()),
        "seeds_without_judgements": chosen.without_judgements,
        "seeds_not_in_corpus": chosen.unknown,
        "seeds_without_result": {
            name: sum(not each.run.ids(seed) for seed in chosen.seeds) for name, each in outputs.items()
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

"""Two models on the same seeds: where the new one is better, where it is worse, and which boxes change for a reader.

In: two recommenders, and judgements if there are any. Out: pandas frames, and text for a terminal.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from recommender.engine import Recommender
from recommender.evaluation.boxes import DEFAULT_SETTING, MEASURES, Evaluation, measure
from recommender.evaluation.measures import parse_measure
from recommender.evaluation.qrels import NOTHING_JUDGED, Qrels
from recommender.evaluation.system_outputs import Progress, no_progress, outputs_of_box
from recommender.evaluation.tasks import Setting, choose_seeds

# Changed seeds that the text describes by default. At least 0, seeds; by hand, about two screens.
MOST_SEEDS = 10


class Change(NamedTuple):
    """A card that entered a box, left it, or moved.

    Attributes:
        article_id, title: The article of the card.
        old_rank, new_rank: Its rank in the old and in the new box, 1 is first; None if it is not in that box.
    """

    article_id: str
    title: str
    old_rank: int | None
    new_rank: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes from the old model to the new.

    Attributes:
        evaluation: Both models in one table, the new one tested against the old. Its ``attrs`` also count
            ``boxes_changed`` and, with judgements, ``wins``, ``losses`` and ``ties`` by `measure`.
        seeds: A row for each seed whose score or box changed, the largest difference first, then by id. Columns are
            ``title``, ``old``, ``new``, ``difference`` (new - old, above 0 if the new model is better; NaN without
            judgements) and ``box_changed``.
        changes: For every seed the cards that changed, those of the old box first; empty if none did.
        measure: The measure that decides whether the new model is better at a seed; None without judgements.
    """

    evaluation: Evaluation
    seeds: pd.DataFrame
    changes: Mapping[str, Sequence[Change]]
    measure: str | None

    def to_record(self, most: int) -> dict[str, Any]:
        """Return at most `most` seeds, those that changed most, as JSON values."""
        largest = self.seeds.head(most).drop(columns="box_changed")
        records = []
        for seed in largest.index:
            row = largest.loc[seed].dropna().to_dict()
            records.append({"seed": seed, **row, "cards": [change._asdict() for change in self.changes[seed]]})
        return {"measure": self.measure, "seeds_changed": len(self.seeds), "seeds": records}

    def text(self, most: int = MOST_SEEDS) -> str:
        """Return the table, and at most `most` seeds, those that changed most, as text for a terminal."""
        facts = self.evaluation.table.attrs
        lines = [str(self.evaluation), "", f"{facts['boxes_changed']} of {facts['seeds']} boxes changed."]
        if self.measure is not None:
            lines.append(f"{self.measure}: {facts['wins']} wins, {facts['losses']} losses, {facts['ties']} ties.")
        for seed in self.seeds.index[:most]:
            lines += ["", *self._lines(seed)]
        if len(self.seeds) > most:
            lines += ["", f"{len(self.seeds) - most} more seeds changed."]
        return "\n".join(lines)

    def _lines(self, seed: str) -> Iterator[str]:
        row = self.seeds.loc[seed]
        scored = "" if self.measure is None else f"  {self.measure} {row['old']:.3f} → {row['new']:.3f}"
        yield f"{row['title']} ({seed}){scored}"
        for change in self.changes[seed]:
            sign = "+" if change.old_rank is None else "−" if change.new_rank is None else "↕"
            ranks = " → ".join(str(rank) for rank in (change.old_rank, change.new_rank) if rank is not None)
            yield f"  {sign} {ranks}. {change.title} ({change.article_id})"


def compare_boxes(
    old: Recommender,
    new: Recommender,
    qrels: Qrels = NOTHING_JUDGED,
    *,
    box: str = "similar",
    setting: Setting = DEFAULT_SETTING,
    measures: Sequence[str] = MEASURES,
    progress: Progress = no_progress,
) -> Comparison:
    """Compare one box of two models, which may have been trained on different articles.

    Args:
        old: The model before. Seeds are articles that both know.
        new: The model after; measures beyond relevance use its corpus.
        qrels: The judgements; without them the boxes are compared, but no model is better at a seed.
        box: ``similar``, ``related``, or ``none`` for the models alone.
        setting: Which seeds are evaluated, how deep, and whether the past is replayed.
        measures: Names as `parse_measure` reads them; the first decides which model is better at a seed.
        progress: Shows how many seeds are done.

    Raises:
        CorpusError: No seed is left.
    """
    chosen = choose_seeds(new.index.base.catalogue, qrels, setting, known=old.catalogue)
    models = {"old": old, "new": new}
    outputs = {name: outputs_of_box(model, box, chosen.seeds, setting, progress) for name, model in models.items()}
    evaluation = measure(new.index, chosen, outputs, measures, k=setting.k, baseline="old", background=box == "related")
    by = str(parse_measure(measures[0])) if evaluation.qrels.seeds() else None
    was, now = outputs["old"].boxes, outputs["new"].boxes
    changes = {seed: list(_changes(old, new, was[seed], now[seed])) for seed in chosen.seeds}
    seeds = _seeds(new, evaluation.per_seed, by, changes)
    _count(seeds, by, evaluation.table.attrs)
    changed = seeds[seeds["box_changed"] | (seeds["difference"].abs() > 0)]
    return Comparison(evaluation, changed, changes, by)


def _count(seeds: pd.DataFrame, by: str | None, facts: dict[Hashable, Any]) -> None:
    """Add to the facts of a table how many boxes changed, and by a measure how many seeds are won and lost."""
    facts["boxes_changed"] = int(seeds["box_changed"].sum())
    if by is not None:
        better, worse = int((seeds["difference"] > 0).sum()), int((seeds["difference"] < 0).sum())
        facts.update(wins=better, losses=worse, ties=facts["seeds_scored"] - better - worse)


def _seeds(
    new: Recommender, per_seed: pd.DataFrame, by: str | None, changes: Mapping[str, Sequence[Change]]
) -> pd.DataFrame:
    """Return a row for each seed, also for those without any change, the largest difference first."""
    frame = pd.DataFrame({"title": [_title(new, seed) for seed in per_seed.index]}, index=per_seed.index)
    for name in ("old", "new"):
        frame[name] = np.nan if by is None else per_seed[name, by]
    frame["difference"] = frame["new"] - frame["old"]
    frame["box_changed"] = [bool(changes[seed]) for seed in per_seed.index]
    largest_first = np.argsort(-frame["difference"].abs().fillna(0).to_numpy(), kind="stable")
    return frame.iloc[largest_first]


def _changes(old: Recommender, new: Recommender, was: Sequence[str], now: Sequence[str]) -> Iterator[Change]:
    """Yield the cards that left, moved or entered: first those of the old box in its order, then the new cards.

    A card that only moved up because one before it left has not moved: the order among the cards in both boxes decides.
    """
    stayed = [card for card in was if card in now]
    moved = stayed != [card for card in now if card in was]
    for rank, card in enumerate(was, start=1):
        if card not in now:
            yield Change(card, _title(old, card), rank, None)
        elif moved and now.index(card) + 1 != rank:
            yield Change(card, _title(new, card), rank, now.index(card) + 1)
    for rank, card in enumerate(now, start=1):
        if card not in was:
            yield Change(card, _title(new, card), None, rank)


def _title(model: Recommender, article_id: str) -> str:
    return str(model.catalogue.metadata(model.catalogue.row_of(article_id)).get("title") or article_id)

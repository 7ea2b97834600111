"""Why an article is in a box beside another, or is not.

In: a seed, another article, and the policies of each box. Out: an `Explanation`: what links the two, and what editors
and each policy made of the other article. Named after what Lucene calls the same for its scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from recommender.boxes.beside_article import DEPTH, Link
from recommender.boxes.notebook import STEP_COLUMNS, frame_of
from recommender.boxes.view import View
from recommender.index import Articles, Candidates, Seed, sections_in
from recommender.overrides import Override
from recommender.ranking import SEED, Policy, Query, SeedText, SharedTerm, TraceStep, mute, trace

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the search, or one policy of a box, did with an article.

    Attributes:
        policy: The policy with its settings.
        rank: The article's rank after it, 1 is first; None if it took the article out.
        score: Its score after it; None likewise.
        folded_into: The id of the article into whose card it was folded, or of the seed; None if it was not.
    """

    policy: str
    rank: int | None
    score: float | None
    folded_into: str | None

    @classmethod
    def of(cls, step: TraceStep, seed_id: str, catalogue: Articles) -> Self:
        """Return a step of a trace, with an id for its row."""
        row = step.folded_into
        folded_into = None if row is None else seed_id if row == SEED else catalogue.id_of(row)
        return cls(policy=step.policy, rank=step.rank, score=step.score, folded_into=folded_into)

    @property
    def kept(self) -> bool:
        """Return whether the article was left among the candidates."""
        return self.rank is not None

    def to_record(self) -> dict[str, Any]:
        """Return the step as JSON values."""
        return {
            "policy": self.policy,
            "kept": self.kept,
            "rank": self.rank,
            "score": self.score,
            "folded_into": self.folded_into,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What links an article to a seed, and what each box made of it.

    Attributes:
        seed: The id of the seed.
        other: The id of the article.
        similarity: The model's cosine, in [0, 1].
        link: The terms that both share, and the time between them.
        traces: For each box, the steps up to the one that took the article out, or all of them.
        overrides: What editors have decided about the two; who did so, and why, is not for everybody.
        model: The version of the model that answered.
    """

    seed: str
    other: str
    similarity: float
    link: Link
    traces: Mapping[str, tuple[Step, ...]]
    overrides: tuple[Override, ...]
    model: str

    @property
    def terms(self) -> tuple[SharedTerm, ...]:
        """Return the terms that both share, the largest share first."""
        return self.link.terms

    @property
    def reason(self) -> str:
        """Return the link in one line, as on a card."""
        return self.link.reason()

    def to_record(self) -> dict[str, Any]:
        """Return the explanation as JSON values."""
        return {
            "seed": self.seed,
            "other": self.other,
            "similarity": round(self.similarity, 6),
            "terms": [term.to_record() for term in self.terms],
            "seconds": self.link.between.seconds if self.link.between else None,
            "reason": self.reason,
            "verdicts": {box: [step.to_record() for step in steps] for box, steps in self.traces.items()},
            "overrides": [_without_author(override.to_record()) for override in self.overrides],
            "model": self.model,
        }

    def to_frame(self) -> pd.DataFrame:
        """Return what each policy did as a frame, a row a step, by box, in the order of the policies."""
        rows = [{"box": box, **step.to_record()} for box, steps in self.traces.items() for step in steps]
        return frame_of(rows, STEP_COLUMNS, "box")


def trace_box(candidates: Candidates, query: Query, policies: Iterable[Policy], row: int) -> tuple[Step, ...]:
    """Return what the search and each policy of a box did with one article.

    Args:
        candidates: What the search returned.
        query: What the policies are asked.
        policies: The policies of the box.
        row: The article.
    """
    steps = []
    is_candidate = row in candidates.rows
    if not is_candidate:
        steps.append(TraceStep(f"search(depth={DEPTH})", None, None, None))
    if is_candidate or any(pin.row == row for pin in query.rules.pins):
        steps += trace(candidates, query, policies, row)
    return tuple(Step.of(step, query.seed.article.article_id, candidates.catalogue) for step in steps)


def overrides_on(row: int, seed: Seed, text: SeedText, view: View) -> tuple[Override, ...]:
    """Return the active overrides that decide whether an article is shown beside a seed.

    A muted term is among them if the seed contains it.

    Args:
        row: The article.
        seed: The article being read, with all its terms.
        text: The seed's words.
        view: The view of the request.
    """
    seed_id, article_id = seed.article.article_id, view.catalogue.id_of(row)
    sections, story_id = sections_in(view.catalogue.label("section", row)), view.story_of(row)
    return tuple(
        override
        for override in view.active.overrides
        if override.concerns(seed_id, article_id, sections, story_id)
        and (override.term is None or len(mute(seed, [override.term], text).muted))
    )


def _without_author(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in ("author", "note")}

"""The sidebar: the boxes beside an article, as one request sees them, and what links another article to it.

In: a seed, and what the request and editors leave out. Out: a `Box`, a `Page` or a `Why`. No story is in two boxes of a
page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np

from recommender.article import UNKNOWN_TIME, to_seconds
from recommender.boxes.cards import Box, Card, Page, Why, notice_of
from recommender.boxes.sitewide import Sitewide
from recommender.index import NO_RULES, Articles, Candidates, Filter, Query, Rules, Searcher, Seed
from recommender.overrides import Active, Override
from recommender.ranking import (
    COPY_SIMILARITY,
    SEED,
    Policy,
    SeedText,
    SharedTerm,
    mute,
    rank,
    reason_text,
    rules_of,
    trace,
)

DEPTH = 200
REASON_TERMS = 8


@dataclass(frozen=True, kw_only=True)
class BesideArticle:
    """What one request may show beside one seed.

    Attributes:
        seed: The article being read.
        quoted: Its words.
        index: The articles and their vectors.
        story_ids: Tells the id of the story of a row.
        policies: What each box does.
        active: What editors have decided.
        filters: What every card must meet. Without a language in it, cards are in the seed's.
        exclude: Ids of articles that are not shown; others than known are passed over.
        as_of: The moment for which to answer.
        model: The version of the model that answers.
    """

    seed: Seed
    quoted: SeedText
    index: Searcher
    story_ids: Callable[[int], str]
    policies: Mapping[str, tuple[Policy, ...]]
    active: Active
    filters: Filter
    exclude: Collection[str]
    as_of: datetime | None
    model: str

    def box(self, name: str, k: int) -> Box:
        """Return one box, with `k` cards at most.

        Raises:
            ValueError: There is no such box, or `k` is negative.
        """
        rules = self._rules.get(name, NO_RULES)
        query = Query(self._edited, k, self.filters.kind, rules=rules)
        return self._fill(name, query, self._candidates(rules))

    def page(self, k: int, bulletin: Sitewide) -> Page:
        """Return all boxes, with `k` cards or tags at most in each.

        Args:
            k: How many cards.
            bulletin: What is breaking and trending.

        Raises:
            ValueError: `k` is negative.
        """
        candidates = self._candidates(next(iter(self._rules.values())))
        shown: list[int] = []
        boxes = {}
        for name, rules in self._rules.items():
            query = Query(self._edited, k, self.filters.kind, tuple(shown), rules)
            boxes[name] = box = self._fill(name, query, candidates)
            shown += self._rows_in(box)
            candidates = candidates.take(~np.isin(candidates.rows, shown))
        bulletin = replace(bulletin, seed=self._edited, shown=frozenset(shown))
        boxes["breaking"] = box = bulletin.breaking(k)
        trending = replace(bulletin, shown=bulletin.shown.union(self._rows_in(box))).trending(k)
        return Page(seed=self._seed_id, boxes=boxes, trending=trending, model=self.model, as_of=self.as_of)

    def why(self, row: int) -> Why:
        """Tell what links an article to the seed, and what editors and each policy of each box make of it."""
        # What editors have hidden is searched for all the same: it is a policy that takes it out, and is told so.
        candidates = self._candidates(NO_RULES)
        terms, seconds = self._shared_terms(row), self._seconds_to(row)
        queries = {name: Query(self._edited, rules=rules) for name, rules in self._rules.items()}
        verdicts = {name: tuple(self._verdicts(name, query, candidates, row)) for name, query in queries.items()}
        return Why(
            seed=self._seed_id,
            other=self._catalogue.id_of(row),
            similarity=min(1.0, self._edited.expanded_vector.dot(self.index.expanded_vectors[row])),
            terms=terms,
            seconds=seconds,
            reason=reason_text(list(terms), seconds),
            verdicts=verdicts,
            overrides=self._deciding(row),
            model=self.model,
        )

    @property
    def _catalogue(self) -> Articles:
        return self.index.catalogue

    @property
    def _seed_id(self) -> str:
        return self.seed.article.article_id

    @cached_property
    def _edited(self) -> Seed:
        """Return the seed without what editors have muted."""
        return mute(self.seed, self.active.muted, self.quoted) if self.active.muted else self.seed

    @cached_property
    def _rules(self) -> dict[str, Rules]:
        """Return what editors have decided of each box."""
        excluded = frozenset(self.index.rows_of(self.exclude))

        def allowed(row: int) -> bool:
            return row not in excluded and self.filters.admits(self._catalogue, row)

        return rules_of(self.active, self._edited, self._catalogue, self.policies, allowed)

    def _candidates(self, rules: Rules) -> Candidates:
        """Return what the boxes choose from.

        Hidden sections are left out of the search, so that they do not use up its depth.
        """
        filters = replace(self.filters, barred_sections=rules.hidden_sections)
        return candidates_beside(self._edited, self.index, filters, self.exclude)

    def _fill(self, name: str, query: Query, candidates: Candidates) -> Box:
        found = rank(candidates, query, policies_of(name, self.policies))
        cards = tuple(self._card(at, found, query) for at in range(len(found)))
        notice = notice_of(name, len(cards), query.k)
        return Box(box=name, seed=self._seed_id, cards=cards, notice=notice, model=self.model, as_of=self.as_of)

    def _card(self, at: int, found: Candidates, query: Query) -> Card:
        row = int(found.rows[at])
        pinned = any(pin.row == row for pin in query.rules.pins)
        terms = self._shared_terms(row)
        folded = found.folded.get(row, ())
        return Card(
            rank=at + 1,
            metadata=self._catalogue.metadata(row),
            score=float(found.score[at]),
            reason=reason_text(list(terms), self._seconds_to(row), pinned=pinned),
            terms=terms[:REASON_TERMS],
            pinned=pinned,
            also_published_by=self._also_published_by(row, folded),
            folded=tuple(map(self._catalogue.id_of, folded)),
            story_id=self.story_ids(row),
        )

    def _shared_terms(self, row: int) -> tuple[SharedTerm, ...]:
        return tuple(self.quoted.shared_terms(self._edited.unmuted_vector, self.index.own_vectors[row]))

    def _seconds_to(self, row: int) -> int | None:
        """Return the time from the seed to an article, negative when that is earlier; none when not known."""
        time, seed_time = self._catalogue.time_of(row), to_seconds(self.seed.article.published_at)
        return None if UNKNOWN_TIME in (time, seed_time) else time - seed_time

    def _also_published_by(self, row: int, folded: tuple[int, ...]) -> tuple[str, ...]:
        """Return the other publishers of a card's text; what else is folded into it tells the event in other words."""
        alike = self.index.own_vectors.similarities(np.array(folded, np.int32), self.index.own_vectors[row])
        names = (self._catalogue.label("publisher", folded[at]) for at in np.flatnonzero(alike >= COPY_SIMILARITY))
        return tuple(dict.fromkeys(name for name in names if name not in ("", self._catalogue.label("publisher", row))))

    def _rows_in(self, box: Box) -> list[int]:
        return self.index.rows_of(each for card in box.cards for each in (card.article_id, *card.folded))

    def _deciding(self, row: int) -> tuple[Override, ...]:
        """Return the overrides that decide of showing a row; a muted term where the seed holds it."""
        section, story = self._catalogue.label("section", row), self.story_ids(row)
        return tuple(
            override
            for override in self.active.overrides
            if override.concerns(self._seed_id, self._catalogue.id_of(row), section, story)
            and (override.term is None or len(mute(self.seed, [override.term], self.quoted).muted))
        )

    def _verdicts(self, name: str, query: Query, candidates: Candidates, row: int) -> Iterable[dict[str, Any]]:
        if row not in candidates.rows:
            yield {"policy": f"search(depth={DEPTH})", "kept": False, "rank": None, "score": None, "folded_into": None}
            if all(pin.row != row for pin in query.rules.pins):
                return
        for verdict in trace(candidates, query, self.policies[name], row):
            into = verdict.folded_into
            yield {
                "policy": verdict.policy,
                "kept": verdict.rank is not None,
                "rank": verdict.rank,
                "score": verdict.score,
                "folded_into": None if into is None else self._shown_id(into),
            }

    def _shown_id(self, row: int) -> str:
        return self._seed_id if row == SEED else self._catalogue.id_of(row)


def candidates_beside(
    seed: Seed, index: Searcher, filters: Filter, exclude: Collection[str] = (), *, depth: int = DEPTH
) -> Candidates:
    """Return what boxes choose from: never the seed, in its language unless another was asked for.

    Args:
        seed: The article being read.
        index: What is searched.
        filters: What every candidate must meet.
        exclude: Ids of articles that are not shown; others than known are passed over.
        depth: How many candidates at most.
    """
    rows = index.rows_of(exclude)
    if seed.row is not None:
        rows.append(seed.row)
    filters = filters.in_language(seed.article.language)
    return index.search(seed.expanded_vector, depth=depth, filters=filters, exclude=rows)


def policies_of(name: str, policies: Mapping[str, tuple[Policy, ...]]) -> tuple[Policy, ...]:
    """Return what a box does.

    Raises:
        ValueError: There is no such box.
    """
    if name not in policies:
        raise ValueError(f"box: expected one of {', '.join(policies)}, found {name}")
    return policies[name]

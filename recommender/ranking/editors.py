"""Editors: what they have decided of a box wins over the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from recommender.index import NO_RULES, Articles, Candidates, PinnedRow, Query, Rules, Seed
from recommender.overrides import Active
from recommender.ranking.copies import COPY_SIMILARITY
from recommender.ranking.events import SameEventThreshold


@dataclass(frozen=True, slots=True)
class NotHidden:
    """Take out the articles and sections that editors show in no box."""

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        rules = query.rules
        if not rules.hidden and not rules.hidden_sections:
            return candidates
        hidden = np.isin(candidates.rows, list(rules.hidden))
        if rules.hidden_sections:
            hidden |= np.isin(candidates.facet("section"), list(rules.hidden_sections))
        return candidates.take(~hidden)


@dataclass(frozen=True, slots=True)
class NotBanned:
    """Take out what editors do not show beside this seed."""

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        if not query.rules.banned:
            return candidates
        return candidates.take(~np.isin(candidates.rows, list(query.rules.banned)))


@dataclass(frozen=True, slots=True)
class NotPinnedElsewhere:
    """Take out what editors show in another box of the page, and copies of its text.

    Attributes:
        copy_similarity: Cosine from which two articles are copies.
    """

    copy_similarity: float = COPY_SIMILARITY

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        for row in query.rules.pinned_elsewhere:
            again = (candidates.own_similarity_to(row) >= self.copy_similarity) | (candidates.rows == row)
            candidates = candidates.take(~again)
        return candidates


@dataclass(frozen=True, slots=True)
class SetPinsAside:
    """Take out what editors show in this box, so that nothing else decides of it, and what would tell it again.

    Copies of its text are folded into its card.

    Attributes:
        line: From where another article tells its event again; by default events are not looked at.
        copy_similarity: Cosine from which two articles are copies.
    """

    line: SameEventThreshold | None = None
    copy_similarity: float = COPY_SIMILARITY

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        for row, _ in query.rules.pins:
            alike = candidates.own_similarity_to(row)
            is_pin = candidates.rows == row
            again = alike >= self.copy_similarity
            copies = tuple(candidates.rows[again & ~is_pin].tolist())
            if self.line is not None:
                again |= self.line(alike, candidates.days_from_row(row))
            candidates = candidates.take(~(again | is_pin)).with_folded({row: copies})
        return candidates


@dataclass(frozen=True, slots=True)
class Pins:
    """Put what editors show in this box at its place, or last where there are too few cards before it.

    Its score is that of the card after it, or before it, so that cards are still in the order of their scores.
    """

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        pins = query.rules.pins
        if not pins:
            return candidates
        candidates = candidates.take(~np.isin(candidates.rows, [pin.row for pin in pins]))
        for pin in pins:
            candidates = self._put(candidates, query, pin)
        return candidates

    def _put(self, candidates: Candidates, query: Query, pin: PinnedRow) -> Candidates:
        row = np.array([pin.row], np.int32)
        similarity = float(candidates.own_vectors.similarities(row, query.seed.own_vector)[0])
        at = min(pin.position - 1, len(candidates))
        score = float(candidates.score[min(at, len(candidates) - 1)]) if len(candidates) else similarity
        return candidates.insert(at, pin.row, similarity=similarity, score=score)


def rules_of(
    active: Active, seed: Seed, catalogue: Articles, boxes: Iterable[str], allowed: Callable[[int], bool]
) -> dict[str, Rules]:
    """Return what editors have decided of each box beside a seed.

    Args:
        active: The overrides that hold.
        seed: The article being read.
        catalogue: The articles; what an override names and is not among them is passed over.
        boxes: The boxes of a page.
        allowed: Tells whether a row may be pinned, as far as the request says.
    """
    if not active.overrides:
        return dict.fromkeys(boxes, NO_RULES)

    def rows(article_ids: Iterable[str]) -> frozenset[int]:
        return frozenset(row for article_id in article_ids if (row := catalogue.find(article_id)) is not None)

    hidden, banned = rows(active.hidden), rows(active.banned_beside(seed.article.article_id))

    def may_be_pinned(row: int) -> bool:
        out = row in hidden or row in banned or catalogue.label("section", row) in active.hidden_sections
        return row != seed.row and not out and allowed(row)

    found = {
        box: tuple(PinnedRow(row, pin.position) for pin in pins for row in rows([pin.article_id]) if may_be_pinned(row))
        for box, pins in active.pins(seed.article.article_id).items()
    }
    return {
        box: Rules(
            hidden=hidden,
            hidden_sections=active.hidden_sections,
            banned=banned,
            pins=found.get(box, ()),
            pinned_elsewhere=tuple(pin.row for other, pins in found.items() if other != box for pin in pins),
        )
        for box in boxes
    }

"""Editors: what they have decided about a box takes precedence over the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from recommender.index import Articles, Candidates, Seed, which_labels
from recommender.overrides import Active, Pin
from recommender.ranking.events import SameEventThreshold
from recommender.ranking.query import NO_RULES, PinnedRow, Query, Rules
from recommender.ranking.same_text import SAME_TEXT, SameText


@dataclass(frozen=True, slots=True)
class NotHidden:
    """Take out the articles and sections that editors have hidden from all boxes."""

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        rules = query.rules
        if not rules.hidden and not rules.hidden_sections:
            return candidates
        hidden = np.isin(candidates.rows, list(rules.hidden))
        if rules.hidden_sections:
            hidden |= candidates.catalogue.are_labelled("section", candidates.rows, rules.hidden_sections)
        return candidates.take(~hidden)


@dataclass(frozen=True, slots=True)
class NotBanned:
    """Take out the articles that editors have banned beside this seed."""

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        if not query.rules.banned:
            return candidates
        return candidates.take(~np.isin(candidates.rows, list(query.rules.banned)))


@dataclass(frozen=True, slots=True)
class NotPinnedElsewhere:
    """Take out the articles that editors have pinned in another box of the page, and copies of them.

    Attributes:
        same_text: Decides which articles are copies.
    """

    same_text: SameText = SAME_TEXT

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        for row in query.rules.pinned_elsewhere:
            candidates = candidates.take(~self.same_text.copies_of_row(row, candidates))
        return candidates


@dataclass(frozen=True, slots=True)
class SetPinsAside:
    """Take out the articles that editors have pinned in this box, so that no policy judges them until `Pins`.

    Copies of a pinned article are folded into its card, and candidates on its event are taken out.

    Attributes:
        threshold: From where a candidate is on the event of a pinned article, by own vectors; if None, events are not
            compared.
        same_text: Decides which articles are copies.
    """

    threshold: SameEventThreshold | None = None
    same_text: SameText = SAME_TEXT

    def __call__(self, candidates: Candidates, query: Query) -> Candidates:
        if not query.rules.pins:
            return candidates
        # All pins at once, so that none of two that are copies of each other is folded into the other.
        candidates = candidates.take(~np.isin(candidates.rows, [pin.row for pin in query.rules.pins]))
        for row, _ in query.rules.pins:
            left_out = self.same_text.copies_of_row(row, candidates)
            copies = tuple(candidates.rows[left_out].tolist())
            if self.threshold is not None:
                left_out |= self.threshold.of_row(row, candidates, candidates.own_vectors)
            candidates = candidates.take(~left_out).with_folded({row: copies})
        return candidates


@dataclass(frozen=True, slots=True)
class Pins:
    """Put the articles that editors have pinned in this box at their ranks, or last if there are too few before them.

    Such a card has the score of the card after it, or else of the one before it, so that scores still fall.
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
    active: Active, seed: Seed, catalogue: Articles, boxes: Iterable[str], may_show: Callable[[int], bool]
) -> dict[str, Rules]:
    """Return what editors have decided about each box beside a seed.

    Args:
        active: The overrides that are active.
        seed: The article being read.
        catalogue: The articles; overrides that name others are passed over.
        boxes: The boxes of a page.
        may_show: Returns whether the request lets a row be shown, even if it is pinned.
    """
    if not active.overrides:
        return dict.fromkeys(boxes, NO_RULES)
    seed_id = seed.article.article_id
    rules = Rules(
        hidden=frozenset(_rows_of(active.hidden, catalogue)),
        hidden_sections=active.hidden_sections,
        banned=frozenset(_rows_of(active.banned_beside(seed_id), catalogue)),
    )

    def may_be_pinned(row: int) -> bool:
        is_out = row == seed.row or row in rules.hidden or row in rules.banned
        return (
            not is_out
            and not any(which_labels("section", [catalogue.label("section", row)], rules.hidden_sections))
            and may_show(row)
        )

    pins = {
        box: tuple(pin for pin in _pinned_rows(pins, catalogue) if may_be_pinned(pin.row))
        for box, pins in active.pins(seed_id).items()
    }
    return {box: rules._replace(pins=pins.get(box, ()), pinned_elsewhere=_rows_in_others(pins, box)) for box in boxes}


def _rows_of(article_ids: Iterable[str], catalogue: Articles) -> list[int]:
    rows = map(catalogue.find, article_ids)
    return [row for row in rows if row is not None]


def _pinned_rows(pins: Iterable[Pin], catalogue: Articles) -> list[PinnedRow]:
    return [PinnedRow(row, pin.position) for pin in pins for row in _rows_of([pin.article_id], catalogue)]


def _rows_in_others(pins: Mapping[str, tuple[PinnedRow, ...]], box: str) -> tuple[int, ...]:
    return tuple(pin.row for other, pinned in pins.items() if other != box for pin in pinned)

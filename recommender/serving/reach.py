"""What a decision touches: asked before it is taken, when it is of the whole site.

In: what is served, and a decision. Out: how many articles it is about, and on how many pages the boxes change. The one
idea: the boxes of a page are filled with the decision and without it, and compared. Only pages that it may change are
looked at; where these are too many for the time there is, a random sample of them, and the number is an estimate.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import split_text
from recommender.article import to_seconds
from recommender.boxes import Page, Request
from recommender.engine import Recommender
from recommender.index import SECTION, Articles, Filter, which_labels
from recommender.model import Vector
from recommender.overrides import Override

Rows = NDArray[np.int64]
# How long pages are looked at. Above 0, seconds; by hand: who asks waits for it.
SECONDS = 1.0
# Of up to so many articles, the pages that show them are looked for among their nearest. At least 0; by hand.
FEW = 20
# How many of the nearest. At least 1; by hand, several times as many as a box chooses from: it need not be mutual.
NEAREST = 1_000
MAX_EXAMPLES = 5  # Pages that are named. At least 0; by hand.


@dataclass(frozen=True, slots=True)
class Reach:
    """What a decision touches.

    Attributes:
        articles: How many articles it is about: those hidden, pinned or banned, or linked to others by a muted term.
        pages: On how many pages its boxes change; an estimate unless `is_exact`.
        looked_at: How many pages were compared.
        out_of: How many pages it may change at all.
        examples: The ids of a few articles whose pages change.
    """

    articles: int
    pages: int
    looked_at: int
    out_of: int
    examples: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Return whether all pages were compared that it may change."""
        return self.looked_at == self.out_of

    def to_record(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "articles": self.articles,
            "pages": self.pages,
            "is_estimate": not self.is_exact,
            "looked_at": self.looked_at,
            "out_of": self.out_of,
            "examples": list(self.examples),
        }


def with_decision(recommender: Recommender, override: Override) -> Recommender:
    """Return what is served, as if a decision had been taken, in the place of one about the same subject."""
    return replace(recommender, overrides=recommender.overrides.with_override(override))


def without_decision(recommender: Recommender, override_id: str) -> Recommender:
    """Return what is served, as if a decision had been undone."""
    return replace(recommender, overrides=recommender.overrides.without(override_id))


def reach_of(
    override: Override,
    before: Recommender,
    after: Recommender,
    *,
    as_of: datetime,
    seconds: float = SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> Reach:
    """Return what a decision touches.

    Args:
        override: The decision.
        before: What is served without it.
        after: What is served with it.
        as_of: The moment for which pages are filled.
        seconds: How long pages are compared; one is compared however short this is.
        clock: Returns the time in seconds.
    """
    about, pages = rows_about(override, before), _pages_of(override, before, as_of)
    hidden = {before.catalogue.id_of(row) for row in about.tolist()} if override.action == "hide" else None
    pages = np.random.default_rng(0).permutation(pages)
    end, looked_at, changed = clock() + seconds, 0, []
    for row in pages.tolist():
        article_id = before.catalogue.id_of(row)
        looked_at += 1
        if changes(article_id, before, after, as_of, hidden):
            changed.append(article_id)
        if clock() >= end:
            break
    share = len(changed) / max(looked_at, 1)
    return Reach(len(about), round(share * len(pages)), looked_at, len(pages), tuple(changed[:MAX_EXAMPLES]))


def changes(
    article_id: str, before: Recommender, after: Recommender, as_of: datetime, hidden: AbstractSet[str] | None = None
) -> bool:
    """Return whether the boxes of a page hold other cards, or in another order.

    Args:
        article_id: The article of the page.
        before, after: What is served without and with a decision.
        as_of: The moment.
        hidden: What alone the decision hides, if it does nothing else: a page that does not show it stays as it is.
    """
    request = Request(as_of=as_of)
    now = cards_of(before.page(article_id, request))
    if hidden is not None and hidden.isdisjoint(chain.from_iterable(now.values())):
        return False
    return now != cards_of(after.page(article_id, request))


def cards_of(page: Page) -> dict[str, list[str]]:
    """Return the ids of the cards of each box of a page."""
    return {name: [card.article_id for card in box.cards] for name, box in page.boxes.items()}


def rows_about(override: Override, recommender: Recommender) -> Rows:
    """Return the rows of the articles that a decision is about, as far as they are served."""
    catalogue, stories = recommender.catalogue, recommender.stories
    if override.section is not None:
        return _rows_in_section(override.section, catalogue)
    if override.story_id is not None:
        return stories.rows_of(stories.resolve(override.story_id), catalogue).astype(np.int64)
    if override.term is not None:
        return _rows_linked_by(override.term, recommender)
    ids = [each for each in (override.article_id, override.other) if each is not None]
    return np.array(recommender.index.rows_of(ids), np.int64)


def is_linking(term: str, recommender: Recommender) -> bool:
    """Return whether any article is linked to others by a term."""
    return len(_rows_linked_by(term, recommender, 1, parts=True)) > 0


def _pages_of(override: Override, recommender: Recommender, as_of: datetime) -> Rows:
    """Return the rows of the articles beside which a decision may change a box."""
    catalogue, about = recommender.catalogue, rows_about(override, recommender)
    public = _public_rows(catalogue, as_of)
    match override.action:
        case "ban":
            return np.intersect1d(about, public)
        case "mute":
            return np.intersect1d(_rows_linked_by(override.term or "", recommender, parts=True), public)
        case "pin" if override.seed is not None:
            return np.intersect1d(np.array(recommender.index.rows_of([override.seed]), np.int64), public)
        case "hide" if len(about) <= FEW and not _is_breaking(about, recommender, as_of):
            return np.intersect1d(_rows_near(about, recommender), public)
    return public if len(about) else public[:0]


def _public_rows(catalogue: Articles, as_of: datetime) -> Rows:
    """Return the rows of all articles that are published up to a moment."""
    until = to_seconds(as_of)
    some = []
    for part in catalogue.parts():
        is_public = part.columns.published_at <= until
        is_public[part.deleted] = False
        some.append(part.first + np.flatnonzero(is_public))
    return np.concatenate(some)


def _rows_in_section(section: str, catalogue: Articles) -> Rows:
    some = []
    for part in catalogue.parts():
        wanted = np.array(which_labels("section", part.columns.labels["section"], {section}), np.bool_)
        is_in = wanted[part.columns.codes[SECTION]]
        is_in[part.deleted] = False
        some.append(part.first + np.flatnonzero(is_in))
    return np.concatenate(some)


def _rows_linked_by(term: str, recommender: Recommender, most: int | None = None, *, parts: bool = False) -> Rows:
    """Return the rows of the articles that hold a term, by their own words or those of their nearest: see `mute`.

    Args:
        term: A word or a name.
        recommender: What is served.
        most: How many are looked for in each language; None for all.
        parts: Whether a word of a name is enough.
    """
    index, model, rows = recommender.index, recommender.model, set[int]()
    for language in index.base.catalogue.labels["language"]:
        words = np.array([*map(model.columns_of(language), split_text(term, language))], np.int64)
        words = words[words >= 0]
        columns = words if parts or len(words) < 2 else model.phrase_columns(words[:-1], words[1:])
        for column in columns[columns >= 0].tolist():
            query = Vector(np.array([column], np.int32), np.ones(1, np.float32))
            only = Filter(language=frozenset({language}))
            rows.update(index.search(query, depth=len(index) if most is None else most, filters=only).rows.tolist())
    return np.array(sorted(rows), np.int64)


def _rows_near(rows: Rows, recommender: Recommender) -> Rows:
    """Return the rows that are nearest to some others."""
    index = recommender.index
    same_language = [Filter().in_language(recommender.catalogue.label("language", row)) for row in rows.tolist()]
    near = [
        index.search(index.expanded_vectors[row], depth=NEAREST, filters=filters).rows
        for row, filters in zip(rows.tolist(), same_language, strict=True)
    ]
    return np.unique(np.concatenate(near)).astype(np.int64) if near else rows


def _is_breaking(rows: Rows, recommender: Recommender, as_of: datetime) -> bool:
    """Return whether one of some articles is on all pages."""
    breaking = {card.article_id for card in recommender.breaking(Request(as_of=as_of)).cards}
    return any(recommender.catalogue.id_of(row) in breaking for row in rows.tolist())

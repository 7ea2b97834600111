"""The boxes beside an article: search → rank → cards.

In: a seed, and the view of one request. Out: candidates, the editors' rules for each box, and, of ranked candidates,
cards with their reasons. Ranking is done in between, by the policies of each box.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice, repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.article import are_days, seconds_between, to_seconds
from recommender.boxes.cards import Card
from recommender.boxes.reasons import Between, informative_terms, reason_text
from recommender.boxes.view import View
from recommender.index import Articles, Candidates, Rows, Searcher, Seed
from recommender.ranking import (
    SAME_TEXT,
    Query,
    Rules,
    SeedText,
    SharedTerm,
    SharedTerms,
    rules_of,
)

# Candidates that the boxes of a page choose from, at most. At least 1; chosen by hand, more than any box takes out and
# shows, to bound the time of a request.
DEPTH = 200
# What a date without an hour is a multiple of. At least 1, seconds; as finely as the offsets of zones are given.
QUARTER_HOUR = 900


class Link(NamedTuple):
    """What links an article to the seed.

    Attributes:
        shared: The terms that both share, without muted ones, the largest share first.
        between: The time from the seed to the article; None if not known.
        language: That of the reader.
    """

    shared: SharedTerms
    between: Between | None
    language: str | None = None

    @property
    def terms(self) -> tuple[SharedTerm, ...]:
        """Return all terms that both share."""
        return tuple(self.shared)

    def reason(self, *, pinned: bool = False) -> str:
        """Return the link as one line; `pinned` is whether an editor has put the article there."""
        return reason_text(self.named(), self.between, language=self.language, pinned=pinned)

    def named(self) -> list[SharedTerm]:
        """Return the terms that are worth naming, the most informative first."""
        return informative_terms(self.shared, is_dated=self.between is not None)


def search_beside(seed: Seed, view: View, depth: int = DEPTH) -> Candidates:
    """Return the candidates beside an article: never the seed itself, in its language unless the request names others.

    Hidden sections are left out of the search, so that they do not use up its depth.

    Args:
        seed: The article being read.
        view: The view of the request.
        depth: At most this many candidates.
    """
    excluded = view.index.rows_of(view.request.exclude)
    if seed.row is not None:
        excluded.append(seed.row)
    filters = replace(view.filters.in_language(seed.article.language), barred_sections=view.active.hidden_sections)
    return view.index.search(seed.expanded_vector, depth=depth, filters=filters, exclude=excluded)


def rules_beside(seed: Seed, view: View, boxes: Iterable[str]) -> dict[str, Rules]:
    """Return what editors have decided about each box beside an article."""
    return rules_of(view.active, seed, view.catalogue, boxes, view.may_show)


def cards_beside(ranked: Candidates, query: Query, text: SeedText, view: View) -> tuple[Card, ...]:
    """Return the cards of ranked candidates, each with the reason why it is shown.

    Args:
        ranked: What the policies of a box have left, best first.
        query: What they were asked.
        text: The seed's words.
        view: The view of the request.
    """
    return cards_of_boxes([(ranked, query)], text, view)[0]


def cards_of_boxes(boxes: Sequence[tuple[Candidates, Query]], text: SeedText, view: View) -> list[tuple[Card, ...]]:
    """Return the cards of each of some boxes beside one seed, as `cards_beside` does: what they share is named at once.

    Args:
        boxes: What the policies of each box have left, and what they were asked.
        text: The seed's words.
        view: The view of the request.
    """
    rows = [ranked.rows for ranked, _ in boxes]
    links = iter(links_to(np.concatenate(rows), boxes[0][1].seed, text, view))
    return [
        tuple(_card(at, link, ranked, query, view) for at, link in enumerate(islice(links, len(ranked))))
        for ranked, query in boxes
    ]


def links_to(rows: NDArray[np.int32], seed: Seed, text: SeedText, view: View) -> list[Link]:
    """Return what links each of some articles to a seed."""
    if not len(rows):
        return []
    shared = text.shared_with(seed.unmuted_vector, view.index.own_vectors.take(rows))
    return list(map(Link, shared, times_from(seed, rows, view), repeat(view.language)))


def times_from(seed: Seed, rows: Rows, view: View) -> list[Between | None]:
    """Return the time from a seed to each of some articles; None where either has none."""
    seed_time = np.array([to_seconds(seed.article.known_time)])
    times = view.catalogue.dates_of(rows)
    by_arrival = view.catalogue.times_of(rows) != times
    by_day = are_days(times) | are_days(seed_time)
    # To the second at one time, and a whole hour of some zone: that is a date, of which somebody made a midnight.
    by_day |= (times == seed_time) & (times % QUARTER_HOUR == 0)
    apart = zip(seconds_between(times, seed_time).tolist(), by_day.tolist(), by_arrival.tolist(), strict=True)
    return [None if math.isnan(seconds) else Between(int(seconds), *how) for seconds, *how in apart]


def _card(at: int, link: Link, ranked: Candidates, query: Query, view: View) -> Card:
    row = int(ranked.rows[at])
    folded = ranked.folded.get(row, ())
    pinned = bool(query.rules.pins) and any(pin.row == row for pin in query.rules.pins)
    named = link.named()
    return Card(
        rank=at + 1,
        metadata=view.catalogue.metadata(row),
        score=float(ranked.score[at]),
        reason=reason_text(named, link.between, language=link.language, pinned=pinned),
        seconds=link.between.seconds if link.between else None,
        terms=tuple(sorted(named, key=lambda term: (-term.share, term.term))),
        also_published_by=also_published_by(row, folded, view.index, view.catalogue),
        folded=tuple(map(view.catalogue.id_of, folded)),
        pinned=pinned,
        story_id=view.story_of(row),
    )


def also_published_by(row: int, folded: Iterable[int], index: Searcher, catalogue: Articles) -> tuple[str, ...]:
    """Return the other publishers of an article's text; what else is folded into its card is in other words."""
    others = np.fromiter(folded, np.int32)
    if not len(others):
        return ()
    similarity = index.own_vectors.similarities_to(others, row)
    is_copy = SAME_TEXT.of_row(row, similarity, others, catalogue)
    names = catalogue.labels_of("publisher", others[is_copy])
    return tuple(dict.fromkeys(name for name in names if name not in ("", catalogue.label("publisher", row))))

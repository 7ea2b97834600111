"""What fills Similar News where no other report of the event was found, when the site asks for it.

In: a seed, and the view of one request. Out: the newest articles as candidates, and their cards, whose reasons say no
more than that they are the newest. The one idea: nothing of it looks like a report of the event.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.article import END_OF_TIME, SECONDS_A_DAY
from recommender.boxes.beside_article import DEPTH, cards_beside, times_from
from recommender.boxes.cards import Card
from recommender.boxes.reasons import filler_reason
from recommender.boxes.view import View
from recommender.index import NO_ROWS, Candidates, Filter, Rows, Seed, which_labels
from recommender.ranking import Query, SeedText


def search_filler(seed: Seed, view: View) -> Candidates:
    """Return the newest articles that the request admits, of the seed's section if the request asks for those.

    Their score is in (0, 1]: 1 for the newest, half of it for one a day older. For a seed without a section there are
    none of it.

    Args:
        seed: The article being read.
        view: The view of the request.
    """
    index, filters = view.index, _filter_of(seed, view)
    newest = NO_ROWS if filters is None else view.catalogue.newest_rows(END_OF_TIME, DEPTH, filters.admits_rows)
    rows = _without(newest, seed, view).astype(np.int32)
    times = view.catalogue.dates_of(rows)
    score = (1 / (1 + (times[:1] - times) / SECONDS_A_DAY)).astype(np.float32)
    similarity = index.expanded_vectors.similarities(rows, seed.expanded_vector)
    return Candidates(view.catalogue, index.own_vectors, index.expanded_vectors, rows, similarity, score)


def filler_cards(ranked: Candidates, query: Query, text: SeedText, view: View) -> tuple[Card, ...]:
    """Return the cards of ranked filler.

    Args:
        ranked: What the policies have left, the newest first.
        query: What they were asked.
        text: The seed's words.
        view: The view of the request.
    """
    section = query.seed.article.section if view.request.fill == "section" else None
    times = times_from(query.seed, ranked.rows, view)
    cards = cards_beside(ranked, query, text, view)
    return tuple(
        replace(card, reason=filler_reason(section, between, language=view.language), terms=())
        for card, between in zip(cards, times, strict=True)
    )


def _filter_of(seed: Seed, view: View) -> Filter | None:
    """Return what every article must meet; None if there can be none."""
    filters = replace(view.filters.in_language(seed.article.language), barred_sections=view.active.hidden_sections)
    if view.request.fill != "section":
        return filters
    section = seed.article.section
    if not section or (filters.section and not any(which_labels("section", [section], filters.section))):
        return None
    return replace(filters, section=frozenset({section}))


def _without(rows: Rows, seed: Seed, view: View) -> Rows:
    """Return rows without the seed, its story and what the request excludes."""
    own = () if seed.row is None else (seed.row,)
    return rows[~np.isin(rows, [*own, *seed.story.tolist(), *view.index.rows_of(view.request.exclude)])]

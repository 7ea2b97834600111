"""Stories as the engine needs them: a corpus grouped, an article placed, a story told as a timeline.

In: the searchable corpus and its stories. Out: `Timeline`, whose `to_record` is the JSON of the HTTP interface.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.article import (
    CARD_FIELDS,
    END_OF_TIME,
    EPOCH,
    UNKNOWN_TIME,
    ArticleId,
    primary_subtag,
    to_iso,
    to_seconds,
)
from recommender.errors import UnknownStoryError
from recommender.index import LANGUAGE, Articles, Catalogue, Entry, Filter, Rows, Searcher, Segment
from recommender.model import TfidfModel
from recommender.overrides import Active
from recommender.stories import (
    ALL_KNOWN,
    FOUNDING,
    NEAREST,
    RECENT,
    WORTH,
    Arrival,
    LiveStories,
    Served,
    Stories,
    read_unknown,
)

Longs = NDArray[np.int64]
MOST_ARTICLES = 500  # of a story's timeline: its first and its last


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A story as a timeline.

    Attributes:
        story_id: Its id.
        title: The title of the article most like the others.
        articles: The records of its articles without their texts, in the order of time, unknown times last; of a very
            long story the first and the last.
        n_articles: How many there are.
        publishers: Who told it, in the order in which they first did.
        first: When it was first told, none when that is not known.
        latest: When it was last told, likewise.
        model: The version of the model that answered.
        as_of: The moment for which the answer was made.
    """

    story_id: str
    title: str
    articles: tuple[Mapping[str, Any], ...]
    n_articles: int
    publishers: tuple[str, ...]
    first: datetime | None
    latest: datetime | None
    model: str
    as_of: datetime | None

    def to_record(self) -> dict[str, Any]:
        """Return the story as JSON values."""
        return {
            "story_id": self.story_id,
            "title": self.title,
            "articles": [{name: metadata.get(name) for name in CARD_FIELDS} for metadata in self.articles],
            "n_articles": self.n_articles,
            "publishers": list(self.publishers),
            "first_published_at": to_iso(self.first),
            "latest_published_at": to_iso(self.latest),
            "model": self.model,
            "as_of": to_iso(self.as_of),
        }


def group_corpus(index: Segment, numbers: range, before: tuple[Stories, Catalogue] | None = None) -> LiveStories:
    """Group a trained corpus into stories.

    Args:
        index: The corpus.
        numbers: Which terms of the articles' own words are numbers.
        before: The stories of the corpus before, and its articles: the ids go on.
    """
    catalogue = index.catalogue
    stories = Stories.build(
        catalogue.ids,
        index.expanded_vectors,
        index.own_vectors,
        times=catalogue.published_at,
        groups=catalogue.codes[LANGUAGE],
        numbers=numbers,
        before=before[0].by_article(before[1].ids) if before else {},
        redirects=before[0].redirects if before else {},
    )
    return LiveStories(stories)


def arrival_of(entry: Entry, model: TfidfModel) -> Arrival:
    """Return an article as stories see one that is to be placed; `model` is what its vectors were made by."""
    article, unknown = entry.article, read_unknown(entry.article, model) if entry.n_oov else ALL_KNOWN
    return Arrival(
        article.article_id,
        to_seconds(article.published_at),
        primary_subtag(article.language),
        len(entry.own_vector.terms) + len(unknown.words.terms),
        entry.expanded_vector,
        entry.own_vector,
        unknown,
    )


def served_by(index: Searcher, stories: LiveStories) -> Served:
    """Return what stories look at.

    Args:
        index: The articles that are served.
        stories: Their stories; they know where the trained ones among the articles are found.
    """
    base, n_base = index.base.catalogue, len(index.base)
    groups, languages = base.codes[LANGUAGE], base.labels["language"]

    def of_the_base(arrival: Arrival, itself: Longs) -> NDArray[np.int32]:
        if arrival.language not in languages:
            return np.empty(0, np.int32)
        barred = np.zeros(n_base, np.bool_)
        barred[itself[itself < n_base]] = True
        barred[index.deleted] = True
        group = languages.index(arrival.language)
        near = stories.base.near.rows(arrival.vector, arrival.time, group=group, groups=groups, barred=barred)
        return near.astype(np.int32)

    def of_the_live(arrival: Arrival, itself: Longs) -> NDArray[np.int32]:
        filters = Filter(language=frozenset({arrival.language}))
        rows, _ = index.live.best(arrival.vector, NEAREST, filters, itself[itself >= n_base] - n_base)
        return rows + np.int32(n_base)

    def nearest(arrival: Arrival) -> Rows:
        itself = np.array(index.rows_of([arrival.article_id]), np.int64)
        rows = np.concatenate([of_the_base(arrival, itself), of_the_live(arrival, itself)])
        cosines = index.expanded_vectors.similarities(rows, arrival.vector)
        order = np.lexsort((rows, -cosines))[:NEAREST]
        worth: Rows = rows[order[cosines[order] >= WORTH * cosines.max(initial=0)]]
        return worth

    return Served(index.catalogue, index.expanded_vectors, index.own_vectors, nearest)


def hide_stories(active: Active, stories: LiveStories, catalogue: Articles) -> Active:
    """Return what editors have decided, with the articles of the stories that they have hidden hidden one by one."""
    found = (stories.rows_of(stories.resolve(story), catalogue) for story in active.hidden_stories)
    hidden = (ArticleId(catalogue.id_of(row)) for rows in found for row in rows.tolist())
    return replace(active, hidden=active.hidden.union(hidden))


def tell(
    story_id: str,
    index: Searcher,
    stories: LiveStories,
    active: Active,
    *,
    as_of: datetime | None,
    model: str,
) -> Timeline:
    """Return a story as it was told up to a moment.

    Args:
        story_id: Its id, or one that leads to it.
        index: The articles that are served.
        stories: Their stories.
        active: What editors have decided: what they have hidden is not told.
        as_of: The moment, none for the end of time; articles without a time count as told.
        model: The version of the model that answers.

    Raises:
        UnknownStoryError: There is no such story, or nothing of it is shown.
    """
    catalogue, found = index.catalogue, stories.resolve(story_id)
    rows = stories.rows_of(found, catalogue)
    times = catalogue.times_of(rows)
    told = times <= (END_OF_TIME if as_of is None else to_seconds(as_of))
    told &= ~np.isin([catalogue.id_of(row) for row in rows.tolist()], list(active.hidden))
    told &= ~np.isin(catalogue.labels_of("section", rows), list(active.hidden_sections))
    rows, times = rows[told], times[told]
    if found is None or not len(rows):
        raise UnknownStoryError(story_id)
    known = times[times != UNKNOWN_TIME]
    shown = (
        rows
        if len(rows) <= MOST_ARTICLES
        else np.concatenate([rows[: MOST_ARTICLES // 2], rows[-MOST_ARTICLES // 2 :]])
    )
    publishers = dict.fromkeys(filter(None, catalogue.labels_of("publisher", rows)))
    return Timeline(
        story_id=found,
        title=str(catalogue.metadata(_typical(rows, index)).get("title", "")),
        articles=tuple(catalogue.metadata(row) for row in shown.tolist()),
        n_articles=len(rows),
        publishers=tuple(publishers),
        first=_time(known.min()) if len(known) else None,
        latest=_time(known.max()) if len(known) else None,
        model=model,
        as_of=as_of,
    )


def _typical(rows: NDArray[np.int32], index: Searcher) -> int:
    """Return the member most like the founding and recent ones, of those with a title; of equals the first."""
    compared = rows if len(rows) <= FOUNDING + RECENT else np.concatenate([rows[:FOUNDING], rows[-RECENT:]])
    titled = [row for row in compared.tolist() if index.catalogue.metadata(row).get("title")]
    alike = [float(index.expanded_vectors.similarities(compared, index.expanded_vectors[row]).sum()) for row in titled]
    return titled[int(np.argmax(alike))] if titled else int(rows[0])


def _time(seconds: np.int64) -> datetime:
    return EPOCH + timedelta(seconds=int(seconds))

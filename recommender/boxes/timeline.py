"""A story as a timeline: its articles in the order of time.

In: the id of a story, and the view of a request. Out: `Timeline`, whose `to_record` is the JSON of the HTTP interface.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.article import CARD_FIELDS, END_OF_TIME, UNKNOWN_TIME, to_iso, to_seconds, to_time
from recommender.boxes.cards import dating
from recommender.boxes.view import View
from recommender.errors import UnknownStoryError
from recommender.index import Rows
from recommender.stories import StoryId, compared_positions

# Articles of a timeline at most, an even number: the first and the last. At least 2; chosen by hand, to bound answers.
MOST_ARTICLES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A story as a timeline.

    Attributes:
        story_id: Its id.
        title: The title of its most typical article.
        articles: The metadata of its articles in the order of time, unknown times last; of a very long story the first
            and the last.
        n_articles: How many articles it has.
        publishers: Its publishers, in the order of their first articles.
        first: The time of its first article; None if not known.
        latest: The time of its last article; None if not known.
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
            "articles": [
                {name: metadata.get(name) for name in CARD_FIELDS} | dating(metadata) for metadata in self.articles
            ],
            "n_articles": self.n_articles,
            "publishers": list(self.publishers),
            "first_published_at": to_iso(self.first),
            "latest_published_at": to_iso(self.latest),
            "model": self.model,
            "as_of": to_iso(self.as_of),
        }


def timeline_of(story_id: str, view: View) -> Timeline:
    """Return a story as far as it had been published at the moment of a request.

    What editors have hidden is left out; articles without a time count as published.

    Args:
        story_id: The story's id, or one that leads to it.
        view: The view of the request.

    Raises:
        UnknownStoryError: There is no such story, or none of its articles is shown.
    """
    resolved = view.stories.resolve(story_id)
    rows = visible_members(resolved, view)
    if resolved is None or not len(rows):
        raise UnknownStoryError(story_id)
    times = view.catalogue.times_of(rows)
    known = times[times != UNKNOWN_TIME]
    half = MOST_ARTICLES // 2
    ends = rows if len(rows) <= MOST_ARTICLES else np.concatenate([rows[:half], rows[-half:]])
    publishers = dict.fromkeys(filter(None, view.catalogue.labels_of("publisher", rows)))
    return Timeline(
        story_id=resolved,
        title=str(view.catalogue.metadata(most_typical(rows, view)).get("title", "")),
        articles=tuple(map(view.catalogue.metadata, ends.tolist())),
        n_articles=len(rows),
        publishers=tuple(publishers),
        first=to_time(int(known.min())) if len(known) else None,
        latest=to_time(int(known.max())) if len(known) else None,
        model=view.model,
        as_of=view.request.as_of,
    )


def visible_members(story_id: StoryId | None, view: View) -> NDArray[np.int32]:
    """Return the articles of a story that are published and not hidden, in the order of time; none if it is None."""
    catalogue, as_of = view.catalogue, view.request.as_of
    rows = view.stories.rows_of(story_id, catalogue)
    is_published = catalogue.times_of(rows) <= (END_OF_TIME if as_of is None else to_seconds(as_of))
    return rows[is_published & ~are_hidden(rows, view)]


def are_hidden(rows: Rows, view: View) -> NDArray[np.bool_]:
    """Return which of some articles editors have hidden, alone or with their story or section; bool (n_rows,)."""
    hidden = np.array(view.index.rows_of(view.active.hidden), np.int64)
    return np.isin(rows, hidden) | view.catalogue.are_labelled("section", rows, view.active.hidden_sections)


def most_typical(rows: NDArray[np.int32], view: View) -> int:
    """Return the article of highest total cosine with the founding and recent ones; of equals the first.

    Only articles among these that have a title are considered; if none has, the first article is returned.
    """
    compared = rows[compared_positions(len(rows))]
    titled = [row for row in compared.tolist() if view.catalogue.metadata(row).get("title")]
    vectors = view.index.expanded_vectors
    totals = [float(vectors.similarities(compared, vectors[row]).sum()) for row in titled]
    return titled[int(np.argmax(totals))] if titled else int(rows[0])

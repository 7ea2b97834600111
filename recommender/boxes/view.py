"""The corpus as one request sees it.

In: what is served, and a request. Out: a `View`, from which the boxes of the request are filled: the articles and their
stories, what editors have decided at the moment of the request, and what it admits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.article import ArticleId
from recommender.boxes.cards import Box, Card, TagBox, TagCard, notice_of
from recommender.boxes.request import Request
from recommender.index import Articles, Filter, Rows, Searcher
from recommender.overrides import NOTHING, Active, Overrides
from recommender.stories import LiveStories


@dataclass(frozen=True, slots=True)
class View:
    """The corpus as one request sees it.

    Attributes:
        index: The articles that are served, and their vectors.
        catalogue: The articles alone.
        stories: Which of the articles are on one event.
        active: The overrides that are active at the moment of the request; the articles of a hidden story are hidden.
        request: What is asked.
        filters: What every article must meet that is shown: the filters of the request, up to its moment.
        model: The version of the model.
        language: That of the reader; None if not known.
    """

    index: Searcher
    catalogue: Articles
    stories: LiveStories
    active: Active
    request: Request
    filters: Filter
    model: str
    language: str | None

    @classmethod
    def of(cls, index: Searcher, stories: LiveStories, overrides: Overrides, request: Request, *, model: str) -> Self:
        """Return the view of one request on what is served; a request for one language is of a reader of it.

        So is one that names the language of its page.
        """
        catalogue, active = index.catalogue, overrides.at(request.as_of)
        if active.hidden_stories:
            active = _with_articles_of_stories(active, stories, catalogue)
        filters = request.filters.up_to(request.as_of)
        language = next(iter(filters.language)) if len(filters.language) == 1 else None
        language = request.page_language or language
        return cls(index, catalogue, stories, active, request, filters, model, language)

    def read_in(self, language: str | None) -> Self:
        """Return the view of the same request by a reader of this language, unless its page is in another."""
        return replace(self, language=self.request.page_language or language)

    def in_language(self, language: str | None) -> Self:
        """Return the view of the same request for articles in one language, unless it names others."""
        return replace(self, filters=self.filters.in_language(language))

    def without_overrides(self) -> Self:
        """Return the view of the same request as if editors had decided nothing."""
        return replace(self, active=NOTHING)

    def may_show(self, row: int) -> bool:
        """Return whether the request lets an article be shown."""
        return self.catalogue.id_of(row) not in self.request.exclude and self.filters.admits(self.catalogue, row)

    def admitted(self, rows: Rows) -> NDArray[np.bool_]:
        """Return which of some articles the request lets be shown, bool (n_rows,)."""
        flags = self.filters.admitted(self.catalogue, rows)
        if self.request.exclude:
            flags &= [self.catalogue.id_of(row) not in self.request.exclude for row in rows.tolist()]
        return flags

    def story_of(self, row: int) -> str:
        """Return the id of the story of an article."""
        return self.stories.id_of(row, self.catalogue)

    def story_numbers(self, rows: Rows) -> NDArray[np.int64]:
        """Return a number for the story of each of some articles, the same for the same story; (n,)."""
        return self.stories.numbers_of(rows, self.catalogue)

    def box(self, name: str, seed: str | None, cards: Iterable[Card]) -> Box:
        """Return the box of some cards, beside a seed of this id or beside none."""
        cards = tuple(cards)
        notice = notice_of(name, len(cards), self.request.k, self.language)
        return Box(box=name, seed=seed, cards=cards, notice=notice, model=self.model, as_of=self.request.as_of)

    def tag_box(self, name: str, seed: str | None, tags: Iterable[TagCard]) -> TagBox:
        """Return the box of some tags, likewise."""
        tags = tuple(tags)
        notice = notice_of(name, len(tags), self.request.k, self.language)
        return TagBox(box=name, seed=seed, tags=tags, notice=notice, model=self.model, as_of=self.request.as_of)


def _with_articles_of_stories(active: Active, stories: LiveStories, catalogue: Articles) -> Active:
    """Return overrides that hide each article of the stories that they hide."""
    rows = (stories.rows_of(stories.resolve(story_id), catalogue) for story_id in active.hidden_stories)
    hidden = (ArticleId(catalogue.id_of(row)) for members in rows for row in members.tolist())
    return replace(active, hidden=active.hidden.union(hidden))

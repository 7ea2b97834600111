"""What is known of the stories now: those of the training, and what has changed since.

Immutable: a change makes a new state, which shares most of what it holds with the one before. Kept are the stories that
changes have touched and, by id, the story of each live article. The row of a live article holds only until the next
change, so nothing here names a live article by its row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from immutables import Map
from numpy.typing import NDArray

from recommender.index import Articles, Catalogue, Rows
from recommender.stories.members import LIVE, Member, compared_of, compared_positions
from recommender.stories.neighbours import sortable_time
from recommender.stories.oov import NO_OOV, Oov
from recommender.stories.stories import StoryProfile, TrainedStories
from recommender.stories.story_ids import StoryId, StoryNumber


class StoryState(NamedTuple):
    """A story that a change has touched.

    Attributes:
        number: A number that no other story has.
        members: In time order; empty when all have left.
        profile: What was measured of it last.
    """

    number: StoryNumber
    members: tuple[Member, ...]
    profile: StoryProfile


class Assignment(NamedTuple):
    """A live article in its story.

    Attributes:
        story_id: The story.
        oov: The words of the article that the model does not know.
    """

    story_id: StoryId
    oov: Oov


@dataclass(frozen=True, slots=True, eq=False)
class LiveStories:
    """The stories of a trained corpus and of the changes since; every article that is served is in exactly one.

    Attributes:
        base: The stories as they were trained.
        assignments: The story of each live article, by its id.
        states: The stories that changes have touched.
        n_founded: How many stories have been founded since the training.
        oov_postings: By OOV word, the ids of the last few live articles that hold it, the newest last.
    """

    base: TrainedStories
    assignments: Map[str, Assignment] = field(default_factory=Map, repr=False)
    states: Map[StoryId, StoryState] = field(default_factory=Map, repr=False)
    n_founded: int = 0
    oov_postings: Map[int, tuple[str, ...]] = field(default_factory=Map, repr=False)

    def id_of(self, row: int, catalogue: Articles) -> StoryId:
        """Return the id of the story of a row that is served."""
        story_id = self.find(row, catalogue)
        assert story_id is not None  # what is served has a story
        return story_id

    def find(self, row: int, catalogue: Articles) -> StoryId | None:
        """Return the id of the story of a row, None for a live article that has none yet."""
        if self._is_base(row):
            return self.base.id_of(row)
        assignment = self.assignments.get(catalogue.id_of(row))
        return assignment.story_id if assignment else None

    def oov_of(self, row: int, catalogue: Articles) -> Oov:
        """Return the words of a row that the model does not know; those of the base it knows."""
        assignment = None if self._is_base(row) else self.assignments.get(catalogue.id_of(row))
        return assignment.oov if assignment else NO_OOV

    def numbers_of(self, rows: Rows, catalogue: Articles) -> NDArray[np.int64]:
        """Return the story number of each of some rows that are served, int64 (n_rows,)."""
        n_base = len(self.base.membership.numbers)
        numbers = self.base.membership.numbers[np.minimum(rows, n_base - 1)].astype(np.int64)
        for at in np.flatnonzero(rows >= n_base).tolist():
            numbers[at] = self.states[self.id_of(int(rows[at]), catalogue)].number
        return numbers

    def resolve(self, story_id: str) -> StoryId | None:
        """Return the id of a story that is in use: this one, or the one that it leads to; None for an unknown one."""
        known = self.base.resolve(story_id) or StoryId(story_id)
        state = self.states.get(known)
        in_use = self.base.number_of(known) is not None if state is None else bool(state.members)
        return known if in_use else None

    def is_taken(self, story_id: StoryId) -> bool:
        """Return whether a new story cannot have an id, since it is in use or leads elsewhere.

        The id of a story whose members have all left is free: an article that is replayed founds the same story again.
        """
        state = self.states.get(story_id)
        if state is not None:
            return bool(state.members)
        return self.base.number_of(story_id) is not None or story_id in self.base.redirects

    def rows_of(self, story_id: StoryId | None, catalogue: Articles) -> NDArray[np.int32]:
        """Return the rows of a story's members, in time order; empty if `story_id` is None or unknown."""
        state = None if story_id is None else self.states.get(story_id)
        if state is not None:
            return rows_of_members(state.members, catalogue)
        number = None if story_id is None else self.base.number_of(story_id)
        return self.base.membership.members[:0] if number is None else self.base.members_of(number)

    def compared_rows(self, story_id: StoryId, catalogue: Articles) -> NDArray[np.int32]:
        """Return the rows of a story's compared members, in time order."""
        state = self.states.get(story_id)
        if state is not None:
            return rows_of_members(compared_of(state.members), catalogue)
        rows = self.rows_of(story_id, catalogue)
        return rows[compared_positions(len(rows))]

    def profile_of(self, story_id: StoryId) -> StoryProfile:
        """Return what is measured of a story of which `find` has returned the id."""
        state = self.states.get(story_id)
        return self.base.profile_of(self._base_number(story_id)) if state is None else state.profile

    def state_of(self, story_id: StoryId, base: Catalogue) -> StoryState:
        """Return the state of a story of which `find` has returned the id; `base` are the articles of the training."""
        state = self.states.get(story_id)
        if state is not None:
            return state
        number = self._base_number(story_id)
        members = tuple(self.base_member(row, base) for row in self.base.members_of(number).tolist())
        return StoryState(number, members, self.base.profile_of(number))

    def base_member(self, row: int, base: Catalogue) -> Member:
        """Return an article of the base as a member of its story."""
        return Member(sortable_time(base.time_of(row)), base.id_of(row), row, int(self.base.n_terms[row]))

    def _is_base(self, row: int) -> bool:
        return row < len(self.base.membership.numbers)

    def _base_number(self, story_id: StoryId) -> StoryNumber:
        number = self.base.number_of(story_id)
        assert number is not None  # a story that no change has touched is of the base
        return number


def rows_of_members(members: Iterable[Member], catalogue: Articles) -> NDArray[np.int32]:
    """Return the rows of those members that are served."""
    rows = (catalogue.find(member.article_id) if member.row == LIVE else member.row for member in members)
    return np.array([row for row in rows if row is not None], np.int32)

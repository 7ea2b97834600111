"""Stories that go on while a model serves: a new article joins the best story or founds one; what is gone leaves.

Immutable: a change makes a new one, which shares the trained stories with this. What it keeps is the stories that
changes have touched and, by id, the story of each live article; rows of live articles hold only until the next change.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from recommender.article import END_OF_TIME, UNKNOWN_TIME
from recommender.index import Articles, Rows
from recommender.model import Vector, VectorRows
from recommender.stories.kernels import FOUNDING, RECENT
from recommender.stories.layers import Layers
from recommender.stories.nearest import NEAREST, WORTH
from recommender.stories.numbers import NOTHING, agreement, summed
from recommender.stories.stories import Stories
from recommender.stories.story_ids import name_of
from recommender.stories.threshold import days_between, evidence
from recommender.stories.unknown import ALL_KNOWN, Unknown

_T = TypeVar("_T")
Longs = NDArray[np.int64]
SAME = 0.999  # the cosine of copies
LOOKED_FOR = 12  # so many words that the model does not know tell which live articles share them
TELLERS = 8  # the last so many of them
LIVE = -1  # in the place of a row of the base


class Member(NamedTuple):
    """A member of a story; members sort by time, then by article id.

    Attributes:
        time: Seconds since 1970; `END_OF_TIME` where it is not known.
        article_id: Its id.
        row: Its row in the base, `LIVE` for a live article.
        n_terms: How many terms of its own it has, 1 or more.
    """

    time: int
    article_id: str
    row: int
    n_terms: int


class Told(NamedTuple):
    """A story that a change has touched.

    Attributes:
        number: A number that no other story has.
        members: In the order of time; none when all have left.
        square: The squared length of the sum of those that are compared.
        numbers: The sum of the numbers of these.
        unknown: The sum of their words that the model does not know.
        known: float32 (n_compared,), how much of each of them the model knows.
        n_terms: The number of terms of all members together.
    """

    number: int
    members: tuple[Member, ...] = ()
    square: float = 0.0
    numbers: Vector = NOTHING
    unknown: Vector = NOTHING
    known: NDArray[np.float32] = NOTHING.weights
    n_terms: int = 0


class Placed(NamedTuple):
    """A live article in its story.

    Attributes:
        story: The id of the story.
        unknown: The words of the article that the model does not know.
    """

    story: str
    unknown: Unknown


class Compared(NamedTuple):
    """What an article is compared with: the founding and the recent members of a story.

    Attributes:
        rows: Their rows, in the order of time.
        known: float32 (n_rows,), how much of each the model knows.
        square: The squared length of the sum of their vectors.
        numbers: The sum of their numbers.
        unknown: The sum of their words that the model does not know.
        n_terms: The number of terms of all members together.
    """

    rows: NDArray[np.int32]
    known: NDArray[np.float32]
    square: float
    numbers: Vector
    unknown: Vector
    n_terms: int


class Arrival(NamedTuple):
    """An article that is to be placed.

    Attributes:
        article_id: Its id.
        time: When it was published, seconds since 1970, or `UNKNOWN_TIME`.
        language: Its language; a story is in one.
        n_terms: How many terms of its own it has.
        vector: What it is compared by.
        words: The vector of its own words.
        unknown: Those of its words that the model does not know.
    """

    article_id: str
    time: int
    language: str
    n_terms: int
    vector: Vector
    words: Vector
    unknown: Unknown = ALL_KNOWN


class Served(NamedTuple):
    """What stories look at: the articles that are served, base and live.

    Attributes:
        catalogue: The articles.
        vectors: The vectors that are compared, by row.
        words: The vectors of the articles' own words, by row.
        nearest: Returns the rows of the few articles nearest to one that arrives, in its language and without itself.
    """

    catalogue: Articles
    vectors: VectorRows
    words: VectorRows
    nearest: Callable[[Arrival], Rows]


@dataclass(frozen=True, slots=True, eq=False)
class LiveStories:
    """The stories of a trained corpus and of the changes since; every article that is served is in exactly one.

    Attributes:
        base: The stories as they were trained.
        placed: The story of each live article.
        told: The stories that changes have touched, by id.
        n_founded: How many stories have been founded since the training.
        tellers: By word that the model does not know, the last few live articles that hold it.
    """

    base: Stories
    placed: Layers[str, Placed] = field(default_factory=Layers, repr=False)
    told: Layers[str, Told] = field(default_factory=Layers, repr=False)
    n_founded: int = 0
    tellers: Layers[int, tuple[str, ...]] = field(default_factory=Layers, repr=False)

    def id_of(self, row: int, catalogue: Articles) -> str:
        """Return the id of the story of a row that is served."""
        story = self._find(row, catalogue)
        assert story is not None  # what is served has been placed
        return story

    def numbers_of(self, rows: Rows, catalogue: Articles) -> Longs:
        """Return a number for the story of each of some rows that are served, the same for the same story."""
        n_base = len(self.base.codes)
        found = self.base.codes[np.minimum(rows, n_base - 1)].astype(np.int64)
        for at in np.flatnonzero(rows >= n_base).tolist():
            told = self.told.get(self.id_of(int(rows[at]), catalogue))
            assert told is not None  # live articles are in stories that a change has touched
            found[at] = told.number
        return found

    def resolve(self, story_id: str) -> str | None:
        """Return the id of a story that is in use: this one, or the one that it leads to; none for an unknown one."""
        found = self.base.resolve(story_id) or story_id
        told = self.told.get(found)
        is_known = self.base.number_of(found) is not None if told is None else bool(told.members)
        return found if is_known else None

    def rows_of(self, story_id: str | None, catalogue: Articles) -> NDArray[np.int32]:
        """Return the rows of a story's members, in the order of time; none of none and of an unknown one."""
        if story_id is None:
            return self.base.members[:0]
        told = self.told.get(story_id)
        return self.base.rows_of(story_id) if told is None else _rows(told.members, catalogue)

    def place(self, arrival: Arrival, served: Served) -> str | None:
        """Return the id of the story that an article belongs to, none when it would found one of its own."""
        near = served.nearest(arrival)
        stories = list(dict.fromkeys(filter(None, (self._find(row, served.catalogue) for row in near.tolist()))))
        if stories and self._is_copy(arrival, int(near[0]), served):
            return stories[0]  # whatever has come to be more like it since
        stories = list(dict.fromkeys([*stories, *self._stories_by_unknown_words(arrival)]))
        numbers = arrival.unknown.with_numbers_of(arrival.words, self.base.numbers)
        found = [(self._evidence(arrival, numbers, story, served), story) for story in stories]
        best = max((strength for strength, _ in found), default=0.0)
        # Of equals the smaller id.
        return min(story for strength, story in found if strength == best) if best >= 1 else None

    def with_changes(
        self,
        deleted: Collection[str],
        arrivals: Sequence[Arrival],
        back: Collection[str],
        *,
        base: Articles,
        served: Served,
    ) -> Self:
        """Return the stories after a change.

        Args:
            deleted: Ids of articles that have been taken down; unknown ones are passed over.
            arrivals: What is new or edited, placed in the order of time.
            back: Ids of the base that are served again as they were trained: they return to their stories.
            base: The articles of the base.
            served: What is served after the change.
        """
        change = _Change(self, base, served)
        for article_id in (*deleted, *back, *(arrival.article_id for arrival in arrivals)):
            change.leave(article_id)
        for article_id in back:
            change.come_back(article_id)
        change.measure()
        for arrival in sorted(arrivals, key=lambda arrival: (_sorted_time(arrival.time), arrival.article_id)):
            change.arrive(arrival)
        placed, told = self.placed.changed(change.placed), self.told.changed(change.told)
        return type(self)(self.base, placed, told, change.n_founded, self.tellers.changed(change.tellers))

    def told_of(self, story_id: str, base: Articles) -> Told:
        """Return a story that is known as changes see it."""
        told = self.told.get(story_id)
        if told is not None:
            return told
        number = self._number_of(story_id)
        members = tuple(_member_of_base(self.base, row, base) for row in self.base.members_of(number).tolist())
        return Told(number, members, float(self.base.squares[number]), self.base.sums[number])

    def _find(self, row: int, catalogue: Articles) -> str | None:
        """Return the story of a row, none for one that is not placed yet."""
        if row < len(self.base.codes):
            return self.base.id_of(row)
        placed = self.placed.get(catalogue.id_of(row))
        return placed.story if placed else None

    def unknown_of(self, row: int, catalogue: Articles) -> Unknown:
        """Return the words that the model does not know of a row that is served and placed."""
        placed = None if row < len(self.base.codes) else self.placed.get(catalogue.id_of(row))
        return placed.unknown if placed else ALL_KNOWN

    def _is_copy(self, arrival: Arrival, row: int, served: Served) -> bool:
        one, other = arrival.unknown, self.unknown_of(row, served.catalogue)
        cosine = float(served.vectors.similarities(np.array([row], np.int32), arrival.vector)[0])
        return one.known * other.known * cosine + one.words.dot(other.words) >= SAME

    def _stories_by_unknown_words(self, arrival: Arrival) -> list[str]:
        """Return the stories of the few live articles that share most of the words that the model does not know."""
        shared = Counter(article_id for term in told_by(arrival.unknown) for article_id in self.tellers.get(term) or ())
        shared.pop(arrival.article_id, None)
        least = WORTH * max(shared.values(), default=0)
        ids = sorted(shared, key=lambda article_id: (-shared[article_id], article_id))[:NEAREST]
        found = (self.placed.get(article_id) for article_id in ids if shared[article_id] >= least)
        return [placed.story for placed in found if placed]

    def _compared(self, story_id: str, catalogue: Articles) -> Compared:
        told = self.told.get(story_id)
        if told is None:
            number = self._number_of(story_id)
            rows, n_terms = self.base.members_of(number), int(self.base.sizes[number])
            square, numbers = float(self.base.squares[number]), self.base.sums[number]
            ends = np.array(_ends(rows.tolist()), np.int32)
            return Compared(ends, np.ones(len(ends), np.float32), square, numbers, NOTHING, n_terms)
        ends = _rows(_ends(told.members), catalogue)
        return Compared(ends, told.known, told.square, told.numbers, told.unknown, told.n_terms)

    def _number_of(self, story_id: str) -> int:
        number = self.base.number_of(story_id)
        assert number is not None  # a story that is found, and that no change has touched, is of the base
        return number

    def _evidence(self, arrival: Arrival, numbers: Vector, story_id: str, served: Served) -> float:
        compared = self._compared(story_id, served.catalogue)
        if not len(compared.rows):
            return 0.0
        cosines = served.vectors.similarities(compared.rows, arrival.vector)
        total = arrival.unknown.known * float(cosines @ compared.known) + arrival.unknown.words.dot(compared.unknown)
        times = served.catalogue.times_of(compared.rows)
        known = times[times != UNKNOWN_TIME]
        first, last = (int(known.min()), int(known.max())) if len(known) else (UNKNOWN_TIME, UNKNOWN_TIME)
        line = self.base.line
        days = days_between(arrival.time, first, last, line.unknown_days)
        length, n_terms = float(np.sqrt(compared.square)), max(arrival.n_terms, 1)
        agreed = agreement(numbers, compared.numbers, len(compared.rows))
        return float(evidence(total, len(compared.rows), length, n_terms, compared.n_terms, days, agreed, line))


class _Change:
    """A change of stories under way; what is handed in stays as it is."""

    def __init__(self, stories: LiveStories, base: Articles, served: Served) -> None:
        self.placed: dict[str, Placed | None] = {}
        self.told: dict[str, Told | None] = {}
        self.tellers: dict[int, tuple[str, ...] | None] = {}
        self.n_founded = stories.n_founded
        placed, told = stories.placed.over(self.placed), stories.told.over(self.told)
        self._now = LiveStories(stories.base, placed, told, tellers=stories.tellers.over(self.tellers))
        self._base, self._served = base, served
        self._touched: set[str] = set()

    def leave(self, article_id: str) -> None:
        """Take an article out of its story."""
        row, placed = self._base.find(article_id), self._now.placed.get(article_id)
        if placed is not None:
            story = placed.story
            self.placed[article_id] = None
        elif row is not None:
            story = self._now.base.id_of(row)
        else:
            return
        told = self._now.told_of(story, self._base)
        members = tuple(member for member in told.members if member.article_id != article_id)
        if len(members) < len(told.members):
            self.told[story] = told._replace(members=members)
            self._touched.add(story)

    def come_back(self, article_id: str) -> None:
        """Put an article of the base back into its story."""
        row = self._base.row_of(article_id)
        story = self._now.base.id_of(row)
        self._add(story, _member_of_base(self._now.base, row, self._base))
        self._touched.add(story)

    def measure(self) -> None:
        """Measure anew the stories that articles have left or come back to."""
        for story in self._touched:
            self._measure(story)

    def arrive(self, arrival: Arrival) -> None:
        """Place an article."""
        story = self._now.place(arrival, self._served)
        if story is None:
            story = self._found(arrival.article_id)
        member = Member(_sorted_time(arrival.time), arrival.article_id, LIVE, max(arrival.n_terms, 1))
        self._add(story, member)
        self.placed[arrival.article_id] = Placed(story, arrival.unknown)
        self._measure(story)
        for term in told_by(arrival.unknown):
            others = [each for each in self._now.tellers.get(term) or () if each != arrival.article_id]
            self.tellers[term] = (*others[1 - TELLERS :], arrival.article_id)

    def _found(self, article_id: str) -> str:
        """Return the id of a new story, as yet without members."""
        story = name_of(article_id, _Taken(self._now))
        if self._now.told.get(story) is None:
            self.told[story] = Told(len(self._now.base) + self.n_founded)
            self.n_founded += 1
        return story

    def _add(self, story: str, member: Member) -> None:
        told = self._now.told_of(story, self._base)
        members = list(told.members)
        insort(members, member)
        self.told[story] = told._replace(members=tuple(members))

    def _measure(self, story: str) -> None:
        told, vectors, columns = self._now.told_of(story, self._base), self._served.vectors, self._now.base.numbers
        catalogue = self._served.catalogue
        rows = _rows(_ends(told.members), catalogue)
        unknown = [self._now.unknown_of(row, catalogue) for row in rows.tolist()]
        words = summed(each.words for each in unknown)
        known = np.array([each.known for each in unknown], np.float32)
        pairs = zip(rows.tolist(), known.tolist(), strict=True)
        square = sum(share * float(vectors.similarities(rows, vectors[row]) @ known) for row, share in pairs)
        numbers = summed(
            each.with_numbers_of(self._served.words[row], columns)
            for row, each in zip(rows.tolist(), unknown, strict=True)
        )
        n_terms, square = sum(member.n_terms for member in told.members), square + words.dot(words)
        self.told[story] = Told(told.number, told.members, square, numbers, words, known, n_terms)


def told_by(unknown: Unknown) -> list[int]:
    """Return the few heaviest of the words that a model does not know: by them live articles are found."""
    order = np.argsort(-unknown.words.weights, kind="stable")[:LOOKED_FOR]
    words: list[int] = unknown.words.terms[order].tolist()
    return words


class _Taken:
    """The ids that a new story cannot have: those in use, and those that lead elsewhere."""

    def __init__(self, stories: LiveStories) -> None:
        self._stories = stories

    def __contains__(self, story_id: object) -> bool:
        base, told = self._stories.base, self._stories.told.get(str(story_id))
        if told is not None:
            # One whose members are all gone is free again: an article that is replayed founds the same story.
            return bool(told.members)
        return base.number_of(str(story_id)) is not None or story_id in base.redirects


def _member_of_base(stories: Stories, row: int, base: Articles) -> Member:
    return Member(_sorted_time(base.time_of(row)), base.id_of(row), row, int(stories.n_terms[row]))


def _sorted_time(time: int) -> int:
    return END_OF_TIME if time == UNKNOWN_TIME else time


def _ends(members: Sequence[_T]) -> Sequence[_T]:
    """Return the founding and the recent members."""
    if len(members) <= FOUNDING + RECENT:
        return members
    return [*members[:FOUNDING], *members[-RECENT:]]


def _rows(members: Iterable[Member], catalogue: Articles) -> NDArray[np.int32]:
    """Return the rows of members that are served."""
    found = (catalogue.find(member.article_id) if member.row == LIVE else member.row for member in members)
    return np.array([row for row in found if row is not None], np.int32)

"""The stories of a trained corpus, as plain arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.index import LANGUAGE, Catalogue, Segment
from recommender.model import Csr, Vector, Vectors
from recommender.snapshots import TextColumn, array_of, check_positions, parameters_of
from recommender.stories.grouping import by_story, group, n_terms_of, n_terms_of_stories
from recommender.stories.members import compared_positions
from recommender.stories.neighbours import Neighbours, in_time_order
from recommender.stories.numbers import EMPTY_VECTOR
from recommender.stories.passes import Membership
from recommender.stories.story_ids import StoryId, StoryNumber, name_stories
from recommender.stories.threshold import StorySize, StoryThreshold

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

# Weights of all vectors together that the fingerprint of a corpus is made from. At least 1, weights; chosen so that
# it takes no time to speak of, and hardly two models give the same ones.
SAMPLED = 4_096


class StoryProfile(NamedTuple):
    """What is measured of a story, so that articles can be compared with it.

    Attributes:
        size: The length of the sum of its compared members' vectors, and the terms of all members.
        numbers: The sum of the compared members' numbers, read-only.
        oov: The sum of their OOV words.
        known_lengths: float32 (n_compared,), how much of each of them the model knows; see `Oov.known_length`.
    """

    size: StorySize
    numbers: Vector
    oov: Vector
    known_lengths: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class TrainedStories:
    """Which articles of a trained corpus report one event; every article is in exactly one story.

    Attributes:
        threshold: From which score on an article belonged to a story.
        membership: The articles by story; the number of a story is its position in these arrays.
        ids: The id of each story.
        redirects: Ids that are no longer in use, and where they lead.
        number_columns: Which terms of the articles' own words are numbers.
        number_sums: The sum of the numbers of the compared members, a row a story.
        n_terms: int64 (n,), how many terms of its own each article has, 1 or more.
        neighbours: The articles as those near another are found.
        fingerprint: uint8 (16,), of the articles: the stories of others are refused.
    """

    threshold: StoryThreshold
    membership: Membership = field(repr=False)
    ids: tuple[StoryId, ...] = field(repr=False)
    redirects: Mapping[StoryId, StoryId] = field(repr=False)
    number_columns: range
    number_sums: Vectors = field(repr=False)
    n_terms: Longs = field(repr=False)
    neighbours: Neighbours = field(repr=False)
    fingerprint: NDArray[np.uint8] = field(repr=False)
    _numbers: Mapping[str, StoryNumber] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        numbers = {story_id: StoryNumber(number) for number, story_id in enumerate(self.ids)}
        object.__setattr__(self, "_numbers", numbers)

    @classmethod
    def of(
        cls,
        corpus: Segment,
        number_columns: range,
        *,
        threshold: StoryThreshold | None = None,
        before: tuple[TrainedStories, Catalogue] | None = None,
    ) -> Self:
        """Group a corpus into stories, and give them their ids.

        Args:
            corpus: The articles and their vectors.
            number_columns: Which terms of the articles' own words are numbers.
            threshold: From which score on an article belongs to a story; None is the default.
            before: The stories of the corpus before, and its articles: ids go on.

        Raises:
            ValueError: A parameter is out of its range.
        """
        threshold, catalogue = threshold or StoryThreshold(), corpus.catalogue
        times, groups = catalogue.published_at, catalogue.codes[LANGUAGE]
        vectors = corpus.expanded_vectors, corpus.own_vectors
        grouped = group(*vectors, times, groups, threshold, number_columns=number_columns)
        article_ids = list(catalogue.ids)  # decoded once
        rows, stretches = grouped.stories.members.tolist(), pairwise(grouped.stories.indptr.tolist())
        members = [[article_ids[row] for row in rows[begin:end]] for begin, end in stretches]
        known, redirects = (before[0].by_article(before[1].ids), before[0].redirects) if before else ({}, {})
        ids, redirects = name_stories(members, known, redirects)
        return cls(
            threshold,
            grouped.stories,
            tuple(ids),
            redirects,
            number_columns,
            grouped.number_sums,
            n_terms_of(corpus.own_vectors),
            Neighbours.of(grouped.postings, times),
            _fingerprint(corpus),
        )

    def __len__(self) -> int:
        return len(self.ids)

    def number_of_row(self, row: int) -> StoryNumber:
        """Return the number of the story that an article is in."""
        return StoryNumber(int(self.membership.numbers[row]))

    def id_of(self, row: int) -> StoryId:
        """Return the id of the story that an article is in."""
        return self.ids[self.number_of_row(row)]

    def resolve(self, story_id: str) -> StoryId | None:
        """Return the id of a story that is in use: this one, or the one that it leads to; None for an unknown one."""
        known = self.redirects.get(StoryId(story_id), StoryId(story_id))
        return known if known in self._numbers else None

    def number_of(self, story_id: StoryId) -> StoryNumber | None:
        """Return the number of a story, None for an unknown one."""
        return self._numbers.get(story_id)

    def members_of(self, number: StoryNumber) -> Ints:
        """Return the rows of a story's members, in time order."""
        return self.membership.members[self.membership.indptr[number] : self.membership.indptr[number + 1]]

    def profile_of(self, number: StoryNumber) -> StoryProfile:
        """Return what is measured of a story; the model knows all words of the articles that it was trained on."""
        size = StorySize(float(self.membership.squares[number]), int(self.membership.n_terms[number]))
        n_compared = len(compared_positions(len(self.members_of(number))))
        return StoryProfile(size, self.number_sums[number], EMPTY_VECTOR, np.ones(n_compared, np.float32))

    def by_article(self, article_ids: TextColumn) -> dict[str, StoryId]:
        """Return the id of the story of each article: what the next training takes over."""
        return {article_id: self.id_of(row) for row, article_id in enumerate(article_ids)}

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the stories as named plain arrays; `from_arrays` gives them back."""
        return {
            "numbers": self.membership.numbers,
            "squares": self.membership.squares,
            "fingerprint": self.fingerprint,
            **self.number_sums.csr.to_arrays("sums"),
            **self.neighbours.to_arrays(),
            **TextColumn.of(self.ids).to_arrays("ids"),
            **TextColumn.of(self.redirects.keys()).to_arrays("redirected"),
            **TextColumn.of(self.redirects.values()).to_arrays("leads_to"),
        }

    @classmethod
    def from_arrays(
        cls, parameters: object, arrays: Mapping[str, NDArray[Any]], *, corpus: Segment, number_columns: range
    ) -> Self:
        """Rebuild stories from their threshold and named arrays.

        Args:
            parameters: The parameters of the threshold, by name.
            arrays: What `to_arrays` gave.
            corpus: The articles and their vectors.
            number_columns: Which terms of the articles' own words are numbers.

        Raises:
            SnapshotError: They are not stories of these articles.
        """
        threshold, fingerprint = _threshold_of(parameters), array_of(arrays, "fingerprint", np.uint8)
        if not np.array_equal(fingerprint, _fingerprint(corpus)):
            raise SnapshotError("stories", "the stories of these articles", "those of others")
        ids, redirects = _ids_of(arrays)
        n_terms, times = n_terms_of(corpus.own_vectors), corpus.catalogue.published_at
        membership = _membership_of(arrays, len(ids), n_terms, times)
        sums = Vectors(Csr.from_arrays(arrays, "sums", n_columns=corpus.n_terms, n_rows=len(ids)))
        neighbours = Neighbours.from_arrays(arrays, n_terms=corpus.n_terms, times=times)
        return cls(threshold, membership, ids, redirects, number_columns, sums, n_terms, neighbours, fingerprint)


def _fingerprint(corpus: Segment) -> NDArray[np.uint8]:
    """Return a fingerprint of articles, uint8 (16,): of their ids and times, and of a sample of their vectors."""
    ids, vectors = corpus.catalogue.ids, corpus.forward
    step = max(1, len(vectors.gaps) // SAMPLED)
    times = corpus.catalogue.published_at
    parts = (ids.offsets, ids.data, times, vectors.gaps[::step], vectors.expanded[::step])
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(np.ascontiguousarray(part).data)
    return np.frombuffer(digest.digest(), np.uint8)


def _ids_of(arrays: Mapping[str, NDArray[Any]]) -> tuple[tuple[StoryId, ...], dict[StoryId, StoryId]]:
    """Return the ids of the stories of a snapshot, and its redirects.

    Raises:
        SnapshotError: Two stories have one id, or a redirect leads to none, or from one in use.
    """
    ids, old, new = (
        tuple(map(StoryId, TextColumn.from_arrays(arrays, name))) for name in ("ids", "redirected", "leads_to")
    )
    in_use = set(ids)
    if len(in_use) < len(ids) or len(old) != len(new) or not in_use.issuperset(new) or in_use.intersection(old):
        raise SnapshotError("stories", "different ids, and others that lead to them", "others")
    return ids, dict(zip(old, new, strict=True))


def _membership_of(arrays: Mapping[str, NDArray[Any]], n_stories: int, n_terms: Longs, times: Longs) -> Membership:
    """Return which articles of a snapshot are in which story.

    Raises:
        SnapshotError: They are not so many articles and stories, or a story has no member or no length.
    """
    numbers, squares = array_of(arrays, "numbers", np.int32), array_of(arrays, "squares", np.float64)
    if not len(numbers) == len(times) == len(n_terms) or len(squares) != n_stories:
        expected = f"{len(times)} numbers, {n_stories} squares"
        raise SnapshotError("stories", expected, [len(numbers), len(squares)])
    check_positions("numbers", numbers, n_stories)
    has_members = bool((np.bincount(numbers, minlength=n_stories) > 0).all())
    if not has_members or not (np.isfinite(squares) & (squares >= 0)).all():
        raise SnapshotError("stories", "stories with members and finite lengths", "others")
    members, indptr = by_story(numbers, in_time_order(times))
    return Membership(numbers, members, indptr, squares, n_terms_of_stories(n_terms, members, indptr))


def _threshold_of(parameters: object) -> StoryThreshold:
    """Return the threshold of a snapshot.

    Raises:
        SnapshotError: Its parameters are missing, unknown, no numbers or out of their ranges.
    """
    values = parameters_of(parameters, "stories", StoryThreshold._fields)
    if not all(isinstance(value, float) for value in values.values()):
        raise SnapshotError("stories", "numbers", values)
    threshold = StoryThreshold(**values)
    try:
        threshold.check()
    except ValueError as error:
        raise SnapshotError("stories", "parameters of a threshold", str(error)) from None
    return threshold

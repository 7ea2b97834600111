"""The stories of a trained corpus, as plain arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.model import Postings, Vectors
from recommender.snapshots import TextColumn, array_of, check_positions, parameters_of
from recommender.stories.grouping import NO_NUMBERS, by_story, group, in_time, sizes_of, sizes_of_stories
from recommender.stories.near import Near
from recommender.stories.story_ids import name_stories
from recommender.stories.threshold import StoryThreshold

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


SAMPLED = 4_096  # weights of all vectors, for the fingerprint


@dataclass(frozen=True, slots=True, eq=False)
class Stories:
    """Which articles tell one event; every article is in exactly one story.

    Attributes:
        line: What was asked of a member.
        codes: int32 (n,), the story of each row, counted in the order in which they began.
        names: The id of each story.
        redirects: Ids that are no longer in use, and where they lead.
        members: int32 (n,), the rows by story, in the order of time within each.
        begins: int64 (n_stories + 1,), where the members of each story begin.
        squares: float64 (n_stories,), the squared length of the sum of the members that articles are compared with.
        n_terms: int64 (n,), how many terms of its own each article has, 1 or more.
        sizes: int64 (n_stories,), the number of terms of all members together.
        numbers: Which terms of the articles' own words are numbers.
        sums: The sum of the numbers of the members that articles are compared with, a row a story.
        near: Where the articles nearest to another are found.
        corpus: uint8 (16,), the fingerprint of the articles: the stories of others are refused.
    """

    line: StoryThreshold
    codes: Ints
    names: tuple[str, ...] = field(repr=False)
    redirects: Mapping[str, str] = field(repr=False)
    members: Ints = field(repr=False)
    begins: Longs = field(repr=False)
    squares: NDArray[np.float64] = field(repr=False)
    n_terms: Longs = field(repr=False)
    sizes: Longs = field(repr=False)
    numbers: range
    sums: Vectors = field(repr=False)
    near: Near = field(repr=False)
    corpus: NDArray[np.uint8] = field(repr=False)
    _numbers: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_numbers", {name: number for number, name in enumerate(self.names)})

    @classmethod
    def build(
        cls,
        article_ids: TextColumn,
        vectors: Vectors,
        plain: Vectors,
        *,
        times: Longs,
        groups: Ints,
        numbers: range = NO_NUMBERS,
        line: StoryThreshold | None = None,
        before: Mapping[str, str] | None = None,
        redirects: Mapping[str, str] | None = None,
    ) -> Self:
        """Group a corpus into stories, and name them.

        Args:
            article_ids: The ids of the n rows, sorted.
            vectors: The vectors that are compared, expanded ones.
            plain: The vectors of the articles' own words.
            times: int64 (n,), seconds since 1970, or `UNKNOWN_TIME`.
            groups: int32 (n,), the language of each; a story is in one language.
            numbers: Which terms of the articles' own words are numbers.
            line: What is asked of a member, by default the defaults.
            before: For articles of the corpus before, the id of their story: ids go on.
            redirects: Where ids led before that were no longer in use then.

        Raises:
            ValueError: A parameter is out of its range, or there is not one of each for each article.
        """
        line = StoryThreshold() if line is None else line
        codes, members, begins, squares, sums, heads = group(vectors, plain, times, groups, line, numbers=numbers)
        ids = list(article_ids)  # decoded once
        together = [[ids[row] for row in members[begins[at] : begins[at + 1]]] for at in range(len(begins) - 1)]
        names, redirects = name_stories(together, before or {}, redirects or {})
        n_terms = sizes_of(plain)
        return cls(
            line,
            codes.astype(np.int32),
            tuple(names),
            redirects,
            members.astype(np.int32),
            begins,
            squares,
            n_terms,
            sizes_of_stories(n_terms, members, begins),
            numbers,
            sums,
            Near.of(heads, times),
            _fingerprint(article_ids, vectors, times),
        )

    def __len__(self) -> int:
        return len(self.names)

    def id_of(self, row: int) -> str:
        """Return the id of the story that an article is in."""
        return self.names[int(self.codes[row])]

    def resolve(self, story_id: str) -> str | None:
        """Return the id of a story that is in use: this one, or the one that it leads to; none for an unknown one."""
        story_id = self.redirects.get(story_id, story_id)
        return story_id if story_id in self._numbers else None

    def rows_of(self, story_id: str) -> Ints:
        """Return the rows of a story's members, in the order of time; none for an unknown one."""
        number = self._numbers.get(story_id)
        return self.members[:0] if number is None else self.members_of(number)

    def number_of(self, story_id: str) -> int | None:
        """Return the place of a story in these arrays, none for an unknown one."""
        return self._numbers.get(story_id)

    def members_of(self, number: int) -> Ints:
        """Return the rows of a story's members, in the order of time."""
        return self.members[self.begins[number] : self.begins[number + 1]]

    def by_article(self, article_ids: TextColumn) -> dict[str, str]:
        """Return the id of the story of each article: what the next training takes over."""
        return {article_id: self.id_of(row) for row, article_id in enumerate(article_ids)}

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the stories as named plain arrays; `from_arrays` gives them back."""
        return {
            "codes": self.codes,
            "squares": self.squares,
            "corpus": self.corpus,
            **self.sums.to_arrays(),
            **self.near.heads.to_arrays(),
            **TextColumn.of(self.names).to_arrays("names"),
            **TextColumn.of(self.redirects.keys()).to_arrays("redirected"),
            **TextColumn.of(self.redirects.values()).to_arrays("leads_to"),
        }

    @classmethod
    def from_arrays(
        cls,
        parameters: object,
        arrays: Mapping[str, NDArray[Any]],
        *,
        article_ids: TextColumn,
        vectors: Vectors,
        plain: Vectors,
        times: Longs,
        numbers: range,
    ) -> Self:
        """Rebuild stories from their line and named arrays.

        Args:
            parameters: The line, by name.
            arrays: What `to_arrays` gave.
            article_ids: The ids of the articles.
            vectors: The vectors that are compared.
            plain: The vectors of the articles' own words.
            times: int64 (n,), the times of the articles.
            numbers: Which terms of the articles' own words are numbers.

        Raises:
            SnapshotError: They are not stories of these articles.
        """
        line, corpus = _line_of(parameters), array_of(arrays, "corpus", np.uint8)
        if not np.array_equal(corpus, _fingerprint(article_ids, vectors, times)):
            raise SnapshotError("stories", "the stories of these articles", "those of others")
        codes, squares = array_of(arrays, "codes", np.int32), array_of(arrays, "squares", np.float64)
        names = tuple(TextColumn.from_arrays(arrays, "names"))
        olds, news = (tuple(TextColumn.from_arrays(arrays, name)) for name in ("redirected", "leads_to"))
        if not len(codes) == len(times) == len(plain) or len(squares) != len(names):
            raise SnapshotError("stories", f"{len(times)} codes, {len(names)} squares", [len(codes), len(squares)])
        check_positions("codes", codes, len(names))
        if (
            not (np.bincount(codes, minlength=len(names)) > 0).all()
            or not (np.isfinite(squares) & (squares >= 0)).all()
        ):
            raise SnapshotError("stories", "stories with members and finite lengths", "others")
        if (
            len(set(names)) < len(names)
            or len(olds) != len(news)
            or not set(news) <= set(names)
            or set(olds) & set(names)
        ):
            raise SnapshotError("stories", "different ids, and others that lead to them", "others")
        order = in_time(times)
        places, begins = by_story(codes[order])
        members = order[places].astype(np.int32)
        redirects, n_terms = dict(zip(olds, news, strict=True)), sizes_of(plain)
        sizes = sizes_of_stories(n_terms, members, begins)
        near = Near.of(_heads_of(arrays, len(codes), vectors.shape[1]), times)
        sums = Vectors.from_arrays(arrays, n_rows=len(names), n_terms=plain.shape[1])
        return cls(line, codes, names, redirects, members, begins, squares, n_terms, sizes, numbers, sums, near, corpus)


def _fingerprint(article_ids: TextColumn, vectors: Vectors, times: Longs) -> NDArray[np.uint8]:
    """Return a fingerprint of articles, uint8 (16,): of their ids and times, and of a sample of their vectors."""
    step = max(1, len(vectors.terms) // SAMPLED)
    parts = (article_ids.offsets, article_ids.data, times, vectors.terms[::step], vectors.weights[::step])
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(np.ascontiguousarray(part).data)
    return np.frombuffer(digest.digest(), np.uint8)


def _heads_of(arrays: Mapping[str, NDArray[Any]], n_rows: int, n_terms: int) -> Postings:
    """Return the articles of a snapshot by their heaviest terms.

    Raises:
        SnapshotError: They are not those of so many articles and terms.
    """
    heads = Postings.from_arrays(arrays, n_rows=n_rows)
    if heads.n_terms != n_terms:
        raise SnapshotError("stories", f"articles by {n_terms} terms", heads.n_terms)
    return heads


def _line_of(parameters: object) -> StoryThreshold:
    """Return the line of a snapshot.

    Raises:
        SnapshotError: It is none.
    """
    found = parameters_of(parameters, "stories", StoryThreshold._fields)
    if not all(isinstance(value, float) for value in found.values()):
        raise SnapshotError("stories", "numbers", found)
    line = StoryThreshold(**found)
    try:
        line.check()
    except ValueError as error:
        raise SnapshotError("stories", "parameters of a line", str(error)) from None
    return line

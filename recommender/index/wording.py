"""Wording: in what order the words of an article stand, so that copies of a text can be found without reading it.

In: titles and texts. Out: for each article the sequences of three words of both, as numbers (see
`recommender.analysis.sequences`); and the share of them that one article has in common with others. They are computed
once, when an article arrives or is trained on; a page compares numbers alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import MOST_SEQUENCES, READ_BEGINNING, Hashes, compiled, inlined, sequences_of
from recommender.errors import SnapshotError
from recommender.model import read_only
from recommender.snapshots import array_of, offsets_of

# From how many sequences on a text is compared without its title, which a copy often has anew. At least 1; by hand.
ENOUGH = 5
# Articles that are read together. At least 1; by hand: some MB of text.
BATCH = 1_000
_LAST = int(np.iinfo(np.uint16).max)  # the last number that a sequence can have
_IN_TEXT, _IN_TITLE, _IN_EITHER = 1, 2, 3  # flags of a sequence of the wording that others are compared with

Longs = NDArray[np.int64]


class Wording(NamedTuple):
    """What is compared of an article: the sequences of three words of its title, and of the beginning of its text.

    Attributes:
        title: uint16 (n,), those of the title, rising.
        text: uint16 (n,), those of the text, rising; of a long one the lowest.
    """

    title: Hashes
    text: Hashes

    @classmethod
    def of(cls, title: str, text: str) -> Self:
        """Return the wording of a title and a text."""
        hashes, starts = sequences_of([title, text])
        title_hashes, text_hashes = read_only(hashes[: starts[1]], hashes[starts[1] :])
        return cls(title_hashes, text_hashes)

    def containment(self, other: Wording) -> float | None:
        """Return the share of the sequences of the shorter text that the longer has; None if one is too short for any.

        >>> one, other = Wording.of("", "Two die in a fire in Portlea"), Wording.of("", "A fire in Portlea: two die")
        >>> one.containment(other)
        0.5
        """
        share = float(Wordings.stack([other]).containments(np.zeros(1, np.int64), self)[0])
        return None if np.isnan(share) else share


class Wordings:
    """The wordings of many articles, in two arrays.

    Attributes:
        hashes: uint16 (n,), the sequences of the title and of the text of each article, end to end.
        starts: int64 (2 * n_articles + 1,), where those of each title and text begin, in turn.
    """

    def __init__(self, hashes: Hashes, starts: Longs) -> None:
        self.hashes, self.starts = hashes, starts

    @classmethod
    def of(cls, articles: Iterable[tuple[str, str]]) -> Wordings:
        """Return the wordings of titles and texts."""
        arriving, numbers = ArrivingWordings(), []
        for number, (title, text) in enumerate(articles):
            arriving.add(title, text)
            numbers.append(number)
        return arriving.finish(numbers)

    @classmethod
    def stack(cls, wordings: Sequence[Wording]) -> Self:
        """Put single wordings into rows."""
        parts = [each for wording in wordings for each in wording]
        starts = np.zeros(len(parts) + 1, np.int64)
        np.cumsum([len(each) for each in parts], out=starts[1:])
        return cls(*read_only(np.concatenate([np.empty(0, np.uint16), *parts]), starts))

    def __len__(self) -> int:
        return len(self.starts) // 2

    def __iter__(self) -> Iterator[Wording]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, row: int) -> Wording:
        begin, middle, end = self.starts[2 * row : 2 * row + 3].tolist()
        return Wording(self.hashes[begin:middle], self.hashes[middle:end])

    def containments(self, rows: NDArray[np.integer], wording: Wording) -> NDArray[np.float64]:
        """Return what `Wording.containment` does for each of some rows, float64 (n_rows,); NaN for None."""
        return _containments(self.starts, self.hashes, rows.astype(np.int64), *wording, MOST_SEQUENCES, ENOUGH)

    def to_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return the arrays under the names from which `from_arrays` takes them."""
        return {f"{name}_hashes": self.hashes, f"{name}_starts": self.starts}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], name: str, *, n_rows: int) -> Self:
        """Take ``NAME_hashes`` and ``NAME_starts`` over as they are.

        Raises:
            SnapshotError: They are missing, do not fit together, or are those of another number of articles.
        """
        hashes = array_of(arrays, f"{name}_hashes", np.uint16)
        starts = offsets_of(arrays, f"{name}_starts", len(hashes))
        if len(starts) != 2 * n_rows + 1:
            raise SnapshotError(f"{name}_starts", f"those of {n_rows} articles", len(starts))
        return cls(hashes, starts)


class ArrivingWordings:
    """The wordings of articles as they come, until all are known and can be put in order."""

    def __init__(self) -> None:
        self._texts: list[str] = []  # titles and texts that are not read yet, in turn
        self._parts: list[Wordings] = []

    def add(self, title: str, text: str) -> None:
        """Take one more article in."""
        self._texts += title, text[:READ_BEGINNING]
        if len(self._texts) >= 2 * BATCH:
            self._read()

    def finish(self, order: Sequence[int]) -> Wordings:
        """Return the wordings of some articles, each by its number, from 0 in the order of arrival."""
        self._read()
        lengths = np.concatenate([np.diff(part.starts).reshape(-1, 2) for part in self._parts])[
            np.asarray(order, np.int64)
        ]
        starts = np.zeros(lengths.size + 1, np.int64)
        np.cumsum(lengths, out=starts[1:])
        hashes = np.empty(starts[-1], np.uint16)
        for row, number in enumerate(order):
            part, at = self._parts[number // BATCH], 2 * (number % BATCH)
            hashes[starts[2 * row] : starts[2 * row + 2]] = part.hashes[part.starts[at] : part.starts[at + 2]]
        return Wordings(*read_only(hashes, starts))

    def _read(self) -> None:
        self._parts.append(Wordings(*sequences_of(self._texts)))
        self._texts = []


@compiled
def _containments(
    starts: Longs, hashes: Hashes, rows: Longs, title: Hashes, text: Hashes, most: int, enough: int
) -> NDArray[np.float64]:
    """Return the share of the sequences of the shorter text that the longer has, for a wording and each of some rows.

    A long text has its lowest sequences alone; what is higher than the highest of them says nothing of it, and is left
    out of the other as well.

    Args:
        starts: int64 (2 * n + 1,), as `Wordings` has them.
        hashes: uint16, likewise.
        rows: int64 (n_rows,), the rows to compare.
        title: uint16, the sequences of the title to compare them with, rising.
        text: uint16, those of the text, rising.
        most: How many sequences of a text are kept.
        enough: With how many a text is compared without its title.

    Returns:
        float64 (n_rows,), NaN where one has no sequences.
    """
    shares = np.full(len(rows), np.nan)
    flags = np.zeros(_LAST + 1, np.uint8)
    for number in title:
        flags[number] = _IN_TITLE
    for number in text:
        flags[number] |= _IN_TEXT
    for i in range(len(rows)):
        begin, middle, end = starts[2 * rows[i]], starts[2 * rows[i] + 1], starts[2 * rows[i] + 2]
        other_title, other_text = hashes[begin:middle], hashes[middle:end]
        highest = min(_highest(text, most), _highest(other_text, most))
        with_titles = min(len(text), len(other_text)) < enough
        ours, _ = _count(text, highest, flags, _IN_TEXT)
        theirs, shared = _count(other_text, highest, flags, _IN_EITHER if with_titles else _IN_TEXT)
        if with_titles:
            ours += _count_beside(text, title, highest, flags)[0]
            n, n_shared = _count_beside(other_text, other_title, highest, flags)
            theirs, shared = theirs + n, shared + n_shared
        if min(ours, theirs) > 0:
            shares[i] = shared / min(ours, theirs)
    return shares


@inlined
def _count(numbers: Hashes, highest: int, flags: NDArray[np.uint8], wanted: int) -> tuple[int, int]:
    """Return how many numbers are not above the highest, and how many of these have one of the wanted flags."""
    n = n_wanted = 0
    for number in numbers:
        if number <= highest:
            n += 1
            n_wanted += (flags[number] & wanted) > 0
    return n, n_wanted


@inlined
def _count_beside(text: Hashes, title: Hashes, highest: int, flags: NDArray[np.uint8]) -> tuple[int, int]:
    """Return how many numbers of a title are not in its text and not above the highest, and how many have a flag."""
    n = n_flagged = 0
    for number in title:
        if number <= highest and not (text == number).any():
            n += 1
            n_flagged += flags[number] > 0
    return n, n_flagged


@inlined
def _highest(text: Hashes, most: int) -> int:
    """Return up to where the sequences of a text are known."""
    return int(text[-1]) if len(text) >= most else _LAST

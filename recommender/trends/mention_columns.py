"""Mentions in columns: those of many articles, a row each, as plain arrays. A mention takes 13 bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.article import Article, primary_subtag
from recommender.errors import SnapshotError
from recommender.snapshots import array_of, check_positions, offsets_of
from recommender.trends.mentions import Mention, find_mentions, fingerprint
from recommender.trends.words import COMMON


class Occurrences(NamedTuple):
    """Some mentions of some rows, in the order of the rows.

    Attributes:
        written: uint8 (n,), `UNCLEAR`, `NAME`, `BEFORE`, `PART` or `COMMON`.
        spans: uint16 (n, 2), where each begins and ends in the title, a line feed and the text.
        rows: int64 (n,), the position of its row among those that were asked for, rising.
    """

    written: NDArray[np.uint8]
    spans: NDArray[np.uint16]
    rows: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Mentions:
    """The mentions of many articles.

    Attributes:
        starts: int64 (n_rows + 1,), where each row begins.
        keys: uint64 (n,), rising within a row.
        written: uint8 (n,), as in `Occurrences`.
        spans: uint16 (n, 2), likewise.
        texts: uint64 (n_rows,), equal for copies of one text.
    """

    starts: NDArray[np.int64]
    keys: NDArray[np.uint64]
    written: NDArray[np.uint8]
    spans: NDArray[np.uint16]
    texts: NDArray[np.uint64]

    @classmethod
    def of(cls, articles: Iterable[Article | None]) -> Self:
        """Read articles, a row each; None in the place of an article leaves its row empty."""
        read = [_read(article) for article in articles]
        starts = _starts([len(row) for row, _ in read])
        n = int(starts[-1])
        return cls(
            starts,
            np.fromiter((mention.key for row, _ in read for mention in row), np.uint64, n),
            np.fromiter((mention.written for row, _ in read for mention in row), np.uint8, n),
            np.array([(mention.begin, mention.end) for row, _ in read for mention in row], np.uint16).reshape(n, 2),
            np.array([text for _, text in read], np.uint64),
        )

    @classmethod
    def stack(cls, parts: Sequence[Mentions]) -> Self:
        """Put the rows of several one after the other."""
        parts = [Mentions.of(()), *parts]  # so that there are columns to concatenate
        return cls(
            _starts(np.concatenate([np.diff(part.starts) for part in parts])),
            np.concatenate([part.keys for part in parts]),
            np.concatenate([part.written for part in parts]),
            np.concatenate([part.spans for part in parts]),
            np.concatenate([part.texts for part in parts]),
        )

    def __len__(self) -> int:
        return len(self.texts)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the columns as named plain arrays; `from_arrays` gives the same mentions back."""
        return {
            "starts": self.starts,
            "keys": self.keys,
            "written": self.written,
            "spans": self.spans,
            "texts": self.texts,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], *, n_rows: int) -> Self:
        """Take named arrays as they are, without copying them.

        Raises:
            SnapshotError: One is missing, or they do not fit together.
        """
        keys = array_of(arrays, "keys", np.uint64)
        mentions = cls(
            offsets_of(arrays, "starts", len(keys)),
            keys,
            array_of(arrays, "written", np.uint8),
            array_of(arrays, "spans", np.uint16, ndim=2),
            array_of(arrays, "texts", np.uint64),
        )
        lengths = (len(mentions.starts) - 1, len(mentions.texts))
        if lengths != (n_rows, n_rows):
            raise SnapshotError("mentions", f"those of {n_rows} articles", lengths)
        if len(mentions.written) != len(keys) or mentions.spans.shape != (len(keys), 2):
            raise SnapshotError("mentions", f"columns of {len(keys)}", (len(mentions.written), mentions.spans.shape))
        if (mentions.spans[:, 0] >= mentions.spans[:, 1]).any():
            raise SnapshotError("spans", "mentions that end behind their beginning", "others")
        check_positions("ways of writing mentions", mentions.written, COMMON + 1)
        return mentions


_NOTHING: tuple[list[Mention], int] = [], fingerprint("", "")


def _read(article: Article | None) -> tuple[list[Mention], int]:
    """Return the mentions of an article, and the fingerprint of its text."""
    if article is None:
        return _NOTHING
    language = primary_subtag(article.language)
    return find_mentions(article.title, article.text, language), fingerprint(article.title, article.text)


def _starts(lengths: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where rows of some lengths begin, and where the last one ends."""
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts

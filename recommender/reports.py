"""Articles → reports: who told what when, in columns; what breaking news and trending tags are counted from.

In: a catalogue. Out: the reports of a stretch of time. A report is an article with a known publisher and time that is
news, live or video: opinion and advertising are none. Outlets of one owner are one voice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import FACETS, Catalogue

REPORTING = ("news", "live", "video")
PUBLISHER, SECTION, LANGUAGE, KIND = (FACETS.index(name) for name in ("publisher", "section", "language", "kind"))


@dataclass(frozen=True, slots=True, eq=False)
class Reports:
    """Reports in the order of their rows.

    Attributes:
        rows: int64 (n,), the article that each is, rising.
        seconds: int64 (n,), when it was published, in seconds since 1970.
        voices: int64 (n,), a number for whose it is, 0 or more: its publisher's, or that of the owner of several.
        languages: int64 (n,), a number for its language, 0 or more.
    """

    rows: NDArray[np.int64]
    seconds: NDArray[np.int64]
    voices: NDArray[np.int64]
    languages: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, which: NDArray[np.bool_]) -> Reports:
        """Return some of the reports, chosen by flags."""
        return Reports(self.rows[which], self.seconds[which], self.voices[which], self.languages[which])

    def between(self, after: int, until: int) -> Reports:
        """Return those published later than one second and not later than another."""
        return self.take((self.seconds > after) & (self.seconds <= until))


def find_reports(
    catalogue: Catalogue,
    *,
    after: int,
    until: int,
    owners: Mapping[str, str],
    sections: Collection[str] = (),
    languages: Collection[str] = (),
) -> Reports:
    """Return the reports of a stretch of time.

    Args:
        catalogue: The articles.
        after: The second before it begins, since 1970.
        until: Its last second, likewise.
        owners: For a publisher, who owns it; those of one owner are one voice. A publisher that is not named here owns
            itself.
        sections: The sections that count, all when none is named.
        languages: The languages that count, primary subtags, likewise.
    """
    published_at, codes, labels = catalogue.published_at, catalogue.codes, catalogue.labels
    rows = np.flatnonzero((published_at > after) & (published_at <= until))
    wanted = _flags(labels["kind"], REPORTING)[codes[KIND, rows]] & (codes[PUBLISHER, rows] != 0)
    if sections:
        wanted &= _flags(labels["section"], sections)[codes[SECTION, rows]]
    if languages:
        wanted &= _flags(labels["language"], languages)[codes[LANGUAGE, rows]]
    rows = rows[wanted]
    voice_of = _voices(labels["publisher"], owners)
    return Reports(rows, published_at[rows], voice_of[codes[PUBLISHER, rows]], codes[LANGUAGE, rows].astype(np.int64))


def _flags(labels: Collection[str], wanted: Collection[str]) -> NDArray[np.bool_]:
    return np.array([label in wanted for label in labels], np.bool_)


def _voices(publishers: Collection[str], owners: Mapping[str, str]) -> NDArray[np.int64]:
    """Return the voice of each publisher: the same number for those of one owner."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(owners.get(name, name), len(numbers)) for name in publishers], np.int64)

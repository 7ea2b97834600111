"""Articles → reports: who told what when, in columns; what breaking news and trending tags are counted from.

In: a catalogue. Out: the reports of a stretch of time. A report is an article with a known publisher and time that is
news, live or video: opinion and advertising are none. Outlets of one owner are one voice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.index import FACETS, KIND, LANGUAGE, PUBLISHER, SECTION, Articles, Part

REPORTING = ("news", "live", "video")


class Counted(NamedTuple):
    """Which articles count as reports.

    Attributes:
        sections: The sections that count, all when none is named.
        languages: The languages that count, primary subtags, likewise.
        hidden: Rows that do not count.
        hidden_sections: Sections that do not count.
    """

    sections: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    hidden: frozenset[int] = frozenset()
    hidden_sections: frozenset[str] = frozenset()


ALL = Counted()


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
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

    @classmethod
    def joined(cls, parts: Sequence[Coverage]) -> Coverage:
        """Return several one after the other."""
        columns = zip(*((part.rows, part.seconds, part.voices, part.languages) for part in parts), strict=True)
        return cls(*map(np.concatenate, columns))

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, which: NDArray[np.bool_]) -> Coverage:
        """Return some of the reports, chosen by flags."""
        return Coverage(self.rows[which], self.seconds[which], self.voices[which], self.languages[which])

    def between(self, after: int, until: int) -> Coverage:
        """Return those published later than one second and not later than another."""
        return self.take((self.seconds > after) & (self.seconds <= until))


def find_reports(
    catalogue: Articles, *, after: int, until: int, owners: Mapping[str, str], counted: Counted = ALL
) -> Coverage:
    """Return the reports of a stretch of time.

    Args:
        catalogue: The articles.
        after: The second before it begins, since 1970.
        until: Its last second, likewise.
        owners: For a publisher, who owns it; those of one owner are one voice. A publisher that is not named here owns
            itself.
        counted: Which articles count.
    """
    voices: dict[str, int] = {}
    numbers: dict[str, int] = {}
    found = []
    for part in catalogue.parts():
        columns = part.columns
        rows = np.flatnonzero((columns.published_at > after) & (columns.published_at <= until))
        rows = rows[~np.isin(rows, part.deleted) & _counts(part, rows, counted)]
        voice_of = _numbers((owners.get(name, name) for name in columns.labels["publisher"]), voices)
        language_of = _numbers(columns.labels["language"], numbers)
        numbered = (voice_of[columns.codes[PUBLISHER, rows]], language_of[columns.codes[LANGUAGE, rows]])
        found.append(Coverage(rows + part.first, columns.published_at[rows], *numbered))
    return Coverage.joined(found)


def _counts(part: Part, rows: NDArray[np.int64], counted: Counted) -> NDArray[np.bool_]:
    """Return a flag for each of some rows of a part."""

    def is_one_of(wanted: Collection[str], facet: int) -> NDArray[np.bool_]:
        flags = np.array([label in wanted for label in part.columns.labels[FACETS[facet]]], np.bool_)
        return np.asarray(flags[part.columns.codes[facet, rows]])

    flags = is_one_of(REPORTING, KIND) & ~is_one_of(("",), PUBLISHER) & ~is_one_of(counted.hidden_sections, SECTION)
    if counted.sections:
        flags &= is_one_of(counted.sections, SECTION)
    if counted.languages:
        flags &= is_one_of(counted.languages, LANGUAGE)
    if counted.hidden:
        flags &= ~np.isin(rows + part.first, list(counted.hidden))
    return flags


def _numbers(names: Iterable[str], known: dict[str, int]) -> NDArray[np.int64]:
    """Return a number for each name, the same for the same name; those that are new are put among the known ones."""
    return np.array([known.setdefault(name, len(known)) for name in names], np.int64)

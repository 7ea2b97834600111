"""Articles → coverage: who reported when, in columns; what breaking news and trending tags are counted from.

In: a catalogue. Out: the reports of a stretch of time. A report is an article with a known publisher and time that is
news, live or video: opinion and advertising are none. Outlets of one owner are not independent of each other, so that a
report is known by its owner.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.index import FACETS, KIND, LANGUAGE, PUBLISHER, SECTION, Articles, Part, which_labels

REPORTING = ("news", "live", "video")


class Counted(NamedTuple):
    """Which articles count as reports.

    Attributes:
        sections: The sections that count; all if none is named.
        languages: The languages that count, primary subtags; all if none is named.
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
    """Reports, in the order of their rows.

    Attributes:
        rows: int64 (n,), the article that each is, rising.
        seconds: int64 (n,), when it was published, in seconds since 1970.
        owners: int64 (n,), a number for who owns it, 0 or more: its publisher, or the owner of several publishers.
        languages: int64 (n,), a number for its language, 0 or more.
    """

    rows: NDArray[np.int64]
    seconds: NDArray[np.int64]
    owners: NDArray[np.int64]
    languages: NDArray[np.int64]

    @classmethod
    def joined(cls, parts: Sequence[Coverage]) -> Coverage:
        """Return several, one after the other."""
        columns = zip(*((part.rows, part.seconds, part.owners, part.languages) for part in parts), strict=True)
        return cls(*map(np.concatenate, columns))

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, which: NDArray[np.bool_]) -> Coverage:
        """Return some of the reports, chosen by flags, bool (n,)."""
        return Coverage(self.rows[which], self.seconds[which], self.owners[which], self.languages[which])

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
        owners: Who owns a publisher, by its name. A publisher that is not named here owns itself.
        counted: Which articles count.
    """
    owner_numbers: dict[str, int] = {}
    language_numbers: dict[str, int] = {}
    parts = []
    for part in catalogue.parts():
        columns = part.columns
        rows = np.flatnonzero((columns.published_at > after) & (columns.published_at <= until))
        rows = rows[~np.isin(rows, part.deleted) & _counts(part, rows, counted)]
        owner_of = _numbers((owners.get(name, name) for name in columns.labels["publisher"]), owner_numbers)
        language_of = _numbers(columns.labels["language"], language_numbers)
        numbers = (owner_of[columns.codes[PUBLISHER, rows]], language_of[columns.codes[LANGUAGE, rows]])
        parts.append(Coverage(rows + part.first, columns.published_at[rows], *numbers))
    return Coverage.joined(parts)


def _counts(part: Part, rows: NDArray[np.int64], counted: Counted) -> NDArray[np.bool_]:
    """Return which of some rows of a part count, bool (n_rows,)."""

    def is_one_of(wanted: Collection[str], facet: int) -> NDArray[np.bool_]:
        flags = np.array(which_labels(FACETS[facet], part.columns.labels[FACETS[facet]], wanted), np.bool_)
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
    """Return a number for each name, the same for the same name; new names are added to the known ones."""
    return np.array([known.setdefault(name, len(known)) for name in names], np.int64)

"""Filters: what a caller asks of every article, applied inside the search.

In: facets and a window of time. Out: flags and bounds that a search compares rows with before the best are chosen, so
that a filter never makes an answer shorter than it must be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from recommender.article import BEGINNING_OF_TIME, END_OF_TIME, UNKNOWN_LANGUAGE, primary_subtag, to_seconds
from recommender.index.articles import FACETS, ArticleColumns, Articles, Rows, which_labels

Facets = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a caller asks of every article; an empty facet asks nothing.

    Attributes:
        publisher: The publishers that pass, compared exactly; ``""`` lets articles without one pass.
        section: The sections, likewise.
        language: The languages, likewise, but compared by primary subtag: ``pt-BR`` lets all Portuguese pass.
        kind: The kinds, likewise.
        since: The beginning of the window of publication, still in it, an aware time. Compared in whole seconds.
        until: The end of the window, likewise. With either end, articles without a time do not pass.
        as_of: The moment for which to answer: nothing published later passes; articles without a time do.
        barred_sections: The sections that do not pass.
    """

    publisher: frozenset[str] = frozenset()
    section: frozenset[str] = frozenset()
    language: frozenset[str] = frozenset()
    kind: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    as_of: datetime | None = None
    barred_sections: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name, time in (("since", self.since), ("until", self.until), ("as_of", self.as_of)):
            if time is not None and time.utcoffset() is None:
                raise ValueError(f"{name}: expected a time with its zone, found {time.isoformat()}")

    def window(self) -> tuple[int, int]:
        """Return the window in seconds since 1970, as wide as can be where an end is open."""
        # Articles without a time lie at the very beginning: a window that is asked for begins just after it.
        is_window = self.since is not None or self.until is not None
        since = to_seconds(self.since) if self.since is not None else BEGINNING_OF_TIME + is_window
        ends = [to_seconds(end) for end in (self.until, self.as_of) if end is not None]
        return since, min(ends, default=END_OF_TIME)

    def up_to(self, as_of: datetime | None) -> Filter:
        """Return the filter that lets nothing newer than a moment pass either."""
        return self if as_of is None else replace(self, as_of=min(as_of, self.as_of or as_of))

    def in_language(self, language: str | None) -> Filter:
        """Return the filter that lets one language alone pass, if that is known and this one asks for none."""
        subtag = primary_subtag(language)
        if self.language or subtag in ("", UNKNOWN_LANGUAGE):
            return self
        return replace(self, language=frozenset({subtag}))

    def admits(self, catalogue: Articles, row: int) -> bool:
        """Return whether one article passes."""
        since, until = self.window()
        wanted = (self._wanted_labels(facet, (catalogue.label(facet, row),)) for facet in FACETS)
        return since <= catalogue.time_of(row) <= until and all(map(all, wanted))

    def admits_labels(self, columns: ArticleColumns) -> NDArray[np.bool_]:
        """Return whether the labels of each row pass, whatever its time; bool (n,)."""
        wanted, starts = self.wanted(columns.labels)
        passes = np.ones(len(columns.ids), np.bool_)
        for codes, begin, end in zip(columns.codes, starts[:-1], starts[1:], strict=True):
            if end > begin:
                passes &= wanted[begin:end][codes]
        return passes

    def admits_rows(self, columns: ArticleColumns) -> NDArray[np.bool_]:
        """Return whether each row passes; bool (n,)."""
        since, until = self.window()
        times = columns.published_at
        return self.admits_labels(columns) & (since <= times) & (times <= until)

    def admitted(self, catalogue: Articles, rows: Rows) -> NDArray[np.bool_]:
        """Return which of some articles pass, bool (n_rows,)."""
        since, until = self.window()
        times = catalogue.times_of(rows)
        flags = (times >= since) & (times <= until)
        for facet in FACETS:
            allowed: frozenset[str] = getattr(self, facet)
            if facet == "language":
                allowed = frozenset(map(primary_subtag, allowed))
            if allowed:
                flags &= catalogue.are_labelled(facet, rows, allowed)
        return flags & ~catalogue.are_labelled("section", rows, self.barred_sections) if self.barred_sections else flags

    def facets(self) -> Facets:
        """Return all that it asks of labels: nothing if each is empty."""
        return self.publisher, self.section, self.language, self.kind, self.barred_sections

    def wanted(self, labels: Mapping[str, tuple[str, ...]]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Return a flag for each label of each facet, end to end, and where each facet begins."""
        stretches = [self._wanted_labels(facet, labels[facet]) for facet in FACETS]
        starts = np.cumsum([0, *map(len, stretches)], dtype=np.int64)
        return np.array([flag for stretch in stretches for flag in stretch], np.bool_), starts

    def _wanted_labels(self, facet: str, labels: tuple[str, ...]) -> list[bool]:
        allowed: frozenset[str] = getattr(self, facet)
        barred = self.barred_sections if facet == "section" else frozenset()
        if not allowed and not barred:
            return []
        if facet == "language":
            allowed = frozenset(primary_subtag(language) for language in allowed)
        pairs = zip(which_labels(facet, labels, allowed), which_labels(facet, labels, barred), strict=True)
        return [(not allowed or is_allowed) and not is_barred for is_allowed, is_barred in pairs]


ANY = Filter()

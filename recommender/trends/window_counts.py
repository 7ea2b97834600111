"""Mentions → counts: how often each name and phrase is used, kept up to date as articles and minutes come and go.

In: the mentions of articles, and which reports count for the window and for the past at a moment. What each article
counted for the last time is remembered, so that only those are counted for which that has changed: within a minute, a
few. For the same reports and moment the counts are the same, whatever was counted before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.trends import counting
from recommender.trends.counting import OUT, KeyCounts
from recommender.trends.coverage import Coverage
from recommender.trends.mention_columns import Mentions, Occurrences

WEEK = 7 * 86_400
# Keys that there are places for from the beginning. At least 1; set by hand: for fewer it is not worth growing.
SMALLEST = 2_048


class WindowCounts:
    """How often each key was used at the moment that was counted last. It changes: one thread at a time.

    Articles have serial numbers: those of the base are their rows, and the live ones follow in the order in which they
    arrived. An article keeps its number until it is edited, whatever becomes of others.
    """

    def __init__(self, base: Mentions) -> None:
        self._base = base
        self._live = Mentions.of(())
        self._serials: dict[str, tuple[Mentions, int]] = {}  # of live articles, by id
        self._followed: tuple[object, object] | None = None
        self._live_serials = np.empty(0, np.int64)  # by row
        self._windows = np.full(len(base), OUT, np.uint8)  # what each counted for the last time, by serial number
        self._counts = KeyCounts.empty(SMALLEST)

    def follow(self, live: Mapping[str, Mentions], ids: Sequence[str]) -> None:
        """Take in which articles are live.

        Args:
            live: The mentions of each, by id.
            ids: Their ids, in the order of their rows.
        """
        if self._followed is not None and self._followed[0] is live and self._followed[1] is ids:
            return
        self._followed = (live, ids)
        new = [article_id for article_id in ids if not self._knows(article_id, live[article_id])]
        for serial, article_id in enumerate(new, len(self._windows)):
            self._serials[article_id] = (live[article_id], serial)
        if new:
            self._live = Mentions.stack([self._live, *(live[article_id] for article_id in new)])
            self._windows = np.concatenate([self._windows, np.full(len(new), OUT, np.uint8)])
        self._live_serials = np.array([self._serials[article_id][1] for article_id in ids], np.int64)

    def count(self, reports: Coverage, begin: int, moment: int) -> NDArray[np.uint8]:
        """Count some reports and no others.

        Args:
            reports: Those of the past and of the window.
            begin: The last second of the past, before the window.
            moment: The last second of the window.

        Returns:
            uint8 (n_reports,), what each counts for: `counting.OUT`, `NOW`, `PAST` or `SAME_HOUR`.
        """
        serials = self.serials_of(reports.rows)
        same_hour = (moment - reports.seconds) % WEEK < moment - begin
        of_reports = counting.windows_of(self._texts_of(serials), reports.seconds, begin, same_hour)
        windows = np.full(len(self._windows), OUT, np.uint8)
        windows[serials] = of_reports
        changed = np.flatnonzero(windows != self._windows)
        before_and_now = np.column_stack([self._windows[changed], windows[changed]])
        is_live = changed >= len(self._base)
        self._count(self._base, changed[~is_live], before_and_now[~is_live])
        self._count(self._live, changed[is_live] - len(self._base), before_and_now[is_live])
        self._windows = windows
        return of_reports

    def serials_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the serial numbers of some rows, int64 (n_rows,)."""
        serials, is_live = rows.copy(), rows >= len(self._base)
        serials[is_live] = self._live_serials[rows[is_live] - len(self._base)]
        return serials

    def counts_of(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return how often some keys are used, int64 (n_keys, COLUMNS), in the columns of `counting`."""
        return self._counts.counts[counting.numbers_of(self._counts, keys)].astype(np.int64)

    def frequent(
        self, rows: NDArray[np.int64], min_texts: int
    ) -> tuple[Occurrences, NDArray[np.uint64], NDArray[np.int64]]:
        """Return those mentions of some articles whose keys enough texts of the window hold.

        Args:
            rows: The articles, rising.
            min_texts: In how many texts a key must be.

        Returns:
            The mentions; their keys, each once, rising; and for each mention the position of its key.
        """
        serials, n_base = self.serials_of(rows), int(np.searchsorted(rows, len(self._base)))
        base, base_numbers = self._frequent(self._base, serials[:n_base], min_texts)
        live, live_numbers = self._frequent(self._live, serials[n_base:] - len(self._base), min_texts)
        occurrences = Occurrences(
            np.concatenate([base.written, live.written]),
            np.concatenate([base.spans, live.spans]),
            np.concatenate([base.rows, live.rows + n_base]),
        )
        return occurrences, *self._sort_keys(np.concatenate([base_numbers, live_numbers]))

    def _knows(self, article_id: str, mentions: Mentions) -> bool:
        known = self._serials.get(article_id)
        return known is not None and known[0] is mentions

    def _texts_of(self, serials: NDArray[np.int64]) -> NDArray[np.uint64]:
        is_live, texts = serials >= len(self._base), np.empty(len(serials), np.uint64)
        texts[~is_live] = self._base.texts[serials[~is_live]]
        texts[is_live] = self._live.texts[serials[is_live] - len(self._base)]
        return texts

    def _count(self, part: Mentions, rows: NDArray[np.int64], windows: NDArray[np.uint8]) -> None:
        columns, at = (part.starts, part.keys, part.written), 0
        while True:
            at = counting.count_rows(*columns, rows, windows, at, self._counts)
            if at == len(rows):
                return
            self._grow(int(part.starts[rows[at] + 1] - part.starts[rows[at]]))

    def _grow(self, n_more: int) -> None:
        """Make places for at least twice the keys that are used, and forget those that are used no longer."""
        known = self._counts
        used = np.flatnonzero((known.counts[: known.n[0], :2] > 0).any(axis=1))
        larger = KeyCounts.empty(max(SMALLEST, 2 * (len(used) + n_more)))
        larger.counts[counting.add_keys(larger, known.keys[used])] = known.counts[used]
        self._counts = larger

    def _sort_keys(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Return the keys of some numbers, each once, rising, and for each number the position of its key."""
        positions = np.zeros(self._counts.n[0], np.int64)
        positions[numbers] = 1
        distinct = np.flatnonzero(positions)
        keys = self._counts.keys[distinct]
        order = np.argsort(keys)
        positions[distinct[order]] = np.arange(len(distinct))
        return keys[order], positions[numbers]

    def _frequent(
        self, part: Mentions, rows: NDArray[np.int64], min_texts: int
    ) -> tuple[Occurrences, NDArray[np.int64]]:
        """Return the frequent mentions of some rows, and the numbers of their keys."""
        mentions, of_rows, numbers = counting.frequent_mentions(part.starts, part.keys, rows, min_texts, self._counts)
        return Occurrences(part.written[mentions], part.spans[mentions], of_rows), numbers

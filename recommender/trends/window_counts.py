"""Mentions → counts: how often each name and phrase is used, kept up to date as articles and minutes come and go.

In: the mentions of articles, and which reports count for the window and for the past at a moment. What each article
counted for the last time is kept, so that only those are counted for which that has changed: within a minute, a few.
For the same reports and moment a tally tells the same, whatever it was asked before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.trends import counting
from recommender.trends.coverage import Coverage
from recommender.trends.mentions import Held, Mentions

WEEK = 7 * 86_400
SMALLEST = 1 << 12  # places of a table


class Tally:
    """How often each key is used at the moment that was counted last. It changes: one thread at a time.

    Articles have slots: first those of the base, by row, and then the live ones in the order in which they came.
    """

    def __init__(self, base: Mentions) -> None:
        self._base = base
        self._live = Mentions.of(())
        self._slots: dict[str, tuple[Mentions, int]] = {}
        self._following: tuple[object, object] | None = None
        self._live_slots = np.empty(0, np.int64)
        self._roles = np.zeros(len(base), np.uint8)
        self._start(SMALLEST)

    def follow(self, live: Mapping[str, Mentions], ids: Sequence[str]) -> None:
        """Take in which articles are live.

        Args:
            live: The mentions of each, by id.
            ids: Their ids, in the order of their rows.
        """
        if self._following is not None and self._following[0] is live and self._following[1] is ids:
            return
        self._following = (live, ids)
        none: tuple[None, int] = (None, 0)
        new = [article_id for article_id in ids if self._slots.get(article_id, none)[0] is not live[article_id]]
        for slot, article_id in enumerate(new, len(self._roles)):
            self._slots[article_id] = (live[article_id], slot)
        if new:
            self._live = Mentions.stack([self._live, *(live[article_id] for article_id in new)])
            self._roles = np.concatenate([self._roles, np.zeros(len(new), np.uint8)])
        self._live_slots = np.array([self._slots[article_id][1] for article_id in ids], np.int64)

    def count(self, reports: Coverage, begin: int, moment: int) -> NDArray[np.uint8]:
        """Count some reports and no others; return what each counts for, of `counting`.

        Args:
            reports: Those of the past and of the window.
            begin: The last second of the past, before the window.
            moment: The last second of the window.
        """
        slots = self.slots_of(reports.rows)
        same = (moment - reports.seconds) % WEEK < moment - begin
        found = counting.roles_of(self._texts_of(slots), reports.seconds, begin, same)
        roles = np.full(len(self._roles), counting.OUT, np.uint8)
        roles[slots] = found
        changed = np.flatnonzero(roles != self._roles)
        both = np.column_stack([self._roles[changed], roles[changed]])
        is_live = changed >= len(self._base)
        self._count(self._base, changed[~is_live], both[~is_live])
        self._count(self._live, changed[is_live] - len(self._base), both[is_live])
        self._roles = roles
        return found

    def slots_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the slots of some rows: what an article keeps until it is edited, whatever becomes of others."""
        slots, is_live = rows.copy(), rows >= len(self._base)
        slots[is_live] = self._live_slots[rows[is_live] - len(self._base)]
        return slots

    def counts_of(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return how often some keys are used, int64 (len(keys), COLUMNS), as `counting` names the columns."""
        return counting.counts_of(self._keys, self._counts, keys)

    def held(self, rows: NDArray[np.int64], least: int) -> tuple[Held, NDArray[np.uint64], NDArray[np.int64]]:
        """Return what some articles mention, as far as so many texts of the window hold it.

        Args:
            rows: The articles, rising.
            least: How many texts.

        Returns:
            The mentions, their keys, rising, and for each mention the position of its key.
        """
        slots, n_base = self.slots_of(rows), int(np.searchsorted(rows, len(self._base)))
        base, base_places = self._held(self._base, slots[:n_base], least)
        live, live_places = self._held(self._live, slots[n_base:] - len(self._base), least)
        held = Held(
            np.concatenate([base.written, live.written]),
            np.concatenate([base.spans, live.spans]),
            np.concatenate([base.at, live.at + n_base]),
        )
        return held, *counting.number_keys(np.concatenate([base_places, live_places]), self._keys, self._numbers)

    def _start(self, size: int) -> None:
        self._keys = np.zeros(size, np.uint64)
        self._counts = np.zeros((size, counting.COLUMNS), np.int32)
        self._used = np.zeros(1, np.int64)
        self._numbers = np.zeros(size, np.int32)

    def _texts_of(self, slots: NDArray[np.int64]) -> NDArray[np.uint64]:
        is_live, texts = slots >= len(self._base), np.empty(len(slots), np.uint64)
        texts[~is_live] = self._base.texts[slots[~is_live]]
        texts[is_live] = self._live.texts[slots[is_live] - len(self._base)]
        return texts

    def _count(self, part: Mentions, rows: NDArray[np.int64], roles: NDArray[np.uint8]) -> None:
        columns, at = (part.starts, part.keys, part.written), 0
        while True:
            at = counting.count_rows(*columns, rows, roles, at, self._keys, self._counts, self._used)
            if at == len(rows):
                return
            self._grow(int(part.starts[rows[at] + 1] - part.starts[rows[at]]))

    def _grow(self, more: int) -> None:
        """Make a table that is at most half full with so many keys more, without those that are used no longer."""
        keys, counts = self._keys, self._counts
        n_used = int(np.count_nonzero(counts[:, :2].any(axis=1)))
        self._start(max(SMALLEST, 1 << (2 * (n_used + more)).bit_length()))
        self._used[0] = counting.move_counts(keys, counts, self._keys, self._counts)

    def _held(self, part: Mentions, rows: NDArray[np.int64], least: int) -> tuple[Held, NDArray[np.int64]]:
        columns = (part.starts, part.keys, rows, least, self._keys, self._counts)
        mentions, at, places = counting.frequent_mentions(*columns)
        return Held(part.written[mentions], part.spans[mentions], at), places

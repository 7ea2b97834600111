"""Reports → breaking stories: what is told by many independent publishers within minutes, and by ever more.

In: reports, and which story each tells. Out: the stories that are breaking at a moment,
each with its trigger. The rule looks at two stretches of time alone, so it needs no memory: a story is breaking when
the last `window` holds reports of it by at least `publishers` independent publishers, and these are at least `growth`
times as many as is usual

    of the story's own past half-day:  (reports + strength · normal) / (windows + strength)
    of a story told at this hour:      normal = exp(sum of ln(publishers that told one) / (stories told + prior))

with `strength` windows or `prior` stories, told by one publisher each, of thought beforehand, so that little is made of
a short past. The second is a geometric mean, as growth is a ratio: one large story of yesterday does not make it normal
that a story is large. A story that is no longer told by ever more publishers falls under one line or the other, and so
expires by itself.

Independent reports are counted as pairs of one publisher and one text, none twice (a maximum matching, Hopcroft and
Karp 1973): however often one publisher repeats itself, and however many print an agency's text, each counts once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from recommender.article import to_seconds
from recommender.trends.coverage import Coverage

DAY = 86_400
_VOICE_BITS = 31
Stories = Callable[[NDArray[np.int64]], NDArray[np.int64]]
Texts = Callable[[NDArray[np.int64]], NDArray[np.integer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakingStory:
    """A story that is breaking.

    Attributes:
        story: Which one.
        publishers: How many independent publishers told it within the window.
        minutes: From the first of these reports until the last publisher joined, rounded up; at least 1.
        growth: How many times more publishers than is usual, by the more demanding of the two; at least that asked for.
        rows: The reports of the window, the newest first; of one second, the lowest row.
    """

    story: int
    publishers: int
    minutes: int
    growth: float
    rows: tuple[int, ...]

    @property
    def trigger(self) -> str:
        """Return what made the story breaking, as a card prints it."""
        return f"{self.publishers} publishers in {self.minutes} min"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaking:
    """When a story is breaking.

    Attributes:
        publishers: By how many independent publishers it must be told, ...
        window: ... within which time.
        growth: How many times more than usual it must be told.
        own_past: How far back it is looked what is usual for the story itself.
        usual_days: How many days back it is looked what is normal at this hour.
        prior: How many stories, told by one publisher each, are thought of before any past is known.
        strength: How many windows of a normal story are thought of before a story's own past is known.
    """

    publishers: int = 4
    window: timedelta = timedelta(minutes=60)
    growth: float = 2.0
    own_past: timedelta = timedelta(hours=12)
    usual_days: int = 28
    prior: float = 10.0
    strength: float = 4.0

    def __call__(self, reports: Coverage, stories: Stories, *, as_of: datetime, texts: Texts) -> list[BreakingStory]:
        """Return what is breaking at a moment, what grows most first; of equals the lower story.

        Args:
            reports: Those of `looks_back` up to the moment at least; later ones do not count.
            stories: Tells the story of each of some rows, a number below 0 for none. It is asked for the window, and of
                the past only for what is compared with it, should anything in the window be told by enough publishers.
            as_of: The moment.
            texts: Tells copies: a number for each of some rows, equal for copies of one text.
        """
        moment, length = to_seconds(as_of), int(self.window.total_seconds())
        begin = moment - length
        now = _Told.of(reports.between(begin, moment), stories)
        told_by, counts = np.unique(_stories_of(now.pairs()), return_counts=True)
        candidates = told_by[counts >= self.publishers]
        if not len(candidates):
            return []
        past = reports.between(moment - int(self.looks_back.total_seconds()), begin)
        normal = self._normal(past, stories, moment)
        longest = int(self.own_past.total_seconds())
        own = _Told.of(past.between(begin - longest, begin), stories).stories
        # As far back as there are any reports at all.
        windows = min(longest, begin - int(past.seconds.min(initial=begin))) / length
        found = []
        for story in candidates.tolist():
            told = now.reports.take(now.stories == story)
            before = np.count_nonzero(own == story)
            average = max(normal, float((before + self.strength * normal) / (windows + self.strength)))
            found.append(self._judge(story, told, average, texts))
        return sorted((each for each in found if each), key=lambda each: (-each.growth, each.story))

    @property
    def looks_back(self) -> timedelta:
        """Return how long before the moment the rule looks."""
        return self.window + max(self.own_past, timedelta(days=self.usual_days))

    def _normal(self, past: Coverage, stories: Stories, moment: int) -> float:
        """Return by how many publishers a story is told, typically of those told within the window at this hour."""
        ago = moment - past.seconds
        same_hour = (ago % DAY < self.window.total_seconds()) & (ago // DAY <= self.usual_days)
        told = _Told.of(past.take(same_hour), stories)
        days = (moment - told.reports.seconds) // DAY
        by_day = (told.take(days == day).pairs() for day in np.unique(days).tolist())
        counts = [np.unique(_stories_of(pairs), return_counts=True)[1] for pairs in by_day]
        logs, n_stories = sum(float(np.log(each).sum()) for each in counts), sum(map(len, counts))
        return float(np.exp(logs / (n_stories + self.prior)))

    def _judge(self, story: int, told: Coverage, average: float, texts: Texts) -> BreakingStory | None:
        publishers = count_independent(told.voices, texts(told.rows))
        if publishers < self.publishers or publishers < self.growth * average:
            return None
        newest_first = np.lexsort((told.rows, -told.seconds))
        joined = [int(told.seconds[told.voices == voice].min()) for voice in np.unique(told.voices)]
        return BreakingStory(
            story=story,
            publishers=publishers,
            minutes=max(1, -((min(joined) - max(joined)) // 60)),
            growth=publishers / average,
            rows=tuple(told.rows[newest_first].tolist()),
        )


def count_independent(voices: NDArray[np.integer], texts: NDArray[np.integer]) -> int:
    """Return how many reports can be chosen so that no two are of one voice or of one text.

    >>> count_independent(np.array([1, 1, 1]), np.array([1, 2, 3]))  # one publisher, three texts
    1
    >>> count_independent(np.array([1, 2, 3, 3]), np.array([1, 1, 1, 2]))  # an agency's text, and one of one's own
    2
    """
    voice, text = np.unique(voices, return_inverse=True)[1], np.unique(texts, return_inverse=True)[1]
    if not len(voice):
        return 0
    told = csr_array((np.ones(len(voice), np.int8), (voice, text)))
    return int(np.count_nonzero(maximum_bipartite_matching(told, perm_type="column") >= 0))


class _Told(NamedTuple):
    """Reports of stories, and which story each tells."""

    reports: Coverage
    stories: NDArray[np.int64]

    @classmethod
    def of(cls, reports: Coverage, stories: Stories) -> _Told:
        """Return those of some reports that tell a story."""
        found = stories(reports.rows)
        return cls(reports.take(found >= 0), found[found >= 0])

    def take(self, which: NDArray[np.bool_]) -> _Told:
        """Return some of them, chosen by flags."""
        return _Told(self.reports.take(which), self.stories[which])

    def pairs(self) -> NDArray[np.int64]:
        """Return each pair of a story and a voice that tells it, once, as one number."""
        return np.unique((self.stories << _VOICE_BITS) | self.reports.voices)


def _stories_of(pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    return pairs >> _VOICE_BITS

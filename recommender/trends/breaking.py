"""Reports → breaking stories: what many independent publishers report within minutes, and ever more of them.

In: reports, and the story of each. Out: the stories that are breaking at a moment, each with its trigger. The rule
looks at two stretches of time alone, so it needs no memory: a story is breaking when the last `window` holds reports of
it by at least `publishers` independent publishers, and these are at least `growth` times as many as is usual

    of the story's own past half-day:   (reports + strength · normal) / (windows + strength)
    of a story reported at this hour:   normal = exp(sum of ln(publishers that reported one) / (stories + prior))

with `strength` windows or `prior` stories, reported by one publisher each, assumed beforehand, so that little is made
of a short past. The second is a geometric mean, as growth is a ratio: one large story of yesterday does not make it
normal that a story is large. A story that ever fewer publishers report falls below one threshold or the other, and so
expires by itself.

Independent reports are counted as pairs of one publisher and one text, none twice (a maximum matching): however often
one publisher repeats itself, and however many print an agency's text, each counts once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.article import to_seconds
from recommender.trends.coverage import Coverage
from recommender.trends.matching import count_matched

DAY = 86_400
_OWNER_BITS = np.int64(31)  # of a pair of a story and an owner in one number
# Returns for each of some rows, int64 (n,), the number of its story, below 0 if it has none: int64 (n,).
Stories = Callable[[NDArray[np.int64]], NDArray[np.int64]]
# Returns for each of some rows, int64 (n,), a number that copies of one text have in common: (n,) integers.
Texts = Callable[[NDArray[np.int64]], NDArray[np.integer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakingStory:
    """A story that is breaking.

    Attributes:
        story: Its number.
        publishers: How many independent publishers reported it within the window.
        minutes: From the first of these reports until the last publisher joined, rounded up; at least 1.
        growth: How many times as many publishers that is as is usual, by the more demanding of the two comparisons; at
            least the rule's.
        rows: The reports of the window, the newest first; of one second, the lowest row first.
        trigger: The one of them by which there were enough of the window for the story to be breaking.
    """

    story: int
    publishers: int
    minutes: int
    growth: float
    rows: tuple[int, ...]
    trigger: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaking:
    """When a story is breaking.

    Attributes:
        publishers: How many independent publishers must report it within the window. At least 1, publishers; set by
            hand.
        window: The time within which they must. Above 0, time; set by hand.
        growth: How many times as many publishers that must be as usual. Above 0, a ratio; set by hand.
        own_past: How long before the window the story's own reports are compared. At least 0, time; set by hand.
        usual_days: How many days back the same hour is compared. At least 0, days; set by hand: four weeks.
        prior: How many stories, reported by one publisher each, are assumed beforehand. Above 0, stories; set by hand.
        strength: How many windows of a normal story are assumed beforehand. Above 0, windows; set by hand.
    """

    publishers: int = 4
    window: timedelta = timedelta(minutes=60)
    growth: float = 2.0
    own_past: timedelta = timedelta(hours=12)
    usual_days: int = 28
    prior: float = 10.0
    strength: float = 4.0

    def __call__(self, reports: Coverage, stories: Stories, *, as_of: datetime, texts: Texts) -> list[BreakingStory]:
        """Return what is breaking at a moment, largest growth first; of equals the lower story first.

        Args:
            reports: Those of `looks_back` up to the moment at least; later ones do not count.
            stories: Gives the stories of rows. It is called for the window; and for those of the past that the window
                is compared with, if enough publishers report anything in the window.
            as_of: The moment.
            texts: Gives the texts of rows.
        """
        moment, length = to_seconds(as_of), int(self.window.total_seconds())
        begin = moment - length
        now = _StoryReports.of(reports.between(begin, moment), stories)
        reported, counts = np.unique(_stories_of(now.pairs()), return_counts=True)
        candidates = reported[counts >= self.publishers]
        if not len(candidates):
            return []
        past = reports.between(moment - int(self.looks_back.total_seconds()), begin)
        normal = self._normal(past, stories, moment)
        longest = int(self.own_past.total_seconds())
        own_past = _StoryReports.of(past.between(begin - longest, begin), stories).stories
        # As far back as there are any reports at all.
        windows = min(longest, begin - int(past.seconds.min(initial=begin))) / length
        breaking = []
        for story in candidates.tolist():
            n_before = np.count_nonzero(own_past == story)
            usual = max(normal, float((n_before + self.strength * normal) / (windows + self.strength)))
            breaking.append(self._judge(story, now.reports.take(now.stories == story), usual, texts))
        return sorted((each for each in breaking if each), key=lambda each: (-each.growth, each.story))

    @property
    def looks_back(self) -> timedelta:
        """Return how long before the moment the rule looks."""
        return self.window + max(self.own_past, timedelta(days=self.usual_days))

    def _normal(self, past: Coverage, stories: Stories, moment: int) -> float:
        """Return how many publishers report a story, typically, of those reported within the window at this hour."""
        ago = moment - past.seconds
        same_hour = (ago % DAY < self.window.total_seconds()) & (ago // DAY <= self.usual_days)
        usual = _StoryReports.of(past.take(same_hour), stories)
        days = (moment - usual.reports.seconds) // DAY
        by_day = (usual.take(days == day).pairs() for day in np.unique(days).tolist())
        counts = [np.unique(_stories_of(pairs), return_counts=True)[1] for pairs in by_day]
        logs, n_stories = sum(float(np.log(each).sum()) for each in counts), sum(map(len, counts))
        return float(np.exp(logs / (n_stories + self.prior)))

    def _judge(self, story: int, reports: Coverage, usual: float, texts: Texts) -> BreakingStory | None:
        """Return a story as breaking, None if it is not.

        Args:
            story: Its number.
            reports: Those of the window.
            usual: How many publishers report it usually.
            texts: Gives the texts of rows.
        """
        numbers_of_texts, needed = texts(reports.rows), max(self.publishers, self.growth * usual)
        publishers = count_independent(reports.owners, numbers_of_texts)
        if publishers < needed:
            return None
        newest_first = np.lexsort((reports.rows, -reports.seconds))
        owners, numbers = np.unique(reports.owners, return_inverse=True)
        joined = np.full(len(owners), reports.seconds.max())
        np.minimum.at(joined, numbers, reports.seconds)
        return BreakingStory(
            story=story,
            publishers=publishers,
            minutes=max(1, -(int(joined.min() - joined.max()) // 60)),
            growth=publishers / usual,
            rows=tuple(reports.rows[newest_first].tolist()),
            trigger=_trigger(reports, numbers_of_texts, needed),
        )


def count_independent(owners: NDArray[np.integer], texts: NDArray[np.integer]) -> int:
    """Return how many reports can be chosen so that no two are of one owner or of one text.

    >>> count_independent(np.array([1, 1, 1]), np.array([1, 2, 3]))  # one publisher, three texts
    1
    >>> count_independent(np.array([1, 2, 3, 3]), np.array([1, 1, 1, 2]))  # an agency's text, and one of one's own
    2
    """
    return count_matched(zip(owners.tolist(), texts.tolist(), strict=True))


def _trigger(reports: Coverage, texts: NDArray[np.integer], needed: float) -> int:
    """Return the row of the report by which, in the order of time, as many were independent as are needed."""
    in_time = np.lexsort((reports.rows, reports.seconds))
    owners, numbers = reports.owners[in_time], texts[in_time]
    at = bisect_left(range(len(in_time)), needed, key=lambda at: count_independent(owners[: at + 1], numbers[: at + 1]))
    return int(reports.rows[in_time[at]])


class _StoryReports(NamedTuple):
    """Reports of stories, and the story of each.

    Attributes:
        reports: The reports.
        stories: int64 (n_reports,), 0 or more.
    """

    reports: Coverage
    stories: NDArray[np.int64]

    @classmethod
    def of(cls, reports: Coverage, stories: Stories) -> _StoryReports:
        """Return those of some reports that have a story."""
        numbers = stories(reports.rows)
        return cls(reports.take(numbers >= 0), numbers[numbers >= 0])

    def take(self, which: NDArray[np.bool_]) -> _StoryReports:
        """Return some of them, chosen by flags, bool (n_reports,)."""
        return _StoryReports(self.reports.take(which), self.stories[which])

    def pairs(self) -> NDArray[np.int64]:
        """Return each pair of a story and an owner that reports it, once, as one number; int64, rising."""
        return np.unique((self.stories << _OWNER_BITS) | self.reports.owners)


def _stories_of(pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    return pairs >> _OWNER_BITS

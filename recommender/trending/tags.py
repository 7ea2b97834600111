"""Usage → tags: what is trending at a moment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.catalogue import to_seconds
from recommender.reports import Reports
from recommender.trending.mentions import key_of, words_of
from recommender.trending.phrases import (
    FREE,
    Phrase,
    best_spelling,
    diversify,
    is_never_news,
    is_phrase,
    make_runs,
    put_together,
)
from recommender.trending.usage import HeldBy, Prior, Usage, count_usage

WEEK = 7 * 86_400
STEPS = 24  # of the series of a tag
LOOKED_AT = 300  # phrases that are spelled out and put together, the most surprising first
SPELLED_BY = 5  # articles that are asked how a phrase is spelled


class Source(Protocol):
    """What is known of articles besides."""

    def opening(self, row: int) -> str:
        """Return an article's title, a line feed, and its text or the beginning of it."""

    def language(self, row: int) -> str:
        """Return an article's language, a primary subtag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """Something that is trending.

    Attributes:
        label: Its name, as the articles spell it.
        language: Its language, a primary subtag.
        lift: How many times more it is used than is usual for it, shrunk to 1 where numbers are small.
        now: In how many texts of the window it is; copies of one text count once.
        usual: In how many it would be usually, at this hour of this weekday.
        publishers: By how many publishers these texts are.
        series: In how many texts it was in each of `STEPS` equal steps of the window, the latest last.
        rows: The articles that hold it, the newest first.
        score: What tags are sorted by: how surprising the number is, halved for every quarter of the window since the
            peak of the series.
    """

    label: str
    language: str
    lift: float
    now: int
    usual: float
    publishers: int
    series: tuple[int, ...]
    rows: tuple[int, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trending:
    """When a name or phrase is trending.

    Attributes:
        window: What "now" is.
        past: How long before the window "usual" is read off.
        lift: How many times more than usual it must be used.
        publishers: By how many publishers, and in as many texts; one more for a phrase that is no name.
        prior: What is thought of one with little past.
    """

    window: timedelta = timedelta(hours=24)
    past: timedelta = timedelta(days=28)
    lift: float = 3.0
    publishers: int = 3
    prior: Prior = field(default_factory=Prior)

    @property
    def looks_back(self) -> timedelta:
        """Return how long before the moment the rule looks."""
        return self.window + self.past

    def __call__(
        self,
        reports: Reports,
        mentions: HeldBy,
        source: Source,
        *,
        as_of: datetime,
        never: frozenset[str] = frozenset(),
        most: int = 20,
    ) -> list[Tag]:
        """Return what is trending, best first.

        Args:
            reports: Those of `looks_back` up to the moment at least; later ones do not count.
            mentions: What they mention.
            source: What they say.
            as_of: The moment.
            never: What is never news, as `names_of` gives it: names of sections and publishers.
            most: How many tags at most.
        """
        moment = to_seconds(as_of)
        begin = moment - int(self.window.total_seconds())
        now = _first_told(reports.between(begin, moment), mentions)
        past = _first_told(reports.between(moment - int(self.looks_back.total_seconds()), begin), mentions)
        in_same_hours = (moment - past.seconds) % WEEK < moment - begin
        usage = count_usage(mentions, now, past, in_same_hours=in_same_hours, least=self.publishers, prior=self.prior)
        board = _Board(self, usage, now, source, moment)
        tags = [board.tag(phrase) for phrase in diversify(board.phrases(never), most)]
        return sorted(tags, key=lambda tag: (-tag.score, tag.label))


class _Board:
    """What is used in one window, while tags are made of it. Rows are positions among the reports of the window."""

    def __init__(self, rule: Trending, usage: Usage, now: Reports, source: Source, moment: int) -> None:
        self.rule, self.usage, self.now, self.source, self.moment = rule, usage, now, source, moment
        self._read: dict[int, str] = {}
        self._order = np.argsort(usage.of, kind="stable")
        self._starts = np.searchsorted(usage.of[self._order], np.arange(len(usage.keys) + 1))

    def phrases(self, never: frozenset[str]) -> list[Phrase]:
        """Return what is used more than usual by enough publishers, variants put together, best first."""
        found = [phrase for phrase in self._spelled() if not is_never_news(phrase, never)]
        together = put_together([phrase for phrase in found if not phrase.unspaced])
        pairs: defaultdict[str, list[Phrase]] = defaultdict(list)
        for phrase in found:
            if phrase.unspaced:
                pairs[phrase.language].append(phrase)
        for same in pairs.values():
            together += make_runs(same, {row: self._opening(row) for pair in same for row in pair.rows})
        lifted = (phrase for phrase in together if self._is_trending(phrase))
        return sorted(lifted, key=lambda each: (-self._score(each), each.label))

    def tag(self, phrase: Phrase) -> Tag:
        """Return a phrase as a tag."""
        positions = np.array(sorted(phrase.rows), np.int64)
        newest_first = positions[np.argsort(-self.now.seconds[positions], kind="stable")]
        return Tag(
            label=phrase.label,
            language=phrase.language,
            lift=_lift(phrase),
            now=len(positions),
            usual=phrase.usual,
            publishers=self._publishers(phrase),
            series=self._series(phrase),
            rows=tuple(self.now.rows[newest_first].tolist()),
            score=self._score(phrase),
        )

    def _spelled(self) -> list[Phrase]:
        surprise = self.usage.surprise
        lifted = np.flatnonzero(self.usage.lift >= self.rule.lift)
        looked_at = lifted[np.argsort(-surprise[lifted], kind="stable")][:LOOKED_AT]
        phrases = [self._phrase(at, float(surprise[at])) for at in looked_at.tolist()]
        return [each for each in phrases if len(each.terms) == 1 or is_phrase(each, self._holding_words(each))]

    def _phrase(self, at: int, score: float) -> Phrase:
        usage, holding = self.usage, self._order[self._starts[at] : self._starts[at + 1]]
        positions = usage.held.at[holding]
        language = self.source.language(int(self.now.rows[positions[0]]))
        label = best_spelling(map(self._spelling, self._clearest(holding)))
        as_name, as_part = int(usage.as_name[at]), int(usage.as_part[at])
        return Phrase(
            terms=words_of(label, language),
            label=label,
            language=language,
            rows=frozenset(positions.tolist()),
            usual=float(usage.usual[at]),
            score=score,
            is_name=as_name + as_part > usage.as_words[at],
            stands_alone=as_name >= FREE * (as_name + as_part),
        )

    def _holding_words(self, phrase: Phrase) -> list[int]:
        """Return how many texts of the window hold each word of a phrase."""
        keys = np.array([key_of(phrase.language, term) for term in phrase.terms], np.uint64)
        at = np.minimum(np.searchsorted(self.usage.keys, keys), len(self.usage.keys) - 1)
        return [int(count) for count in self.usage.now[at[self.usage.keys[at] == keys]]]

    def _clearest(self, holding: NDArray[np.int64]) -> list[int]:
        unclear = self.usage.held.written[holding] == 0
        return [int(place) for place in holding[np.argsort(unclear, kind="stable")][:SPELLED_BY]]

    def _spelling(self, place: int) -> str:
        begin, end = self.usage.held.spans[place].tolist()
        return self._opening(int(self.usage.held.at[place]))[begin:end]

    def _opening(self, position: int) -> str:
        if position not in self._read:
            self._read[position] = self.source.opening(int(self.now.rows[position]))
        return self._read[position]

    def _publishers(self, phrase: Phrase) -> int:
        return len(np.unique(self.now.voices[list(phrase.rows)]))

    def _is_trending(self, phrase: Phrase) -> bool:
        word = len(phrase.terms) == 1 and not phrase.unspaced
        if word and not (phrase.is_name and phrase.stands_alone):
            return False
        asked = self.rule.publishers if phrase.is_name else self.rule.publishers + 1
        return _lift(phrase) >= self.rule.lift and self._publishers(phrase) >= asked

    def _series(self, phrase: Phrase) -> tuple[int, ...]:
        ages = self.moment - self.now.seconds[list(phrase.rows)]
        steps = STEPS - 1 - ages * STEPS // int(self.rule.window.total_seconds())
        return tuple(np.bincount(steps, minlength=STEPS).tolist())

    def _score(self, phrase: Phrase) -> float:
        series = self._series(phrase)
        since_peak = STEPS - 1 - max(at for at, count in enumerate(series) if count == max(series))
        return float(phrase.score * 0.5 ** (4 * since_peak / STEPS))


def _lift(phrase: Phrase) -> float:
    return (len(phrase.rows) + 1) / (phrase.usual + 1)


def _first_told(reports: Reports, mentions: HeldBy) -> Reports:
    """Return one report of each text: the first."""
    by_time = np.argsort(reports.seconds, kind="stable")
    _, first = np.unique(mentions.texts_of(reports.rows[by_time]), return_index=True)
    chosen = np.zeros(len(reports), np.bool_)
    chosen[by_time[first]] = True
    return reports.take(chosen)

"""Phrases → tags: what is trending at a moment, and how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from recommender.analysis import language_of
from recommender.article import to_seconds
from recommender.trends.counting import NOW
from recommender.trends.coverage import Coverage
from recommender.trends.merging import diversify, join_variants, put_together
from recommender.trends.phrases import Phrase, is_caseless, is_fragment, is_never_news
from recommender.trends.runs import make_runs
from recommender.trends.spelling import Source, Speller
from recommender.trends.usage import Prior, count_usage
from recommender.trends.window_counts import WindowCounts

# Steps of the series of a tag. At least 1; set by hand: one an hour.
STEPS = 24
# How often a score is halved in a window since the peak of the series. At least 0; set by hand: in every quarter of it.
HALVINGS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """Something that is trending.

    Attributes:
        label: Its name, as the articles spell it.
        language: Its language, a primary subtag.
        lift: How many times as often as usual it is used, shrunk to 1 where numbers are small.
        now: How many texts of the window hold it; copies of one text count once.
        usual: How many would usually hold it, at this hour of this weekday.
        publishers: How many publishers these texts are by.
        series: How many texts held it in each of `STEPS` equal steps of the window, the latest last.
        rows: The articles that hold it, the newest first.
        score: What tags are sorted by, higher first: how surprising the number of texts is, halved for every quarter of
            the window since the peak of the series.
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
        window: What "now" is. Above 0, time; set by hand.
        past: How long before the window shows what is usual. Above 0, time; set by hand: four weeks.
        lift: How many times as often as usual it must be used. Above 0, a ratio; set by hand.
        publishers: How many publishers must use it, and in how many texts; twice as many for a phrase without a name.
            Where all reports are by one publisher, as on a site of its own, in how many texts. At least 1, publishers;
            set by hand.
        prior: What is assumed of one with little past.
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
        reports: Coverage,
        counts: WindowCounts,
        source: Source,
        *,
        as_of: datetime,
        never: frozenset[str] = frozenset(),
        most: int = 20,
    ) -> list[Tag]:
        """Return what is trending, best first; the tags of one language do not depend on other languages.

        Args:
            reports: Those of `looks_back` up to the moment at least; others do not count.
            counts: What they mention; it is brought up to the moment.
            source: What they say.
            as_of: The moment.
            never: What is never news, as `names_of` gives it: names of sections and publishers.
            most: How many tags of a language at most.
        """
        moment = to_seconds(as_of)
        begin = moment - int(self.window.total_seconds())
        reports = reports.between(moment - int(self.looks_back.total_seconds()), moment)
        windows = counts.count(reports, begin, moment)
        usage = count_usage(counts, reports, windows, min_texts=self.publishers, prior=self.prior)
        now = reports.take(windows == NOW)
        one_owner = bool((reports.owners == reports.owners[:1]).all())
        board = _Board(self, now, Speller(usage, now, counts, source), moment, one_owner=one_owner)
        by_language: defaultdict[str, list[Phrase]] = defaultdict(list)
        for phrase in board.phrases(never):
            by_language[phrase.language].append(phrase)
        tags = [board.tag(phrase) for phrases in by_language.values() for phrase in diversify(phrases, most)]
        return sorted(tags, key=lambda tag: (-tag.score, tag.label))


class _Board:
    """What is used in one window, while tags are made of it. Rows are positions among the reports of the window."""

    def __init__(self, rule: Trending, now: Coverage, speller: Speller, moment: int, *, one_owner: bool) -> None:
        self.rule, self.now, self.speller = rule, now, speller
        self._one_owner = one_owner
        self._names: frozenset[str] = frozenset()  # of one word, among the phrases
        self._owners = now.owners.tolist()
        ages = (moment - now.seconds) * STEPS // int(rule.window.total_seconds())
        self._steps = (STEPS - 1 - ages).tolist()

    def phrases(self, never: frozenset[str]) -> list[Phrase]:
        """Return what is used more than usual by enough publishers, variants put together, best first."""
        spelled = self.speller.phrases(self.rule.lift)
        news = [phrase for phrase in spelled if not (is_never_news(phrase, never) or is_fragment(phrase))]
        self._names = _names_of_one_word(news)
        together = join_variants(put_together([phrase for phrase in news if not phrase.unspaced]))
        together += self._runs([phrase for phrase in news if phrase.unspaced], never)
        scored = [(self._score(phrase), phrase) for phrase in together if self._is_trending(phrase)]
        return [phrase for _, phrase in sorted(scored, key=lambda each: (-each[0], each[1].label))]

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

    def _runs(self, pairs: Iterable[Phrase], never: frozenset[str]) -> Iterator[Phrase]:
        """Yield the runs that pairs of characters make and that may be news, language by language."""
        by_language: defaultdict[str, list[Phrase]] = defaultdict(list)
        for pair in pairs:
            by_language[pair.language].append(pair)
        for same in by_language.values():
            runs = make_runs(same, {row: self.speller.opening(row) for pair in same for row in pair.rows})
            yield from (run for run in runs if not is_never_news(run, never))

    def _is_trending(self, phrase: Phrase) -> bool:
        """Return whether a phrase is a name or several words, and enough publishers use it enough more than usual."""
        if phrase.is_name and not (phrase.stands_alone and phrase.is_noun):
            return False
        if not phrase.is_name and len(phrase.terms) == 1 and not (phrase.unspaced or _is_caseless_word(phrase)):
            return False
        support = len(phrase.rows) if self._one_owner else self._publishers(phrase)
        return _lift(phrase) >= self.rule.lift and support >= self._least_support(phrase)

    def _least_support(self, phrase: Phrase) -> int:
        """Return how many must use a phrase: fewer if it is a name, or has one among its words."""
        holds_name = len(phrase.terms) > 1 and not self._names.isdisjoint(phrase.terms)
        return self.rule.publishers if holds_name or _is_clearly_name(phrase) else 2 * self.rule.publishers

    def _publishers(self, phrase: Phrase) -> int:
        return len({self._owners[row] for row in phrase.rows})

    def _series(self, phrase: Phrase) -> tuple[int, ...]:
        counts = [0] * STEPS
        for row in phrase.rows:
            counts[self._steps[row]] += 1
        return tuple(counts)

    def _score(self, phrase: Phrase) -> float:
        series = self._series(phrase)
        since_peak = series[::-1].index(max(series))
        return float(phrase.score * 0.5 ** (HALVINGS * since_peak / STEPS))


def _names_of_one_word(phrases: Iterable[Phrase]) -> frozenset[str]:
    return frozenset(phrase.terms[0] for phrase in phrases if len(phrase.terms) == 1 and _is_clearly_name(phrase))


def _is_clearly_name(phrase: Phrase) -> bool:
    """Return whether a phrase is a name, and not only by a capital that all nouns of its language have."""
    if len(phrase.terms) == 1 and language_of(phrase.language).capitalizes_nouns:
        return False
    # Characters that are more than a pair are mostly a name; where there are no capitals, a word may be one.
    return phrase.is_name or (phrase.unspaced and len(phrase.label) > 2) or _is_caseless_word(phrase)


def _is_caseless_word(phrase: Phrase) -> bool:
    return len(phrase.terms) == 1 and not phrase.unspaced and is_caseless(phrase.label)


def _lift(phrase: Phrase) -> float:
    return (len(phrase.rows) + 1) / (phrase.usual + 1)

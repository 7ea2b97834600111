"""Usage → tags: what is trending at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import language_of
from recommender.article import to_seconds
from recommender.trends.counting import NOW
from recommender.trends.coverage import Coverage
from recommender.trends.mentions import UNCLEAR, key_of, words_of
from recommender.trends.phrases import (
    FREE,
    NOUN,
    Phrase,
    best_spelling,
    diversify,
    is_fragment,
    is_never_news,
    is_phrase,
    join_variants,
    make_runs,
    put_together,
)
from recommender.trends.usage import Prior, Usage, count_usage
from recommender.trends.window_counts import Tally

STEPS = 24  # of the series of a tag
LOOKED_AT = 200  # phrases of a language that are spelled out and put together, the most surprising first
NOUNS = 9  # where all nouns have capitals, one use in ten as a common noun is enough to be one
SPELLED_BY = 5  # articles that are asked how a phrase is spelled


class Source(Protocol):
    """What is known of articles besides.

    Attributes:
        labels: What names and phrases were spelled like before, by key and the slots of the articles that were asked.
    """

    labels: dict[tuple[int, tuple[int, ...]], str]

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
        publishers: By how many publishers, and in as many texts; twice as many for a phrase that is no name. Where all
            reports that are looked at are of one publisher, as on a site of its own, in so many texts.
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
        reports: Coverage,
        tally: Tally,
        source: Source,
        *,
        as_of: datetime,
        never: frozenset[str] = frozenset(),
        most: int = 20,
    ) -> list[Tag]:
        """Return what is trending, best first; the tags of one language do not depend on other languages.

        Args:
            reports: Those of `looks_back` up to the moment at least; others do not count.
            tally: What they mention; it is brought up to the moment.
            source: What they say.
            as_of: The moment.
            never: What is never news, as `names_of` gives it: names of sections and publishers.
            most: How many tags of a language at most.
        """
        moment = to_seconds(as_of)
        begin = moment - int(self.window.total_seconds())
        reports = reports.between(moment - int(self.looks_back.total_seconds()), moment)
        roles = tally.count(reports, begin, moment)
        usage = count_usage(tally, reports, roles, least=self.publishers, prior=self.prior)
        now = reports.take(roles == NOW)
        alone = bool((reports.voices == reports.voices[:1]).all())
        board = _Board(self, usage, now, tally, source, moment, alone=alone)
        by_language: defaultdict[str, list[Phrase]] = defaultdict(list)
        for phrase in board.phrases(never):
            by_language[phrase.language].append(phrase)
        tags = [board.tag(phrase) for phrases in by_language.values() for phrase in diversify(phrases, most)]
        return sorted(tags, key=lambda tag: (-tag.score, tag.label))


class _Use(NamedTuple):
    """Where something is used: its position in the usage, and for each mention the report and its begin and end."""

    at: int
    positions: list[int]
    spans: list[list[int]]


class _Board:
    """What is used in one window, while tags are made of it. Rows are positions among the reports of the window."""

    def __init__(
        self, rule: Trending, usage: Usage, now: Coverage, tally: Tally, source: Source, moment: int, *, alone: bool
    ) -> None:
        self.rule, self.usage, self.now, self.tally, self.source = rule, usage, now, tally, source
        self._alone = alone
        self._slots, self._voices = tally.slots_of(now.rows).tolist(), now.voices.tolist()
        ages = (moment - now.seconds) * STEPS // int(rule.window.total_seconds())
        self._steps = (STEPS - 1 - ages).tolist()

    def phrases(self, never: frozenset[str]) -> list[Phrase]:
        """Return what is used more than usual by enough publishers, variants put together, best first."""
        found = [phrase for phrase in self._spelled() if not (is_never_news(phrase, never) or is_fragment(phrase))]
        together = join_variants(put_together([phrase for phrase in found if not phrase.unspaced]))
        pairs: defaultdict[str, list[Phrase]] = defaultdict(list)
        for phrase in found:
            if phrase.unspaced:
                pairs[phrase.language].append(phrase)
        for same in pairs.values():
            runs = make_runs(same, {row: self._opening(row) for pair in same for row in pair.rows})
            together += [run for run in runs if not is_never_news(run, never)]
        lifted = [(self._score(phrase), phrase) for phrase in together if self._is_trending(phrase)]
        return [phrase for _, phrase in sorted(lifted, key=lambda each: (-each[0], each[1].label))]

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
        best_first = lifted[np.argsort(-surprise[lifted], kind="stable")]
        languages = self.usage.languages[best_first]
        looked_at = [best_first[languages == language][:LOOKED_AT] for language in np.unique(languages)]
        phrases = [self._phrase(each, float(surprise[each.at])) for same in looked_at for each in self._uses(same)]
        holding = self._holding_words(phrases)
        return [each for each, n in zip(phrases, holding, strict=True) if len(each.terms) == 1 or is_phrase(each, n)]

    def _uses(self, keys: NDArray[np.int64]) -> Iterator[_Use]:
        """Yield the mentions of some keys of the usage, those first that show how a key is written."""
        held, which = self.usage.held, np.full(len(self.usage.keys), -1, np.int64)
        which[keys] = np.arange(len(keys))
        chosen = np.flatnonzero(which[self.usage.of] >= 0)
        chosen = chosen[np.lexsort((held.written[chosen] == UNCLEAR, which[self.usage.of[chosen]]))]
        ends = np.cumsum(np.bincount(which[self.usage.of[chosen]], minlength=len(keys))).tolist()
        positions, spans = held.at[chosen].tolist(), held.spans[chosen].tolist()
        for key, begin, end in zip(keys.tolist(), [0, *ends], ends, strict=False):
            yield _Use(key, positions[begin:end], spans[begin:end])

    def _phrase(self, use: _Use, score: float) -> Phrase:
        usage, at = self.usage, use.at
        language = self.source.language(int(self.now.rows[use.positions[0]]))
        label = self._label(use)
        free, part = int(usage.as_name[at]), int(usage.as_part[at])
        as_name = free + int(usage.as_adjective[at])
        return Phrase(
            terms=words_of(label, language),
            label=label,
            language=language,
            rows=frozenset(use.positions),
            usual=float(usage.usual[at]),
            score=score,
            is_name=as_name + part > usage.as_words[at] * (NOUNS if language_of(language).capitalizes_nouns else 1),
            stands_alone=as_name >= FREE * (as_name + part),
            is_noun=free >= NOUN * as_name,
        )

    def _label(self, use: _Use) -> str:
        """Return how a few articles spell a name or phrase."""
        positions = use.positions[:SPELLED_BY]
        asked = (int(self.usage.keys[use.at]), tuple(self._slots[position] for position in positions))
        label = self.source.labels.get(asked)
        if label is None:
            spelled = (self._opening(at)[begin:end] for at, (begin, end) in zip(positions, use.spans, strict=False))
            self.source.labels[asked] = label = best_spelling(spelled)
        return label

    def _holding_words(self, phrases: Sequence[Phrase]) -> Iterator[list[int]]:
        """Yield for each phrase how many texts of the window hold each of its words that is counted at all."""
        keys = [key_of(phrase.language, term) for phrase in phrases for term in phrase.terms]
        counts = iter(self.tally.counts_of(np.array(keys, np.uint64))[:, 0].tolist())
        for phrase in phrases:
            yield [count for count in islice(counts, len(phrase.terms)) if count]

    def _opening(self, position: int) -> str:
        return self.source.opening(int(self.now.rows[position]))

    def _publishers(self, phrase: Phrase) -> int:
        return len({self._voices[row] for row in phrase.rows})

    def _is_trending(self, phrase: Phrase) -> bool:
        if len(phrase.terms) == 1 and not phrase.unspaced and not phrase.is_name:
            return False
        if phrase.is_name and not (phrase.stands_alone and phrase.is_noun):
            return False
        # Characters that are more than a pair are mostly a name.
        is_name = phrase.is_name or (phrase.unspaced and len(phrase.label) > 2)
        if language_of(phrase.language).capitalizes_nouns and len(phrase.terms) == 1:
            is_name = False  # for all that its capital tells
        asked = self.rule.publishers if is_name else 2 * self.rule.publishers
        support = len(phrase.rows) if self._alone else self._publishers(phrase)
        return _lift(phrase) >= self.rule.lift and support >= asked

    def _series(self, phrase: Phrase) -> tuple[int, ...]:
        counts = [0] * STEPS
        for row in phrase.rows:
            counts[self._steps[row]] += 1
        return tuple(counts)

    def _score(self, phrase: Phrase) -> float:
        series = self._series(phrase)
        since_peak = series[::-1].index(max(series))
        return float(phrase.score * 0.5 ** (4 * since_peak / STEPS))


def _lift(phrase: Phrase) -> float:
    return (len(phrase.rows) + 1) / (phrase.usual + 1)

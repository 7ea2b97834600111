"""Usage → phrases: the names and phrases that are used more than usual, in the spelling of the articles.

In: the usage of a window, and what the articles say. Out: phrases, the most surprising first of each language; their
rows are positions among the reports of the window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import language_of
from recommender.trends.coverage import Coverage
from recommender.trends.mentions import key_of, words_of
from recommender.trends.phrases import FREE, NOUN, Phrase, best_spelling, is_phrase
from recommender.trends.usage import TermUsage
from recommender.trends.window_counts import WindowCounts
from recommender.trends.words import UNCLEAR

# Phrases of a language that are spelled out and put together, the most surprising ones. At least 1; set by hand: of
# those behind them hardly any becomes a tag.
SPELLED = 200
# Articles by which a phrase is spelled. At least 1; set by hand.
SPELLED_BY = 5
# Where all nouns have capitals, something is a name if it is written so this many times as often as a common word.
# Above 0, a ratio; set by hand: one use in ten as a common word shows a noun.
NAMES_PER_NOUN = 9


class Source(Protocol):
    """What the articles say.

    Attributes:
        labels: How names and phrases were spelled before, by key and the serial numbers of the articles that spell it.
    """

    labels: dict[tuple[int, tuple[int, ...]], str]

    def opening(self, row: int) -> str:
        """Return an article's title, a line feed, and its text or the beginning of it."""

    def language(self, row: int) -> str:
        """Return an article's language, a primary subtag."""


class _Use(NamedTuple):
    """Where something is used.

    Attributes:
        key: The position of its key in the usage.
        reports: The position of its report for each of its mentions.
        spans: Where each mention begins and ends.
    """

    key: int
    reports: list[int]
    spans: list[list[int]]


class Speller:
    """Spells what is used in a window as its reports do."""

    def __init__(self, usage: TermUsage, now: Coverage, counts: WindowCounts, source: Source) -> None:
        self._usage, self._now, self._counts, self._source = usage, now, counts, source
        self._serials = counts.serials_of(now.rows).tolist()

    def phrases(self, min_lift: float) -> list[Phrase]:
        """Return what is used enough more than usual, the most surprising ones of each language."""
        surprise = self._usage.surprise
        lifted = np.flatnonzero(self._usage.lift >= min_lift)
        best_first = lifted[np.argsort(-surprise[lifted], kind="stable")]
        languages = self._usage.languages[best_first]
        best = [best_first[languages == language][:SPELLED] for language in np.unique(languages)]
        candidates = [self._phrase(use, float(surprise[use.key])) for keys in best for use in self._uses(keys)]
        phrases = [phrase for phrase in candidates if phrase.terms]  # in a damaged snapshot one may have no words
        holding = self._holding_words(phrases)
        return [each for each, n in zip(phrases, holding, strict=True) if len(each.terms) == 1 or is_phrase(each, n)]

    def opening(self, report: int) -> str:
        """Return the title, a line feed and the lead of a report, by its position."""
        return self._source.opening(int(self._now.rows[report]))

    def _uses(self, keys: NDArray[np.int64]) -> Iterator[_Use]:
        """Yield the mentions of some keys of the usage, those first that show how a key is written."""
        occurrences, of_keys = self._usage.occurrences, self._usage.of_keys
        position_of = np.full(len(self._usage.keys), -1, np.int64)
        position_of[keys] = np.arange(len(keys))
        chosen = np.flatnonzero(position_of[of_keys] >= 0)
        chosen = chosen[np.lexsort((occurrences.written[chosen] == UNCLEAR, position_of[of_keys[chosen]]))]
        ends = np.cumsum(np.bincount(position_of[of_keys[chosen]], minlength=len(keys))).tolist()
        reports, spans = occurrences.rows[chosen].tolist(), occurrences.spans[chosen].tolist()
        for key, begin, end in zip(keys.tolist(), [0, *ends], ends, strict=False):
            yield _Use(key, reports[begin:end], spans[begin:end])

    def _phrase(self, use: _Use, score: float) -> Phrase:
        usage, key = self._usage, use.key
        language = self._source.language(int(self._now.rows[use.reports[0]]))
        label = self._label(use, language)
        free, part = int(usage.as_name[key]), int(usage.as_part[key])
        as_name = free + int(usage.as_adjective[key])
        least = NAMES_PER_NOUN if language_of(language).capitalizes_nouns else 1
        return Phrase(
            terms=words_of(label, language),
            label=label,
            language=language,
            rows=frozenset(use.reports),
            usual=float(usage.usual[key]),
            score=score,
            is_name=as_name + part > usage.as_words[key] * least,
            stands_alone=as_name >= FREE * (as_name + part),
            is_noun=free >= NOUN * as_name,
        )

    def _label(self, use: _Use, language: str) -> str:
        """Return how a few articles spell a name or phrase."""
        reports = use.reports[:SPELLED_BY]
        spelled_by = (int(self._usage.keys[use.key]), tuple(self._serials[report] for report in reports))
        label = self._source.labels.get(spelled_by)
        if label is None:
            spans = zip(reports, use.spans, strict=False)
            label = best_spelling((self.opening(report)[begin:end] for report, (begin, end) in spans), language)
            self._source.labels[spelled_by] = label
        return label

    def _holding_words(self, phrases: Sequence[Phrase]) -> Iterator[list[int]]:
        """Yield for each phrase how many texts of the window hold each of its words that is counted at all."""
        keys = [key_of(phrase.language, term) for phrase in phrases for term in phrase.terms]
        counts = iter(self._counts.counts_of(np.array(keys, np.uint64))[:, 0].tolist())
        for phrase in phrases:
            yield [count for count in islice(counts, len(phrase.terms)) if count]

"""Reasons: why a card is shown, in words a reader can read.

Made from the real contributions: the products of the weights of shared terms, whose sum is the cosine. Neighbouring
shared terms are told as the one name that they are ("Thames Water"), in the spelling of the seed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from recommender import kernels
from recommender.article import Article
from recommender.candidates import Vector
from recommender.catalogue import primary_subtag
from recommender.text import split_spans
from recommender.tfidf import TfidfModel

READ_CHARACTERS = 4_000
LONGEST_NAME = 5
LEAST_SHARE = 0.01
MINUTE, HOUR, DAY = 60, 3_600, 86_400
# What may stand between two words of one name: nothing, spaces, a hyphen, or a small word such as "of" or "de la".
_WITHIN_NAME = re.compile(r"[ \xa0-]?|\.? |(?: [a-zà-ÿ]{1,3}){1,2} ")


class SharedTerm(NamedTuple):
    """A term or name that two articles share, and its share of their similarity, in (0, 1]."""

    term: str
    share: float


@dataclass(frozen=True, slots=True)
class Word:
    """One known word of the seed where it stands.

    Attributes:
        column: The column of its term.
        begin: Where it begins in the text.
        end: Where it ends.
        phrase: The column of the phrase that it makes with the word before it; -1 when it makes none.
    """

    column: int
    begin: int
    end: int
    phrase: int


class SeedText:
    """The seed's own words, in their spelling and order: what reasons quote."""

    def __init__(self, model: TfidfModel, article: Article) -> None:
        self.model = model
        self.text = f"{article.title}\n{article.text[:READ_CHARACTERS]}"
        find = model.columns_of(primary_subtag(article.language))
        spans = [(find(word), *place) for word, *place in split_spans(self.text)]
        known = [span for span in spans if span[0] >= 0]
        phrases = self._phrase_columns(known)
        self.words = [
            Word(column, begin, end, phrase)
            for (column, begin, end, _), phrase in zip(known, phrases, strict=True)
        ]

    def shared_terms(self, seed: Vector, other: Vector) -> list[SharedTerm]:
        """Return what two vectors share, the largest share first; equal shares by term. The shares sum to 1."""
        columns, products = kernels.shared_terms(*seed, *other)
        total = float(products.sum())
        if total <= 0:
            return []
        shares = dict(zip(columns.tolist(), (products / total).tolist(), strict=True))
        found: dict[str, float] = {}
        told: set[int] = set()
        for name, parts in self._names(shares):
            if new := parts - told:
                found[name] = found.get(name, 0.0) + sum(shares[column] for column in new)
                told |= new
        for column in shares.keys() - told:
            name = self.model.feature_name(column)
            found[name] = found.get(name, 0.0) + shares[column]
        return [SharedTerm(name, found[name]) for name in sorted(found, key=lambda name: (-found[name], name))]

    def _phrase_columns(self, known: list[tuple[int, int, int, int]]) -> list[int]:
        """Return, for each known word, the column of the phrase with the one before it in its sentence."""
        if not known:
            return []
        columns, sentences = np.array(known, np.int64)[:, [0, 3]].T
        phrases = self.model.phrase_columns(columns[:-1], columns[1:])
        return [-1, *np.where(sentences[:-1] == sentences[1:], phrases, -1).tolist()]

    def _names(self, shares: Mapping[int, float]) -> list[tuple[str, set[int]]]:
        """Return runs of neighbouring shared words as the text spells them, longer runs first, with their columns."""
        runs: list[list[Word]] = []
        for before, word in zip([None, *self.words], self.words, strict=False):
            if word.column not in shares:
                continue
            if runs and runs[-1][-1] is before and word.phrase in shares and self._goes_on(runs[-1], word):
                runs[-1].append(word)
            else:
                runs.append([word])
        named = [
            (
                " ".join(self.text[run[0].begin : run[-1].end].split()),
                {word.column for word in run} | {word.phrase for word in run[1:]},
            )
            for run in runs
        ]
        return sorted(named, key=lambda name: -len(name[1]))

    def _goes_on(self, run: list[Word], word: Word) -> bool:
        """Tell whether a word goes on with a name: ``Bank of Caldria``, ``sea wall``, but not ``wall in Brannock``."""
        last = run[-1]
        if word.begin < last.end:  # overlapping character pairs of one run of Han or kana
            return True
        if len(run) == LONGEST_NAME or self._is_upper(last) != self._is_upper(word):
            return False
        between = self.text[last.end : word.begin]
        return bool(_WITHIN_NAME.fullmatch(between)) if self._is_upper(word) else between in (" ", "-")

    def _is_upper(self, word: Word) -> bool:
        return self.text[word.begin].isupper()


def reason_text(terms: list[SharedTerm], seconds: int | None) -> str:
    """Return the reason as one line: ``Both mention Thames Water, Ofwat · 3 days earlier``.

    Args:
        terms: What is shared, the largest share first.
        seconds: The time from the seed to the card, negative when the card is earlier; none when not known.
    """
    parts = [f"Both mention {', '.join(telling_terms(terms))}"] if terms else []
    if seconds is not None:
        parts.append(time_between(seconds))
    return " · ".join(parts)


def telling_terms(terms: list[SharedTerm], most: int = 3) -> list[str]:
    """Return the few terms that tell most to a reader: names before common words, words before bare numbers."""
    worth = [term for term in terms if term.share >= LEAST_SHARE and not term.term.isdigit()] or terms
    return [term.term for term in sorted(worth, key=lambda term: (-term.share * _telling(term.term), term.term))[:most]]


def time_between(seconds: int) -> str:
    """Return a time between two articles in words.

    >>> time_between(-3 * 86_400), time_between(7_300), time_between(20)
    ('3 days earlier', '2 hours later', 'at the same time')
    """
    apart = abs(seconds)
    for size, unit in ((365 * DAY, "year"), (30 * DAY, "month"), (DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if apart >= size:
            count = apart // size
            return f"{count} {unit}{'s' if count > 1 else ''} {'later' if seconds > 0 else 'earlier'}"
    return "at the same time"


def _telling(term: str) -> float:
    """Return how much more a term tells than its share says: names twice as much as common words."""
    return 2.0 if any(word[:1].isupper() for word in term.split()) else 1.0

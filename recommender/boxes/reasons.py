"""Reasons: why a card is shown, in one line that a reader understands.

In: the terms that the card shares with the seed, and the time between the two. Out: the line.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import bidirectional

from recommender.analysis import all_calendar_words, is_unspaced, language_of
from recommender.article import Messages, listed, messages_of, time_between
from recommender.ranking import SharedTerm

MOST_TERMS = 3  # Terms that a reason names at most. At least 1; chosen by hand, as many as fit into a line.
# Share of the similarity below which a term is named only if there is no other. In [0, 1], a share; chosen by hand.
LEAST_SHARE = 0.01
NAME_FACTOR = 2.0  # How much more a name says to a reader than its share does. Above 0, a factor; chosen by hand.
GRAMMAR_FACTOR = 0.1  # The same for Japanese words of grammar, which say less. Above 0, a factor; chosen by hand.
# Terms of which it is remembered what they say to a reader. At least 1, terms; a bound on memory: a MB.
REMEMBERED = 10_000
_FROM_THE_RIGHT = frozenset({"R", "AL", "AN"})  # of the Unicode Bidirectional Algorithm
_GRAMMAR = re.compile(f"[{language_of('ja').grammar_characters}]+")


class Between(NamedTuple):
    """The time from the seed to a card.

    Attributes:
        seconds: How long it is, negative if the card is earlier.
        by_day: Whether of either the day alone is known; it is then whole days.
        by_arrival: Whether it is known of the card only when it arrived.
    """

    seconds: int
    by_day: bool = False
    by_arrival: bool = False


def reason_text(
    terms: Sequence[SharedTerm], between: Between | None, *, language: str | None = None, pinned: bool = False
) -> str:
    """Return the reason as one line: ``Both mention Thames Water, Ofwat · 3 days earlier``.

    Args:
        terms: What is shared, the largest share first. Terms that a reader does not see are named only if there are no
            others.
        between: The time from the seed to the card; None if not known.
        language: The reader's, that of the seed; English if it is not spoken here.
        pinned: Whether an editor has pinned the card, which then comes first in the line.
    """
    messages = messages_of(language)
    parts = [messages.chosen] if pinned else []
    if terms:
        named = listed(map(isolated, informative_terms(terms)), messages)
        parts.append(messages.both_mention.format(terms=named))
    return _line(parts, between, messages)


def filler_reason(section: str | None, between: Between | None, *, language: str | None = None) -> str:
    r"""Return why a card is shown that only fills a box.

    Args:
        section: The section of which it is one of the newest articles; None for all sections.
        between, language: As in `reason_text`.

    >>> filler_reason("Local", Between(7_300))
    'Latest in Local · 2\xa0hours\xa0later'
    """
    messages = messages_of(language)
    return _line([messages.latest_in.format(section=section) if section else messages.latest], between, messages)


def _line(parts: Sequence[str], between: Between | None, messages: Messages) -> str:
    if between is None:
        return " · ".join(parts)
    seconds, by_day, by_arrival = between
    return " · ".join([*parts, time_between(seconds, messages, by_day=by_day, by_arrival=by_arrival)])


def informative_terms(terms: Sequence[SharedTerm], most: int = MOST_TERMS) -> list[str]:
    """Return the few terms that say most to a reader: names before common words, words before numbers and days.

    Args:
        terms: What is shared, the largest share first; only as many are looked at as could be among those that say
            most. Terms that a reader does not see are left out if there are others.
        most: How many terms at most; no piece of a run that is named, in scripts without spaces, is one.
    """
    any_seen = any(term.seen for term in terms)
    best: list[tuple[float, str]] = []  # what each says, below 0, so that the most comes first; and the term
    for term, share, seen in terms:
        if share < LEAST_SHARE or (best and len(best) == most and -NAME_FACTOR * share > best[-1][0]):
            break
        if seen == any_seen and not _is_date(term):
            insort(best, (-share * _factor(term), term))
            best = best[:most] if term.isascii() else _without_pieces(best)[:most]
    return [term for _, term in best or _say_most(terms, most, seen=any_seen)]


def isolated(term: str) -> str:
    r"""Return a term so that it turns nothing around it, whichever way it is read: ``U+2068`` and ``U+2069`` around it.

    >>> isolated("Averin"), isolated("\u05d0\u05d1")
    ('Averin', '\u2068\u05d0\u05d1\u2069')
    """
    is_turning = not term.isascii() and any(map(_FROM_THE_RIGHT.__contains__, map(bidirectional, term)))
    return f"\u2068{term}\u2069" if is_turning else term


def _without_pieces(terms: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Return terms without those that are pieces of others, in scripts without spaces between words."""
    return [
        each
        for each in terms
        if not (is_unspaced(each[1]) and any(each[1] in other and each[1] != other for _, other in terms))
    ]


def _say_most(terms: Iterable[SharedTerm], most: int, *, seen: bool) -> list[tuple[float, str]]:
    """Return the terms that say most, whatever they are; of those that a reader sees, or of the others."""
    return sorted((-term.share * _factor(term.term), term.term) for term in terms if term.seen == seen)[:most]


@lru_cache(REMEMBERED)
def _is_date(term: str) -> bool:
    """Return whether a term is a number, a weekday or a month in any language: many articles share those."""
    return term.isdigit() or term.lower() in all_calendar_words()


@lru_cache(REMEMBERED)
def _factor(term: str) -> float:
    """Return how much more a term tells a reader than its share says: names more, Japanese grammar far less."""
    if not term.isascii() and _GRAMMAR.fullmatch(term):
        return GRAMMAR_FACTOR
    return NAME_FACTOR if any(word[0].isupper() for word in term.split()) else 1.0

"""Reasons: why a card is shown, in one line that a reader understands.

In: the terms that the card shares with the seed, and the time between the two. Out: the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from unicodedata import bidirectional

from recommender.analysis import is_unspaced, language_of
from recommender.article import Messages, listed, messages_of, time_between
from recommender.ranking import SharedTerm

MOST_TERMS = 3  # Terms that a reason names at most. At least 1; chosen by hand, as many as fit into a line.
LISTED = 8  # Terms of the largest shares that a card lists at most. At least `MOST_TERMS`; chosen by hand.
# Share of the similarity below which a term is named only if there is no other. In [0, 1], a share; chosen by hand.
LEAST_SHARE = 0.01
# What a further name, or other term, says at least, as a share of what the first says. In [0, 1]; chosen by hand.
LEAST_OF_NAMES, LEAST_OF_WORDS = 0.12, 0.3
# A name that is another one with an ending is the adjective or genitive of it: letters of the name at least, and of the
# ending at most. At least 1, letters; chosen by hand.
LONG_NAME, LONGEST_ENDING = 5, 3
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
        terms: What is named, the most informative first, of which there is room for `MOST_TERMS`.
        between: The time from the seed to the card; None if not known.
        language: The reader's, that of the seed; English if it is not spoken here.
        pinned: Whether an editor has pinned the card, which then comes first in the line.
    """
    messages = messages_of(language)
    parts = [messages.chosen] if pinned else []
    if terms:
        named = listed((isolated(term.term) for term in terms[:MOST_TERMS]), messages)
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


def informative_terms(terms: Sequence[SharedTerm], *, is_dated: bool = False) -> list[SharedTerm]:
    """Return the few terms that say most to a reader, the most informative first: names before common words.

    No term is a piece of another or its initials, and none says far less than the first.

    Args:
        terms: What is shared, the largest share first; only as many are looked at as could be among those that say
            most. Terms that a reader does not see are left out if there are others.
        is_dated: Whether something else can be said: terms that say nothing are then left out even if there are no
            others.
    """
    any_seen = any(term.seen for term in terms)
    candidates = sorted(islice(_candidates(terms, seen=any_seen), LISTED))
    if candidates or is_dated:
        most = candidates[0][0] if candidates else 0.0
        return _without_pieces([term for says, _, term in candidates if says <= most * _least_of_best(term)])
    return sorted((term for term in terms if term.seen == any_seen), key=lambda term: (-_says(term), term.term))[
        :MOST_TERMS
    ]


def _candidates(terms: Iterable[SharedTerm], *, seen: bool) -> Iterator[tuple[float, str, SharedTerm]]:
    """Yield the terms that say something, the largest share first, as long as they can say enough beside the first.

    Each comes behind what it is sorted by: what it says, below 0, so that the most comes first, and its spelling.
    """
    most = 0.0
    for term in terms:
        spelling, share, is_seen, weight = term
        if share < LEAST_SHARE or NAME_FACTOR * share < most * LEAST_OF_NAMES:
            return
        if is_seen == seen and weight and not _is_number(spelling):
            says = share * weight * _factor(spelling)
            most = max(most, says)
            yield -says, spelling, term


def _least_of_best(term: SharedTerm) -> float:
    """Return how much a term says at least that is named, as a share of what the first says."""
    is_common = term.weight < 1 or term.term[0].islower()
    return LEAST_OF_WORDS if is_common else LEAST_OF_NAMES


def isolated(term: str) -> str:
    r"""Return a term so that it turns nothing around it, whichever way it is read: ``U+2068`` and ``U+2069`` around it.

    >>> isolated("Averin"), isolated("\u05d0\u05d1")
    ('Averin', '\u2068\u05d0\u05d1\u2069')
    """
    is_turning = not term.isascii() and any(map(_FROM_THE_RIGHT.__contains__, map(bidirectional, term)))
    return f"\u2068{term}\u2069" if is_turning else term


def _without_pieces(terms: list[SharedTerm]) -> list[SharedTerm]:
    """Return terms without those that are said with others: ``鳴市`` with ``海鳴市``, ``GM`` with ``General Motors``.

    >>> spellings = ["U.S.", "United States", "Averin", "Port Averin", "Port", "Portland", "Caldria", "Caldrian"]
    >>> [term.term for term in _without_pieces([SharedTerm(each, 0.125) for each in spellings])]
    ['United States', 'Port Averin', 'Portland', 'Caldria']
    """
    spellings = {term.term for term in terms}
    lines = "\n".join(f" {each} " for each in spellings)
    return [each for each in terms if not _is_piece(each.term, spellings, lines)]


def _is_piece(term: str, spellings: set[str], lines: str) -> bool:
    """Return whether a term is said with another one; `lines` has each in a line, with a blank on either side."""
    if is_unspaced(term):
        return lines.count(term) > 1
    return lines.count(f" {term} ") > 1 or _has_ending(term, spellings) or _are_initials(term, spellings)


def _has_ending(term: str, spellings: set[str]) -> bool:
    """Return whether a term is a long name with a short ending."""
    if len(term) <= LONG_NAME or not term[0].isupper():
        return False
    most = min(LONGEST_ENDING, len(term) - LONG_NAME)
    return not spellings.isdisjoint([term[:-letters] for letters in range(1, most + 1)])


def _are_initials(term: str, spellings: set[str]) -> bool:
    """Return whether a term is the initials of another one."""
    letters = term.replace(".", "")
    return letters.isupper() and any(letters == _initials(other) for other in spellings if other != term)


@lru_cache(REMEMBERED)
def _initials(term: str) -> str:
    """Return the capitals that words of a term begin with."""
    return "".join(word[0] for word in term.split() if word[0].isupper())


def _says(term: SharedTerm) -> float:
    """Return how much a term tells a reader: its share, and more if it is a name."""
    return term.share * (term.weight or 1.0) * _factor(term.term)


@lru_cache(REMEMBERED)
def _is_number(term: str) -> bool:
    """Return whether a term is a number alone: many articles share those."""
    return all(character.isdigit() or character in ".,'" for character in term)


@lru_cache(REMEMBERED)
def _factor(term: str) -> float:
    """Return how much more a term tells a reader than its share says: names more, Japanese grammar far less."""
    if not term.isascii() and _GRAMMAR.fullmatch(term):
        return GRAMMAR_FACTOR
    return NAME_FACTOR if any(word[0].isupper() for word in term.split()) else 1.0

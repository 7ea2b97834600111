"""Where words and sentences run together, because the gap between them was lost.

In: text copied off a page. Out: the positions where a gap was lost. The one idea: a lost gap leaves a capital letter
directly after a full stop, or inside a word. Names such as YouTube and McDonald have capitals inside, too: they are
known by their first part, by a short list, or because the page has them twice.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from recommender.analysis import Language

# The end of a sentence and, without a gap, the start of the next one.
_RUN_ON = re.compile(r"(?<![.!?…])(?P<end>[.!?…]++[”’\"')\]»]*+)(?=[“‘«\"'(\[]*+(?P<next>[^\W\d_])(?P<after>\w?))")
_LONGEST_ABBREVIATION = 4
# With the apostrophe before it, so that the s of Reed's is not taken for a word of one letter.
_WORD = re.compile(r"[’']?[^\W\d_]+")


class _Words(NamedTuple):
    """Words with full stops or capitals of their own.

    Attributes:
        english: What is known of English, which such pages are in.
        prefixes: What a name may begin with before another capital.
        names: Names with capitals inside.
    """

    english: Language
    prefixes: frozenset[str]
    names: frozenset[str]


@cache
def _words() -> _Words:
    # Few sources are such pages; all others need not wait for the compiler that `analysis` loads.
    from recommender.analysis import MIXED_CASE_NAMES, NAME_PREFIXES, language_of

    return _Words(language_of("en"), NAME_PREFIXES, MIXED_CASE_NAMES)


def with_line_feeds(text: str) -> str:
    r"""Return text with a line feed wherever a sentence starts directly after another, as paragraphs once did.

    >>> with_line_feeds("They met in Harrow.His aide, Mr.Vane, left at 3.45.“No,” she said.")
    'They met in Harrow.\nHis aide, Mr.Vane, left at 3.45.\n“No,” she said.'
    """
    return _RUN_ON.sub(lambda match: match[0] + ("\n" if _ends_sentence(match) else ""), text)


def _ends_sentence(match: re.Match[str]) -> bool:
    if not match["next"].isupper():
        return False
    if match["end"] != ".":
        return True
    before = match.string[max(0, match.start() - _LONGEST_ABBREVIATION - 1) : match.start()]
    last = re.split(r"\W", before)[-1]
    if len(last) == 1 and last.isupper():  # an initial, as in J.K.Rowling
        return f"{before}.".endswith(_words().english.dotted_names) and match["after"].islower()
    return last not in _words().english.abbreviations


def repeated_words(page: str) -> frozenset[str]:
    """Return the words that a page has twice or more: a gap is lost by accident, a name comes back."""
    return frozenset(word for word, count in Counter(_WORD.findall(page)).items() if count > 1)


def lost_gaps(text: str, names: frozenset[str]) -> list[int]:
    """Return the positions where a word starts inside another, rising.

    Args:
        text: A line of text.
        names: Words that are whole as they are; see `repeated_words`.

    >>> lost_gaps("Ada Okafor and Tom ReedThe YouTube star met Ann McDonald", frozenset())
    [23]
    """
    gaps: list[int] = []
    for word in _WORD.finditer(text):
        if word[0] in names:
            continue
        start = 0
        for position in range(1, len(word[0])):
            if _starts_word(word[0], start, position, text[word.end() : word.end() + 1]):
                gaps.append(word.start() + position)
                start = position
    return gaps


def _starts_word(letters: str, start: int, position: int, follower: str) -> bool:
    """Return whether a new word starts at a position of a run of letters.

    Args:
        letters: Words without gaps between them.
        start: Where the word before starts in them.
        position: The position in question.
        follower: The character after the letters.
    """
    if not letters[position].isupper() or _is_inside_name(letters, start, position):
        return False
    after = letters[position + 1 : position + 2]
    if not letters[position - 1].islower():
        return after.islower() and letters[start:position] in _words().english.acronyms
    return bool(after) or (letters[position] in "AI" and follower == " ")


def _is_inside_name(letters: str, start: int, position: int) -> bool:
    """Return whether a position is inside a name that has capitals of its own, such as YouTube, McDonald or iPhone."""
    before = letters[start:position]
    if before in _words().prefixes or (len(before) == 1 and before.islower()):
        return True
    return any(name in letters[max(0, position - len(name) + 1) : position + len(name) - 1] for name in _words().names)

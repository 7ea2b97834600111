"""Where words and sentences run together, because the gap between them was lost.

In: text copied off a page. Out: the places of its seams. The one idea: what is left of a lost gap is a capital letter
directly after a full stop, or inside a word. Names such as YouTube and McDonald have capitals inside too: they are
known by their first part, by a short list, or because they come back, which an accident does not.
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
    # Few sources are such pages; all others need not wait for the compiler that this room loads.
    from recommender.analysis import MIXED_CASE_NAMES, NAME_PREFIXES, language_of

    return _Words(language_of("en"), NAME_PREFIXES, MIXED_CASE_NAMES)


def with_gaps(text: str) -> str:
    r"""Return text with a line feed wherever a sentence starts directly after another, as paragraphs once did.

    >>> with_gaps("They met in Harrow.His aide, Mr.Vane, left at 3.45.“No,” she said.")
    'They met in Harrow.\nHis aide, Mr.Vane, left at 3.45.\n“No,” she said.'
    """
    return _RUN_ON.sub(lambda found: found[0] + ("\n" if _ends_sentence(found) else ""), text)


def _ends_sentence(found: re.Match[str]) -> bool:
    if not found["next"].isupper():
        return False
    if found["end"] != ".":
        return True
    before = found.string[max(0, found.start() - _LONGEST_ABBREVIATION - 1) : found.start()]
    last = re.split(r"\W", before)[-1]
    if len(last) == 1 and last.isupper():  # an initial, as in J.K.Rowling
        return f"{before}.".endswith(_words().english.dotted_names) and found["after"].islower()
    return last not in _words().english.abbreviations


def repeated_words(page: str) -> frozenset[str]:
    """Return the words that the page has twice or more: a seam happens once, a name comes back."""
    return frozenset(word for word, count in Counter(_WORD.findall(page)).items() if count > 1)


def seams_of(text: str, names: frozenset[str]) -> list[int]:
    """Return the places where a word starts inside another, from left to right.

    >>> seams_of("Ada Okafor and Tom ReedThe YouTube star met Ann McDonald", frozenset())
    [23]
    """
    seams: list[int] = []
    for word in _WORD.finditer(text):
        if word[0] in names:
            continue
        piece = 0
        for place in range(1, len(word[0])):
            if _is_seam(word[0], piece, place, text[word.end() : word.end() + 1]):
                seams.append(word.start() + place)
                piece = place
    return seams


def _is_seam(word: str, piece: int, place: int, follower: str) -> bool:
    """Tell whether a new word starts at `place` of a word whose last known start is `piece`."""
    if not word[place].isupper() or _is_inside_name(word, piece, place):
        return False
    after = word[place + 1 : place + 2]
    if not word[place - 1].islower():
        return after.islower() and word[piece:place] in _words().english.acronyms
    return bool(after) or (word[place] in "AI" and follower == " ")


def _is_inside_name(word: str, piece: int, place: int) -> bool:
    """Tell whether `place` is inside a name that has capitals of its own, such as YouTube, McDonald or iPhone."""
    before = word[piece:place]
    if before in _words().prefixes or (len(before) == 1 and before.islower()):
        return True
    return any(name in word[max(0, place - len(name) + 1) : place + len(name) - 1] for name in _words().names)

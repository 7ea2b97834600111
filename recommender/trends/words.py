"""Text → words, and how each is written: what there is to tell names by.

In: a title, a text and their language. Out: the words of the title and of the text's lead, each with its stem, where it
stands, and how it is written. A capital says something only where a small letter was possible: inside a sentence, and
not in a headline all of whose words have capitals.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from recommender.analysis import language_of, split_spans, to_term
from recommender.trends.rules import decide_by

# Characters of a text that are read. At least 0; set by hand, so that a dateline and a first paragraph fit in.
LEAD_CHARACTERS = 300
# From this share of capitals on, those of a title say nothing. In [0, 1], a share of its words without function words;
# set by hand.
TITLE_CASE = 0.9

# How a word or phrase is written: nothing shows how; as a name; as a name before a common word, as adjectives stand
# ("Islamic militants"); as part of a longer name or as a title before one ("Hunter Biden", "security adviser John
# Bolton"); or as common words.
UNCLEAR, NAME, BEFORE, PART, COMMON = range(5)

# The place and agency before an agency's text: "PORT AVERIN (Meridian) —", "MOSCOW, March 3 (Reuters) -".
DATELINE = re.compile(r"(?:[^.\n]{1,60}\([^()\n]{2,40}\)\s*[—–-]|[A-Z][A-Z .,'’]{2,40}\s*[—–])\s")
# What a sentence may begin after, besides the marks that `split_spans` knows.
_OPENS = frozenset(":;|\"'“”‘„«»—–-(•")
_ABBREVIATED = re.compile(r"[A-Z][a-z]{0,2}\. (?=[A-Z])")  # Gen. Smith, Mt. Gox: no name, nor the end of a sentence

# An opening is a colon, a quotation mark, a dash or the like: what follows may have a capital like a sentence. A marker
# is a word that stands before common nouns, in a language that writes those with a capital, too.
_WRITTEN = decide_by(
    "small_letter sentence_start headline_in_capitals after_opening after_marker",
    ("small_letter", COMMON),
    ("sentence_start", UNCLEAR),
    ("headline_in_capitals", UNCLEAR),
    ("after_opening", UNCLEAR),
    ("after_marker", COMMON),
    ("", NAME),
)
Span = tuple[str, int, int, int]  # as `split_spans` gives it


class Word(NamedTuple):
    """One word where it stands. One without a term, such as a function word, separates those around it.

    Attributes:
        text: The word in lower case.
        term: Its stem, ``""`` if it has none.
        begin: Where it begins in the title, a line feed and the text.
        end: Where it ends.
        written: `UNCLEAR`, `NAME` or `COMMON`.
        capital: Whether it begins with a capital.
        joined: Whether it directly follows the word before: after a space, or with a capital after a hyphen.
        genitive: Whether it is an English genitive.
    """

    text: str
    term: str
    begin: int
    end: int
    written: int
    capital: bool
    joined: bool
    genitive: bool


def read_words(title: str, text: str, language: str) -> list[Word]:
    """Return the words of a title and of a text's lead, in their order, without the dateline of an agency.

    Args:
        title: The title.
        text: The text; its first `LEAD_CHARACTERS` are read, and a word that these cut off is left out.
        language: Its primary subtag.
    """
    opening = f"{title}\n{text[:LEAD_CHARACTERS]}"
    spans = _spans_of(opening, len(title), language, is_cut=len(text) > LEAD_CHARACTERS)
    n_in_capitals = _count_in_capitals(opening, [span for span in spans if span[2] <= len(title)], language)
    known = language_of(language)
    words: list[Word] = []
    last, last_sentence, last_end = "", -1, 0
    for at, (word, begin, end, sentence) in enumerate(spans):
        capital, between = opening[begin].isupper(), opening[last_end:begin]
        written = _WRITTEN[
            not capital,
            sentence != last_sentence,
            at < n_in_capitals,
            between not in (" ", "-") and between.strip()[-1:] in _OPENS,
            known.capitalizes_nouns and (last in known.before_nouns or last[:1].isdigit()),
        ]
        term = "" if capital and _ABBREVIATED.match(opening, begin) else _name_term(word, language)
        joined = begin <= last_end or between in (" ", "\xa0") or (between == "-" and capital)
        words.append(Word(word, term, begin, end, written, capital, joined, word.endswith("'s")))
        last, last_sentence, last_end = word, sentence, end
    return words


@lru_cache(maxsize=100_000)
def term_of(word: str, language: str) -> str:
    """Return the stem of a word; ``""`` if it says nothing of the subject."""
    return to_term(word, language)


def _spans_of(opening: str, n_title: int, language: str, *, is_cut: bool) -> list[Span]:
    """Return the words of a title and a lead, without those of a dateline and a last one that may go on."""
    dateline = DATELINE.match(opening, n_title + 1)
    skipped = range(n_title + 1, dateline.end() if dateline else n_title + 1)
    last = len(opening) - 1 if is_cut else len(opening)
    return [span for span in split_spans(opening, language) if span[1] not in skipped and span[2] <= last]


def _count_in_capitals(opening: str, headline: list[Span], language: str) -> int:
    """Return how many words a headline has if nearly all have capitals, the first and function words aside; else 0."""
    capitals = [opening[begin].isupper() for word, begin, _, _ in headline[1:] if term_of(word, language)]
    return len(headline) if sum(capitals) >= TITLE_CASE * len(capitals) else 0


@lru_cache(maxsize=100_000)
def _name_term(word: str, language: str) -> str:
    """Return the stem of a word; a number and a letter, which say nothing alone, have none."""
    return "" if word[0].isdigit() or len(word) == 1 else to_term(word, language)

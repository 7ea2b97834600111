"""Words → mentions: the names and phrases that an article's title and lead hold, each once.

In: a title, a text and their language. Out: keys, one for all variants of a name or phrase, and where it stands, so
that a label is spelled as the articles spell it. What is a name is not decided here: one article shows only how it is
written, and many together decide.

Rules are in tables, read from top to bottom (`recommender.trends.rules`). A key is a hash of stems (BLAKE2b, 64 bits):
no table of all phrases that ever occurred has to be kept, and an arriving article costs time by its own words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from recommender.analysis import LANGUAGES, language_of, split_spans, words_of_all
from recommender.trends.rules import decide_by
from recommender.trends.words import BEFORE, COMMON, DATELINE, NAME, PART, UNCLEAR, Word, read_words, term_of

# Words of a phrase, small ones as in "Bank of Caldria" not counted. At least 1; set by hand: names are seldom longer.
LONGEST = 4
# Words of a phrase that are no names, if it begins with a name, and if it does not. At least 1; set by hand.
LONGEST_AFTER_NAME, LONGEST_COMMON = 3, 2
# Characters of a text by which copies of it are known. At least 1; set by hand, so that a cut copy still has them.
FINGERPRINT_CHARACTERS = 60

# Pairs of characters with one of these hold grammar.
GRAMMAR = re.compile(f"[{''.join(language.grammar_characters for language in LANGUAGES)}]")
_PARTICLES = words_of_all(lambda language: language.name_particles)


class Mention(NamedTuple):
    """A name or phrase where it stands.

    Attributes:
        key: What all its variants in one language have in common.
        written: `UNCLEAR`, `NAME`, `BEFORE`, `PART` or `COMMON`.
        begin: Where it begins in the title, a line feed and the text.
        end: Where it ends.
    """

    key: int
    written: int
    begin: int
    end: int


def find_mentions(title: str, text: str, language: str) -> list[Mention]:
    """Return each name and phrase of a title and of the text's lead, once, in the order of its keys.

    Args:
        title: The title.
        text: The text; its first `LEAD_CHARACTERS` are read.
        language: Its primary subtag.
    """
    mentions: dict[int, Mention] = {}
    for mention in Opening(read_words(title, text, language), language).mentions():
        known = mentions.get(mention.key)
        if known is None or mention.written in _CLEARER[known.written]:
            mentions[mention.key] = mention
    return sorted(mentions.values())


# For each way of writing the ways that are clearer: of two mentions of one key the clearer one stays, of equal ones the
# first. Its spelling is then not that of a headline or of a sentence's beginning.
_CLEARER = {UNCLEAR: (NAME, BEFORE, PART, COMMON), NAME: (), BEFORE: (NAME,), PART: (NAME, BEFORE), COMMON: ()}


@lru_cache(maxsize=20_000)
def words_of(spelling: str, language: str) -> tuple[str, ...]:
    """Return the stems of a name or phrase, which its variants have in common.

    >>> words_of("Bidens", "en") == words_of("Biden’s", "en") == ("biden",)
    True
    """
    return tuple(term_of(word, language) or word for word, *_ in split_spans(spelling, language))


def fingerprint(title: str, text: str) -> int:
    """Return a number that copies of a text have in common, whatever their headlines and wherever they are cut."""
    dateline = DATELINE.match(text)
    start = text[dateline.end() if dateline else 0 :].lstrip()[:FINGERPRINT_CHARACTERS]
    return _hash(start if len(start) == FINGERPRINT_CHARACTERS else title.casefold())


@lru_cache(maxsize=200_000)
def key_of(language: str, terms: str) -> int:
    """Return the key of some terms, which spaces separate."""
    return _hash(f"{language} {terms}")


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


# How a word that is written as a name relates to the words around it.
_NAME_RELATION = decide_by(
    "in_longer_name before_term",
    ("in_longer_name", PART),
    ("before_term", BEFORE),
    ("", NAME),
)
# What the next word does to a phrase: the phrase ends before it; it is a small word within a name, which goes on; the
# phrase goes on with it; the phrase ends with it.
STOP, PARTICLE, GO_ON, END = range(4)
_GROWTH = decide_by(
    "no_term particle after_genitive two_capitals capital_after_small too_many_small",
    ("no_term particle", PARTICLE),
    ("no_term", STOP),
    # Two words are a name together, as in the Women's March. Other genitives are not part of what belongs to them.
    ("after_genitive two_capitals", END),
    ("after_genitive", STOP),
    # A phrase may begin with a name ("Orrin chemical works") and does not end in one ("former President").
    ("capital_after_small", STOP),
    ("too_many_small", STOP),
    ("", GO_ON),
)
# How a phrase is written.
_WRITTEN = decide_by(
    "all_unclear within_name all_capital",
    ("all_unclear", UNCLEAR),
    ("within_name", PART),
    ("all_capital", NAME),
    ("", COMMON),
)


def _step(before: Word, word: Word, n_terms: int, longest: int, *, all_capital: bool) -> int:
    """Return what a word does to the phrase before it.

    Args:
        before: The last word of the phrase.
        word: The word after it.
        n_terms: How many words of the phrase have a term.
        longest: How many it has at most if it is no name.
        all_capital: Whether all of these have capitals.
    """
    return _GROWTH[
        not word.term,
        all_capital and word.text in _PARTICLES,
        before.genitive,
        n_terms == 1 and all_capital and word.capital,
        word.capital and not all_capital,
        not word.capital and n_terms >= longest,
    ]


class Opening:
    """The words of a title and a lead, in which names and phrases are looked for.

    Attributes:
        words: The words.
        language: Their language, a primary subtag.
        longest_after_name: Words of a phrase that begins with a capital and is no name, at most.
        longest_common: Words of one that begins with a small letter, at most.
    """

    def __init__(self, words: list[Word], language: str) -> None:
        self.words = words
        self.language = language
        # Where all nouns have capitals, a noun and a verb side by side would look like a name and a common word.
        limits = (0, 0) if language_of(language).capitalizes_nouns else (LONGEST_AFTER_NAME, LONGEST_COMMON)
        self.longest_after_name, self.longest_common = limits
        # For each word the position of the next one of the same name, -1 if there is none.
        self._next = [self._next_in_name(at) if word.capital else -1 for at, word in enumerate(words)]

    def mentions(self) -> Iterator[Mention]:
        """Yield the names and phrases, in the order of their first words, the shortest first."""
        for at, first in enumerate(self.words):
            if first.term and not GRAMMAR.search(first.text):
                yield self._one_word(first, at)
                if at + 1 < len(self.words) and self.words[at + 1].joined:
                    yield from self._phrases(first, at)

    def _one_word(self, word: Word, at: int) -> Mention:
        """Return a word, at a position, as a mention."""
        written = word.written
        if written == NAME:
            written = _NAME_RELATION[self._is_in_longer_name(at), self._is_before_term(at)]
        return Mention(key_of(self.language, word.term), written, word.begin, word.end)

    def _phrases(self, first: Word, at: int) -> Iterator[Mention]:
        """Yield the phrases that begin with a word, at a position, the shortest first."""
        before, all_capital, all_unclear = first, first.capital, first.written == UNCLEAR
        n_terms, terms = 1, first.term
        longest = self.longest_after_name if first.capital else self.longest_common
        for last in range(at + 1, len(self.words)):
            word = self.words[last]
            if n_terms == LONGEST or not word.joined or word.begin < before.end:  # pairs of characters overlap
                return
            step = _step(before, word, n_terms, longest, all_capital=all_capital)
            if step == STOP:
                return
            terms, before = f"{terms} {word.term or word.text}", word
            if step == PARTICLE:
                continue
            n_terms += 1
            all_capital &= word.capital
            all_unclear &= word.written == UNCLEAR
            written = _WRITTEN[all_unclear, not all_unclear and self._is_within_name(last), all_capital]
            yield Mention(key_of(self.language, terms), written, first.begin, word.end)
            if step == END:
                return

    def _is_in_longer_name(self, at: int) -> bool:
        """Return whether a word stands in a name of several words, or after a number: the 9th Circuit."""
        numbered = at > 0 and self.words[at].joined and self.words[at - 1].text[0].isdigit()
        return numbered or self._next[at] > 0 or at in self._next[max(0, at - 2) : at]

    def _is_before_term(self, at: int) -> bool:
        """Return whether a word stands before another that it says more about, as that of a nation may."""
        after = self._joined_after(at)
        return after is not None and after.term != ""

    def _is_within_name(self, at: int) -> bool:
        """Return whether a name goes on after a word, or begins right after it, as after the end of a title."""
        after = self._joined_after(at)
        return self._next[at] > 0 or (after is not None and after.written == NAME)

    def _joined_after(self, at: int) -> Word | None:
        """Return the word that directly follows another, which is no genitive; None if there is none."""
        if at + 1 == len(self.words) or self.words[at].genitive or not self.words[at + 1].joined:
            return None
        return self.words[at + 1]

    def _next_in_name(self, at: int) -> int:
        """Return the position of the next word of the name that a capital begins, past one small word; -1 for none."""
        if self.words[at].term and not self.words[at].genitive:
            for after in range(at + 1, min(at + 3, len(self.words))):
                if not self.words[after].joined:
                    break
                if self.words[after].capital:
                    return after
                if self.words[after].text not in _PARTICLES:
                    break
        return -1

"""Words → terms: one term for all forms and spellings of a word, none for a function word.

In: words as `recommender.analysis.tokenizer` splits them, and their language. Out: terms, ``""`` for a word that says
nothing of the subject.

Stemming: Porter's Snowball stemmers (2001, snowballstem.org), by PyStemmer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import Stemmer

from recommender.analysis.languages import Apostrophe, language_of
from recommender.analysis.spelling import one_spelling

# What is longer is no word. At least 1, characters; a bound on what one word may cost.
MAX_WORD_LENGTH = 64


@cache
def stemmer(name: str) -> Stemmer.Stemmer:
    """Return a Snowball stemmer by its name, without its cache: that takes longer than stemming."""
    return Stemmer.Stemmer(name, 0)


def to_term(word: str, language: str) -> str:
    """Return the term that a word of a language stands for; ``""`` when it says nothing of the subject.

    >>> to_term("markets", "en"), to_term("the", "en"), to_term("märkte", "de"), to_term("l'état", "fr")
    ('market', '', 'markt', 'état')
    >>> to_term("us", "en"), to_term("u.s.", "en"), to_term("škoravec", "de")
    ('', 'us', 'skoravec')
    """
    if len(word) > MAX_WORD_LENGTH or is_code(word):
        return ""
    known = language_of(language)
    is_in_capitals = "." in word and not word[0].isdigit()
    word = one_spelling(word.replace(".", "") if is_in_capitals else word, known)
    bare = _bare(word, known.apostrophe)
    is_name = is_in_capitals and word in known.names_in_capitals
    if not is_name and (not function_words_of(language).isdisjoint((word, bare)) or _is_letter(bare)):
        return ""
    return str(stemmer(known.stemmer).stemWord(bare)) if known.stemmer and not bare[:1].isdigit() else bare


def to_terms(words: Sequence[str], language: str) -> list[str]:
    """Return the terms that words of one language stand for, as `to_term` does for each, in less time.

    >>> to_terms(["markets", "the", "market's"], "en")
    ['market', '', 'market']
    """
    known = language_of(language)
    stem = stemmer(known.stemmer).stemWord if known.stemmer else str
    function_words = function_words_of(language)
    return [
        stem(word)
        if 1 < len(word) <= MAX_WORD_LENGTH and word.isascii() and word.isalpha() and word not in function_words
        else to_term(word, language)
        for word in words
    ]


@cache
def function_words_of(language: str) -> frozenset[str]:
    """Return the function words of a language in the one spelling of each."""
    known = language_of(language)
    return frozenset(one_spelling(word, known) for word in known.function_words)


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isascii() and word.isalpha()


def _bare(word: str, apostrophe: Apostrophe) -> str:
    """Return a word without what an apostrophe separates from it: an elided article before it, or an ending.

    >>> _bare("dell'anno", Apostrophe.AFTER_ELISION), _bare("o'donnell", Apostrophe.BEFORE_GENITIVE)
    ('anno', "o'donnell")
    >>> _bare("istanbul'un", Apostrophe.BEFORE_ENDING), _bare("d'ancona", Apostrophe.BEFORE_ENDING)
    ('istanbul', 'ancona')
    """
    if "'" not in word or apostrophe is Apostrophe.LETTER:
        return word
    if apostrophe is Apostrophe.BEFORE_GENITIVE:
        return word.removesuffix("'s")
    before, _, after = word.partition("'")
    return before if apostrophe is Apostrophe.BEFORE_ENDING and len(before) > 1 else after.rpartition("'")[2]


def is_code(word: str) -> bool:
    """Return whether a word is an identifier, as of a picture or a campaign.

    It says nothing of the subject, and is so rare that its idf would make it weigh much.

    >>> is_code("12345xyz"), is_code("q7zk93xa"), is_code("mh370"), is_code("1960s"), is_code("10000m"), is_code("h5n1")
    (True, True, False, False, False, False)
    """
    if word.isalpha() or word.isdigit():
        return False
    kinds = [character.isdigit() for character in word if character.isalnum()]
    n_digits, n_turns = sum(kinds), sum(one != other for one, other in pairwise(kinds))
    return (n_digits >= 5 and len(kinds) - n_digits >= 3) or (len(kinds) >= 8 and n_turns >= 3)

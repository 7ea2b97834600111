"""Text → terms, per language.

In: plain text and its language. Out: words in lower case and marks that end a sentence; and for each word its term:
stemmed, nothing for a function word. In scripts that put no spaces between words, words are pairs of neighbouring
characters (as in Lucene's CJK analysis). A language without a stemmer or function words is split into words as well.

Stemming: Porter's Snowball stemmers (2001, snowballstem.org), by PyStemmer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

import Stemmer

from recommender.analysis.accents import without_accents
from recommender.analysis.languages import Apostrophe, language_of

# What is longer is no word. At least 1, characters; a bound on what one word may cost.
MAX_WORD_LENGTH = 64

# Characters that one keyboard or newsroom system writes for another: typographic marks, without which most English text
# is ASCII and quick to split; the apostrophes that are letters (U+02BC in Ukrainian, U+02BB in Hawaiian and Uzbek); the
# Persian and Urdu forms of yeh and kaf, whose Arabic forms older systems write.
PLAIN_FORMS = (
    ("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("—", " "), ("–", " "), ("\xa0", " "), ("…", "."),
    ("\u02bc", "'"), ("\u02bb", "'"), ("\u06cc", "\u064a"), ("\u06a9", "\u0643"),
)  # fmt: skip
# Han with its extensions, kana, Hangul, Thai, Lao, Burmese and Khmer: words are not set apart by spaces, or (Hangul)
# carry their particles with them.
UNSPACED = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003134f"
)
# Vowel signs and other marks that belong to a word but are not letters to a regular expression.
MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u0900-\u0963\u0966-\u0dff"
    "\u200c\u200d"
)
LETTER = rf"[^\W_{UNSPACED}]"
_WORD = rf"{LETTER}(?:{LETTER}|[{MARKS}])*"
_ASCII_TOKENS = re.compile(r"""[0-9]+(?:[.,][0-9]+)+|[a-z0-9]+(?:'[a-z0-9]+)*|[.!?]+(?=[\s"')]|$)|\n""")
_TOKENS = re.compile(
    rf"""[0-9]+(?:[.,][0-9]+)+|{_WORD}(?:'{_WORD})*|[{UNSPACED}]+|[.!?]+(?=[\s"'»)]|$)|[。！？।॥]|\n"""
)
_STARTS_UNSPACED = re.compile(rf"[{UNSPACED}]")
_SENTENCE_ENDS = frozenset(".!?。！？।॥\n")


def split_text(text: str) -> list[str]:
    r"""Return the words of a text in lower case and, as tokens of their own, the marks that end its sentences.

    >>> split_text("The PM’s bill passed. 61–58!")
    ['the', "pm's", 'bill', 'passed', '.', '61', '58', '!']
    >>> split_text("東京都は晴れ。")
    ['東京', '京都', '都は', 'は晴', '晴れ', '。']
    """
    text = text.lower()
    if not text.isascii():
        for mark, plain in PLAIN_FORMS:
            text = text.replace(mark, plain)
    if text.isascii():
        return _ASCII_TOKENS.findall(text)
    tokens: list[str] = _TOKENS.findall(text)
    if not _STARTS_UNSPACED.search(text):
        return tokens
    return [word for token in tokens for word in (_pairs(token) if _STARTS_UNSPACED.match(token) else (token,))]


def split_spans(text: str) -> Iterator[tuple[str, int, int, int]]:
    """Yield each word of a text as `split_text` gives it, where it begins and ends, and the number of its sentence.

    >>> list(split_spans("Rain. “Rain!”"))
    [('rain', 0, 4, 0), ('rain', 7, 11, 1)]
    """
    for mark, plain in PLAIN_FORMS:
        text = text.replace(mark, plain)
    # Lower case is as long as what it is made of only in ASCII.
    text, tokens = (text.lower(), _ASCII_TOKENS) if text.isascii() else (text, _TOKENS)
    unspaced = _STARTS_UNSPACED.search(text) is not None
    sentence = 0
    for match in tokens.finditer(text):
        token, begin = match.group().lower(), match.start()
        if token[0] in _SENTENCE_ENDS:
            sentence += 1
        elif unspaced and _STARTS_UNSPACED.match(token):
            for at, pair in enumerate(_pairs(token)):
                yield pair, begin + at, begin + at + len(pair), sentence
        else:
            yield token, begin, match.end(), sentence


def is_sentence_end(token: str) -> bool:
    """Return whether a token of `split_text` is a mark that ends a sentence."""
    return token[0] in _SENTENCE_ENDS


def is_unspaced(word: str) -> bool:
    """Return whether a word is in a script without spaces between words: it is then a pair of characters, or one.

    >>> is_unspaced("東京"), is_unspaced("Tokyo")
    (True, False)
    """
    return _STARTS_UNSPACED.match(word) is not None


@cache
def stemmer(name: str) -> Stemmer.Stemmer:
    """Return a Snowball stemmer by its name, without its cache: that takes longer than stemming."""
    return Stemmer.Stemmer(name, 0)


def to_term(word: str, language: str) -> str:
    """Return the term that a word of a language stands for; ``""`` when it says nothing of the subject.

    >>> to_term("markets", "en"), to_term("the", "en"), to_term("märkte", "de"), to_term("l'état", "fr")
    ('market', '', 'markt', 'état')
    """
    known = language_of(language)
    if word in known.function_words or len(word) > MAX_WORD_LENGTH or is_code(word):
        return ""
    word = _bare(word, known.apostrophe)
    if word in known.function_words or _is_letter(word):
        return ""
    if known.accents_are_foreign:
        word = without_accents(word)
    return str(stemmer(known.stemmer).stemWord(word)) if known.stemmer and not word[0].isdigit() else word


def to_terms(words: Sequence[str], language: str) -> list[str]:
    """Return the terms that words of one language stand for, as `to_term` does for each, in less time.

    >>> to_terms(["markets", "the", "market's"], "en")
    ['market', '', 'market']
    """
    known = language_of(language)
    stem = stemmer(known.stemmer).stemWord if known.stemmer else str
    return [
        stem(word)
        if 1 < len(word) <= MAX_WORD_LENGTH and word.isascii() and word.isalpha() and word not in known.function_words
        else to_term(word, language)
        for word in words
    ]


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isascii() and word.isalpha()


def _bare(word: str, apostrophe: Apostrophe) -> str:
    """Return a word without what an apostrophe separates from it: an elided article before it, or an ending.

    >>> _bare("dell'anno", Apostrophe.AFTER_ELISION), _bare("o'donnell", Apostrophe.BEFORE_GENITIVE)
    ('anno', "o'donnell")
    >>> _bare("istanbul'un", Apostrophe.BEFORE_ENDING), _bare("d'ancona", Apostrophe.BEFORE_ENDING)
    ('istanbul', 'ancona')
    """
    # Turkish capitals: İ is an i in lower case, not an i with one more dot.
    word = word.replace("i\u0307", "i")
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


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(max(1, len(run) - 1))]

"""Text → words.

In: plain text and its language. Out: words in lower case, and marks that end a sentence. In scripts that put no spaces
between words, words are pairs of neighbouring letters, each with its marks (as in Lucene's CJK analysis). A language
that nothing is known of is split into words as well. Source: Unicode Standard Annex #29 (what is inside a word).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from recommender.analysis.characters import DOTLESS_CAPITAL, HEBREW, LEADING, LONE_STOPS, STACKING, TRAILING, classes
from recommender.analysis.languages import language_of

# A short word in capitals may be a name that is in small letters a function word: US, WHO. In [2, 9], letters; chosen
# by hand, as long as such words are.
MAX_CAPITALS = 3

_APART = r"[.!?]+(?=[\s\"')]|$)|\n"
_NUMBER = r"[0-9]+(?:[.,][0-9]+)+"
_ASCII_TOKENS = re.compile(rf"{_NUMBER}|[a-z0-9]+(?:'[a-z0-9]+)*|{_APART}")
_SHORT = f"[A-Z]{{2,{MAX_CAPITALS}}}"
_IN_CAPITALS = re.compile(rf"(?<![A-Za-z]){_SHORT}(?![A-Za-z])|[A-Z]\.[A-Z]")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_LONG = re.compile(rf"[^\W\d_]{{{MAX_CAPITALS}}}[^\W\d_]")
_SENTENCE_ENDS = frozenset(f".!?\n{LONE_STOPS}")


class Patterns(NamedTuple):
    """What texts are split by.

    Attributes:
        letter: A letter or digit of a script with spaces between words.
        fold: A character that another one stands for.
        token: A word, a run without spaces, or what ends a sentence.
        cluster: A letter of a run, with all that is written around it.
        unspaced: The first letter of a run.
    """

    letter: str
    fold: re.Pattern[str]
    token: re.Pattern[str]
    cluster: re.Pattern[str]
    unspaced: re.Pattern[str]


@cache
def patterns() -> Patterns:
    """Return the patterns; they are made when the first text that is not ASCII is split."""
    marks, unspaced, capitals, folds = classes()
    letter = rf"[^\W_{unspaced}{LEADING}{TRAILING}]"
    inside = rf"{letter}|[{marks}{STACKING}]"
    joint = rf"(?<=[{HEBREW}])\"(?=[{HEBREW}])|(?<=[lL])·(?=[lL])"
    word = rf"{letter}(?:{inside}|{joint})*"
    initial = rf"[{capitals}](?!{inside})"
    names = rf"{initial}(?:\.{initial})+\.?|{_SHORT}(?!{inside}|'[A-Z])"
    cluster = rf"(?:[{LEADING}]+[{unspaced}]?|[{unspaced}])(?:[{marks}]|[{STACKING}][{unspaced}]?)*"
    token = rf"{_NUMBER}|{names}|{word}(?:'{word})*|(?:{cluster})+|[.!?]+(?=[\s\"'»)]|$)|[{LONE_STOPS}]|\n"
    fold = f"[{re.escape(''.join(folds))}]"
    first = f"[{unspaced}{LEADING}]"
    return Patterns(letter, *map(re.compile, (fold, token, cluster, first)))


def split_text(text: str, language: str = "") -> list[str]:
    r"""Return the words of a text in lower case and, as tokens of their own, the marks that end its sentences.

    Initials are one word, and so is a short word in capitals, which may be a name: both with a full stop behind each
    letter.

    Args:
        text: Any text.
        language: Its language, a primary subtag: in Turkish, the small letter of I is ı.

    >>> split_text("The wall’s bill passed. 61–58!")
    ['the', "wall's", 'bill', 'passed', '.', '61', '58', '!']
    >>> split_text("The U.S. asked us; the US waits")
    ['the', 'u.s.', 'asked', 'us', 'the', 'u.s.', 'waits']
    >>> split_text("東京都は晴れ。")
    ['東京', '京都', '都は', 'は晴', '晴れ', '。']
    """
    if text.isascii() and not language_of(language).has_dotless_i and not _IN_CAPITALS.search(text):
        return _ASCII_TOKENS.findall(text.lower())
    return [word for word, *_ in _tokens(text, language)]


def split_spans(text: str, language: str = "") -> Iterator[tuple[str, int, int, int]]:
    """Yield each word of a text as `split_text` gives it, where it begins and ends, and the number of its sentence.

    >>> list(split_spans("Rain. “Rain!”"))
    [('rain', 0, 4, 0), ('rain', 7, 11, 1)]
    """
    sentence = 0
    for word, begin, end in _tokens(text, language):
        if word[0] in _SENTENCE_ENDS:
            sentence += 1
        else:
            yield word, begin, end, sentence


def _tokens(text: str, language: str) -> Iterator[tuple[str, int, int]]:
    """Yield each token of a text and where it begins and ends."""
    tokens, cluster, unspaced = patterns()[2:]
    text = folded(with_capitals(text, language))
    for match in tokens.finditer(text):
        token, begin = match.group(), match.start()
        if unspaced.match(token):
            ends = [begin, *(begin + part.end() for part in cluster.finditer(token))]
            pairs = zip(ends, ends[2:], strict=False) if len(ends) > 2 else [(begin, match.end())]
            yield from ((text[first:last], first, last) for first, last in pairs)
        elif token.isupper() and _is_name(token):
            yield "".join(f"{letter}." for letter in token.lower() if letter != "."), begin, match.end()
        else:
            yield token.lower(), begin, match.end()


def _is_name(token: str) -> bool:
    """Return whether a token in capitals is written as initials, or is as short as they are."""
    return "." in token or (token.isascii() and token.isalpha() and 1 < len(token) <= MAX_CAPITALS)


def folded(text: str) -> str:
    """Return a text with one character for all that stand for it, each in its place; capitals stay.

    >>> folded("İzmir’de ٢٠٢٦"), folded("ｶﾌｪ")
    ("izmir'de 2026", 'カフェ')
    """
    return text if text.isascii() else patterns().fold.sub(lambda match: classes().folds[match[0]], text)


def with_capitals(text: str, language: str) -> str:
    """Return a text in which capitals mean what they do elsewhere: a text all in capitals is put into small letters.

    Initials stay, and so do short words by themselves. In a language that has one, a capital I becomes
    `DOTLESS_CAPITAL`. What is returned is as long as the text.

    >>> with_capitals("TELL US", "en"), with_capitals("U.N. IN TALKS", "en"), with_capitals("US", "en")
    ('tell us', 'U.N. in talks', 'US')
    """
    if language_of(language).has_dotless_i:
        text = text.replace("I", DOTLESS_CAPITAL)
    if text.isupper() and _LONG.search(text):
        text = _LETTERS.sub(lambda match: folded(match[0]).lower(), text)
    return text


def is_sentence_end(token: str) -> bool:
    """Return whether a token of `split_text` is a mark that ends a sentence."""
    return token[0] in _SENTENCE_ENDS


def is_unspaced(word: str) -> bool:
    """Return whether a word is in a script without spaces between words: it is then a pair of letters, or one.

    >>> is_unspaced("東京"), is_unspaced("Tokyo")
    (True, False)
    """
    return not word.isascii() and patterns().unspaced.match(word) is not None

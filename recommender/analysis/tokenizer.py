"""Text → terms, per language.

In: plain text and its language. Out: words in lower case and marks that end a sentence; and for each word its term:
stemmed, nothing for a function word. In scripts that put no spaces between words, words are pairs of neighbouring
characters (as in Lucene's CJK analysis). A language without a stemmer or function words is split into words as well.

Stemming: Porter's Snowball stemmers (2001, snowballstem.org), by PyStemmer. Language detection: Lui and Baldwin,
langid.py (2012), by py3langid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import Stemmer

from recommender.analysis.languages.function_words import FUNCTION_WORDS
from recommender.article import UNKNOWN_LANGUAGE, Article

MAX_WORD_LENGTH = 64
DETECTED_CHARACTERS = 2_000

# Languages with a daily press. A headline has few letters to tell a language by: without a prior one in fourteen
# English ones is taken for a small language that no newsroom of theirs writes in, and finds no neighbours there.
PRESS_LANGUAGES = frozenset({
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu",
    "fa", "fi", "fr", "ga", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy", "id", "ig", "is", "it", "ja", "ka",
    "kk", "km", "kn", "ko", "ku", "ky", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "mt", "my", "ne", "nl",
    "nn", "no", "om", "or", "pa", "pl", "ps", "pt", "ro", "ru", "rw", "si", "sk", "sl", "so", "sq", "sr", "sv",
    "sw", "ta", "te", "tg", "th", "tl", "tr", "tt", "ug", "uk", "ur", "uz", "vi", "xh", "yo", "zh", "zu",
})  # fmt: skip
PRESS_PRIOR = 20.0  # natural logarithm; a paragraph outweighs it

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

# Languages that part an ending from a name by an apostrophe, and those to which it is a letter like others.
_ENDING_APART = frozenset({"az", "da", "de", "et", "fi", "nb", "nl", "nn", "no", "sv", "tr"})
_APOSTROPHE_INSIDE = frozenset({"be", "ha", "sw", "uk", "uz"})

# Typographic marks that most newsrooms' systems put in; without them most English text is ASCII, and quick to split.
PLAIN_MARKS = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("—", " "), ("–", " "), ("\xa0", " "), ("…", "."))
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
        for mark, plain in PLAIN_MARKS:
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
    for mark, plain in PLAIN_MARKS:
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
    """Tell whether a token of `split_text` is a mark that ends a sentence."""
    return token[0] in _SENTENCE_ENDS


def is_unspaced(word: str) -> bool:
    """Tell whether a word is in a script that puts no spaces between words: it is a pair of characters then, or one.

    >>> is_unspaced("東京"), is_unspaced("Tokyo")
    (True, False)
    """
    return _STARTS_UNSPACED.match(word) is not None


@cache
def stemmer(language: str) -> Stemmer.Stemmer | None:
    """Return the stemmer of a language (primary subtag), none where there is none."""
    return Stemmer.Stemmer(_STEMMERS[language]) if language in _STEMMERS else None


def to_term(word: str, language: str) -> str:
    """Return the term that a word of a language stands for; ``""`` when it tells nothing of the subject.

    >>> to_term("markets", "en"), to_term("the", "en"), to_term("märkte", "de"), to_term("l'état", "fr")
    ('market', '', 'markt', 'état')
    """
    function_words = FUNCTION_WORDS.get(language, frozenset())
    if word in function_words or len(word) > MAX_WORD_LENGTH or is_code(word):
        return ""
    word = _bare(word, language)
    if word in function_words or (len(word) == 1 and word.isascii() and word.isalpha()):
        return ""
    stem = stemmer(language)
    return str(stem.stemWord(word)) if stem and not word[0].isdigit() else word


def _bare(word: str, language: str) -> str:
    """Return a word without what an apostrophe parts from it: an elided article before it, or an ending.

    >>> _bare("dell'anno", "it"), _bare("istanbul'un", "tr"), _bare("d'ancona", "nl"), _bare("o'donnell", "en")
    ('anno', 'istanbul', 'ancona', "o'donnell")
    """
    # Turkish capitals: İ is an i in lower case, not an i with one more dot.
    word = word.replace("i\u0307", "i")
    if "'" not in word:
        return word
    if language == "en":
        return word.removesuffix("'s")
    before, _, after = word.partition("'")
    if language in _ENDING_APART and len(before) > 1:
        return before
    return word if language in _APOSTROPHE_INSIDE else after.rpartition("'")[2]


def is_code(word: str) -> bool:
    """Tell whether a word is an identifier, as of a picture or a campaign: it tells nothing, and is too rare to ignore.

    >>> is_code("12345xyz"), is_code("q7zk93xa"), is_code("mh370"), is_code("1960s"), is_code("10000m"), is_code("h5n1")
    (True, True, False, False, False, False)
    """
    if word.isalpha() or word.isdigit():
        return False
    kinds = [character.isdigit() for character in word if character.isalnum()]
    n_digits, n_turns = sum(kinds), sum(one != other for one, other in pairwise(kinds))
    return (n_digits >= 5 and len(kinds) - n_digits >= 3) or (len(kinds) >= 8 and n_turns >= 3)


def detect_language(text: str) -> str:
    """Return the language of a text, a two-letter code; `UNKNOWN_LANGUAGE` when it has no letters.

    >>> detect_language("ICANN Unveils Plan To Hand Over Web Keys"), detect_language("Pêcheurs sauvés en mer")
    ('en', 'fr')
    """
    import py3langid  # its model takes half a second to load

    sample = text[:DETECTED_CHARACTERS]
    if not any(character.isalpha() for character in sample):
        return UNKNOWN_LANGUAGE
    scores = py3langid.rank(sample.lower() if _is_title_case(sample) else sample)
    return str(max(scores, key=lambda score: score[1] + PRESS_PRIOR * (score[0] in PRESS_LANGUAGES))[0])


def _is_title_case(text: str) -> bool:
    """Tell whether most words have a capital, which then tells no noun or name."""
    words = text.split()
    return 2 * sum(word[0].isupper() for word in words) > len(words)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(max(1, len(run) - 1))]


def with_language(article: Article) -> Article:
    """Return the article in its own language, detected when it does not say."""
    if article.language:
        return article
    return article.with_language(detect_language(f"{article.title}\n{article.text}"))

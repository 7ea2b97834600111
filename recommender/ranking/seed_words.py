"""The words of a seed: which the model knows, where they are, and which of them go on with a name.

In: a model and an article. Out: `SeedWords`, a column of each known word, in the order of the text. Plain arrays, made
once for all cards of a page; `characters` says what loops need to know of each character.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import compiled, inlined, language_of, slug_words, words_of_all
from recommender.article import Article, primary_subtag
from recommender.model import FieldedTfidf

# How much of a text is read; a term that occurs only later is named by its stem. At least 0, characters; chosen by
# hand, to read all of most articles and to bound the time for a long one.
READ_CHARACTERS = 6_000
_LINKS = "|".join(sorted(words_of_all(lambda language: language.name_links)))
_ARTICLES = "|".join(sorted(words_of_all(lambda language: language.name_articles)))
# What may stand between two words of one name, besides nothing, a space or a hyphen: words as in "Bank of the West".
_WITHIN_NAME = re.compile(rf" (?:{_LINKS}) (?:(?:{_ARTICLES}) )?")
_BLANK, _HYPHEN, _NO_BREAK_SPACE = map(ord, " -\xa0")
# How many code points are looked up. At least 1, code points; no script with capitals or kana lies above.
_N_CHARACTERS = 0x20000

# What loops know of a character, as bits.
CAPITAL, OTHER_CASE, SPACE, APOSTROPHE, KANJI, BEFORE_NAME, AFTER_NAME = (1 << bit for bit in range(7))
NOT, JOINED, MAYBE = range(3)  # whether a word goes on with a name

Bytes = NDArray[np.uint8]
Codes = NDArray[np.int32]
Longs = NDArray[np.int64]


class SeedWords(NamedTuple):
    """The known words of a seed's title, text and address, in this order.

    Attributes:
        text: The title, what is read of the text, and what the address says beyond them.
        codes: int32 (n_characters,), its code points.
        address: The position at which the words of the address begin.
        columns: int32 (n_words,), the column of each word's term.
        begins: int32 (n_words,), the position of the first character of each.
        ends: int32 (n_words,), the position after its last character.
    """

    text: str
    codes: Codes
    address: int
    columns: Codes
    begins: Codes
    ends: Codes

    @classmethod
    def of(cls, model: FieldedTfidf, article: Article) -> Self:
        """Read a seed."""
        read = f"{article.title}\n{article.text[:READ_CHARACTERS]}\n"
        text = read + (slug_words(article.url, article.title) if model.slugs else "")
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)
        return cls(text, codes, len(read), *model.known_words(text, primary_subtag(article.language)))

    def joints(self, phrases: Codes) -> Codes:
        """Return which words form a phrase with the word before and go on with a name.

        ``Caldria`` does in ``Bank of Caldria``, and ``wall`` in ``sea wall``; ``Brannock`` in ``wall in Brannock`` not.

        Args:
            phrases: int32 (n_words,), what phrase each word forms with the word before, negative for none.

        Returns:
            int32 (n_joints,), places of words, rising.
        """
        kinds = find_joints(self.codes, self.begins, self.ends, self.address, phrases, characters())
        for at in (kinds == MAYBE).nonzero()[0].tolist():
            if _WITHIN_NAME.fullmatch(self.text, int(self.ends[at - 1]), int(self.begins[at])) is None:
                kinds[at] = NOT
        return kinds.nonzero()[0].astype(np.int32)


@compiled
def find_joints(codes: Codes, begins: Codes, ends: Codes, address: int, phrases: Codes, characters: Bytes) -> Bytes:
    """Return which words go on with a name; see `SeedWords.joints`.

    Args:
        codes, begins, ends, address: Those of `SeedWords`.
        phrases: As of `SeedWords.joints`.
        characters: As of the function of this name.

    Returns:
        uint8 (n_words,), `NOT`, `JOINED`, or `MAYBE` where words between decide.
    """
    kinds = np.zeros(len(begins), np.uint8)
    for word in range(1, len(begins)):
        # All is in lower case in the address, so that names cannot be distinguished.
        if phrases[word] >= 0 and begins[word] < address:
            capital = kind_of(codes[begins[word]], characters) & CAPITAL
            alike = kind_of(codes[begins[word - 1]], characters) & CAPITAL == capital
            gap, between = begins[word] - ends[word - 1], codes[ends[word - 1]]
            if gap < 0:  # overlapping character pairs of one run of Han or kana
                kinds[word] = JOINED
            elif alike:
                kinds[word] = _joint_over(gap, between) if capital else gap == 1 and between in (_BLANK, _HYPHEN)
    return kinds


@inlined
def _joint_over(gap: int, between: int) -> int:
    """Return whether a word with a capital goes on with one before, over so many characters, and the first of them."""
    if gap > 1:
        return MAYBE if between == _BLANK else NOT
    return JOINED if gap == 0 or between in (_BLANK, _HYPHEN, _NO_BREAK_SPACE) else NOT


@compiled
def kind_of(code: int, characters: Bytes) -> int:
    """Return what is known of a character, as bits."""
    return int(characters[code]) if code < len(characters) else 0


@cache
def characters() -> Bytes:
    """Return what is known of each character by its code point, as bits; uint8 (131,072,)."""
    codes = np.arange(_N_CHARACTERS, dtype=np.uint32)
    codes[0xD800:0xE000] = 0  # surrogates are no characters
    texts = codes.view("<U1")
    kinds = CAPITAL * np.strings.isupper(texts) | SPACE * np.strings.isspace(texts)
    kinds |= OTHER_CASE * (np.strings.islower(texts) | np.strings.istitle(texts)) * ~np.strings.isupper(texts)
    japanese = language_of("ja")
    for kind, some in (
        (APOSTROPHE, "'’"),
        (BEFORE_NAME, japanese.before_names),
        (AFTER_NAME, japanese.after_names),
        (KANJI, "\u30fc"),
    ):
        kinds[[*map(ord, some)]] |= kind
    kinds[0x30A1:0x30FB] |= KANJI
    kinds[0x3400:0xA000] |= KANJI
    return kinds.astype(np.uint8)

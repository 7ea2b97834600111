"""What a character is to the words of a text: the list that all go by who split a text into words.

In: the Unicode database. Out: which characters are folded into one (a typographic apostrophe and a plain one, digits of
all scripts), which belong to the letter before them, and which are written without spaces between words. The one idea:
a fold is one character for one, so that a word is where it stands in the text. Sources: Unicode Standard Annex #29
(Word_Break, Grapheme_Cluster_Break) and the Unicode Character Database (general categories, decimal digits).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from recommender.analysis.loops import digest_of
from recommender.analysis.shared_arrays import open_shared, write_shared
from recommender.errors import SnapshotError

# What stands for a capital I of Turkish, whose small letter has no dot: a letter that nobody writes.
DOTLESS_CAPITAL = "\ua7ae"
# Characters that one keyboard or newsroom system writes for another: typographic marks, without which most English text
# is ASCII and quick to split; the apostrophes that are letters (U+02BC in Ukrainian, U+02BB in Hawaiian and Uzbek) and
# the geresh and gershayim of Hebrew; the Persian and Urdu forms of letters, whose Arabic forms older systems write; the
# points between two l of Catalan; the sigma at the end of words; the voicing of half-width kana.
_VARIANTS = {
    "'": "’‘‛\u02bc\u02bb\u02be\u02bf\u055a\u05f3\ua78c＇", '"': "“”\u05f4＂", " ": "—–\xa0", ".": "…．\u066b",
    ",": "，\u066c", "·": "‧∙⋅", "\u064a": "\u06cc", "\u0643": "\u06a9\u06aa", "\u0647": "\u06c1", "i": "İ",
    "ı": DOTLESS_CAPITAL, "σ": "ςΣ", "\u3099": "\uff9e", "\u309a": "\uff9f",
}  # fmt: skip
# Letters of another width, which Unicode maps to the usual ones.
_OF_OTHER_WIDTH = (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), *range(0xFF66, 0xFF9E))

# Marks that end a sentence wherever they stand, no space behind them: of Chinese and Japanese, Indic, Arabic and Urdu,
# Ethiopic, Armenian, Burmese, Khmer, Tibetan, Meitei, Javanese and Syriac.
LONE_STOPS = "。｡！？।॥؟۔።፧፨։။។៕།༎꯫꧉܀܁܂"
# Han with its extensions, kana, Hangul, Thai, Lao, Burmese and Khmer: words are not set apart by spaces, or (Hangul)
# carry their particles with them. The point between the parts of a foreign name in kana is among them.
_UNSPACED = re.compile(
    "[\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\ua9e0-\ua9ff\uaa60-\uaa7f\uac00-\ud7a3\uf900-\ufaff]"
)
_MORE_HAN = "\U00020000-\U0003134f"
_NAME_POINT = "・"
# Vowels of Thai and Lao that are written behind their consonant, and the class of those written before it.
TRAILING = "\u0e30\u0e32\u0e33\u0e45\u0eb0\u0eb2\u0eb3"
LEADING = "\u0e40-\u0e44\u0ec0-\u0ec4"
# Marks of Burmese and Khmer that put the next consonant below the one before.
STACKING = "\u1039\u17d2"
# Signs of Armenian on the vowel that carries the voice of a question or an exclamation; and what has no shape but joins
# two letters or keeps them apart.
VOICE_SIGNS, JOINERS = "\u055b\u055c\u055e\u055f", "\u200c\u200d"
HEBREW = "\u05d0-\u05ea\u05ef-\u05f2"
# Beyond these there are ideographs alone, and the signs of their variants.
_LAST_CODE, _SIGNS_OF_VARIANTS = 0x1FFFF, "\U000e0100-\U000e01ef"


class Classes(NamedTuple):
    """Classes of characters, each as the inside of a regular expression's brackets.

    Attributes:
        marks: What belongs to the letter before it: all marks of Unicode, and letters and signs that are used likewise.
        unspaced: Letters of scripts that put no spaces between words, but for `LEADING`.
        capitals: Letters in capitals that are not folded.
        folds: What stands for each character that is folded.
    """

    marks: str
    unspaced: str
    capitals: str
    folds: dict[str, str]


@cache
def classes() -> Classes:
    """Return the classes; made once, processes share them."""
    name = f"classes-{unicodedata.unidata_version}-{digest_of(__name__)}"
    try:
        facts = open_shared(name).facts
        return Classes(**{field: facts[field] for field in Classes._fields})
    except (SnapshotError, KeyError):
        made = _made()
    with suppress(OSError, SnapshotError):
        write_shared(name, {}, made._asdict())
    return made


def _made() -> Classes:
    """Make the classes from all characters, which takes some 60 ms and 8 MB."""
    of_category: dict[str, set[str]] = defaultdict(set)
    for each in map(chr, range(_LAST_CODE + 1)):
        of_category[unicodedata.category(each)].add(each)
    marks = of_category["Mn"] | of_category["Mc"] | of_category["Me"] | set(TRAILING + VOICE_SIGNS + JOINERS)
    letters = "".join(set[str]().union(*(of_category[each] for each in ("Lo", "Lm", "Nl", "No"))))
    folds = _folds(of_category["Nd"])
    unspaced = {*_UNSPACED.findall(letters), _NAME_POINT} - {*re.findall(f"[{LEADING}]", letters)} - marks
    return Classes(
        marks=_ranges(marks - set(STACKING)) + _SIGNS_OF_VARIANTS,
        unspaced=_ranges(unspaced) + _MORE_HAN,
        capitals=_ranges(of_category["Lu"] - folds.keys()),
        folds=folds,
    )


def _folds(digits: Iterable[str]) -> dict[str, str]:
    """Return what stands for each character that is folded, digits among them."""
    folds = {variant: plain for plain, variants in _VARIANTS.items() for variant in variants}
    folds |= {letter: unicodedata.normalize("NFKC", letter).lower() for letter in map(chr, _OF_OTHER_WIDTH)}
    return folds | {digit: str(unicodedata.decimal(digit)) for digit in digits if not digit.isascii()}


def _ranges(characters: set[str]) -> str:
    """Return characters as ranges, rising.

    >>> _ranges({"c", "a", "b", "x"})
    'a-cx-x'
    """
    codes = sorted(map(ord, characters))
    first = [codes[0], *(code for before, code in pairwise(codes) if code > before + 1)]
    last = [*(before for before, code in pairwise(codes) if code > before + 1), codes[-1]]
    return "".join(f"{chr(begin)}-{chr(end)}" for begin, end in zip(first, last, strict=True))

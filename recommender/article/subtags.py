"""Language tags (BCP 47) as the product compares them: by their primary subtag, one for each language.

In: a tag, such as ``pt-BR``. Out: the subtag that stands for its language. The one idea: one language has many codes
(those that were replaced, those of three letters, those of its standards and dialects), and whoever reads one of them
reads the others. Sources: BCP 47 (RFC 5646), ISO 639-1, -2 and -3, by the Unicode CLDR's list of aliases.
"""

from __future__ import annotations

from functools import lru_cache

UNKNOWN_LANGUAGE = "und"
# Codes of one language: replaced ones, the two standards of Norwegian, Filipino, the languages that write Chinese, the
# standards of Serbo-Croatian, the Kurdish ones. What says that there is no language, or several, says none.
_SAME = {
    "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "nb": "no", "nn": "no", "fil": "tl", "cmn": "zh",
    "yue": "zh", "wuu": "zh", "hak": "zh", "nan": "zh", "gan": "zh", "hsn": "zh", "lzh": "zh", "sh": "sr", "hr": "sr",
    "bs": "sr", "cnr": "sr", "ckb": "ku", "kmr": "ku", "sdh": "ku", "zxx": UNKNOWN_LANGUAGE, "mul": UNKNOWN_LANGUAGE,
    "mis": UNKNOWN_LANGUAGE,
}  # fmt: skip
_LETTERS_OF_ISO_639_1 = 2


def primary_subtag(language: str | None) -> str:
    """Return the language itself without region or script, one subtag for all of its codes; ``""`` of None.

    >>> primary_subtag("pt-BR"), primary_subtag("nb"), primary_subtag("iw"), primary_subtag("ger")
    ('pt', 'no', 'he', 'de')
    """
    return _one_of((language or "").partition("-")[0].lower())


@lru_cache(maxsize=1_000)
def _one_of(subtag: str) -> str:
    if subtag not in _SAME:
        subtag = two_letters(subtag)
    return _SAME.get(subtag, subtag)


@lru_cache(maxsize=1_000)
def two_letters(subtag: str) -> str:
    """Return the code of two letters that a code of three letters has, as it is if it has none.

    >>> two_letters("ger"), two_letters("eng"), two_letters("haw")
    ('de', 'en', 'haw')
    """
    if len(subtag) <= _LETTERS_OF_ISO_639_1:
        return subtag
    from babel.core import get_global  # takes 20 ms, which only few sources need

    return str(get_global("language_aliases").get(subtag, subtag)).partition("_")[0]

"""The names of languages, as databases and answers of APIs write them instead of a code.

In: a name, in English or in the language itself, or in French or German. Out: its BCP 47 code. The one idea: a list of
names that are languages and nothing else; what is not in it is no language. Source: Unicode CLDR (names of languages).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

_NAMES = {
    "af": "afrikaans", "sq": "albanian shqip", "ar": "arabic arabe arabisch العربية", "hy": "armenian",
    "az": "azerbaijani", "eu": "basque euskara", "be": "belarusian", "bn": "bengali bangla বাংলা",
    "bs": "bosnian bosanski", "bg": "bulgarian български", "my": "burmese", "ca": "catalan català",
    "zh": "chinese chinois chinesisch mandarin 中文", "hr": "croatian hrvatski", "cs": "czech čeština česky",
    "da": "danish dansk danois dänisch", "nl": "dutch nederlands néerlandais niederländisch flemish",
    "en": "english anglais englisch inglés inglese", "et": "estonian eesti",
    "fi": "finnish suomi finnois", "fr": "french français francais französisch francés francese",
    "gl": "galician galego", "ka": "georgian", "de": "german deutsch allemand alemán tedesco",
    "el": "greek ελληνικά grec", "gu": "gujarati", "he": "hebrew עברית", "hi": "hindi हिन्दी",
    "hu": "hungarian magyar", "is": "icelandic", "id": "indonesian", "ga": "irish",
    "it": "italian italiano italien italienisch", "ja": "japanese japonais japanisch 日本語", "kn": "kannada",
    "kk": "kazakh", "km": "khmer", "ko": "korean 한국어", "ku": "kurdish", "lv": "latvian latviešu",
    "lt": "lithuanian lietuvių", "lb": "luxembourgish", "mk": "macedonian македонски", "ms": "malay melayu",
    "ml": "malayalam", "mr": "marathi", "mn": "mongolian", "ne": "nepali",
    "no": "norwegian norsk norvégien norwegisch", "fa": "persian farsi فارسی",
    "pl": "polish polski polonais polnisch", "pt": "portuguese português portugues portugais portugiesisch",
    "pa": "punjabi", "ro": "romanian română roumain", "ru": "russian русский russe russisch",
    "sr": "serbian српски srpski", "si": "sinhala", "sk": "slovak slovenčina",
    "sl": "slovenian slovene slovenščina", "so": "somali",
    "es": "spanish español espanol espagnol spanisch castellano", "sw": "swahili",
    "sv": "swedish svenska suédois schwedisch", "tl": "tagalog", "ta": "tamil", "te": "telugu",
    "th": "thai ไทย", "tr": "turkish türkçe turc türkisch", "uk": "ukrainian українська", "ur": "urdu اردو",
    "vi": "vietnamese", "cy": "welsh",
}  # fmt: skip
_CODES = {name: code for code, names in _NAMES.items() for name in names.split()}


# What may stand behind a tag: the encoding and variant of a locale of Unix, a region in words, further languages.
_REST = re.compile(r"\s*(?:[.@(,;/|].*)", re.DOTALL)
_LETTERS_OF_ISO_639_2 = 3


@lru_cache(maxsize=1_000)
def code_of(name: str) -> str | None:
    """Return the tag of the language that a name, a locale of Unix or a code of ISO 639-2 means; None if it means none.

    >>> code_of("English"), code_of("FRANÇAIS"), code_of("en_US.UTF-8"), code_of("ger"), code_of("Klingonese")
    ('en', 'fr', 'en_US', 'de', None)
    """
    text = _REST.sub("", name.strip())
    word = text.lower()
    if word in _CODES:
        return _CODES[word]
    if len(word) == _LETTERS_OF_ISO_639_2:
        return _aliases().get(word)
    if len(word) > _LETTERS_OF_ISO_639_2 and not set(word) & set("-_"):
        return _english_names().get(word)
    return text if text != name.strip() and len(word) > 1 else None


def _aliases() -> dict[str, str]:
    """Return the codes of two letters by those of three, also the bibliographic ones such as ``ger``."""
    from babel.core import get_global  # takes 20 ms, which only few sources need

    return {old: new for old, new in get_global("language_aliases").items() if "_" not in new}


@cache
def _english_names() -> dict[str, str]:
    from babel import Locale

    # Of dialects and scripts that have names of their own, the language.
    return {str(name).lower(): code.partition("_")[0] for code, name in Locale("en").languages.items()}

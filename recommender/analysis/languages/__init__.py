"""One place for languages: what is known of each, in a file of its own."""

from __future__ import annotations

from recommender.analysis.languages.known import LANGUAGES, language_of, words_of_all
from recommender.analysis.languages.language import Apostrophe, Language
from recommender.analysis.languages.shared import MIXED_CASE_NAMES, NAME_PREFIXES

__all__ = [
    "LANGUAGES",
    "MIXED_CASE_NAMES",
    "NAME_PREFIXES",
    "Apostrophe",
    "Language",
    "language_of",
    "words_of_all",
]

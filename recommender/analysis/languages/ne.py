"""What is known of Nepali."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

NEPALI = Language(subtag="ne", stemmer="nepali")

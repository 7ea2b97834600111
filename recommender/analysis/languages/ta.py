"""What is known of Tamil."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

TAMIL = Language(subtag="ta", stemmer="tamil")

"""What is known of Irish."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

IRISH = Language(subtag="ga", own_letters="áéíóú", stemmer="irish")

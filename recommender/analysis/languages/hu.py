"""What is known of Hungarian."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

HUNGARIAN = Language(subtag="hu", own_letters="áéíóöőúüű", stemmer="hungarian")

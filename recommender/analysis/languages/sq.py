"""What is known of Albanian."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

ALBANIAN = Language(subtag="sq", own_letters="çë")

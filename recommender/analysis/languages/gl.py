"""What is known of Galician."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

GALICIAN = Language(subtag="gl", own_letters="áéíóúïüñ")

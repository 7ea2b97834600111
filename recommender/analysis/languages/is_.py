"""What is known of Icelandic."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

ICELANDIC = Language(subtag="is", own_letters="áéíóúýþæöð")

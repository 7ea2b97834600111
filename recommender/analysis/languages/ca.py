"""What is known of Catalan."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

CATALAN = Language(subtag="ca", own_letters="àçèéíïòóúü", stemmer="catalan")

"""What is known of Slovenian."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

SLOVENIAN = Language(subtag="sl", own_letters="čšž")

"""What is known of Armenian."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

ARMENIAN = Language(subtag="hy", stemmer="armenian")

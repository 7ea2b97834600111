"""What is known of Hebrew."""

from __future__ import annotations

from recommender.analysis.languages.language import Apostrophe, Language

HEBREW = Language(subtag="he", apostrophe=Apostrophe.LETTER)

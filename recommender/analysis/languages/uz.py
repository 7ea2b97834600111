"""What is known of Uzbek."""

from __future__ import annotations

from recommender.analysis.languages.language import Apostrophe, Language

UZBEK = Language(subtag="uz", apostrophe=Apostrophe.LETTER)

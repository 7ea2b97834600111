"""What is known of Uzbek."""

from __future__ import annotations

from recommender.analysis.languages.language import Apostrophe, Language

UZBEK = Language(subtag="uz", own_letters="", apostrophe=Apostrophe.LETTER)

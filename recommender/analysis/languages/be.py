"""What is known of Belarusian."""

from __future__ import annotations

from recommender.analysis.languages.language import Apostrophe, Language

BELARUSIAN = Language(subtag="be", apostrophe=Apostrophe.LETTER)

"""What is known of Swahili."""

from __future__ import annotations

from recommender.analysis.languages.language import Apostrophe, Language

SWAHILI = Language(subtag="sw", apostrophe=Apostrophe.LETTER, own_letters="")

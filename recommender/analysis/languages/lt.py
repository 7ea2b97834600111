"""What is known of Lithuanian."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

LITHUANIAN = Language(subtag="lt", own_letters="ąčęėįšųūž", stemmer="lithuanian")

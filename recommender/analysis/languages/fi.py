"""What is known of Finnish."""

from __future__ import annotations

from recommender.analysis.languages.language import Apostrophe, Language

FINNISH = Language(subtag="fi", own_letters="äöå", stemmer="finnish", apostrophe=Apostrophe.BEFORE_ENDING)

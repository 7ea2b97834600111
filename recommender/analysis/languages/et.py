"""What is known of Estonian."""

from __future__ import annotations

from recommender.analysis.languages.language import Apostrophe, Language

ESTONIAN = Language(subtag="et", own_letters="äöüõšž", stemmer="estonian", apostrophe=Apostrophe.BEFORE_ENDING)

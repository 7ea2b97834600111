"""What is known of Basque."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

BASQUE = Language(subtag="eu", own_letters="ñ", stemmer="basque")

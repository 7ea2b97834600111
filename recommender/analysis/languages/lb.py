"""What is known of Luxembourgish."""

from __future__ import annotations

from recommender.analysis.languages.de import GERMAN
from recommender.analysis.languages.language import Language

LUXEMBOURGISH = Language(subtag="lb", own_letters="äëéöü", capitalizes_nouns=True, before_nouns=GERMAN.before_nouns)

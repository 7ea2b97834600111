"""What is known of Hausa."""

from __future__ import annotations

from recommender.analysis.languages.language import Apostrophe, Language

HAUSA = Language(subtag="ha", own_letters="ɓɗƙƴ", apostrophe=Apostrophe.LETTER)

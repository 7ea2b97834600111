"""What is known of Persian."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

# What other keyboards write: the yeh without dots, a heh with a hamza, the marked teh.
_KEYS = str.maketrans("\u0649\u06c0\u0629", "\u064a\u0647\u0647")

PERSIAN = Language(subtag="fa", respelled=lambda word: word.translate(_KEYS))

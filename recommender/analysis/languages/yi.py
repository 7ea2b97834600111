"""What is known of Yiddish."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

YIDDISH = Language(subtag="yi", stemmer="yiddish")

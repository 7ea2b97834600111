"""What is known of Latvian."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

LATVIAN = Language(subtag="lv", own_letters="āčēģīķļņšūž")

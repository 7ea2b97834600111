"""What is known of Serbian."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

SERBIAN = Language(subtag="sr", own_letters="čćđšž", stemmer="serbian")

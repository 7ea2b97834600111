"""What is known of Azerbaijani."""

from __future__ import annotations

from recommender.analysis.languages.language import Apostrophe, Language

AZERBAIJANI = Language(subtag="az", has_dotless_i=True, own_letters="çəğıöşü", apostrophe=Apostrophe.BEFORE_ENDING)

"""What is known of Czech."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

CZECH = Language(subtag="cs", own_letters="áčďéěíňóřšťúůýž")

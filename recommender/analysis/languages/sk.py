"""What is known of Slovak."""

from __future__ import annotations

from recommender.analysis.languages.language import Language

SLOVAK = Language(subtag="sk", own_letters="áäčďéíĺľňóôŕšťúýž")

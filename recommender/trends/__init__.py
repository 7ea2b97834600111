"""Trending tags: people, places, organisations and phrases that are used far more than is usual for them.

    articles → mentions → tally → usage → phrases → tags

An arriving article is read once, in time that depends on its own words alone. How often a name or phrase is used, in a
day and in the month before, is counted up and down as articles and minutes come and go.
"""

from __future__ import annotations

from recommender.trends.breaking import DAY, Breaking, BreakingStory, Stories, count_independent
from recommender.trends.coverage import Counted, Coverage, find_reports
from recommender.trends.mentions import LEAD_CHARACTERS, Held, Mentions, find_mentions, fingerprint, words_of
from recommender.trends.monitor import Monitor, MonitorSettings
from recommender.trends.phrases import names_of
from recommender.trends.tags import STEPS, Tag, Trending
from recommender.trends.usage import Prior
from recommender.trends.window_counts import Tally

__all__ = [
    "DAY",
    "LEAD_CHARACTERS",
    "STEPS",
    "Breaking",
    "BreakingStory",
    "Counted",
    "Coverage",
    "Held",
    "Mentions",
    "Monitor",
    "MonitorSettings",
    "Prior",
    "Stories",
    "Tag",
    "Tally",
    "Trending",
    "count_independent",
    "find_mentions",
    "find_reports",
    "fingerprint",
    "names_of",
    "words_of",
]

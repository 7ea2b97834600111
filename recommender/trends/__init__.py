"""What is breaking, and what is trending: people, places, organisations and phrases used far more than is usual.

    articles → words → mentions → window counts → usage → phrases → tags
    articles → coverage → breaking stories

An arriving article is read once, in time that depends on its own words alone. How often a name or phrase is used, in a
day and in the month before, is counted up and down as articles and minutes come and go.
"""

from __future__ import annotations

from recommender.trends.breaking import DAY, Breaking, BreakingStory, Stories, count_independent
from recommender.trends.caches import Answers
from recommender.trends.coverage import Counted, Coverage, find_reports
from recommender.trends.mention_columns import Mentions
from recommender.trends.mentions import words_of
from recommender.trends.monitor import Monitor, MonitorSettings
from recommender.trends.tags import STEPS, Tag, Trending

__all__ = [
    "DAY",
    "STEPS",
    "Answers",
    "Breaking",
    "BreakingStory",
    "Counted",
    "Coverage",
    "Mentions",
    "Monitor",
    "MonitorSettings",
    "Stories",
    "Tag",
    "Trending",
    "count_independent",
    "find_reports",
    "words_of",
]

"""Trending tags: people, places, organisations and phrases that are used far more than is usual for them.

    articles → mentions → tally → usage → phrases → tags

An arriving article is read once, in time that depends on its own words alone. How often a name or phrase is used, in a
day and in the month before, is counted up and down as articles and minutes come and go.
"""

from recommender.trending.mentions import LEAD_CHARACTERS, Held, Mentions, find_mentions, fingerprint, words_of
from recommender.trending.phrases import names_of
from recommender.trending.tags import STEPS, Tag, Trending
from recommender.trending.tally import Tally
from recommender.trending.usage import Prior

__all__ = [
    "LEAD_CHARACTERS",
    "STEPS",
    "Held",
    "Mentions",
    "Prior",
    "Tag",
    "Tally",
    "Trending",
    "find_mentions",
    "fingerprint",
    "names_of",
    "words_of",
]

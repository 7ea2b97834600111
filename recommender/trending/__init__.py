"""Trending tags: people, places, organisations and phrases that are used far more than is usual for them.

    articles → mentions → usage → phrases → tags

An arriving article is read once, in time that depends on its own words alone; a tag is then counted from what the
articles of a day and of the month before mention.
"""

from recommender.trending.mentions import Held, JoinedMentions, Mentions, find_mentions, fingerprint, words_of
from recommender.trending.phrases import names_of
from recommender.trending.tags import STEPS, Tag, Trending
from recommender.trending.usage import Prior

__all__ = [
    "STEPS",
    "Held",
    "JoinedMentions",
    "Mentions",
    "Prior",
    "Tag",
    "Trending",
    "find_mentions",
    "fingerprint",
    "names_of",
    "words_of",
]

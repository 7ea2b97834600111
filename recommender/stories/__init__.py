"""Articles → stories: which of them tell one event, and the ids by which stories are known.

In: vectors, times and languages. Out: a story for every article; grouped anew at training, in one pass in the order of
time, and continued one article at a time while a model serves. A story is told by its founding and recent members, and
never by chaining: what resembles only one member, or comes weeks after most of them, does not belong.
"""

from __future__ import annotations

from recommender.stories import kernels
from recommender.stories.grouping import group, in_time, rows_of
from recommender.stories.kernels import FOUNDING, RECENT
from recommender.stories.live import Arrival, LiveStories, Served
from recommender.stories.nearest import NEAREST, WORTH
from recommender.stories.stories import Stories
from recommender.stories.threshold import StoryThreshold
from recommender.stories.unknown import ALL_KNOWN, Unknown, read_unknown

__all__ = [
    "ALL_KNOWN",
    "FOUNDING",
    "NEAREST",
    "RECENT",
    "WORTH",
    "Arrival",
    "LiveStories",
    "Served",
    "Stories",
    "StoryThreshold",
    "Unknown",
    "group",
    "in_time",
    "kernels",
    "read_unknown",
    "rows_of",
]

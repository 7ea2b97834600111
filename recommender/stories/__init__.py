"""Articles → stories: which of them report one event, and the ids by which stories are known.

In: vectors, times and languages. Out: a story for every article: grouped anew at training, in one pass in time order,
and continued one article at a time while a model serves. An article is compared with the founding and the recent
members of a story, so stories do not grow by chaining: what resembles only one member, or comes weeks after most of
them, does not belong.
"""

from __future__ import annotations

from recommender.stories.change import ArticleChanges, with_changes
from recommender.stories.members import compared_positions
from recommender.stories.placing import NewArticle, place
from recommender.stories.state import LiveStories
from recommender.stories.stories import TrainedStories
from recommender.stories.story_ids import StoryId, StoryNumber
from recommender.stories.threshold import StoryThreshold

__all__ = [
    "ArticleChanges",
    "LiveStories",
    "NewArticle",
    "StoryId",
    "StoryNumber",
    "StoryThreshold",
    "TrainedStories",
    "compared_positions",
    "place",
    "with_changes",
]

"""A registry and a store → the recommender that is served, kept current; its pages in bulk; a search for editors."""

from __future__ import annotations

from recommender.serving.export import Export, open_current, write_cards, write_pages
from recommender.serving.find import complete_title, find_articles, nearest_article
from recommender.serving.follower import Follower
from recommender.serving.idle import idle_overrides
from recommender.serving.lease import Lease
from recommender.serving.reach import Reach, changes, reach_of, with_decision, without_decision
from recommender.serving.replay import change_trained_at, replay_changes
from recommender.serving.survey import AGES, SURVEYED, SectionCount, Survey, survey_pages

__all__ = [
    "AGES",
    "SURVEYED",
    "Export",
    "Follower",
    "Lease",
    "Reach",
    "SectionCount",
    "Survey",
    "change_trained_at",
    "changes",
    "complete_title",
    "find_articles",
    "idle_overrides",
    "nearest_article",
    "open_current",
    "reach_of",
    "replay_changes",
    "survey_pages",
    "with_decision",
    "without_decision",
    "write_cards",
    "write_pages",
]

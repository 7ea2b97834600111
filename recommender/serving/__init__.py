"""A registry and a store → the recommender that is served, kept current; its pages in bulk; a search for editors."""

from __future__ import annotations

from recommender.serving.export import Export, write_cards, write_pages
from recommender.serving.find import find_articles
from recommender.serving.follower import Follower
from recommender.serving.replay import change_trained_at, replay_changes

__all__ = [
    "Export",
    "Follower",
    "change_trained_at",
    "find_articles",
    "replay_changes",
    "write_cards",
    "write_pages",
]

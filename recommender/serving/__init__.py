"""A registry and a store → what is served, kept current; and what can be asked of it in bulk."""

from __future__ import annotations

from recommender.serving import replay
from recommender.serving.export import Export, write_cards, write_pages
from recommender.serving.find import find_articles
from recommender.serving.follower import Follower

__all__ = [
    "Export",
    "Follower",
    "find_articles",
    "replay",
    "write_cards",
    "write_pages",
]

"""Candidates → cards → boxes: what a page shows, beside an article or without one."""

from __future__ import annotations

from recommender.boxes import cards
from recommender.boxes.beside_article import DEPTH, BesideArticle, candidates_beside, policies_of
from recommender.boxes.cards import Box, Card, Page, TagBox, Why
from recommender.boxes.sitewide import Sitewide
from recommender.boxes.timeline import Timeline, arrival_of, group_corpus, hide_stories, served_by, tell

__all__ = [
    "DEPTH",
    "BesideArticle",
    "Box",
    "Card",
    "Page",
    "Sitewide",
    "TagBox",
    "Timeline",
    "Why",
    "arrival_of",
    "candidates_beside",
    "cards",
    "group_corpus",
    "hide_stories",
    "policies_of",
    "served_by",
    "tell",
]

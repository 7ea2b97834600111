"""Candidates → cards → boxes: what a page shows, beside an article or site-wide, as one request sees it."""

from __future__ import annotations

from recommender.boxes.beside_article import DEPTH, cards_beside, cards_of_boxes, links_to, rules_beside, search_beside
from recommender.boxes.cards import Box, Card, Page, TagBox, TagCard
from recommender.boxes.day import Day, ReportedStory, day_of
from recommender.boxes.explanation import Explanation, overrides_on, trace_box
from recommender.boxes.filler import filler_cards, search_filler
from recommender.boxes.latest import (
    DayStory,
    Topic,
    TopicStory,
    language_of_newest,
    newest_rows,
    stories_of_day,
    topic_of,
)
from recommender.boxes.request import DEFAULTS, Fill, Request
from recommender.boxes.sitewide import OnPage, breaking_box, rows_of_trending, trending_box
from recommender.boxes.timeline import Timeline, are_hidden, timeline_of, visible_members
from recommender.boxes.view import View

__all__ = [
    "DEFAULTS",
    "DEPTH",
    "Box",
    "Card",
    "Day",
    "DayStory",
    "Explanation",
    "Fill",
    "OnPage",
    "Page",
    "ReportedStory",
    "Request",
    "TagBox",
    "TagCard",
    "Timeline",
    "Topic",
    "TopicStory",
    "View",
    "are_hidden",
    "breaking_box",
    "cards_beside",
    "cards_of_boxes",
    "day_of",
    "filler_cards",
    "language_of_newest",
    "links_to",
    "newest_rows",
    "overrides_on",
    "rows_of_trending",
    "rules_beside",
    "search_beside",
    "search_filler",
    "stories_of_day",
    "timeline_of",
    "topic_of",
    "trace_box",
    "trending_box",
    "visible_members",
]

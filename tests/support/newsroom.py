"""A small newsroom: three reports of each of three events, and their stories."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from recommender import Recommender
from recommender.article import Article
from recommender.stories import StoryId
from tests.support.builders import article

START = datetime(2026, 3, 1, tzinfo=UTC)
EVENTS = {
    "bridge": "The suspension bridge at Orrin collapsed at dawn, engineers and divers searched the river for drivers",
    "bank": "Caldria's central bank raised its benchmark interest rate, surprising economists and bond traders",
    "eclipse": "Thousands watched the total solar eclipse from the observatory hill above the old harbour town",
}


def report(event: str, day: float, nth: int, **fields: Any) -> Article:
    """Return one of several reports of an event."""
    words = EVENTS[event].split()
    text = " ".join([*words[nth:], *words[:nth], f"Correspondent number {nth} wrote this."])
    moment = (START + timedelta(days=day)).isoformat()
    ids = f"{event}-{nth}"
    return article(
        **{"article_id": ids, "title": EVENTS[event][:40], "text": text, "published_at": moment, "language": "en"}
        | fields
    )


def newsroom() -> list[Article]:
    """Return three reports of each of three events, of one day each."""
    days = {"bridge": 0, "bank": 1, "eclipse": 2}
    return [report(event, day + nth / 10, nth) for event, day in days.items() for nth in range(3)]


def story_of(recommender: Recommender, article_id: str) -> StoryId:
    catalogue = recommender.catalogue
    return recommender.stories.id_of(catalogue.row_of(article_id), catalogue)


def members(recommender: Recommender, story_id: StoryId) -> list[str]:
    catalogue = recommender.catalogue
    return [catalogue.id_of(row) for row in recommender.stories.rows_of(story_id, catalogue).tolist()]

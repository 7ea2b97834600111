"""Pages for tests: a small corpus, some seeds of the sample, what their pages show, and what editors decide."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from recommender import Article, Box, Page, Recommender, Request
from recommender.overrides import Overrides
from tests.support.builders import article, override

NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)
SEED = "ac-0424-orrin-two-dead"
BOXES = ("similar", "related")
UNKNOWN_WORDS = "Xyzzy qwrtp zzkqj"
TEXTS = (
    "Storm Ines broke the sea wall at Brannock and flooded forty houses on Chapel Row.",
    "Forty houses on Chapel Row in Brannock were flooded when Storm Ines broke the sea wall.",
    "Engineers had warned Brannock in autumn that the sea wall would break in a storm.",
    "The council of Brannock votes on a new sea wall, a year after Storm Ines.",
    "Rovers beat Athletic on penalties and reach the final of the cup.",
    "Athletic sacked its manager two days after the penalties against Rovers.",
)


def corpus(*texts: str, **fields: object) -> list[Article]:
    """Return articles of different publishers, a day apart."""
    return [
        article(
            **{
                "article_id": f"a{at}",
                "title": "",
                "text": text,
                "publisher": f"Paper {at}",
                "published_at": f"2026-03-{at + 1:02}T08:00:00Z",
                "language": "en",
            }
            | fields
        )
        for at, text in enumerate(texts or TEXTS)
    ]


def seeds(sample: Recommender, n: int = 24) -> list[str]:
    """Return the ids of some articles of the sample, some of every language among them."""
    ids = list(sample.catalogue.article_ids())
    others = [row for row in range(len(ids)) if sample.catalogue.label("language", row) != "en"]
    return sorted({*random.Random(0).sample(ids, n), *(ids[row] for row in others[::5])})


def pages(sample: Recommender, n: int = 24, **asked: Any) -> Iterator[tuple[str, Page]]:
    return ((each, sample.page(sample.seed(each), Request(**asked))) for each in seeds(sample, n))


def shown_in(boxes: Iterable[Box]) -> list[str]:
    """Return all ids of some boxes, with those that are folded into a card."""
    return [each for box in boxes for card in box.cards for each in (card.article_id, *card.folded)]


def as_bytes(answer: Any) -> bytes:
    return json.dumps(answer.to_record(), ensure_ascii=False, allow_nan=False).encode()


def edited(sample: Recommender, *decided: dict[str, Any]) -> Recommender:
    """Return the sample with overrides; ids are given in this order."""
    return replace(
        sample, overrides=Overrides.of(override(override_id=str(at), **fields) for at, fields in enumerate(decided))
    )


def page_of(recommender: Recommender, seed: str = SEED, **asked: Any) -> Page:
    return recommender.page(recommender.seed(seed), Request(**({"as_of": NOW} | asked)))


def ids_of(page: Page, *boxes: str) -> list[str]:
    return [card.article_id for box in boxes or BOXES for card in page.boxes[box].cards]


def folded_in(page: Page) -> list[str]:
    """Return all ids of a page, with those that are folded into a card."""
    return shown_in(page.boxes.values())


def pin(box: str, article_id: str, **fields: Any) -> dict[str, Any]:
    return {"action": "pin", "box": box, "article_id": article_id} | fields


def stranger_in(sample: Recommender) -> str:
    """Return an article in another language than the seed's."""
    rows = range(len(sample.catalogue))
    return next(
        sample.catalogue.id_of(row) for row in rows if sample.catalogue.label("language", row) not in ("", "en")
    )

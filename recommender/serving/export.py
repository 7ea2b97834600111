"""All pages of a corpus, made beforehand: for a static site, or one that looks its pages up in a key-value store.

In: a folder of models, and the store that the site writes to. Out: the page of every article, one after the other, and
files of them. The one idea: a page is what ``GET /v1/articles/{id}/boxes`` answers at one moment, so the same call
makes it; processes that share nothing but two addresses make a block of pages each.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from joblib import Parallel, delayed

from recommender.article import CARD_FIELDS, to_seconds
from recommender.boxes import Request
from recommender.engine import Recommender
from recommender.errors import MissingExtraError, SnapshotError
from recommender.serving.follower import Follower
from recommender.snapshots import Registry, write_lines, written_aside
from recommender.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 100
# Below so many pages another process would be ready when this one is done.
FEW = 1_000
ROWS = 10_000
_TIMES = [name for name, field in CARD_FIELDS.items() if field.is_time]


class _Asked(NamedTuple):
    """What makes a block of pages the same in every process."""

    models: Path
    store: str | None
    version: str
    as_of: datetime


class Export:
    """The pages of all articles that are published at a moment.

    Attributes:
        article_ids: Whose pages they are, sorted.
        version: The model that makes them.
    """

    def __init__(self, models: Path, *, as_of: datetime, store: str | None = None) -> None:
        """Open a model, with all changes of a store since its training.

        Args:
            models: A folder of models; the current one is taken.
            as_of: The moment for which pages are made: nothing published later has one, or is shown.
            store: The address of the store; without one, the corpus is what the model was trained on.

        Raises:
            SnapshotError: There is no model, or it is damaged.
            StoreError: The store cannot be read.
        """
        _opened.cache_clear()
        recommender = _opened(models, store)
        catalogue, now = recommender.catalogue, to_seconds(as_of)
        rows = ((article_id, catalogue.row_of(article_id)) for article_id in catalogue.article_ids())
        # A time that is not known is earlier than all others.
        self.article_ids = sorted(article_id for article_id, row in rows if catalogue.time_of(row) <= now)
        self.version = recommender.version
        self._asked = _Asked(models, store, recommender.version, as_of)

    def pages(self, k: int = 5, *, jobs: int | None = None) -> Iterator[dict[str, Any]]:
        """Make the pages, in the order of `article_ids`.

        Args:
            k: How many cards of a box at most.
            jobs: How many processes; by default one, or for many pages one a core.

        Yields:
            What ``GET /v1/articles/{id}/boxes`` answers.

        Raises:
            SnapshotError: Another model was published meanwhile.
            StoreError: The store cannot be read.
        """
        jobs = jobs or (1 if len(self.article_ids) <= FEW else os.cpu_count())
        begins = range(0, len(self.article_ids), BLOCK)
        blocks = (self.article_ids[begin : begin + BLOCK] for begin in begins)
        tasks = (delayed(_pages_of)(block, k, self._asked) for block in blocks)
        for pages in Parallel(n_jobs=jobs, return_as="generator")(tasks):
            yield from pages


def write_pages(path: Path, pages: Iterable[Mapping[str, Any]]) -> None:
    """Write pages as JSON Lines, one a line; aside, then renamed."""
    write_lines(path, (json.dumps(page, ensure_ascii=False) for page in pages))


def write_cards(path: Path, pages: Iterable[Mapping[str, Any]]) -> None:
    """Write the cards of pages as Parquet, one a row; aside, then renamed.

    Columns are ``seed`` and ``box``, and those of a card, of whose reason the text alone. Tags are in no box of cards:
    what is trending beside an article is in its page alone.

    Raises:
        MissingExtraError: The extra ``parquet`` is not installed.
    """
    # Arrow takes a good part of a second to import.
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtraError("what writes Parquet", "parquet") from None
    schema = _schema()
    cards = (card for page in pages for card in _cards_of(page))
    with written_aside(path) as aside, pq.ParquetWriter(aside, schema) as writer:
        while rows := list(islice(cards, ROWS)):
            writer.write_table(pa.Table.from_pylist(rows, schema))


@lru_cache(maxsize=1)
def _opened(models: Path, store: str | None) -> Recommender:
    """Return the current model with all changes of a store; once in a process, for all blocks that it makes."""
    with ExitStack() as stack:
        opened = stack.enter_context(Store.open(store)) if store else None
        live = Follower(Registry(models), opened)
        live.reload()
        if live.recommender is None:
            raise SnapshotError(models, "a published model", "none")
        return live.recommender


def _pages_of(article_ids: list[str], k: int, asked: _Asked) -> list[dict[str, Any]]:
    recommender = _opened(asked.models, asked.store)
    if recommender.version != asked.version:
        raise SnapshotError(asked.models, f"model {asked.version}, with which this began", recommender.version)
    # What was taken down since this began has no page any more.
    there = [article_id for article_id in article_ids if recommender.catalogue.find(article_id) is not None]
    request = Request(k=k, as_of=asked.as_of)
    return [recommender.page(recommender.seed(each), request).to_record() for each in there]


def _cards_of(page: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, box in page["boxes"].items():
        for card in box.get("cards", ()):
            times = {name: datetime.fromisoformat(card[name]) for name in _TIMES if card[name]}
            reason = card["reason"]["text"]
            yield {
                "seed": page["seed"],
                "box": name,
                **card,
                "pinned": card.get("pinned", False),
                "reason": reason,
                **times,
            }


def _schema() -> pa.Schema:
    import pyarrow as pa

    text, time = pa.string(), pa.timestamp("us", "UTC")
    return pa.schema([
        ("seed", text), ("box", text), ("rank", pa.int16()),
        *((name, time if field.is_time else text) for name, field in CARD_FIELDS.items()),
        ("score", pa.float64()), ("story_id", text), ("reason", text), ("pinned", pa.bool_()),
        ("also_published_by", pa.list_(text)),
    ])  # fmt: skip

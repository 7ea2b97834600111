"""All pages of a corpus at once, for a static site or a site that reads its pages from a key-value store.

In: a folder of models, and the store that the site writes to. Out: the page of every article, and files of them. The
one idea: a page is the response of ``GET /v1/articles/{id}/boxes`` at one moment, and the same function makes it.
Several processes make a block of pages each; they share nothing but the two addresses.
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

from recommender.article import CARD_FIELDS, to_seconds
from recommender.boxes import Request
from recommender.engine import Recommender
from recommender.errors import MissingExtraError, SnapshotError
from recommender.serving.follower import Follower
from recommender.snapshots import registry_at, write_lines, written_aside
from recommender.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

# Pages that a process makes before it returns them. At least 1, articles; by hand.
BLOCK = 100
# Pages that one process makes alone, as another would be loaded when they are done.
# At least 0, articles; by hand.
MAX_ALONE = 1_000
# Rows of a row group of the Parquet file, which are in memory at once. At least 1, rows; by hand.
ROWS = 10_000
_TIMES = [name for name, field in CARD_FIELDS.items() if field.is_time]


class _Origin(NamedTuple):
    """Where pages come from: the same values give the same pages in every process."""

    models: str | Path
    store: str | None
    version: str
    as_of: datetime


class Export:
    """The pages of all articles that are published at a moment.

    Attributes:
        article_ids: The ids of these articles, sorted.
        version: The version of the model.
    """

    def __init__(self, models: str | Path, *, as_of: datetime, store: str | None = None) -> None:
        """Open a model, with all changes of a store since its training.

        Args:
            models: A folder of models, of which the current one is opened.
            as_of: The moment for which pages are made: an article published later has no page, and is in none.
            store: The address of the store; None for the corpus that the model was trained on.

        Raises:
            SnapshotError: There is no model, or it is damaged.
            StoreError: The store cannot be read.
        """
        _opened.cache_clear()
        recommender = _opened(models, store)
        catalogue, now = recommender.catalogue, to_seconds(as_of)
        rows = ((article_id, catalogue.row_of(article_id)) for article_id in catalogue.article_ids())
        # An unknown time is earlier than all others.
        self.article_ids = sorted(article_id for article_id, row in rows if catalogue.time_of(row) <= now)
        self.version = recommender.version
        self._origin = _Origin(models, store, recommender.version, as_of)

    def pages(self, k: int = 5, *, jobs: int | None = None) -> Iterator[dict[str, Any]]:
        """Make the pages, in the order of `article_ids`.

        Args:
            k: How many cards of a box at most.
            jobs: How many processes; None for one, or with more than `MAX_ALONE` pages for one on each core.

        Yields:
            The response of ``GET /v1/articles/{id}/boxes``.

        Raises:
            SnapshotError: Another model was published meanwhile.
            StoreError: The store cannot be read.
        """
        jobs = jobs or (1 if len(self.article_ids) <= MAX_ALONE else os.cpu_count())
        from joblib import Parallel, delayed  # takes long to import, which a service need not wait for

        begins = range(0, len(self.article_ids), BLOCK)
        blocks = (self.article_ids[begin : begin + BLOCK] for begin in begins)
        tasks = (delayed(_pages_of)(block, k, self._origin) for block in blocks)
        for pages in Parallel(n_jobs=jobs, return_as="generator")(tasks):
            yield from pages


def write_pages(path: Path, pages: Iterable[Mapping[str, Any]]) -> None:
    """Write pages as JSON Lines, a page on each line; the file is written aside, then renamed."""
    write_lines(path, (json.dumps(page, ensure_ascii=False) for page in pages))


def write_cards(path: Path, pages: Iterable[Mapping[str, Any]]) -> None:
    """Write the cards of pages as Parquet, a card in each row; the file is written aside, then renamed.

    The columns are ``seed``, ``box`` and the fields of a card, with the text alone of its reason and the id alone
    of its trigger. Trending tags are no cards, so they are not in the file.

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
def _opened(models: str | Path, store: str | None) -> Recommender:
    """Return what `open_current` does; opened once in a process, for all its blocks."""
    return open_current(models, store)


def open_current(models: str | Path, store: str | None = None) -> Recommender:
    """Return the current model of a folder with all changes of a store.

    Raises:
        SnapshotError: There is no model, or it is damaged.
        StoreError: The store cannot be read.
    """
    with ExitStack() as stack:
        opened = stack.enter_context(Store.open(store)) if store else None
        follower = Follower(registry_at(models), opened)
        follower.reload()
        if follower.recommender is None:
            raise SnapshotError(models, "a published model", "none")
        return follower.recommender


def _pages_of(article_ids: list[str], k: int, origin: _Origin) -> list[dict[str, Any]]:
    recommender = _opened(origin.models, origin.store)
    if recommender.version != origin.version:
        raise SnapshotError(origin.models, f"model {origin.version}, with which this began", recommender.version)
    # An article that was deleted since the export began has no page any more.
    present = [article_id for article_id in article_ids if recommender.catalogue.find(article_id) is not None]
    request = Request(k=k, as_of=origin.as_of)
    return [recommender.page(recommender.seed(each), request).to_record() for each in present]


def _cards_of(page: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, box in page["boxes"].items():
        for card in box.get("cards", ()):
            times = {field: datetime.fromisoformat(card[field]) for field in _TIMES if card[field]}
            flat = {"reason": card["reason"]["text"], "pinned": card.get("pinned", False), **times}
            flat["trigger"] = card["trigger"]["article_id"] if "trigger" in card else None
            yield {"seed": page["seed"], "box": name, **card, **flat}


def _schema() -> pa.Schema:
    import pyarrow as pa

    text, time = pa.string(), pa.timestamp("us", "UTC")
    return pa.schema([
        ("seed", text), ("box", text), ("rank", pa.int16()),
        *((name, time if field.is_time else text) for name, field in CARD_FIELDS.items()),
        ("score", pa.float64()), ("story_id", text), ("reason", text), ("pinned", pa.bool_()),
        ("also_published_by", pa.list_(text)), ("trigger", text),
    ])  # fmt: skip

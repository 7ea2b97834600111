"""The rows of the articles: how they are queried, and how what a verdict lets in is written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, NamedTuple, Self

import sqlalchemy as sa

from recommender.article import Article, ArticleId, parse_id
from recommender.errors import ArticleError
from recommender.store import schema
from recommender.store.database import Writing
from recommender.store.records import Change, Stored
from recommender.store.verdicts import StoredState, made_at, verdict

_articles = schema.articles.c
_CHANGE = (_articles.change, _articles.article_id, _articles.record, _articles.urgent)
_STATE = (_articles.article_id, _articles.version, _articles.change, _articles.made_at, _articles.held)


def changed_between(after: int, upto: int, most: int) -> sa.Select[Any]:
    """Return a query for the ids that changed after one change and up to another, in the order of the changes."""
    return (
        sa.select(*_CHANGE)
        .where(_articles.change > after, _articles.change <= upto)
        .order_by(_articles.change)
        .limit(most)
    )


def urgent_since(after: int) -> sa.Select[Any]:
    """Return a query for the ids whose urgent change came after a change, in the order of the changes."""
    return sa.select(*_CHANGE).where(_articles.change > after, _articles.urgent).order_by(_articles.change)


def states_of(connection: sa.Connection, ids: Sequence[str]) -> dict[str, StoredState]:
    """Return what is stored under some ids, by id; nothing for an id that never was in the store."""
    rows = connection.execute(sa.select(*_STATE).where(_articles.article_id.in_(ids)))
    return {row.article_id: StoredState(row.version, row.change, row.made_at, row.held) for row in rows}


class PreparedArticle(NamedTuple):
    """An article made ready to be written, before the lock is taken: its record as JSON, and a digest of that."""

    article: Article
    record: str
    version: str

    @classmethod
    def of(cls, article: Article) -> Self:
        """Prepare an article.

        Raises:
            ValueError: It has characters that `Article.parse` removes, and that not every database can keep.
        """
        parse_id(article.article_id)
        record = json.dumps(article.to_record(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return cls(article, record, blake2b(record.encode(), digest_size=16).hexdigest())


def write_batch(batch: Sequence[PreparedArticle], explicit: bool, urgent: bool, writing: Writing) -> list[Stored]:
    """Write those articles of a batch that the verdicts let in."""
    states = states_of(writing.connection, [prepared.article.article_id for prepared in batch])
    return write_articles(writing, states, batch, explicit=explicit, urgent=urgent)


def write_articles(
    writing: Writing, states: dict[str, StoredState], batch: Sequence[PreparedArticle], *, explicit: bool, urgent: bool
) -> list[Stored]:
    """Write those articles of a batch that the verdicts let in, one row an id.

    Args:
        writing: The transaction.
        states: What is stored under the ids of the batch; updated to what is stored afterwards.
        batch: The articles, in their order; of two of one id the later is compared with the earlier.
        explicit: As in `verdict`.
        urgent: Whether readers apply these changes before others.

    Returns:
        The outcome of each, in their order.
    """
    before, rows, stored = set(states), {}, []
    for article, record, version in batch:
        article_id = article.article_id
        outcome = verdict(article, version, states.get(article_id), explicit=explicit)
        if outcome in ("new", "changed"):
            state = states[article_id] = StoredState(version, writing.next(), made_at(article), on_hold=False)
            rows[article_id] = {
                "article_id": article_id,
                "change": state.change,
                "version": version,
                "made_at": state.made_at,
                "held": False,
                "urgent": urgent,
                "record": record,
            }
        stored.append(Stored(article_id, outcome, states[article_id].version, states[article_id].change))
    _save(writing.connection, [row for article_id, row in rows.items() if article_id not in before], new=True)
    _save(writing.connection, [row for article_id, row in rows.items() if article_id in before], new=False)
    return stored


def write_tombstone(
    writing: Writing, article_id: ArticleId, change: int, stored: StoredState | None, *, on_hold: bool
) -> None:
    """Write a tombstone in the place of what is stored under an id, if anything is."""
    row = {"article_id": article_id, "change": change, "version": "", "made_at": 0, "held": on_hold, "urgent": True}
    _save(writing.connection, [{**row, "record": None}], new=stored is None)


def _save(connection: sa.Connection, rows: list[dict[str, object]], *, new: bool) -> None:
    """Insert new rows, or update rows that are there; the caller holds the lock and knows which they are."""
    if not rows:
        return
    if new:
        connection.execute(schema.articles.insert(), rows)
    else:
        of_row = _articles.article_id == sa.bindparam("key")
        connection.execute(
            schema.articles.update().where(of_row), [{"key": row.pop("article_id"), **row} for row in rows]
        )


def is_id(article_id: str) -> bool:
    """Return whether a text can be the id of an article, as it is."""
    try:
        return parse_id(article_id) == article_id
    except ArticleError:
        return False


def change_of(row: sa.Row[Any]) -> Change:
    """Return the state of an id from its row, with the fault of an article that cannot be read."""
    if row.record is None:
        return Change(row.change, row.article_id, None, row.urgent)
    try:
        record = read_record(row.record)
        return Change(row.change, row.article_id, Article.parse(record | {"article_id": row.article_id}), row.urgent)
    except ArticleError as error:
        return Change(row.change, row.article_id, None, row.urgent, str(error))


def read_record(text: str) -> dict[str, Any]:
    """Return the record that a JSON text holds; an empty one, from which nothing can be parsed, when it holds none."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}

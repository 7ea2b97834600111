"""The rows of the articles: how states are read, and how what a verdict lets in is written."""

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
from recommender.store.verdicts import State, made_at, verdict

_articles = schema.articles.c
_CHANGE = (_articles.change, _articles.article_id, _articles.record, _articles.urgent)
_STATE = (_articles.article_id, _articles.version, _articles.change, _articles.made_at, _articles.held)


def changed_between(after: int, upto: int, most: int) -> sa.Select[Any]:
    """Return a query for the ids that changed after one change and up to another, by change."""
    return (
        sa.select(*_CHANGE)
        .where(_articles.change > after, _articles.change <= upto)
        .order_by(_articles.change)
        .limit(most)
    )


def urgent_since(after: int) -> sa.Select[Any]:
    """Return a query for what readers must not wait for, of what changed after one change, by change."""
    return sa.select(*_CHANGE).where(_articles.change > after, _articles.urgent).order_by(_articles.change)


def states_of(connection: sa.Connection, ids: Sequence[str]) -> dict[str, State]:
    """Return what is there under some ids."""
    rows = connection.execute(sa.select(*_STATE).where(_articles.article_id.in_(ids)))
    return {row.article_id: State(row.version, row.change, row.made_at, row.held) for row in rows}


class Draft(NamedTuple):
    """An article made ready to be written, before the lock is held: its row, and a digest of its content."""

    article: Article
    record: str
    version: str

    @classmethod
    def of(cls, article: Article) -> Self:
        """Make an article ready.

        Raises:
            ValueError: It holds what no `Article.parse` lets through, and not every database can keep.
        """
        parse_id(article.article_id)
        record = json.dumps(article.to_record(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return cls(article, record, blake2b(record.encode(), digest_size=16).hexdigest())


def write_batch(batch: Sequence[Draft], explicit: bool, urgent: bool, writing: Writing) -> list[Stored]:
    """Write what the verdicts on a few articles let in."""
    states = states_of(writing.connection, [draft.article.article_id for draft in batch])
    return write(writing, states, batch, explicit=explicit, urgent=urgent)


def write(
    writing: Writing, states: dict[str, State], batch: Sequence[Draft], *, explicit: bool, urgent: bool
) -> list[Stored]:
    """Write what the verdicts let in, one row an id; `states` holds what is there before, and what is there after."""
    before, rows, stored = set(states), {}, []
    for article, record, version in batch:
        article_id = article.article_id
        outcome = verdict(article, version, states.get(article_id), explicit=explicit)
        if outcome in ("new", "changed"):
            state = states[article_id] = State(version, writing.next(), made_at(article), held=False)
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


def bury(writing: Writing, article_id: ArticleId, change: int, known: State | None, *, held: bool) -> None:
    """Leave a tombstone in the place of what is there, if anything is."""
    left = {"version": "", "made_at": 0, "held": held, "urgent": True, "record": None}
    _save(writing.connection, [{"article_id": article_id, "change": change, **left}], new=known is None)


def _save(connection: sa.Connection, rows: list[dict[str, object]], *, new: bool) -> None:
    """Insert or update rows, told apart by the caller, who holds the lock."""
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
    """Tell whether a text can be the id of anything here."""
    try:
        return parse_id(article_id) == article_id
    except ArticleError:
        return False


def change_of(row: sa.Row[Any]) -> Change:
    """Return the state that a row tells of, with its fault when it cannot be read."""
    if row.record is None:
        return Change(row.change, row.article_id, None, row.urgent)
    try:
        record = read_record(row.record)
        return Change(row.change, row.article_id, Article.parse(record | {"article_id": row.article_id}), row.urgent)
    except ArticleError as error:
        return Change(row.change, row.article_id, None, row.urgent, str(error))


def read_record(text: str) -> dict[str, Any]:
    """Return the record that a text holds; an empty one, which is none of anything, when it holds something else."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}

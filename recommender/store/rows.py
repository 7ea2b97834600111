"""The rows of the articles: how they are queried, saved and read."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from recommender.article import Article, parse_id
from recommender.errors import ArticleError
from recommender.store import schema
from recommender.store.records import Change, read_record

_articles = schema.articles.c
_CHANGE = (_articles.change, _articles.article_id, _articles.record, _articles.urgent)


def of_id(article_id: str) -> sa.Select[Any]:
    """Return a query for the row of an id."""
    # By name: a store of an earlier version that is opened to be read has fewer columns.
    return sa.select(*_CHANGE, _articles.version, _articles.held).where(_articles.article_id == article_id)


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


def save(connection: sa.Connection, rows: list[dict[str, object]], *, new: bool) -> None:
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

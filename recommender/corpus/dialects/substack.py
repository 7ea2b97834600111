"""Substack: the table of posts in its export.

In: a row of ``posts.csv``. Out: its record. The one idea: the table alone knows what is published, for whom, and what
it is; only newsletters, podcasts and videos that are for everyone are public articles. An export does not say where its
site is: a post has its own id, and no address. Source: Substack's "Export your data", as TryGhost/migrate (mg-substack)
reads it.
"""

from __future__ import annotations

from recommender.corpus.dialects.dialect import TableDialect, Values
from recommender.corpus.dialects.parts import text_of
from recommender.corpus.files import Record
from recommender.corpus.publication import FOR_MEMBERS

# The other kinds are "page" (such as "About"), "thread" (a question to readers) and "restack" (somebody else's post).
_ARTICLES = frozenset({"newsletter", "podcast", "video", ""})
_PUBLIC = frozenset({"everyone", ""})


def post_record(row: Values, text: str = "") -> Record:
    """Return the record of a row.

    Args:
        row: Its cells by column.
        text: The text of the post as HTML, which an export keeps in a file of its own.
    """
    subtitle = text_of(row.get("subtitle"))
    values = {
        "article_id": row.get("post_id"),
        "title": row.get("title"),
        "text": f"<p>{subtitle}</p>\n{text}" if subtitle else text,
        "published_at": row.get("post_date"),
    }
    return Record(None, values, not_public=reason_not_public(row))


def reason_not_public(row: Values) -> str | None:
    """Return why a post is not public; None if it is."""
    published = row.get("is_published")
    if published is not True and text_of(published).lower() != "true":
        return "draft"
    kind = text_of(row.get("type")).lower()
    if kind not in _ARTICLES:
        return kind[:20]
    return None if text_of(row.get("audience")).lower() in _PUBLIC else FOR_MEMBERS


SUBSTACK_TABLE = TableDialect(
    "Substack",
    columns=frozenset({"post_id", "is_published", "audience", "type", "title"}),
    record=post_record,
    reads=frozenset({"post_date", "subtitle"}),
)

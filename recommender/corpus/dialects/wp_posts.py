"""WordPress's own table of posts, ``wp_posts``, as a table or as JSON.

In: a row. Out: its record; pages, attachments, menu items and revisions are left out, and what is not published or has
a password. The one idea: the table holds everything that a site keeps, by ``post_type``; the guid is the id, as in the
feed. Categories, tags and names of authors are in other tables, and are not known. Source: the schema of WordPress 2.5
to 6 (wp-admin/includes/schema.php).
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.article import vouched_id
from recommender.corpus.dialects.dialect import Dialect, TableDialect, Values
from recommender.corpus.dialects.parts import first_text, text_of
from recommender.corpus.dialects.wordpress import is_article_type
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.publication import word_of_state

_COLUMNS = frozenset({"post_type", "post_status", "post_title", "post_content"})


def post_record(row: Values) -> Record:
    """Return the record of a row."""
    values = {
        "article_id": vouched_id(row.get("guid")) or row.get("ID"),
        "title": row.get("post_title"),
        "text": first_text([row.get("post_content"), row.get("post_excerpt")]),
        "published_at": first_valid("published_at", [_utc(row.get("post_date_gmt")), row.get("post_date")]),
        "updated_at": first_valid("updated_at", [_utc(row.get("post_modified_gmt")), row.get("post_modified")]),
    }
    return Record(None, values, not_public=_reason_not_public(row))


def _reason_not_public(row: Values) -> str | None:
    kind, status = text_of(row.get("post_type")), text_of(row.get("post_status")).lower()
    if not is_article_type(kind):
        return "menu item" if kind == "nav_menu_item" else kind.replace("_", " ")[:20] or "no article"
    if status != "publish":
        return word_of_state(status) or status[:20] or "draft"
    return "password" if text_of(row.get("post_password")) not in ("", "NULL", "\\N") else None


def _utc(time: object) -> object:
    """Return a time in UTC with its zone; None of ``0000-00-00 00:00:00``, which stands for no time."""
    text = text_of(time)
    if not text:
        return time
    return None if text.startswith("0000") else f"{text}+00:00"


def _records(row: Values) -> Iterator[Record]:
    yield post_record(row)


WP_POSTS = Dialect("wp_posts", recognises=lambda row: row.keys() >= _COLUMNS, records=_records)
WP_POSTS_TABLE = TableDialect(
    "wp_posts",
    columns=_COLUMNS,
    record=post_record,
    reads=frozenset({
        "ID", "guid", "post_excerpt", "post_date", "post_date_gmt", "post_modified", "post_modified_gmt",
        "post_password",
    }),
)  # fmt: skip

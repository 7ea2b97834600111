"""Wix: the table of a blog's posts.

In: a row. Out: its record. The one idea: a post without a time of publication is not published. The plain text is
believed before the rich one, whose form is of Wix's own making. Source: the columns of Wix's collection "Blog/Posts",
as its export writes them and TryGhost/migrate (mg-wix-csv) reads them.
"""

from __future__ import annotations

import json

from recommender.corpus.dialects.dialect import TableDialect, Values
from recommender.corpus.dialects.parts import first_text, list_of, names_of, text_of
from recommender.corpus.dialects.rich_text import rich_text
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid


def _record(row: Values) -> Record:
    sections = [*_listed(row.get("Main Category")), *_listed(row.get("Categories"))]
    values = {
        "article_id": row.get("Internal ID") or row.get("ID"),
        "title": row.get("Title"),
        "text": first_text([row.get("Plain Content"), rich_text(row.get("Rich Content")), row.get("Excerpt")]),
        "url": first_valid("url", [row.get("Post Page URL")]),
        "published_at": row.get("Published Date"),
        "updated_at": row.get("Last Published Date"),
        "section": next(iter(names_of(sections)), None),
        "tags": names_of([*sections[1:], *_listed(row.get("Tags"))]),
        "authors": names_of(_listed(row.get("Author"))),
        "image_url": first_valid("image_url", [row.get("Cover Image")]),
    }
    return Record(None, values, not_public=None if text_of(row.get("Published Date")) else "draft")


def _listed(value: object) -> list[object]:
    """Return the names in a cell: a list as JSON, or one with commas."""
    text = text_of(value)
    try:
        return list_of(json.loads(text))
    except (ValueError, RecursionError):
        return list(text.split(","))


WIX = TableDialect(
    "Wix",
    columns=frozenset({"Title", "Plain Content", "Rich Content", "Published Date"}),
    record=_record,
    reads=frozenset({
        "Author", "Main Category", "Categories", "Excerpt", "ID", "Internal ID", "Tags", "Cover Image",
        "Post Page URL", "Last Published Date",
    }),
)  # fmt: skip

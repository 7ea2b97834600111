"""WP All Export: posts of WordPress as a table.

In: a row. Out: its record; pages, products and what is not published are left out. The one idea: several values stand
in one cell with ``|`` between them, a category behind its parents with ``>``. Times are local to the site. Source: the
columns of WP All Export's "Posts" (wpallimport.com/documentation).
"""

from __future__ import annotations

from recommender.corpus.dialects.dialect import TableDialect, Values
from recommender.corpus.dialects.parts import first_text, names_of, text_of
from recommender.corpus.dialects.wordpress import is_article_type
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.publication import word_of_state

_NO_CATEGORY = "uncategorized"


def _record(row: Values) -> Record:
    sections = [name.rpartition(">")[2] for name in _listed(row, "Categories")]
    sections = [name for name in sections if name.strip().lower() != _NO_CATEGORY]
    name = " ".join(filter(None, (text_of(row.get(f"Author {part} Name")) for part in ("First", "Last"))))
    images = _listed(row, "Image Featured") or _listed(row, "Image URL")
    values = {
        "title": row.get("Title"),
        "text": first_text([row.get("Content"), row.get("Excerpt")]),
        "url": first_valid("url", [row.get("Permalink")]),
        "published_at": row.get("Date"),
        "updated_at": first_valid("updated_at", [row.get("Post Modified Date")]),
        "section": next(iter(names_of(sections)), None),
        "tags": names_of([*sections[1:], *_listed(row, "Tags")]),
        "authors": names_of([first_text([name, row.get("Author Username")])]),
        "image_url": first_valid("image_url", images),
    }
    return Record(None, values, not_public=_reason_not_public(row))


def _listed(row: Values, column: str) -> list[str]:
    return [each for each in text_of(row.get(column)).split("|") if each.strip()]


def _reason_not_public(row: Values) -> str | None:
    kind, status = text_of(row.get("Post Type")), text_of(row.get("Status")).lower()
    if not is_article_type(kind or "post"):
        return kind.replace("_", " ")[:20]
    if status not in ("publish", ""):
        return word_of_state(status) or status[:20]
    return "password" if text_of(row.get("Post Password")) else None


WP_ALL_EXPORT = TableDialect(
    "WP All Export",
    columns=frozenset({"Title", "Content", "Post Type", "Status", "Permalink"}),
    record=_record,
    reads=frozenset({
        "Excerpt", "Date", "Post Modified Date", "Categories", "Tags", "Author First Name", "Author Last Name",
        "Author Username", "Image URL", "Image Featured", "Post Password",
    }),
)  # fmt: skip

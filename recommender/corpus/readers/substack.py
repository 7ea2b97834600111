"""Exports of Substack: a table of posts beside a page for the text of each.

In: a folder, or an archive, with ``posts.csv`` and ``posts/ID.slug.html``. Out: one record a row of the table, in its
order, with the text of its page. The one idea: the table alone knows what is published and for whom, so a page without
a row is no article, and the lists of subscribers and openings in an export are not even opened. An export does not say
where its site is: a post has its own id, and no address. Source: Substack's "Export your data", as TryGhost/migrate
(mg-substack) reads it.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from recommender.corpus.bundle import Bundle, BundleReader
from recommender.corpus.dialects.substack import post_record, reason_not_public
from recommender.corpus.files import Record, read_text
from recommender.corpus.reading import LeftOut, Reading
from recommender.errors import CorpusError

TABLE = "posts.csv"
_PAGES = "posts/"
# A row is some 300 bytes; a hundred thousand posts are more than anybody has written.
MAX_TABLE_BYTES = 64_000_000
# The text of one post; the longest article is 500,000 characters.
MAX_PAGE_BYTES = 8_000_000
# Buttons ("Subscribe now", "Leave a comment") and the line above the field for an address: no words of a post.
_BUTTONS = re.compile(r'<p\s+class="(?:button-wrapper|cta-caption)"[^<]*(?:<(?!/p>)[^<]*)*+</p>')


def read_substack(bundle: Bundle, reading: Reading) -> Iterator[tuple[str, Record]]:
    """Read one record a row of the table; its line is that of the row.

    Raises:
        CorpusError: The table is longer than `MAX_TABLE_BYTES`, cannot be read, or is not one of Substack's.
    """
    pages = _pages(bundle)
    for line, row in _rows(bundle):
        page = pages.pop(row["post_id"], None)
        reason = reason_not_public(row)
        text = ""
        if page is not None and reason is None:
            try:
                text = _BUTTONS.sub("", read_text(bundle.files[page], MAX_PAGE_BYTES, reading.encoding))
            except CorpusError as error:
                reading.refuse(CorpusError(f"{bundle.place}/{page}", None, error.reason))
                continue
        yield TABLE, post_record(row, text)._replace(line=line)
    for page in pages.values():
        reading.leave_out(LeftOut(f"{bundle.place}/{page}", None, "not in posts.csv"))


def _pages(bundle: Bundle) -> dict[str, str]:
    """Return the file of each page by the id of its post."""
    return {PurePosixPath(name).stem: name for name in bundle.files if name != TABLE}


def _rows(bundle: Bundle) -> Iterator[tuple[int, Mapping[str, str]]]:
    path = bundle.files.get(TABLE)
    if path is None:
        raise CorpusError(bundle.place, None, f"expected a file {TABLE}, found none that can be read")
    csv.field_size_limit(sys.maxsize)  # of the process; the whole table is bounded
    rows = csv.DictReader(io.StringIO(read_text(path, MAX_TABLE_BYTES)), restval="", restkey="")
    if not {"post_id", "is_published"} <= set(rows.fieldnames or ()):
        raise CorpusError(f"{bundle.place}/{TABLE}", 1, "expected Substack's columns post_id and is_published")
    try:
        for row in rows:
            yield rows.line_num, {name: value for name, value in row.items() if isinstance(value, str)}
    except csv.Error as error:
        raise CorpusError(f"{bundle.place}/{TABLE}", rows.line_num, f"not CSV: {error}") from None


SUBSTACK = BundleReader(
    "Substack export",
    recognises=lambda folders, files: TABLE in files and _PAGES.rstrip("/") in folders,
    # With the lists of subscribers beside the table, and of who opened a post beside its page.
    claims=lambda name: name.startswith(_PAGES) or ("/" not in name and name.endswith(".csv")),
    wants=lambda name: name == TABLE or (name.startswith(_PAGES) and name.endswith(".html")),
    read=read_substack,
)

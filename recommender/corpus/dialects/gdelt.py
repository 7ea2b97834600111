"""Answers of GDELT's DOC API, as JSON; and the tables of GDELT, none of which holds articles.

In: an article of the list ``articles``. Out: one record. The one idea: ``seendate`` is when GDELT saw the article, a
few minutes after it came out, and the only time there is; a language is named in English. Source: GDELT DOC 2.0 API
(blog.gdeltproject.org/gdelt-doc-2-0-api-debuts).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, TableDialect, Values
from recommender.corpus.dialects.parts import text_of
from recommender.corpus.files import Record

_SEEN = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z")


def is_gdelt(value: Values) -> bool:
    """Return whether an object is an article of the DOC API."""
    return {"seendate", "url", "title"} <= value.keys()


def gdelt_records(value: Values) -> Iterator[Record]:
    """Yield the one record of an article."""
    yield Record(
        None,
        {
            "title": value.get("title"),
            "url": value.get("url"),
            "publisher": value.get("domain"),
            "published_at": _SEEN.sub(r"\1-\2-\3T\4:\5:\6Z", text_of(value.get("seendate"))),
            "language": value.get("language"),
            "image_url": value.get("socialimage"),
        },
    )


def codebook_record(_: Values) -> Record:
    """Return a record that is left out."""
    return Record(None, {}, not_public="description of a column")


GDELT = Dialect("GDELT's DOC API", is_gdelt, gdelt_records)
GDELT_CODEBOOK = TableDialect("GDELT's codebook", frozenset({"tableId", "dataType", "Description"}), codebook_record)

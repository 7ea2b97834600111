"""The UCI News Aggregator: 422,937 headlines of 2014, each with the event that it is about.

In: a row of ``uci-news-aggregator.csv``, as Kaggle has it. Out: one record. The one idea: ``STORY`` is the label by
which results are judged, so it is never read as a text; it stays under its own name, for ``evaluate --labels STORY``.
Source: F. Gasparetti, News Aggregator, UCI Machine Learning Repository, 2016, DOI 10.24432/C5F61C
(its readme).
"""

from __future__ import annotations

import re

from recommender.corpus.dialects.dialect import TableDialect, Values
from recommender.corpus.files import Record

COLUMNS = ("ID", "TITLE", "URL", "PUBLISHER", "CATEGORY", "STORY", "HOSTNAME", "TIMESTAMP")
_SECTIONS = {"b": "Business", "t": "Science and technology", "e": "Entertainment", "m": "Health"}


def uci_record(values: Values) -> Record:
    """Return the record of a row; the time is in milliseconds since 1970 UTC."""
    category = values.get("CATEGORY")
    return Record(
        None,
        {
            "article_id": values.get("ID"),
            "title": values.get("TITLE"),
            "url": values.get("URL"),
            # The set writes a bracket with a backslash before it: "Harbour Post \\(blog\\)".
            "publisher": re.sub(r"\\([()])", r"\1", str(values.get("PUBLISHER") or "")),
            "section": _SECTIONS.get(str(category).strip(), category),
            "published_at": values.get("TIMESTAMP"),
            "language": "en",
            "STORY": values.get("STORY"),
        },
    )


UCI = TableDialect("UCI News Aggregator", frozenset(COLUMNS), uci_record)

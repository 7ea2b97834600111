"""What trafilatura writes of a page: its JSON, and the CSV with the same names.

In: an object. Out: one record. The one idea: ``source`` is the address of the page, ``source-hostname`` (once
``sitename``) who published it, and ``filedate`` the day on which it was read. Lists are joined by semicolons, where a
part may itself be a list with commas; each tag is there as often as the page repeats it. Source: A. Barbaresi,
Trafilatura, ACL 2021; ``trafilatura.xml`` and ``trafilatura.settings.Document`` of versions 1 and 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import text_of, unique
from recommender.corpus.files import Record


def is_trafilatura(value: Values) -> bool:
    """Return whether an object is one that trafilatura wrote: it has the words of a page, and their fingerprint."""
    return "fingerprint" in value and "hostname" in value and ("text" in value or "raw_text" in value)


def trafilatura_record(value: Values) -> Record:
    """Return the record of a page under the names of an article's fields.

    Args:
        value: What was written of it, by trafilatura's names; its CSV writes ``null`` for what is absent.
    """
    values = {name: None if each == "null" else each for name, each in value.items()}
    sections = parts_of(values.get("categories"))
    return Record(
        None,
        {
            "title": values.get("title"),
            "text": values.get("text") or values.get("raw_text"),
            "url": values.get("source") or values.get("url"),
            "publisher": values.get("source-hostname") or values.get("sitename") or values.get("hostname"),
            "published_at": values.get("date"),
            "section": sections[0] if sections else None,
            "language": values.get("language"),
            "tags": parts_of(values.get("tags")),
            "authors": unique(text_of(values.get("author")).split(";")),
            "image_url": values.get("image"),
        },
    )


def parts_of(value: object) -> list[str]:
    """Return the items of a list that was joined, each once.

    >>> parts_of("Ferry,Portlea;Ferry,Portlea")
    ['Ferry', 'Portlea']
    """
    return unique(re.split("[;,]", text_of(value)))


def _records(value: Values) -> Iterator[Record]:
    yield trafilatura_record(value)


TRAFILATURA = Dialect("trafilatura", is_trafilatura, _records)

"""Reuters Corpus Volume 1: one story a document, or many one after the other.

In: a path. Out: one record a `newsitem`. The one idea: its topics, industries and countries are codes, which are labels
of the corpus and no words, so they are left out. Source: Lewis, Yang, Rose and Li (2004), RCV1: A New Benchmark
Collection for Text Categorization Research, JMLR 5; the corpus's own description of its XML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.corpus.elements import attribute, children, first, read_elements, words
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.reading import Reader, Reading
from recommender.corpus.story_text import story_text
from recommender.corpus.wires import authors_of

if TYPE_CHECKING:
    from recommender.corpus.elements import Element

_MARK = re.compile(rb"<newsitem\b[^>]{0,1000}\bitemid=")


def read_rcv1(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record an item; its line is that on which it begins.

    Raises:
        CorpusError: There is no readable item; or the extra ``web`` is not installed.
    """
    for item in read_elements(path, ["newsitem"], reading.refuse, encoding=reading.encoding):
        yield Record(item.sourceline, _values(item))


def _values(item: Element) -> dict[str, object]:
    elements = {attribute(each, "element"): attribute(each, "value") for each in children(item, "metadata", "dc")}
    return {
        "article_id": attribute(item, "itemid") or None,
        "title": words(first(item, "headline")) or words(first(item, "title")),
        "text": story_text(first(item, "text")),
        "publisher": elements.get("dc.source") or elements.get("dc.publisher") or "Reuters",
        "published_at": first_valid("published_at", [elements.get("dc.date.published"), attribute(item, "date")]),
        "language": first_valid("language", [attribute(item, "lang")]),
        "authors": authors_of(words(first(item, "byline"))),
    }


RCV1 = Reader(
    "RCV1",
    recognises=lambda file: file.start.startswith(b"<") and _MARK.search(file.data) is not None,
    read=read_rcv1,
    suffixes=frozenset({".xml"}),
    apart=True,
)

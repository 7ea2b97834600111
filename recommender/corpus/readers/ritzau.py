"""Ritzau: the news of Denmark's agency, one item or a queue of them.

In: a path. Out: one record an `RBNews`. The one idea: what an item replaces, or that it is annulled, are its own words;
its content is HTML written as characters. Source: Ritzau's XML service, as its answers name their fields (NewsID,
PublishDate, headline, content, Annuleret).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.corpus.elements import children, first, local_name, read_elements, words
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.reading import Reader, Reading
from recommender.corpus.story_text import markup_text
from recommender.corpus.wires import authors_of, names, record_of, subject_name

if TYPE_CHECKING:
    from recommender.corpus.elements import Element

_TAGS = ("SubjectKeyword", "IPTCList")


def read_ritzau(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record an item; its line is that on which it begins.

    Raises:
        CorpusError: There is no readable item; or the extra ``web`` is not installed.
    """
    for item in read_elements(path, ["RBNews"], reading.refuse, encoding=reading.encoding):
        yield record_of(item.sourceline, _values(item))


def _values(item: Element) -> dict[str, object]:
    texts = {local_name(each): words(each) for each in item if local_name(each)}
    content = first(item, "content")
    return {
        "article_id": texts.get("NewsID") or None,
        "title": texts.get("headline") or None,
        "text": "" if content is None else markup_text(str(content.xpath("string()"))),
        "publisher": "Ritzau",
        "published_at": first_valid("published_at", [texts.get("PublishDate")]),
        "section": texts.get("section") or None,
        "language": "da",
        "tags": names(_tag(words(each)) for name in _TAGS for part in children(item, name) for each in part),
        "authors": authors_of(texts.get("byLine", "")),
        "pubstatus": "canceled" if texts.get("Annuleret", "").lower() == "true" else "",
    }


def _tag(text: str) -> str | None:
    return subject_name(text) if text.isdigit() else text


_ROOTS = frozenset({"rbnews", "xmlnewsqueuedresponse", "xmlnewsqueuedresult", "listofrbnews"})
RITZAU = Reader(
    "Ritzau", recognises=lambda file: file.element in _ROOTS, read=read_ritzau, suffixes=frozenset({".xml"}), apart=True
)

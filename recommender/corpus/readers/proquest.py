"""ProQuest: an article a file as XML, of its text mining studio and of its historical newspapers.

In: a path. Out: one record an article. The one idea: two schemas name the same parts, so each part is taken from the
first place that has it. Sources: the record schemas of ProQuest TDM Studio (``RECORD``, with ``Obj`` and ``TextInfo``)
and of ProQuest Historical Newspapers (``Record``, with ``FullText``), as published parsers of both read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.corpus.elements import attribute, children, first, read_elements, words
from recommender.corpus.files import Record
from recommender.corpus.reading import FileHead, Reader, Reading

if TYPE_CHECKING:
    from recommender.corpus.elements import Element

_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")
# What is no article among the objects of a newspaper.
_NOT_ARTICLES = {
    "advertisement": "advertisement", "classified advertisement": "advertisement", "display ad": "advertisement",
    "classified ad": "advertisement", "table of contents": "table of contents",
    "front matter": "front matter", "masthead": "front matter", "stock quote": "list or table", "cover": "front matter",
}  # fmt: skip
_KINDS = (("Obj", "ObjectTypes", "mstar"), ("ObjectType",))
_OPINIONS = frozenset({"editorial", "editorial article", "letter to the editor", "commentary", "opinions"})


def is_proquest(file: FileHead) -> bool:
    """Return whether a file begins with a record of ProQuest."""
    return file.element == "record" and re.search(rb"<(?:GOID|RecordID)>", file.data[:5_000]) is not None


def read_proquest(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record an article; its line is its number."""
    elements = read_elements(path, ["RECORD", "Record"], reading.refuse, encoding=reading.encoding)
    for number, element in enumerate(elements, start=1):
        yield proquest_record(element)._replace(line=number)


def proquest_record(record: Element) -> Record:
    """Return the record of an article."""
    kind = _first_words(record, _KINDS).lower()
    return Record(
        None,
        {
            "article_id": _first_words(record, (("GOID",), ("RecordID",))),
            "title": _first_words(record, (("Obj", "TitleAtt", "Title"), ("RecordTitle",), ("Obj", "Title"))),
            "text": _text(record),
            "url": _first_words(record, (("URLDocView",),)),
            "publisher": _first_words(record, (("DFS", "PubFrosting", "Title"), ("Publication", "Title"))),
            "published_at": _day(_first_words(record, (("Obj", "NumericDate"), ("NumericPubDate",)))),
            "section": _first_words(record, (("Obj", "PrintLocation", "Section"), ("Section",))),
            "language": _first_words(record, (("Obj", "Language", "RawLang"), ("LanguageCode",), ("Language",))),
            "kind": "opinion" if kind in _OPINIONS else None,
            "tags": _subjects(record),
            "authors": _authors(record),
        },
        not_public=_NOT_ARTICLES.get(kind),
    )


def _first_words(record: Element, paths: tuple[tuple[str, ...], ...]) -> str:
    return next(filter(None, (words(first(record, *path)) for path in paths)), "")


def _text(record: Element) -> str:
    """Return the full text, else the abstract; the text of TDM Studio is HTML of its own, within the XML or escaped."""
    for path in (("TextInfo", "Text"), ("FullText",), ("Obj", "Abstract", "AbsText"), ("Abstract",)):
        element = first(record, *path)
        if element is not None and (text := _paragraphs(element)):
            return text
    return ""


def _paragraphs(element: Element) -> str:
    lines = "\n".join(filter(None, map(words, element.iter("{*}p", "p"))))
    return lines or str(element.xpath("string()")).strip()


def _day(text: str) -> str:
    return _DAY.sub(r"\1-\2-\3", text) if _DAY.fullmatch(text) else text


def _subjects(record: Element) -> list[str]:
    terms = children(record, "Obj", "Terms", "FlexTerm")
    return [words(first(term, "FlexTermValue")) for term in terms if attribute(term, "FlexTermName").startswith("Subj")]


def _authors(record: Element) -> list[str]:
    people = (*children(record, "Obj", "Contributors", "Contributor"), *children(record, "Contributor"))
    return [_name(person) for person in people if _role(person) in ("author", "")]


def _role(person: Element) -> str:
    return (attribute(person, "ContribRole") or words(first(person, "ContribRole"))).lower()


def _name(person: Element) -> str:
    parts = (words(first(person, name)) for name in ("FirstName", "LastName"))
    return words(first(person, "OriginalForm")) or " ".join(filter(None, parts))


PROQUEST = Reader("ProQuest", is_proquest, read_proquest, frozenset({".xml"}), apart=True)

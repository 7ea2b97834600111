"""What trafilatura writes of pages, where it is no JSON: its XML, its TEI and its CSV.

In: a path. Out: one record a page. The one idea: the three say the same as its JSON, in attributes, in a TEI header, or
in columns without names. Sources: A. Barbaresi, Trafilatura, ACL 2021; ``trafilatura.xml`` and ``tei_corpus.dtd`` of
versions 1 and 2; TEI P5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.corpus.dialects.trafilatura import parts_of, trafilatura_record
from recommender.corpus.elements import attribute, children, first, local_name, read_elements, words
from recommender.corpus.files import Record
from recommender.corpus.readers.table import read_cells
from recommender.corpus.reading import FileHead, Reader, Reading
from recommender.errors import CorpusError

if TYPE_CHECKING:
    from recommender.corpus.elements import Element

# The columns of the CSV, by JSON's names; those of a page that are not written hold "null".
_COLUMNS = (
    "source", "id", "fingerprint", "hostname", "title", "image", "date", "text", "comments", "license", "pagetype",
)  # fmt: skip
_CSV_ROW = re.compile(rb'"?(?:https?://[^\t\n]*|null)"?\t[^\t\n]*\t[0-9a-f]{16}\t[^\t\n]*\t')
_XML_START = re.compile(rb"<doc\b[^>]{0,20000}>\s{0,100}<main\b")
# Elements that are a line each.
_LINES = frozenset({"p", "ab", "head", "item", "quote", "cell", "lb"})
# "The Harbour Post (post.example)": how TEI names a publisher.
_HOST = re.compile(r"\s*\([\w.-]+\)$")


def read_trafilatura_xml(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record a page of the XML; its line is its number."""
    for number, page in enumerate(read_elements(path, ["doc"], reading.refuse, encoding=reading.encoding), start=1):
        values = {name: attribute(page, name) for name in page.keys()}  # noqa: SIM118 - an element has no other names
        values |= {"source": values.get("url") or values.get("source", ""), "text": _text(first(page, "main"))}
        yield trafilatura_record(values)._replace(line=number)


def read_trafilatura_tei(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record a page of the TEI; its line is its number."""
    for number, page in enumerate(read_elements(path, ["TEI"], reading.refuse, encoding=reading.encoding), start=1):
        yield Record(number, _tei_values(page))


def read_trafilatura_csv(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record a row."""
    for line, cells in read_cells(path, "\t", reading.refuse, reading.encoding):
        if len(cells) == len(_COLUMNS):
            yield trafilatura_record(dict(zip(_COLUMNS, cells, strict=True)))._replace(line=line)
        else:
            reason = f"expected {len(_COLUMNS)} columns, as trafilatura writes them, found {len(cells)}"
            reading.refuse(CorpusError(path, line, reason))


def _tei_values(page: Element) -> dict[str, object]:
    header = first(page, "teiHeader")
    source = first(header, "fileDesc", "sourceDesc", "biblFull", "publicationStmt")
    terms = list(children(header, "profileDesc", "textClass", "keywords", "term"))
    url = (attribute(each, "target") for each in children(source, "ptr") if attribute(each, "type") == "URL")
    sections = [part for term in terms if attribute(term, "type") == "categories" for part in parts_of(words(term))]
    return {
        "title": words(first(header, "fileDesc", "titleStmt", "title")),
        "text": _text(first(page, "text", "body")),
        "url": next(url, None),
        "publisher": _HOST.sub("", words(first(source, "publisher"))),
        "published_at": words(first(source, "date")),
        "section": sections[0] if sections else None,
        "tags": [part for term in terms if attribute(term, "type") == "tags" for part in parts_of(words(term))],
        "authors": [words(author) for author in children(header, "fileDesc", "titleStmt", "author")],
    }


def _text(body: Element | None) -> str:
    """Return the words of a page, a line for each of its outermost paragraphs, headings, items and cells."""
    if body is None:
        return ""
    return "\n".join(filter(None, (words(each) for each in body.iter() if _is_line(each, body))))


def _is_line(element: Element, body: Element) -> bool:
    if local_name(element) not in _LINES:
        return False
    for parent in element.iterancestors():
        if parent is body:
            return True
        if local_name(parent) in _LINES:
            return False
    return True


def _is_xml(file: FileHead) -> bool:
    return file.element == "doc" and _XML_START.search(file.data) is not None


TRAFILATURA_XML = Reader("trafilatura XML", _is_xml, read_trafilatura_xml, frozenset({".xml"}), apart=True)
TRAFILATURA_TEI = Reader(
    "trafilatura TEI",
    recognises=lambda file: file.element == "tei" and b'ident="Trafilatura"' in file.data,
    read=read_trafilatura_tei,
    suffixes=frozenset({".xml", ".tei"}),
    apart=True,
)
TRAFILATURA_CSV = Reader(
    "trafilatura CSV",
    recognises=lambda file: _CSV_ROW.match(file.data) is not None,
    read=read_trafilatura_csv,
    suffixes=frozenset({".csv", ".tsv"}),
)

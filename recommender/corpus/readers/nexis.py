"""Nexis and LexisNexis: an export of many articles, as HTML or as text.

In: a path. Out: one record an article. The one idea: both forms are the same blocks in one order: the number of the
document, the publisher, the day, the headline, labelled lines such as ``LENGTH: 584 words``, the words, more labelled
lines. A label is in capitals, in the language of the site. Sources: there is no published specification; the exports as
tm.plugin.lexisnexis (HTML) and LexisNexisTools (text) read them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from recommender.corpus.files import Lines, Record, open_bytes, surviving
from recommender.corpus.readers.press_dates import names_month, written_date, written_time
from recommender.corpus.readers.press_html import lines, read_markup, tree_of, words
from recommender.corpus.reading import FileHead, Reader, Reading
from recommender.errors import CorpusError

# Of one document of the text form, in lines: the longest article has some thousand.
MAX_DOCUMENT_LINES = 50_000
_NUMBER = re.compile(
    r"\s*(?:\S{1,30} - )?\d{1,9} (?:of|de|von|van|di) \d{1,9} (?:DOCUMENTS?|DOKUMENTEN?|DOCUMENTOS?)\s*"
)
_DOCUMENT_MARK = re.compile(r"<DOC NUMBER=\d{1,9}>", re.IGNORECASE)
_LABEL = re.compile(r"\s*(?P<label>[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ /()-]{2,40}):(?=\s|$)\s*(?P<value>.*)", re.DOTALL)
# By field. In the text form only a label that is known is one, since a paragraph may begin with capitals, too.
_LABELS = {
    "byline": ("BYLINE", "AUTEUR", "AUTOR", "AUTORE"),
    "section": ("SECTION", "RUBRIQUE", "RUBRIK", "SECCION", "SEZIONE", "SECTIE"),
    "length": ("LENGTH", "LONGUEUR", "LÄNGE", "LONGITUD", "LUNGHEZZA", "LENGTE"),
    "language": ("LANGUAGE", "LANGUE", "SPRACHE", "IDIOMA", "LINGUA", "TAAL"),
    "subject": ("SUBJECT", "SUJET", "THEMA", "MATERIA", "ONDERWERP"),
    "loaded": ("LOAD-DATE", "DATE-CHARGEMENT", "UPDATE", "FECHA-CARGA"),
    "url": ("URL",),
    "": (
        "DATELINE", "HIGHLIGHT", "GRAPHIC", "GRAFIK", "GRAPHIQUE", "PUBLICATION-TYPE", "TYPE-PUBLICATION", "CORRECTION",
        "GEOGRAPHIC", "LOCALISATION-GEO", "ORGANIZATION", "ORGANISATION", "COMPANY", "ENTREPRISE", "TICKER", "PERSON",
        "INDUSTRY", "COUNTRY", "STATE", "CITY", "JOURNAL-CODE", "DOCUMENT-TYPE", "DISTRIBUTION", "NOTES", "SERIES",
        "TYPE", "ISSN", "ACC-NO", "COPYRIGHT", "PERSONNE", "DATE-CORRECTION",
    ),
}  # fmt: skip
_FIELD_OF_LABEL = {label: field for field, labels in _LABELS.items() for label in labels}
_COPYRIGHT = re.compile(r"\s*(?:copyright|©|\(c\)|all rights reserved|tous droits)", re.IGNORECASE)
# A place within the paper: "Pg. 35", "Section 5", "S. 6", "Column 2".
_PLACE = re.compile(
    r"(?:Section|Part|Page|Pages|Pg|Pgs|Column|S|p|pp|Seite|Pág|Pag|Blz)\b\.?\s*[\w.,-]*", re.IGNORECASE
)
_SHARE = re.compile(r"\s*\(\d{1,3}%\)")


class Block(NamedTuple):
    """A block of a document.

    Attributes:
        label: The label before it, in capitals; ``""`` if it has none.
        text: Its words, a line for each paragraph, without the label.
    """

    label: str
    text: str


def values_of(blocks: Iterable[Block]) -> dict[str, object] | None:
    """Return a document under the names of an article's fields; None if it is none, such as a list of search terms.

    Args:
        blocks: Its blocks behind the number of the document, none of them empty.
    """
    blocks = list(blocks)
    day = _first(blocks, lambda block: not block.label and _is_dated(block.text))
    if day is None:
        return None
    fields = {_FIELD_OF_LABEL.get(block.label, ""): block.text for block in reversed(blocks) if block.label}
    title, body = _title_and_body([block for block in blocks[day + 1 :] if not _is_end(block)])
    head = [block.text for block in blocks[:day] if not _is_end(block)]
    return {
        "title": title,
        "text": body,
        "publisher": head[0].partition("\n")[0] if head else None,
        "published_at": written_time(blocks[day].text),
        "section": _section(fields.get("section", "")),
        "language": re.split("[;,]", fields.get("language", ""))[0],
        "authors": fields.get("byline"),
        "tags": [" ".join(subject.split()) for subject in _SHARE.sub("", fields.get("subject", "")).split(";")],
        "url": fields.get("url"),
    }


def _title_and_body(blocks: list[Block]) -> tuple[str, str]:
    """Return the headline, which ends at the first label, and the words behind it; the first block if there is none."""
    ends = _first(blocks, lambda block: block.label != "") or 1
    title = " ".join(block.text for block in blocks[:ends])
    return " ".join(title.split()), "\n".join(block.text for block in blocks[ends:] if not block.label)


def _first(blocks: list[Block], wanted: Callable[[Block], bool]) -> int | None:
    return next((at for at, block in enumerate(blocks) if wanted(block)), None)


def _is_dated(text: str) -> bool:
    return written_date(text) is not None or names_month(text)


def _is_end(block: Block) -> bool:
    return _COPYRIGHT.match(block.text) is not None


def _section(text: str) -> str | None:
    parts = (part.strip() for part in re.split("[;,]", text))
    return next((part for part in parts if part and not _PLACE.fullmatch(part)), None)


def read_nexis_html(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record a document; its line is its number."""
    text = read_markup(path, reading.encoding)
    for number, part in enumerate(_DOCUMENT_MARK.split(text)[1:], start=1):
        values = values_of(_html_blocks(part))
        if values is None:
            reading.refuse(CorpusError(path, number, "a document without a date, as no article of Nexis is"))
        else:
            yield Record(number, values)


def _html_blocks(part: str) -> Iterator[Block]:
    """Yield the blocks of a document: its outermost ``div`` elements."""
    # The marks between documents stand in comments, of which each part has a half at its start and at its end.
    markup = re.sub(r"<!--(?:(?!-->).){0,100}\Z", "", part.partition("-->")[2], flags=re.DOTALL)
    tree = tree_of(f"<html><body>{markup}</body></html>")
    if tree is None:
        return
    for block in tree.xpath("//div[not(ancestor::div)]"):
        for line_end in block.iter("br"):
            line_end.tail = f" {line_end.tail or ''}"
        text = lines(block.iter("p")) or words(block)
        if text and not _NUMBER.fullmatch(text):
            yield _block(text, _spoken_label(block.xpath("string((.//span[normalize-space()])[1])")))


def _spoken_label(span: str) -> bool:
    return span.strip().endswith(":")


def _block(text: str, may_have_label: bool) -> Block:
    match = _LABEL.match(text) if may_have_label else None
    return Block(match["label"].strip(), match["value"].strip()) if match else Block("", text)


def read_nexis_text(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record a document of the text form; its line is that of its number."""
    with open_bytes(path) as stream:
        lines_of_file = Lines(path, stream, reading.encoding)
        start, document = 0, list[str]()
        for line in surviving(lines_of_file, reading.refuse):
            if _NUMBER.fullmatch(line):
                yield from _text_record(path, start, document, reading)
                start, document = lines_of_file.number, []
            elif start and len(document) < MAX_DOCUMENT_LINES:
                document.append(line)
        yield from _text_record(path, start, document, reading)


def _text_record(path: Path, start: int, document: list[str], reading: Reading) -> Iterator[Record]:
    if not start:
        return
    values = values_of(_text_blocks(document))
    if values is None:
        reading.refuse(CorpusError(path, start, "a document without a date, as no article of Nexis is"))
    else:
        yield Record(start, values)


def _text_blocks(document: Iterable[str]) -> Iterator[Block]:
    """Yield the blocks between empty lines."""
    for part in re.split(r"\n\s*\n", "".join(document)):
        text = " ".join(part.split())
        match = _LABEL.match(text)
        if text:
            yield _block(text, match is not None and match["label"].strip() in _FIELD_OF_LABEL)


def is_nexis_html(file: FileHead) -> bool:
    """Return whether a file begins as an export of Nexis as HTML does."""
    return file.start.startswith(b"<") and (_DOCUMENT_MARK.search(file.data.decode("latin-1")) is not None)


def is_nexis_text(file: FileHead) -> bool:
    """Return whether the number of a document is the first line of a file, behind a list of search terms at most."""
    lines_of_head = file.data.decode("utf-8", "ignore").splitlines()[:200]
    return any(map(_NUMBER.fullmatch, lines_of_head)) and not file.start.startswith(b"<")


NEXIS_HTML = Reader(
    "Nexis HTML", recognises=is_nexis_html, read=read_nexis_html, suffixes=frozenset({".html", ".htm"}), apart=True
)
NEXIS_TEXT = Reader("Nexis text", recognises=is_nexis_text, read=read_nexis_text, suffixes=frozenset({".txt"}))

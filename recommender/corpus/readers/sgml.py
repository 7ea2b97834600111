"""SGML as research collections write it: many documents a file, of tags that are no XML.

In: a path. Out: the documents in it, as text and as the text of each of their tags. The one idea: a document is all
between a tag that begins one and the tag that ends it, and tags are taken as they stand, closed or not; no entity but
those of HTML is known. Sources: ISO 8879 (SGML), of which these collections use next to nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple

from recommender.corpus.files import Lines, Refuse, open_bytes, surviving
from recommender.errors import CorpusError

# The longest article has 500,000 characters, the rest of a document is a few lines. In characters.
MAX_DOCUMENT_LENGTH = 2_000_000
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z0-9][\w.-]{0,30})(?P<attributes>[^<>]{0,500})>")
_ATTRIBUTE = re.compile(r"([A-Za-z][\w.-]{0,30})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_PARAGRAPH_TAG = re.compile(r"</?[pP]\s{0,9}>")
# A paragraph ends at an empty line, or where the next line is indented.
_PARAGRAPH = re.compile(r"\n[ \t]*\n|\n(?=[ \t]{2,}\S)")


class Document(NamedTuple):
    """One document.

    Attributes:
        line: The line on which it begins, from 1.
        attributes: Those of the tag that begins it, by their names in lower case.
        parts: What stands between each tag and its end, by its name in lower case, in their order; markup included.
    """

    line: int
    attributes: dict[str, str]
    parts: dict[str, list[str]]

    def first(self, *names: str) -> str:
        """Return what stands in the first of several tags that holds anything, on one line, without markup."""
        values = (one_line(part) for name in names for part in self.parts.get(name, ()))
        return next(filter(None, values), "")

    def all(self, *names: str) -> list[str]:
        """Return what stands in each of several tags, on one line each, without markup."""
        values = (one_line(part) for name in names for part in self.parts.get(name, ()))
        return list(filter(None, values))

    def paragraphs(self, *names: str) -> str:
        """Return what stands in several tags, a line for each paragraph, without markup."""
        return "\n".join(filter(None, (paragraphs_of(part) for name in names for part in self.parts.get(name, ()))))


def documents(path: Path, name: str, refuse: Refuse, encoding: str | None = None) -> Iterator[Document]:
    """Yield the documents of a file.

    Args:
        path: The file.
        name: The name of the tag around a document, in any case.
        refuse: Takes each document that is too long, or does not end before the next one begins.
        encoding: The encoding that a person says it is in; None to tell it by its bytes.
    """
    marks = re.compile(rf"<{name}(?=[\s>])[^<>]{{0,1000}}>|</{name}\s{{0,9}}>", re.IGNORECASE)
    with open_bytes(path) as stream:
        lines = Lines(path, stream, encoding)
        start, length, pieces = 0, 0, list[str]()
        for line in surviving(lines, refuse):
            position = 0
            for mark in marks.finditer(line):
                if not mark[0].startswith("</"):
                    if start:
                        refuse(_unended(path, start, name))
                    start, length, pieces, position = lines.number, 0, [], mark.start()
                elif start:
                    pieces.append(line[position : mark.start()])
                    yield parsed("".join(pieces), start)
                    start, pieces = 0, []
            if start:
                pieces.append(line[position:])
                length += len(line) - position
                if length > MAX_DOCUMENT_LENGTH:
                    refuse(CorpusError(path, start, f"a document longer than {MAX_DOCUMENT_LENGTH} characters"))
                    start, pieces = 0, []
        if start:
            refuse(_unended(path, start, name))


def parsed(text: str, line: int) -> Document:
    """Return a document that begins with its own tag.

    >>> parsed('<DOC id="1"><HEADLINE>Ferry back</HEADLINE>', 1).first("headline")
    'Ferry back'
    """
    tags = _TAG.finditer(text)
    own = next(tags, None)
    attributes = {} if own is None else attributes_of(own["attributes"])
    starts: dict[str, tuple[str, int]] = {}
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for tag in tags:
        name = tag["name"].lower()
        if name in starts and tag["end"]:
            key, start = starts.pop(name)
            parts[key].append(text[start : tag.start()])
        elif not tag["end"] and name != "p":
            # FBIS says in <F P=104> who published a report, and in <F P=105> in which language.
            starts[name] = (name + attributes_of(tag["attributes"]).get("p", ""), tag.end())
    for key, start in starts.values():
        parts[key].append(text[start:])
    return Document(line, attributes, dict(parts))


def attributes_of(text: str) -> dict[str, str]:
    """Return the attributes of a tag by their names in lower case.

    >>> attributes_of(' TOPICS="YES" NEWID=12')
    {'topics': 'YES', 'newid': '12'}
    """
    return {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(text)}


def one_line(markup: str) -> str:
    """Return the words of a piece of SGML on one line.

    >>> one_line("<P> Ferry &amp; quay <F P=105>back</F> </P>")
    'Ferry & quay back'
    """
    return " ".join(unescape(_TAG.sub(" ", markup)).split())


def paragraphs_of(markup: str) -> str:
    """Return the words of a piece of SGML, a line for each paragraph."""
    text = _TAG.sub(" ", _PARAGRAPH_TAG.sub("\n\n", markup))
    return "\n".join(filter(None, (" ".join(unescape(part).split()) for part in _PARAGRAPH.split(text))))


def _unended(path: Path, line: int, name: str) -> CorpusError:
    return CorpusError(path, line, f"a <{name.upper()}> that does not end before the next one, or the file, does")

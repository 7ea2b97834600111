"""What a web page says, taken apart: a program of its own, for a page may be made to take for ever.

In, on stdin: pages, each its length in four bytes (big-endian) and then its bytes. Out, on stdout: for each page its
`Facts` as JSON, led by its length in the same way. The one idea: whoever asks ends this program when it is late, and
starts another. Sources: schema.org in JSON-LD, the Open Graph protocol, trafilatura (Barbaresi 2021,
doi:10.18653/v1/2021.acl-demo.15) for the body without what surrounds it.
"""

from __future__ import annotations

import codecs
import json
import re
import struct
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, TypedDict

from recommender.corpus.markup import plain_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LENGTH = struct.Struct(">I")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_HEAD_BYTES = 4096
_ARTICLE = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report)")
_DEEPEST = 6


class Facts(TypedDict):
    """What a page says of itself, and what was found in it.

    Attributes:
        data: Its schema.org article, empty where it has none.
        meta: The contents of its meta elements by name.
        canonical: Its own address.
        language: That of its text.
        body: The text of the article, without what surrounds it.
        found: What else was found: title, date, author, sitename.
    """

    data: dict[str, Any]
    meta: dict[str, list[str]]
    canonical: str | None
    language: str | None
    body: str
    found: dict[str, str | None]


def facts_of(page: bytes) -> Facts | None:
    """Take a page apart; none for what is no HTML at all."""
    from lxml import etree, html
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    text = decoded(page)
    try:
        tree = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    document = bare_extraction(text, with_metadata=True, include_comments=False, include_tables=False)
    named = document.as_dict() if isinstance(document, Document) else {}
    data = article_data(tree)
    return Facts(
        data=data,
        meta=_meta(tree),
        canonical=next((str(link.get("href")) for link in tree.iterfind(".//link[@rel='canonical']")), None),
        language=tree.get("lang") or tree.get("xml:lang"),
        body=_body(plain_text(str(data.get("articleBody") or "")), named.get("text") or ""),
        found={name: named.get(name) for name in ("title", "date", "author", "sitename")},
    )


def _body(said: str, found: str) -> str:
    """Return the body that a page says it has, unless that is a part of it alone, as some say of what is to be paid."""
    return said if 2 * len(said) > len(found) else found


def decoded(page: bytes) -> str:
    """Return a page as text: in UTF-8 if it is that, whatever it says, else as it says, else as browsers take it."""
    try:
        return page.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = _CHARSET.search(page[:_HEAD_BYTES])
    try:
        codec = codecs.lookup(said[1].decode("ascii")) if said else codecs.lookup("windows-1252")
        return codec.decode(page, "replace")[0]
    except (LookupError, UnicodeError, AssertionError):  # an unknown name, or a codec that is none of texts
        return page.decode("windows-1252", "replace")


def article_data(tree: HtmlElement) -> dict[str, Any]:
    """Return the first schema.org article among the JSON-LD of a page, under one type; empty when there is none."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(data, _DEEPEST):
            types = thing.get("@type")
            for name in types if isinstance(types, list) else [types]:
                if _ARTICLE.fullmatch(str(name)):
                    return {**thing, "@type": name}
    return {}


def _things(data: object, deepest: int) -> Iterator[dict[str, Any]]:
    """Yield the things of a piece of JSON-LD, what holds others before them."""
    if isinstance(data, dict):
        yield data
        inner: object = [data.get("@graph"), data.get("mainEntity"), data.get("mainEntityOfPage")]
    else:
        inner = data
    if isinstance(inner, list) and deepest:
        for each in inner:
            yield from _things(each, deepest - 1)


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    meta: dict[str, list[str]] = {}
    for element in tree.iterfind(".//meta[@content]"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if name:
            meta.setdefault(str(name).lower(), []).append(str(element.get("content")))
    return meta


def answer(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer page after page, until there is no more."""
    while len(length := asked.read(LENGTH.size)) == LENGTH.size:
        found = json.dumps(facts_of(asked.read(*LENGTH.unpack(length)))).encode()
        answers.write(LENGTH.pack(len(found)) + found)
        answers.flush()


if __name__ == "__main__":
    answer(sys.stdin.buffer, sys.stdout.buffer)

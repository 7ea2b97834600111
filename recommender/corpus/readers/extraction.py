"""Web pages taken apart.

In: a page as bytes. Out: its `Facts`. The one idea: what a page says for machines and what its readers see are gathered
side by side, for `page` to choose from. Sources: schema.org in JSON-LD, the Open Graph protocol, trafilatura
(Barbaresi 2021, doi:10.18653/v1/2021.acl-demo.15) for the body without what surrounds it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypedDict

from recommender.corpus.encodings import decoded
from recommender.corpus.markup import plain_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLE = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report)")
_DEEPEST = 6


class Facts(TypedDict):
    """What a page says of itself for machines, and what was extracted from what readers see.

    Attributes:
        data: Its schema.org article, empty where it has none.
        meta: The contents of its meta elements by name.
        canonical: Its own address.
        language: The language of its text.
        body: The text of the article, without what surrounds it.
        extracted: What trafilatura takes for its title, date, author and sitename.
    """

    data: dict[str, Any]
    meta: dict[str, list[str]]
    canonical: str | None
    language: str | None
    body: str
    extracted: dict[str, str | None]


def facts_of(page: bytes, encoding: str | None = None) -> Facts | None:
    """Take a page apart; None if it is not HTML at all.

    Args:
        page: Its bytes.
        encoding: The encoding that a person says it is in; None to tell it by its bytes and its declaration.

    Raises:
        EncodingError: It is text in no known encoding.
    """
    from lxml import etree, html
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    text = decoded(page, encoding, damage=True)
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
        extracted={name: named.get(name) for name in ("title", "date", "author", "sitename")},
    )


def _body(declared: str, extracted: str) -> str:
    """Return the body that a page declares, unless that is only its beginning, as behind some paywalls."""
    return declared if 2 * len(declared) > len(extracted) else extracted


def article_data(tree: HtmlElement) -> dict[str, Any]:
    """Return the first schema.org article in the JSON-LD of a page, with one type; empty when there is none."""
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
    """Yield the things of a piece of JSON-LD, each before those inside it, down to a depth."""
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

"""Microdata and RDFa in web pages: the article that the markup itself describes.

In: the tree of a page. Out: one thing by the names of schema.org, as of JSON-LD. The one idea: both write the same
properties with other attributes, so one walk reads both; a property belongs to the nearest thing around it.
Sources: HTML Living Standard, section 5 (microdata); RDFa Lite 1.1 (W3C 2015); schema.org/NewsArticle.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from recommender.corpus.pages.jsonld import Thing, is_article, is_page

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_PROPERTIES = 2_000  # of one page; the richest of 172 pages had 390
_VOCABULARY = re.compile(r"\A(?:https?://(?:www\.)?schema\.org[/#]|schema:)", re.IGNORECASE)
_ADDRESSES = {"a": "href", "area": "href", "link": "href", "img": "src", "audio": "src", "video": "src", "embed": "src",
              "iframe": "src", "source": "src", "object": "data"}  # fmt: skip
# Properties whose value is what readers see, also where they link it.
_WORDS = frozenset({"name", "headline", "alternativeHeadline", "articleSection", "keywords", "author", "creator"})
# Properties whose value is a whole text with its markup.
_BODIES = frozenset({"articleBody", "text", "description"})


class _Attributes(NamedTuple):
    """The attributes by which a syntax writes things."""

    scope: str
    type: str
    property: str


_MICRODATA = _Attributes("itemscope", "itemtype", "itemprop")
_RDFA = _Attributes("typeof", "typeof", "property")


def described_in_markup(tree: HtmlElement) -> Thing:
    """Return the article that the markup of a page describes; empty when it describes none.

    Properties outside of any thing count as the article's where no article is marked.
    """
    for attributes in (_MICRODATA, _RDFA):
        things = _things(tree, attributes)
        if articles := [thing for thing in things if is_article(thing)]:
            return articles[0]
        loose = next((thing for thing in things if "@type" not in thing or is_page(thing)), {})
        if {"headline", "datePublished", "articleBody"} & loose.keys():
            return {**loose, "@type": []}
    return {}


def _things(tree: HtmlElement, attributes: _Attributes) -> list[Thing]:
    """Return the things of a page in one syntax; first that of the properties outside of any."""
    outside: Thing = {}
    things: dict[HtmlElement, Thing] = {}
    properties = tree.xpath(f"//*[@{attributes.property} or @{attributes.scope}]")
    for element in properties[:MAX_PROPERTIES]:
        names = (element.get(attributes.property) or "").split()
        if element.get(attributes.scope) is not None:
            things[element] = {"@type": (element.get(attributes.type) or "").split()}
        value = things.get(element) or _value(element, names)
        around = next((each for each in element.iterancestors() if each in things), None)
        owner = outside if around is None else things[around]
        for name in names:
            _add(owner, _VOCABULARY.sub("", name), value)
    return [*things.values(), outside]


def _add(thing: Thing, name: str, value: object) -> None:
    if name not in thing:
        thing[name] = value
    elif isinstance(thing[name], list):
        thing[name].append(value)
    else:
        thing[name] = [thing[name], value]


def _value(element: HtmlElement, names: list[str]) -> object:
    content = element.get("content") or element.get("datetime")
    if content is not None:
        return content
    attribute = _ADDRESSES.get(str(element.tag))
    if attribute is not None and not _WORDS & set(names) and (address := element.get(attribute)) is not None:
        return address
    if _BODIES & set(names):
        from lxml import html

        return str(html.tostring(element, encoding="unicode", with_tail=False))
    return " ".join("".join(element.itertext()).split())

"""Microformats in web pages: hAtom, hNews and h-entry, which name the parts of an article by classes.

In: the tree of a page. Out: its entries, each a plain thing by the names of schema.org. The one idea: the older formats
and the newer one name the same parts by other classes, so one table reads all three.
Sources: microformats.org/wiki: hatom, hnews 0.1, h-entry, value-class-pattern.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recommender.corpus.pages.jsonld import Thing

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_ENTRIES = 100
_ROOTS = frozenset({"hentry", "h-entry", "hnews"})
_NAME = ("p-name", "entry-title")
_CONTENT = ("e-content", "entry-content")
_PUBLISHED = ("dt-published", "published")
_UPDATED = ("dt-updated", "updated")
_AUTHOR = ("p-author", "author", "byline")
_ORGANISATION = ("source-org",)
_CATEGORY = ("p-category", "rel:tag")
_ADDRESS = ("u-url", "u-uid", "rel:bookmark")
_PERSON_NAMES = ("p-name", "fn", "org", "n")


def entries_of(tree: HtmlElement) -> list[Thing]:
    """Return the entries of a page; those inside another entry, such as its comments, are none of their own."""
    roots: list[HtmlElement] = []
    for element in tree.iter():
        if not isinstance(element.tag, str) or not _ROOTS & set((element.get("class") or "").split()):
            continue
        if len(roots) < MAX_ENTRIES and not any(parent in roots for parent in element.iterancestors()):
            roots.append(element)
    return [entry for entry in map(_entry, roots) if len(entry) > 1]


def own_entry(entries: list[Thing], addresses: list[str], titles: list[str]) -> Thing:
    """Return the entry that a page is about; empty where it has none, or lists several.

    Args:
        entries: The entries of the page.
        addresses: The addresses that the page gives for itself.
        titles: The titles of the page, among them that of the document.
    """
    if len(entries) == 1:
        return entries[0]
    called = " | ".join(titles).casefold()
    by_address = [entry for entry in entries if entry.get("url") in addresses]
    by_title = [entry for entry in entries if str(entry.get("headline", "|")).casefold() in called]
    return next(iter([*by_address, *by_title]), {})


def _entry(root: HtmlElement) -> Thing:
    parts = list(_parts(root))
    authors = dict.fromkeys(_all(parts, _AUTHOR))
    outer = [element for element in authors if not any(parent in authors for parent in element.iterancestors())]
    thing: Thing = {
        "@type": ["hentry"],
        "headline": next(map(_text, _all(parts, _NAME)), None),
        "articleBody": "entry-content" if _all(parts, _CONTENT) else None,
        "datePublished": next(map(_time, _all(parts, _PUBLISHED)), None),
        "dateModified": next(map(_time, _all(parts, _UPDATED)), None),
        "author": list(filter(None, map(_named, outer))),
        "publisher": next(map(_named, _all(parts, _ORGANISATION)), None),
        "keywords": list(filter(None, map(_text, _all(parts, _CATEGORY)))),
        "url": next((element.get("href") for element in _all(parts, _ADDRESS)), None),
    }
    return {name: value for name, value in thing.items() if value}


def _all(parts: list[tuple[HtmlElement, set[str]]], names: tuple[str, ...]) -> list[HtmlElement]:
    """Return the parts of some classes, those of the first class first, each once."""
    return list(dict.fromkeys(element for name in names for element, classes in parts if name in classes))


def _parts(root: HtmlElement) -> Iterator[tuple[HtmlElement, set[str]]]:
    for element in root.iterdescendants():
        if isinstance(element.tag, str):
            relations = {f"rel:{each.lower()}" for each in (element.get("rel") or "").split()}
            classes = set((element.get("class") or "").split()) | relations
            if classes:
                yield element, classes


def _named(element: HtmlElement) -> str:
    """Return the name that a card holds, else its text."""
    for name in _PERSON_NAMES:
        for part in element.iterdescendants():
            if isinstance(part.tag, str) and name in (part.get("class") or "").split():
                return _text(part)
    return _text(element)


def _time(element: HtmlElement) -> str | None:
    """Return a time as it is written for machines: an attribute, or parts of classes ``value`` and ``value-title``."""
    parts = list(_parts(element))
    titles = [part.get("title") for part in [element, *_all(parts, ("value-title",))]]
    written = [part.get("datetime") for part in [element, *(part for part, _ in parts), *element.iter("time")]]
    values = [_text(part) for part in _all(parts, ("value",))]
    return next(filter(None, [*written, *titles, "T".join(values[:2]), _text(element)]), None)


def _text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())

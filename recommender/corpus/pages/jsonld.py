"""JSON-LD in web pages: the things that a page describes, and the article among them.

In: the tree of a page. Out: things as plain dicts by the names of schema.org, references between them resolved. The one
idea: of all that JSON-LD allows, what pages of news use is read without fetching any context: `@graph`, `@id`, several
types and scripts, prefixes of schema.org; damage is mended only where there is one reading.
Sources: JSON-LD 1.1 (W3C 2020), schema.org/NewsArticle.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Thing = dict[str, Any]

MAX_SCRIPTS = 100
MANY = 3  # articles that a page describes, from which on it may be a list of them
_LIKE = 0.5  # of the words of a headline
MAX_DOCUMENTS = 20  # of one script; it should be one
MAX_THINGS = 5_000  # of all scripts of a page; the richest of 172 pages had 210
_LONGEST_PREFIX = 20  # characters; they are written often, so they are short
_DEEPEST = 12  # of things within things; 6 is the deepest seen
_WRAPPING = re.compile(
    r"\A(?:\s|;|\ufeff|<!--|-->|//\s*<!\[CDATA\[|//\s*\]\]>|/\*\s*<!\[CDATA\[\s*\*/|/\*\s*\]\]>\s*\*/|<!\[CDATA\[|\]\]>)+"
)
# What stands outside the texts of JSON and is none: comments, and a comma before a bracket. An unclosed text or comment
# runs to the end, so that nothing is searched twice.
_NO_JSON = re.compile(
    r"(\"(?:[^\"\\]|\\.)*+(?:\"|\Z))|/\*.*?(?:\*/|\Z)|//[^\n]*|<!--.*?(?:-->|\Z)|,(?=\s*+[}\]])", re.DOTALL
)
_SCHEMA_ORG = re.compile(r"(?:https?://(?:www\.)?schema\.org[/#]|schema:)", re.IGNORECASE)
_ARTICLE = re.compile(
    r"(?:\w*article|report|blogposting|liveblogposting|socialmediaposting|discussionforumposting)", re.IGNORECASE
)
_PAGE = re.compile(r"\w*page", re.IGNORECASE)


def things_of(tree: HtmlElement, base: str = "") -> list[Thing]:
    """Return the things that the scripts of a page describe, each before those inside it.

    A reference (``{"@id": …}``) to a thing that is described anywhere in the page stands for that thing.
    """
    scripts = [script for script in tree.iter("script") if is_json_ld(script.get("type"))]
    roots = [_plain(data, _DEEPEST) for script in scripts[:MAX_SCRIPTS] for data in documents(script.text or "")]
    described: dict[str, Thing] = {}
    for thing in _all_things(roots):
        if (name := _id_of(thing, base)) and not _is_reference(thing):
            described[name] = {**thing, **described.get(name, {})}
    return [_resolved(thing, described, base) for thing in _described_by(roots, _DEEPEST)]


def is_json_ld(type_: str | None) -> bool:
    """Return whether a script of a type holds JSON-LD.

    >>> is_json_ld(" Application/LD+JSON; charset=utf-8")
    True
    """
    return (type_ or "").partition(";")[0].strip().lower() == "application/ld+json"


def documents(text: str) -> Iterator[object]:
    r"""Yield the JSON documents of a script, mended where there is one reading.

    >>> list(documents('<!-- {"headline": "Ferry\n back",} --> ;'))
    [{'headline': 'Ferry\n back'}]
    """
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    decoder = json.JSONDecoder(strict=False)
    text = _WRAPPING.sub("", text)
    is_mended, left = False, MAX_DOCUMENTS
    while text and left:
        try:
            document, end = decoder.raw_decode(text)
        except (ValueError, RecursionError):
            if is_mended:
                return
            text, is_mended = _WRAPPING.sub("", _NO_JSON.sub(lambda match: match[1] or "", text)), True
        else:
            yield document
            left -= 1
            text = _WRAPPING.sub("", text[end:])


def types_of(thing: Thing) -> list[str]:
    """Return the types of a thing, without prefixes.

    >>> types_of({"@type": ["schema:NewsArticle", "http://schema.org/LiveBlogPosting"]})
    ['NewsArticle', 'LiveBlogPosting']
    """
    types = thing.get("@type")
    names = types if isinstance(types, list) else [types]
    return [_SCHEMA_ORG.sub("", name.strip(), count=1) for name in names if isinstance(name, str)]


def is_article(thing: Thing) -> bool:
    """Return whether a thing is an article of some type."""
    return any(_ARTICLE.fullmatch(name) for name in types_of(thing))


def is_page(thing: Thing) -> bool:
    """Return whether a thing is a web page of some type."""
    return any(_PAGE.fullmatch(name) for name in types_of(thing))


def article_of(things: Iterable[Thing], addresses: Iterable[str], titles: Iterable[str]) -> Thing:
    """Return the article that a page is about; empty when it describes none.

    Where several are described, it is the one of the page's address, else of its title, else the one most like it.
    What it lacks is taken from others that are it, too.

    Args:
        things: All things that the page describes.
        addresses: The addresses that the page gives for itself.
        titles: The titles that it has.
    """
    articles = list(filter(is_article, things))
    same = _same(articles, set(map(_bare, addresses)), set(map(_folded, titles)))
    if not same:
        return {}
    headline, known = same[0].get("headline") or object(), set(map(id, same))
    others = [thing for thing in articles if thing.get("headline") == headline and id(thing) not in known]
    return _merged([*same, *others])


def _same(articles: list[Thing], addresses: set[str], titles: set[str]) -> list[Thing]:
    """Return the articles of an address, else of a title, else the one most like a title.

    Of many articles, none of which is like any title, the page only lists them.
    """
    by_address = [thing for thing in articles if addresses & set(map(_bare, addresses_of(thing)))]
    by_title = [thing for thing in articles if _called(thing) in titles]
    return by_address or by_title or _most_like(articles, titles)


def _most_like(articles: list[Thing], titles: set[str]) -> list[Thing]:
    shares = [_share(_called(thing), titles) for thing in articles]
    best = max(shares, default=0.0)
    is_list = len(articles) >= MANY and titles and best < _LIKE
    return [] if is_list else [thing for thing, share in zip(articles, shares, strict=True) if share == best][:1]


def _called(thing: Thing) -> str:
    return _folded(str(thing.get("headline") or thing.get("name")))


def _share(headline: str, titles: set[str]) -> float:
    """Return how much of a headline the title most like it has, by words, from 0 to 1."""
    words = set(headline.split())
    return max((len(words & set(title.split())) / len(words) for title in titles), default=0.0) if words else 0.0


def _merged(things: list[Thing]) -> Thing:
    """Return several descriptions of one thing as one, of which the first counts most."""
    merged: Thing = {}
    for thing in reversed(things):
        merged |= {name: value for name, value in thing.items() if value not in (None, "", [], {})}
    return {**merged, "@type": list(dict.fromkeys(name for thing in things for name in types_of(thing)))}


def addresses_of(thing: Thing) -> list[str]:
    """Return the addresses that a thing gives for itself; what stands behind ``#`` names a part of the description."""
    values = [thing.get("url"), thing.get("mainEntityOfPage"), thing.get("@id")]
    named = [value.get("@id") or value.get("url") if isinstance(value, dict) else value for value in values]
    return [address for value in named if isinstance(value, str) and (address := value.partition("#")[0])]


def page_of(things: Iterable[Thing], article: Thing) -> Thing:
    """Return the web page that an article is part of, else the first one; empty when none is described.

    Some write the dates of an article there (the plugin Yoast for WordPress).
    """
    pages = [thing for thing in things if is_page(thing)]
    parents = [article.get("isPartOf"), article.get("mainEntityOfPage")]
    named = [value.get("@id") if isinstance(value, dict) else value for value in parents]
    names = [value for value in named if isinstance(value, str)]
    own = (page for page in pages if page.get("@id") in names or page.get("url") in names)
    return next(own, pages[0] if pages else {})


def names_of(value: object) -> list[str]:
    """Return the names of a thing or of several; one without a name, such as a reference that leads nowhere, has none.

    >>> names_of([{"@id": "#ada"}, {"name": "Ines Falk"}, "Ada Okafor"])
    ['Ines Falk', 'Ada Okafor']
    """
    items = value if isinstance(value, list) else [value]
    named = [item.get("name") if isinstance(item, dict) else item for item in items]
    flat = [name for each in named for name in (each if isinstance(each, list) else [each])]
    return [name for name in flat if isinstance(name, str) and name.strip() and not _is_address(name)]


def image_of(value: object) -> list[str]:
    """Return the addresses of an image or of several, in their order."""
    items = value if isinstance(value, list) else [value]
    addresses: list[object] = []
    for item in items:
        if isinstance(item, dict):
            addresses += [item.get("url"), item.get("contentUrl")]
        else:
            addresses.append(item)
    return [address for address in addresses if isinstance(address, str) and address]


def _is_address(text: str) -> bool:
    return re.match(r"\s*(?:https?:)?//", text) is not None


def _bare(address: str) -> str:
    """Return an address as far as it tells pages apart."""
    return re.sub(r"\A\w+://(?:www\.)?", "", address.partition("#")[0]).rstrip("/").lower()


def _folded(text: str) -> str:
    return " ".join(html.unescape(text).split()).casefold()


def _plain(data: object, deepest: int, prefix: re.Pattern[str] = _SCHEMA_ORG) -> object:
    """Return data by the bare names of schema.org, with values instead of what wraps them.

    Args:
        data: A piece of JSON.
        deepest: How many levels of it are read.
        prefix: What stands before the names of schema.org, and has other forms inside a context that says so.
    """
    if isinstance(data, list):
        return [_plain(item, deepest - 1, prefix) for item in data] if deepest else []
    if not isinstance(data, dict):
        return data
    if "@value" in data:
        return None if isinstance(data["@value"], (dict, list)) else data["@value"]
    for wrapping in ("@list", "@set"):
        if wrapping in data:
            return _plain(data[wrapping], deepest, prefix)
    return (
        _plain_thing(data, deepest, _prefix_of(data["@context"]) if "@context" in data else prefix) if deepest else {}
    )


def _plain_thing(data: Thing, deepest: int, prefix: re.Pattern[str]) -> Thing:
    names = {"type": "@type", "id": "@id"} if "@context" in data or "@type" not in data else {}
    renamed = {names.get(str(name), str(name)): value for name, value in data.items() if name != "@context"}
    plain = {prefix.sub("", name, count=1): _plain(value, deepest - 1, prefix) for name, value in renamed.items()}
    types = plain.get("@type")
    if isinstance(types, str):
        plain["@type"] = prefix.sub("", types.strip(), count=1)
    elif isinstance(types, list):
        plain["@type"] = [prefix.sub("", name.strip(), count=1) for name in types if isinstance(name, str)]
    return plain


def _prefix_of(context: object) -> re.Pattern[str]:
    """Return what stands before the names of schema.org by a context."""
    parts = context if isinstance(context, list) else [context]
    given = {name: address for part in parts if isinstance(part, dict) for name, address in part.items()}
    own = [name for name, address in given.items() if isinstance(address, str) and _SCHEMA_ORG.fullmatch(address)]
    names = "|".join(re.escape(str(name)) for name in own[:MANY] if 0 < len(name) <= _LONGEST_PREFIX)
    return re.compile(f"{_SCHEMA_ORG.pattern}|(?:{names}):", re.IGNORECASE) if names else _SCHEMA_ORG


def _all_things(data: object) -> Iterator[Thing]:
    """Yield the things of a piece of JSON-LD wherever they stand, outer ones first."""
    waiting = [data]
    for number, each in enumerate(waiting):  # the list grows while it is walked
        if number > 20 * MAX_THINGS:
            return
        if isinstance(each, dict):
            yield each
            waiting.extend(value for value in each.values() if isinstance(value, (dict, list)))
        elif isinstance(each, list):
            waiting.extend(each)


def _described_by(data: object, deepest: int) -> list[Thing]:
    """Return the things that a page is about, not those that they only speak of."""
    if isinstance(data, list):
        return [thing for item in data if deepest for thing in _described_by(item, deepest - 1)][:MAX_THINGS]
    if not isinstance(data, dict) or not deepest:
        return []
    inner = [data.get(name) for name in ("@graph", "mainEntity", "mainEntityOfPage", "isPartOf")]
    return [data, *_described_by([each for each in inner if isinstance(each, (dict, list))], deepest - 1)]


def _id_of(thing: Thing, base: str) -> str | None:
    name = thing.get("@id")
    try:
        return urljoin(base, name) if isinstance(name, str) and name else None
    except ValueError:  # no address at all
        return None


def _is_reference(thing: Thing) -> bool:
    return not thing.keys() - {"@id", "@type"}


def _resolved(thing: Thing, described: dict[str, Thing], base: str) -> Thing:
    """Return a thing with those that it refers to, one step far: publisher, author and image are no further."""

    def whole(value: object) -> object:
        if isinstance(value, list):
            return [whole(item) for item in value]
        if isinstance(value, dict):
            return {**described.get(_id_of(value, base) or "", {}), **value}
        return described.get(value, value) if isinstance(value, str) else value

    own = described.get(_id_of(thing, base) or "", {})
    kept = ("@id", "@type", "url", "mainEntityOfPage", "isPartOf")
    return {name: value if name in kept else whole(value) for name, value in {**own, **thing}.items()}

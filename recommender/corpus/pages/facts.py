"""Web pages taken apart.

In: a page as bytes. Out: its `Facts`. The one idea: what a page says for machines and what its readers see are gathered
side by side, for `record` to choose from. Sources: those of `corpus.pages`, the Open Graph protocol, trafilatura
(Barbaresi 2021, doi:10.18653/v1/2021.acl-demo.15) for the body without what surrounds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from recommender.article import plain_text
from recommender.corpus.encodings import decoded
from recommender.corpus.pages import jsonld, live, microdata, microformats, paywall, state, times
from recommender.corpus.pages.jsonld import Thing

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST_HEADINGS = 20
_LISTINGS = {
    "profilepage": "profile page",
    "collectionpage": "section page",
    "searchresultspage": "section page",
    "aboutpage": "page",
    "contactpage": "page",
    "checkoutpage": "page",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says of itself for machines, and what was extracted from what readers see.

    Attributes:
        data: Its article by JSON-LD, else by microdata or RDFa; empty where it describes none.
        markup: Its article by microdata or RDFa; empty where it describes none.
        entry: Its only entry by a microformat; empty where it has none, or several.
        page: The page that the article is part of, by JSON-LD.
        sites: The names of the site, by JSON-LD.
        section: The section by the path to the page (schema.org/BreadcrumbList).
        meta: The contents of its meta elements by name.
        canonical: Its own address, with its site.
        language: The language of its text.
        title: The title of the document.
        headings: Its headings of the first rank.
        times: What its elements of time say.
        datelines: The East Asian dates that readers see alone in an element, those behind the heading first.
        body: The text of the article, without what surrounds it and what is not free.
        extracted: What trafilatura takes for its title, date, author and sitename.
        listing: Why it is no page of an article, in a few words; None if it may be one.
        not_public: Why its article is not public, in a few words; None where nothing says so.
    """

    data: Thing
    markup: Thing
    entry: Thing
    page: Thing
    sites: list[str]
    section: str | None
    meta: dict[str, list[str]]
    canonical: str | None
    language: str | None
    title: str
    headings: list[str]
    times: list[str]
    datelines: list[str]
    body: str
    extracted: dict[str, str | None]
    listing: str | None
    not_public: str | None


def facts_of(page: bytes, encoding: str | None = None, address: str | None = None) -> Facts | None:
    """Take a page apart; None if it is not HTML at all.

    Args:
        page: Its bytes.
        encoding: The encoding that a person says it is in; None to tell it by its bytes and its declaration.
        address: The address that it was fetched from, if it is known.

    Raises:
        EncodingError: It is text in no known encoding.
    """
    from lxml import etree, html

    text = decoded(page, encoding, damage=True)
    try:
        tree = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return _gathered(tree, text, address)


def _gathered(tree: HtmlElement, text: str, address: str | None) -> Facts:
    meta = _meta(tree)
    canonical = _canonical(tree, meta, address)
    headings = [" ".join("".join(each.itertext()).split()) for each in islice(tree.iter("h1"), _MOST_HEADINGS)]
    things = jsonld.things_of(tree, canonical or "")
    title = " ".join((tree.findtext(".//title") or "").split())
    titles = [*meta.get("og:title", ()), *headings, title]
    addresses = [canonical] if canonical else []
    markup, entries = microdata.described_in_markup(tree), microformats.entries_of(tree)
    entry = microformats.own_entry(entries, addresses, titles)
    declared = jsonld.article_of(things, addresses, titles)
    data = declared or markup
    page = jsonld.page_of(things, data)
    not_public = state.reason_not_public(tree, [data, markup, page])
    listing = _listing(things, data or entry, meta, len(entries))
    body, extracted = _text_of(tree, text, declared, markup, meta)
    return Facts(
        data=data or _video(things, meta),
        markup=markup,
        entry=entry,
        page=page,
        sites=[name for thing in things if "WebSite" in jsonld.types_of(thing) for name in _names(thing)],
        section=_section(things),
        meta=meta,
        canonical=canonical,
        language=tree.get("lang") or tree.get("xml:lang"),
        title=title,
        headings=headings,
        times=times.times_in(tree),
        datelines=times.east_asian_dates(tree),
        body=body,
        extracted=extracted,
        listing=listing,
        not_public=not_public,
    )


def _text_of(
    tree: HtmlElement, text: str, data: Thing, markup: Thing, meta: dict[str, list[str]]
) -> tuple[str, dict[str, str | None]]:
    """Return the text of the article and what is extracted beside it; parts that are not free leave the tree."""
    from lxml import html

    is_paid = paywall.without_paid_parts(tree, data or markup)
    is_changed = _without_readings(tree) or is_paid
    named = _extracted(str(html.tostring(tree, encoding="unicode")) if is_changed else text)
    descriptions = [
        *_texts(data.get("description")),
        *_texts(markup.get("description")),
        *meta.get("og:description", ()),
    ]
    described = plain_text(next(iter(descriptions), ""))
    declared, marked = ("", "") if is_paid else (_words(data, "articleBody"), _words(markup, "articleBody"))
    # What the markup names holds all that stands within it in the page.
    body = _body(declared, named.get("text") or "") or marked or described
    updates = live.updates_of(data)
    if updates and not live.are_in(updates, body):
        # What stands in the page itself is often no more than a request to run its scripts.
        body = "\n".join(filter(None, (declared or described, live.text_of(updates))))
    return body, {name: named.get(name) for name in ("title", "date", "author", "sitename")}


def _without_readings(tree: HtmlElement) -> bool:
    """Take the readings beside signs (ruby) out of the tree; return whether there were any. They tear sentences."""
    readings = list(tree.iter("rt", "rp"))
    for reading in readings:
        reading.drop_tree()
    for element in [*tree.iter("ruby"), *tree.iter("rb")]:
        element.drop_tag()
    return bool(readings)


def _extracted(text: str) -> dict[str, str | None]:
    """Return what trafilatura takes for the parts of an article."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    # The extensive search takes the year of a footer or of the prose for a date.
    dates = {"extensive_search": False, "original_date": True, "max_date": f"{datetime.now(UTC):%Y-%m-%d}"}
    document = bare_extraction(
        text, with_metadata=True, include_comments=False, include_tables=False, date_extraction_params=dates
    )
    parts = document.as_dict() if isinstance(document, Document) else {}
    return parts if times.is_written(parts.get("date"), text) else parts | {"date": None}


def _words(thing: Thing, name: str) -> str:
    return plain_text("\n\n".join(_texts(thing.get(name))))


def _body(declared: str, extracted: str) -> str:
    """Return the body that a page declares, unless that is only its beginning, as behind some paywalls."""
    return declared if 2 * len(declared) > len(extracted) else extracted


def _video(things: list[Thing], meta: dict[str, list[str]]) -> Thing:
    """Return the video of a page that is about one; empty of every other page."""
    if not any(kind.lower().startswith("video") for kind in meta.get("og:type", ())):
        return {}
    video = next((thing for thing in things if "VideoObject" in jsonld.types_of(thing)), {})
    return {"headline": video.get("name"), "datePublished": video.get("uploadDate"), **video}


def _listing(things: list[Thing], data: Thing, meta: dict[str, list[str]], entries: int) -> str | None:
    """Return why a page is not that of an article, where it says so itself."""
    kinds = {kind.strip().lower() for kind in meta.get("og:type", ())}
    if data or "article" in kinds or "newsarticle" in kinds:
        return None
    reasons = [_LISTINGS.get(name.lower()) for thing in things for name in jsonld.types_of(thing)]
    is_list = entries > 1 or sum(map(jsonld.is_article, things)) >= jsonld.MANY
    others = ["profile page" if "profile" in kinds else None, "section page" if is_list else None]
    return next(filter(None, [*reasons, *others]), None)


def _section(things: list[Thing]) -> str | None:
    """Return the first step of the path to a page, after that of the site."""
    for thing in things:
        steps = thing.get("itemListElement")
        if "BreadcrumbList" not in jsonld.types_of(thing) or not isinstance(steps, list) or len(steps) < 3:
            continue
        step = next((each for each in steps if isinstance(each, dict) and str(each.get("position")) == "2"), steps[1])
        names = _names(step) or _names(step.get("item")) if isinstance(step, dict) else []
        return names[0] if names else None
    return None


def _names(thing: object) -> list[str]:
    return jsonld.names_of(thing)


def _texts(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str) and item.strip()]


def _canonical(tree: HtmlElement, meta: dict[str, list[str]], address: str | None) -> str | None:
    """Return the address that a page gives for itself, with its site.

    One that names only the site, as some templates write on every page, gives way to that of the Open Graph; so does
    one without its site.
    """
    links = [link.get("href", "").strip() for link in tree.iter("link") if _is_canonical(link)]
    graph = list(filter(_site, meta.get("og:url", ())))
    whole = list(filter(_site, links))
    pages = [link for link in whole if urlsplit(link).path.strip("/")]
    bases = [base for element in tree.iter("base") if _site(base := element.get("href", ""))]
    outside = next(iter(bases), address)
    joined = [joined for link in links if outside and (joined := _joined(outside, link))]
    return next(iter([*pages, *graph, *whole, *joined]), address)


def _is_canonical(link: HtmlElement) -> bool:
    return "canonical" in link.get("rel", "").lower().split()


def _joined(base: str, link: str) -> str | None:
    try:
        return urljoin(base, link)
    except ValueError:  # no address at all
        return None


def _site(address: str) -> str | None:
    try:
        return urlsplit(address.strip()).hostname
    except ValueError:
        return None


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    """Return the contents of the meta elements of a page by each of their names in lower case."""
    meta: dict[str, list[str]] = {}
    for element in tree.iterfind(".//meta[@content]"):
        for name in _meta_names(element):
            meta.setdefault(name, []).append(unescape(str(element.get("content"))))
    for data in [data for text in meta.get("parsely-page", ()) for data in jsonld.documents(text)]:
        if isinstance(data, dict):  # what Parse.ly read before it had names of its own
            for name, value in data.items():
                meta.setdefault(f"parsely-{str(name).replace('_', '-')}", []).extend(_texts(value))
    return meta


def _meta_names(element: HtmlElement) -> Iterator[str]:
    names = [element.get(name) or "" for name in ("property", "name", "itemprop", "http-equiv")]
    yield from dict.fromkeys(name for value in names for name in value.lower().split())

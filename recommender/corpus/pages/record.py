"""What is believed of all that a page says of itself.

In: the `Facts` of a page. Out: its values under the names of an article's fields. The one idea: each field takes the
first valid value of what a page says of itself for machines (schema.org, then Open Graph, then what else it has) and of
what a reader would see, so that a wrong value costs nothing else.
Sources: schema.org/NewsArticle, the Open Graph protocol (ogp.me), Dublin Core (dcterms), PRISM; the documentation of
Parse.ly, Sailthru and Cxense for their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from recommender.article import FIELDS, MAX_LIST_LENGTH, plain_text
from recommender.corpus.mapping import first_valid
from recommender.corpus.options import NO_OPTIONS, ReadOptions
from recommender.corpus.pages import jsonld, live, times, titles
from recommender.corpus.pages.facts import Facts
from recommender.corpus.pages.jsonld import Thing
from recommender.corpus.values import kind_of_type, normalised

# Names of meta elements, best first: the Open Graph's, then those of Parse.ly, Sailthru, Cxense, Dublin Core, PRISM and
# of no standard at all.
_TITLE = (
    "twitter:title",
    "parsely-title",
    "sailthru.title",
    "cxenseparse:title",
    "dc.title",
    "dcterms.title",
    "dc:title",
    "title",
    "headline",
)
_PUBLISHER = (
    "article:publisher_name",
    "dc.publisher",
    "dcterms.publisher",
    "prism.publicationname",
    "publisher",
    "application-name",
)
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "datepublished",
)
_DATED = (
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "date.created",
    "dcterms.date",
    "dc.date",
    "prism.publicationdate",
    "publish-date",
    "publish_date",
    "published_at",
    "publisheddate",
    "publishdate",
    "pubdate",
    "pub_date",
    "pdate",
    "article.published",
    "article.created",
    "article_date_original",
    "citation_publication_date",
    "originalpublicationdate",
    "datecreated",
    "date",
    "og:pubdate",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "og:article:modified_time",
    "article:modified",
    "dcterms.modified",
    "dc.date.modified",
    "date.modified",
    "article.updated",
    "article_date_updated",
    "updated-date",
    "datemodified",
    "lastupdate",
)
_SECTION = (
    "article:section",
    "og:article:section",
    "og:section",
    "parsely-section",
    "sailthru_section",
    "prism.section",
    "articlesection",
    "article.section",
    "article_section",
    "section",
)
_LANGUAGE = ("og:locale", "content-language", "dc.language", "dcterms.language", "language")
_TAG = re.compile(r"(?!utf)[a-z]{2,3}(?:[-_]\w{2,8})*", re.IGNORECASE)  # content-language may be anything
_TAGS = ("parsely-tags", "sailthru.tags", "news_keywords", "keywords")
_AUTHOR = (
    "author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "dc:creator",
    "cxenseparse:author",
    "article:byline",
    "article_author",
    "citation_author",
    "article:author",
    "og:author",
)


def page_record(facts: Facts, options: ReadOptions = NO_OPTIONS) -> dict[str, object]:
    """Return the facts of a page under the names of an article's fields."""
    data, entry = facts.data, facts.entry
    described = [data, facts.markup]

    def first(field: str, *values: object) -> object:
        return first_valid(field, values, options)

    publishers = [*_names(described, "publisher"), *_names([entry], "publisher"), *_meta(facts, "og:site_name")]
    title = _title(facts, publishers)
    authors = [jsonld.names_of(thing.get(name)) for thing in described for name in ("author", "creator")]
    signed = [*_meta(facts, *_AUTHOR), *_texts([facts.extracted["author"]])]
    return {
        "kind": _kind(facts),
        "title": title,
        "text": _without_heading(facts.body, [title, *facts.headings]),
        "url": first("url", facts.canonical, *jsonld.addresses_of(data), entry.get("url")),
        "publisher": first("publisher", *publishers, *facts.sites, *_meta(facts, *_PUBLISHER),
                           facts.extracted["sitename"]),
        "published_at": _published(facts, options),
        "updated_at": _updated(facts, options),
        "section": first("section", *(thing.get("articleSection") for thing in described), *_meta(facts, *_SECTION),
                         facts.section),
        "language": first("language", *_languages(facts, described)),
        "tags": first("tags", *(_flat(thing.get("keywords")) for thing in described),
                      _tags(_meta(facts, "article:tag")), _few(entry.get("keywords") or ()), *_meta(facts, *_TAGS)),
        "authors": first("authors", *map(_people, authors), _people(entry.get("author") or ()),
                         *(_people([name]) for name in signed if _is_person(name, publishers))),
        "image_url": first("image_url", *(address for thing in described for address in _images(thing)),
                           *_meta(facts, "og:image", "twitter:image", "parsely-image-url")),
    }  # fmt: skip


def _title(facts: Facts, publishers: list[str]) -> str:
    """Return the title: as machines are given it, else as readers see it; whole, and without the name of the site."""
    sites = [*publishers, *facts.sites, *_meta(facts, "application-name", "apple-mobile-web-app-title", "dc.publisher")]
    sites += [name for address in [facts.canonical] if address for name in _site_names(address)]
    data = [facts.data.get("headline"), *_meta(facts, "og:title"), facts.markup.get("headline"), facts.data.get("name")]
    others = [facts.entry.get("headline"), *_meta(facts, *_TITLE)]
    seen = titles.of_document(facts.title, facts.headings, sites)
    named = [titles.without_site(plain_text(text).replace("\n", " "), sites) for text in _texts([*data, *others])]
    every = [text for text in [*named, seen, facts.extracted["title"] or ""] if text]
    title = first_valid("title", every)
    return titles.whole(title, [*every, *facts.headings]) if isinstance(title, str) else ""


def _published(facts: Facts, options: ReadOptions) -> object:
    described = [thing.get("datePublished") for thing in (facts.data, facts.markup)]
    entry, page = facts.entry.get("datePublished"), facts.page.get("datePublished")
    created = [thing.get("dateCreated") or thing.get("coverageStartTime") for thing in (facts.data, facts.markup)]
    dates = [
        *described,
        *_meta(facts, *_PUBLISHED),
        page,
        entry,
        *created,
        *_meta(facts, *_DATED),
        *facts.datelines,
        facts.extracted["date"],
    ]
    good = [date for date in dates if first_valid("published_at", [date], options)]
    timed = [time for time in facts.times if first_valid("published_at", [time], options)]
    return times.with_time_of_day(good[0], [*good, *timed]) if good else None


def _updated(facts: Facts, options: ReadOptions) -> object:
    """Return when the article was changed; of a live blog, by its newest update."""
    modified = [thing.get("dateModified") for thing in (facts.data, facts.markup, facts.entry)]
    dates = [*modified, *_meta(facts, *_MODIFIED), facts.page.get("dateModified")]
    updated = first_valid("updated_at", dates, options)
    updates = live.times_of(live.updates_of(facts.data))
    good = [date for date in [updated, *updates] if first_valid("updated_at", [date], options) is not None]

    def moment(date: object) -> str:  # times in UTC sort as texts
        return str(FIELDS["updated_at"].parse(normalised("updated_at", date, options), "updated_at"))

    return max(good, key=moment) if good else None


def _without_heading(body: str, headings: list[str]) -> str:
    """Return a text without the title that it begins with."""
    first, _, rest = body.partition("\n")
    return rest if rest and first in headings else body


def _languages(facts: Facts, described: list[Thing]) -> list[object]:
    """Return what the page says of its language, tags before names: a tag may know the region, too."""
    declared = [thing.get("inLanguage") for thing in described]
    values = [
        *declared,
        facts.language,
        facts.page.get("inLanguage"),
        *filter(_TAG.fullmatch, _meta(facts, *_LANGUAGE)),
    ]
    return sorted(values, key=lambda value: isinstance(value, str) and _TAG.fullmatch(value.strip()) is None)


def _kind(facts: Facts) -> str | None:
    kinds = {kind_of_type(name) for name in jsonld.types_of(facts.data)}
    return next((kind for kind in ("sponsored", "live", "opinion", "video") if kind in kinds), None)


def _names(things: Iterable[Thing], name: str) -> list[str]:
    return [each for thing in things for each in jsonld.names_of(thing.get(name))]


def _images(thing: Thing) -> list[str]:
    return [
        each for name in ("image", "thumbnailUrl", "primaryImageOfPage") for each in jsonld.image_of(thing.get(name))
    ]


def _meta(facts: Facts, *names: str) -> list[str]:
    return [content for name in names for content in facts.meta.get(name, ())]


def _is_person(name: str, sites: list[str]) -> bool:
    """Return whether a name is none of an account, a page or the site itself."""
    is_name = any(letter.isalpha() for letter in name) and "://" not in name
    return is_name and not name.startswith(("@", "/", "www.")) and name.casefold() not in map(str.casefold, sites)


def _people(names: Iterable[str]) -> list[str]:
    """Return names, without "By"; those of a line that says "and" are parted."""
    people: list[str] = []
    for name in names:
        line = re.sub(r"\A\s*by:?\s+", "", name, flags=re.IGNORECASE)
        is_several = re.search(r"\s(?:and|&)\s", line) is not None
        people += re.split(r",?\s+(?:and|&)\s+|,\s+", line) if is_several else [line]
    return _few(filter(None, map(str.strip, people)))


def _site_names(address: str) -> list[str]:
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return [host, host.rpartition(".")[0]]


def _texts(values: Iterable[object]) -> list[str]:
    return [value for value in values if isinstance(value, str)]


def _flat(value: object) -> object:
    """Return keywords as one list where a list holds lists, as texts with commas."""
    if isinstance(value, list):
        return _few(part.strip() for text in _texts(value) for part in text.split(",") if part.strip())
    return value


def _tags(values: list[str]) -> list[str]:
    """Return tags of elements of their own; one that stands alone may be a list of them."""
    return _few(values if len(values) > 1 else [part.strip() for value in values for part in value.split(",")])


def _few(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))[:MAX_LIST_LENGTH]

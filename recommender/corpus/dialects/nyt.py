"""Answers of the New York Times' APIs: Article Search and Archive, Top Stories and Most Popular.

In: an item of ``response.docs`` or ``results``. Out: one record. The one idea: there is no body; abstract, lead
paragraph and snippet are often one text, which counts once. Pictures have addresses without their site. A paid notice
is no article. Sources: developer.nytimes.com/docs (articlesearch-product, archive-product, top-stories-product,
most-popular-product).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import mapping_of, objects_of, paragraphs, text_of, unique
from recommender.corpus.files import Record

PUBLISHER = "The New York Times"
# What the addresses of pictures in Article Search begin with.
_PICTURES = "https://static01.nyt.com/"
_OPINIONS = frozenset({"op-ed", "editorial", "opinion", "letter", "op-ed contributor"})
_FACETS = ("des_facet", "org_facet", "per_facet", "geo_facet")


def is_article_search(value: Values) -> bool:
    """Return whether an object is an item of Article Search or Archive."""
    return "web_url" in value and "main" in mapping_of(value.get("headline"))


def is_top_story(value: Values) -> bool:
    """Return whether an object is an item of Top Stories or Most Popular."""
    return {"des_facet", "title", "published_date"} <= value.keys()


def article_search_records(value: Values) -> Iterator[Record]:
    """Yield the one record of an item of Article Search."""
    headline, byline = mapping_of(value.get("headline")), mapping_of(value.get("byline"))
    material = text_of(value.get("type_of_material"))
    yield Record(
        None,
        {
            "title": headline.get("main") or headline.get("print_headline"),
            "text": paragraphs(value.get("abstract"), value.get("lead_paragraph"), value.get("snippet")),
            "url": value.get("web_url"),
            "publisher": value.get("source") or PUBLISHER,
            "published_at": value.get("pub_date"),
            "section": value.get("section_name") or value.get("news_desk"),
            "language": "en",
            "kind": "opinion" if material.lower() in _OPINIONS else None,
            "tags": unique(keyword.get("value") for keyword in objects_of(value.get("keywords"))),
            "authors": _authors(byline),
            "image_url": _image(value.get("multimedia")),
        },
        not_public="paid notice" if material.lower().startswith("paid notice") else None,
    )


def top_story_records(value: Values) -> Iterator[Record]:
    """Yield the one record of an item of Top Stories or Most Popular."""
    media = objects_of(value.get("media"))
    pictures = objects_of(media[0].get("media-metadata")) if media else []
    yield Record(
        None,
        {
            "title": value.get("title"),
            "text": value.get("abstract"),
            "url": value.get("url"),
            "publisher": value.get("source") or PUBLISHER,
            "published_at": value.get("published_date"),
            "updated_at": value.get("updated_date") or value.get("updated"),
            "section": value.get("section"),
            "language": "en",
            "tags": unique(tag for name in _FACETS for tag in _several(value.get(name))),
            "authors": _names(text_of(value.get("byline"))),
            "image_url": _image(value.get("multimedia")) or (pictures[-1].get("url") if pictures else None),
        },
    )


def _authors(byline: Values) -> list[str]:
    people = (
        " ".join(unique((person.get("firstname"), person.get("middlename"), person.get("lastname"))))
        for person in objects_of(byline.get("person"))
    )
    return unique(people) or _names(text_of(byline.get("original")))


def _names(byline: str) -> list[str]:
    """Return the names in "By ADA OKAFOR, TOM REED and ANN VANE"."""
    return unique(re.split(r",\s+|\s+and\s+", re.sub(r"^by\s+", "", byline, flags=re.IGNORECASE)))


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _image(multimedia: object) -> str | None:
    """Return the address of the largest picture: of a list, or of an object with a default one."""
    pictures = objects_of(multimedia) or [mapping_of(mapping_of(multimedia).get("default"))]
    widths = [
        (width if isinstance(width := picture.get("width"), int) else 0, at) for at, picture in enumerate(pictures)
    ]
    url = text_of(pictures[max(widths)[1]].get("url"))
    return f"{_PICTURES}{url}" if url and ":" not in url else url or None


NYT = Dialect("The New York Times' Article Search", is_article_search, article_search_records)
NYT_TOP_STORIES = Dialect("The New York Times' Top Stories", is_top_story, top_story_records)

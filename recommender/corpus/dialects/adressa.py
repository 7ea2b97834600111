"""Adressa: the articles of a Norwegian newspaper, 2017, and the clicks on them.

In: an object. Out: the record of a file of ``contentdata``; a click, which has a title too, is left out. The
one idea: a content file has its values in a list of fields, and only one of class ``article`` is an article. Source:
J. A. Gulla et al., The Adressa Dataset for News Recommendation, WI 2017, DOI
10.1145/3106426.3109436; the names of fields are those of Cxense's content profile.
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import list_of, objects_of, paragraphs, text_of, unique
from recommender.corpus.files import Record

CLICK = "click event"
_CLICK_NAMES = frozenset({"eventId", "userId"})
_NOT_ARTICLES = {"frontpage": "front page"}


def is_click(value: Values) -> bool:
    """Return whether an object is a click of Adressa's log."""
    return value.keys() >= _CLICK_NAMES


def is_content(value: Values) -> bool:
    """Return whether an object is a content file: an id, and a list of fields and their values."""
    fields = objects_of(value.get("fields"))
    return bool(fields) and all("field" in each and "value" in each for each in fields)


def click_records(_: Values) -> Iterator[Record]:
    """Yield a record that is left out."""
    yield Record(None, {}, not_public=CLICK)


def content_records(value: Values) -> Iterator[Record]:
    """Yield the record of a content file. The soft hyphens of its texts are no letters."""
    values = {text_of(each["field"]): each["value"] for each in objects_of(value.get("fields"))}

    def first(*names: str) -> object:
        return next((each for name in names for each in _several(values.get(name)) if each), None)

    kind = text_of(values.get("pageclass"))
    words = paragraphs(first("teaser"), *_several(values.get("body")))
    yield Record(
        None,
        {
            "article_id": value.get("id"),
            "title": _bare(first("title", "og-title")),
            "text": _bare(words),
            "url": first("url"),
            "publisher": first("og-site-name") or "Adresseavisen",
            "published_at": first("publishtime", "recs-publishtime", "createtime"),
            "updated_at": first("modifiedtime"),
            "section": text_of(first("category2", "category1", "category0")).split("|")[-1],
            "language": first("language") or "no",
            "tags": unique(tag for text in _several(values.get("keywords")) for tag in text_of(text).split(",")),
            "authors": unique(_several(values.get("author"))),
            "image_url": first("og-image", "dominantimage"),
        },
        not_public=None if kind in ("", "article") else _NOT_ARTICLES.get(kind, "page"),
    )


def _several(value: object) -> list[object]:
    return list_of(value) if isinstance(value, list) else [value]


def _bare(value: object) -> str:
    return text_of(value).replace("\xad", "")


ADRESSA_CLICK = Dialect("Adressa's clicks", is_click, click_records)
ADRESSA = Dialect("Adressa", is_content, content_records)

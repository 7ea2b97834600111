"""Answers of Event Registry (newsapi.ai).

In: an article of ``articles.results``. Out: one record. The one idea: ``dateTimePub`` is when the page says that it
came out, ``dateTime`` when it was found; ``date`` has no time of day. Concepts are tags, in the language that was
asked for; of the categories that of the news taxonomy is the section. Source: the data models of
github.com/EventRegistry/ event-registry-python (wiki, "Data models", Article).
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import mapping_of, objects_of, text_of, unique
from recommender.corpus.files import Record

_NEWS_CATEGORY = "news/"


def is_event_registry(value: Values) -> bool:
    """Return whether an object is an article of Event Registry."""
    return {"uri", "lang", "source"} <= value.keys() and ("dateTime" in value or "dateTimePub" in value)


def event_registry_records(value: Values) -> Iterator[Record]:
    """Yield the one record of an article."""
    source = mapping_of(value.get("source"))
    uris = (text_of(category.get("uri")) for category in objects_of(value.get("categories")))
    sections = [uri.rpartition("/")[2] for uri in uris if uri.startswith(_NEWS_CATEGORY)]
    yield Record(
        None,
        {
            "article_id": None if value.get("url") else value.get("uri"),
            "title": value.get("title"),
            "text": value.get("body"),
            "url": value.get("url"),
            "publisher": source.get("title") or source.get("uri"),
            "published_at": value.get("dateTimePub") or value.get("dateTime"),
            "section": sections[0] if sections else None,
            "language": value.get("lang"),
            "tags": unique(_label(concept.get("label")) for concept in objects_of(value.get("concepts"))),
            "authors": unique(author.get("name") for author in objects_of(value.get("authors"))),
            "image_url": value.get("image"),
        },
    )


def _label(label: object) -> object:
    """Return a label, of those in several languages the English one, else the first."""
    if not isinstance(label, dict):
        return label
    return label.get("eng") or next(iter(label.values()), None)


EVENT_REGISTRY = Dialect("Event Registry", is_event_registry, event_registry_records)

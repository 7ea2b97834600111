"""Answers of the Guardian's Content API (Open Platform).

In: an item of ``response.results``, or ``response.content``. Out: one record. The one idea: what an item is about is in
its tags, each of a type: those of type ``keyword`` are tags, those of type ``contributor`` authors; its words are in
``fields``, as text or as HTML, as far as they were asked for. Source: open-platform.theguardian.com/documentation.
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import mapping_of, objects_of, paragraphs, text_of, unique
from recommender.corpus.files import Record

_KINDS = {"liveblog": "live", "video": "video"}
_NOT_ARTICLES = {"crossword": "crossword", "picture": "picture", "cartoon": "picture", "audio": "audio"}


def is_guardian(value: Values) -> bool:
    """Return whether an object is an item of the Guardian's API."""
    return {"webTitle", "webUrl"} <= value.keys() and ("webPublicationDate" in value or "apiUrl" in value)


def guardian_records(value: Values) -> Iterator[Record]:
    """Yield the one record of an item."""
    fields, tags = mapping_of(value.get("fields")), objects_of(value.get("tags"))
    yield Record(
        None,
        {
            "title": fields.get("headline") or value.get("webTitle"),
            "text": _words(value, fields),
            "url": value.get("webUrl"),
            "publisher": fields.get("publication") or "The Guardian",
            "published_at": value.get("webPublicationDate"),
            "updated_at": fields.get("lastModified"),
            "section": value.get("sectionName"),
            "language": fields.get("lang") or "en",
            "kind": _kind(value, tags),
            "tags": _titles(tags, "keyword"),
            "authors": _titles(tags, "contributor") or fields.get("byline"),
            "image_url": fields.get("thumbnail"),
        },
        not_public=_NOT_ARTICLES.get(text_of(value.get("type"))),
    )


def _titles(tags: list[Values], kind: str) -> list[str]:
    return unique(tag.get("webTitle") for tag in tags if tag.get("type") == kind)


def _kind(value: Values, tags: list[Values]) -> str | None:
    if value.get("isHosted") is True:
        return "sponsored"
    is_opinion = value.get("pillarName") == "Opinion" or any(tag.get("id") == "tone/comment" for tag in tags)
    return _KINDS.get(text_of(value.get("type"))) or ("opinion" if is_opinion else None)


def _words(value: Values, fields: Values) -> str:
    body = text_of(fields.get("bodyText")) or text_of(fields.get("body"))
    if body:
        return body
    blocks = objects_of(mapping_of(value.get("blocks")).get("body"))
    words = paragraphs(*(block.get("bodyTextSummary") or block.get("bodyHtml") for block in blocks))
    return words or text_of(fields.get("standfirst")) or text_of(fields.get("trailText"))


GUARDIAN = Dialect("The Guardian's API", is_guardian, guardian_records)

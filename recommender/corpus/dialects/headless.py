"""Content systems that leave the names of fields to their owners: what an article's parts are usually called there.

In: the fields of an entry, which Contentful, Strapi or Sanity have each in a shape of their own. Out: the values of an
article, or None where an entry has no words of its own, as an author or a menu has none. The one idea: of the usual
names the first that holds something counts; a text may be a tree of paragraphs, a person or a category an entry of its
own with a name. Sources: the starter projects of the three systems, schema.org/NewsArticle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from recommender.corpus.dialects.dialect import Values
from recommender.corpus.dialects.parts import first_text, list_of, mapping_of, names_of, part, text_of
from recommender.corpus.dialects.rich_text import rich_text
from recommender.corpus.mapping import first_valid

_TITLES = ("title", "headline", "heading", "name", "internalName")
_TEXTS = (
    "body",
    "content",
    "text",
    "bodyText",
    "articleBody",
    "richText",
    "copy",
    "story",
    "html",
    "markdown",
    "blocks",
)
_LEADS = ("excerpt", "summary", "description", "subtitle", "lead", "standfirst", "intro", "deck")
_PUBLISHED = ("publishedAt", "publishDate", "publishedDate", "publicationDate", "published", "datePublished", "date")
_SECTIONS = ("category", "categories", "section", "sections", "topic")
_AUTHORS = ("author", "authors", "byline", "writer")
_IMAGES = ("mainImage", "coverImage", "cover", "heroImage", "featuredImage", "image", "thumbnail", "photo")
_ADDRESSES = ("url", "canonicalUrl", "canonicalURL", "link", "permalink")
_NAMES = ("name", "title", "fullName", "label")


def article_values(fields: Values, address_of: Callable[[object], str] = text_of) -> dict[str, object] | None:
    """Return the values of an article; None if an entry has no title, or no words beside it.

    Args:
        fields: The fields of an entry, with what they refer to in place of references, as far as it is known.
        address_of: Returns the address of a picture by what a field holds of it.
    """
    title = first_text(fields.get(name) for name in _TITLES)
    text = next(filter(None, (_text(fields.get(name)) for name in _TEXTS)), "")
    lead = first_text(fields.get(name) for name in _LEADS)
    if not title or not (text or lead):
        return None
    sections = _names(fields, _SECTIONS)
    return {
        "title": title,
        "text": text or lead,
        "url": first_valid("url", [fields.get(name) for name in _ADDRESSES]),
        "published_at": first_valid("published_at", [fields.get(name) for name in _PUBLISHED]),
        "section": next(iter(sections), None),
        "language": first_valid("language", [fields.get(name) for name in ("language", "locale", "__i18n_lang")]),
        "tags": names_of([*sections[1:], *_names(fields, ("tags", "keywords"))]),
        "authors": _names(fields, _AUTHORS),
        "image_url": first_valid("image_url", [address_of(fields.get(name)) for name in _IMAGES]),
    }


def _text(value: object) -> str:
    """Return a text, or the paragraphs of a tree."""
    return value.strip() if isinstance(value, str) else rich_text(value)


def _names(fields: Values, names: tuple[str, ...]) -> list[str]:
    for name in names:
        value = fields.get(name)
        things = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else [value]
        if known := names_of(_names_of_things(things)):
            return known
    return []


def _names_of_things(things: list[object] | list[str]) -> Iterator[str]:
    for thing in things:
        yield first_text([thing, *(mapping_of(thing).get(name) for name in _NAMES)])


def entries_of(value: Values, *names: str) -> list[Values]:
    """Return the objects in the first list that an object has under one of some names, or the object itself."""
    for name in names:
        inner = part(value, name)
        if isinstance(inner, list):
            return [item for item in list_of(inner) if isinstance(item, dict)]
        if isinstance(inner, dict):
            return [inner]
    return [value]

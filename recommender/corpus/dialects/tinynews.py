"""Tiny News Collective: articles as its publishing system answers them.

In: an article (``{"translations": [{"headline": …, "content": […]}], "author": […], "live_url": …}``). Out: its record,
in the first language that is published. The one idea: what is published is a translation, so an article without one is
a draft. Source: the articles of tinynewsdb, as TryGhost/migrate (mg-tinynews) reads them.
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import first_text, mapping_of, names_of, objects_of, part, text_of
from recommender.corpus.dialects.rich_text import rich_text
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid


def is_tinynews(value: Values) -> bool:
    """Return whether an object is an article."""
    return any("headline" in each and "locale_code" in each for each in objects_of(value.get("translations"))[:1])


def tinynews_records(value: Values) -> Iterator[Record]:
    """Yield the one record of an article."""
    published = next((each for each in objects_of(value.get("translations")) if each.get("published") is True), None)
    if published is None:
        yield Record(None, {}, not_public="draft")
        return
    category = mapping_of(value.get("category"))
    tags = [part(each, "tag.tag_translations.title") for each in objects_of(value.get("tags"))]
    authors = [mapping_of(each.get("author")) for each in objects_of(value.get("author"))]
    names = [f"{text_of(each.get('first_names'))} {text_of(each.get('last_name'))}" for each in authors]
    values = {
        "title": published.get("headline"),
        "text": rich_text(published.get("content")) or published.get("search_description"),
        "url": first_valid("url", [value.get("live_url")]),
        "published_at": published.get("first_published_at"),
        "updated_at": published.get("last_published_at"),
        "section": first_text(
            [category.get("title"), part(category, "category_translations.title"), category.get("slug")]
        ),
        "language": first_valid("language", [published.get("locale_code")]),
        "tags": names_of(tags),
        "authors": names_of(names) or names_of([published.get("custom_byline")]),
        "image_url": first_valid("image_url", [part(value, "featured_image.url")]),
    }
    yield Record(None, values)


TINYNEWS = Dialect("Tiny News", recognises=is_tinynews, records=tinynews_records)

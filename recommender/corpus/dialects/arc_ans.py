"""Arc XP's ANS: stories of the content system of the Washington Post and its customers.

In: a story, or an answer that lists some. Out: one record a story; galleries, videos and the like are left out by their
kind. The one idea: the text is the list of content elements, some of which hold others; an address is kept only where
it names its site, since ANS has paths. Source: Arc XP ANS schema 0.10 (story, text, list, quote, publishing, embargo).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import first_text, list_of, mapping_of, objects_of, part, text_of
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.story_text import web_addresses
from recommender.corpus.wires import kind_of_item, names

_VERSION = re.compile(r"0\.\d{1,2}\.\d{1,2}$")
# Elements whose content is words of the story, in HTML or plain; of a correction, that it was made is told.
_WORDS = frozenset({"text", "header", "blockquote", "correction"})
_NESTED = frozenset({"quote", "list", "element_group", "list_element"})
MOST_NESTED = 8  # lists in lists; the schema sets no limit
_KIND = {"opinion": "opinion", "column": "opinion", "editorial": "opinion", "live-blog": "live", "liveblog": "live"}
_LISTS = frozenset({"results", "collection"})
_DRAFTS = frozenset({"draft", "working", "in progress", "unpublished"})


def is_ans(value: Values) -> bool:
    """Return whether an object is a piece of content in ANS, or an answer that lists some."""
    if text_of(value.get("type")) in _LISTS:
        return any(map(_is_content, objects_of(value.get("content_elements"))[:1]))
    return _is_content(value)


def _is_content(value: Values) -> bool:
    has_version = _VERSION.match(text_of(value.get("version"))) is not None
    is_story = isinstance(value.get("headlines"), dict) and "content_elements" in value
    return "type" in value and (is_story or (has_version and ("headlines" in value or "_id" in value)))


def _records(value: Values) -> Iterator[Record]:
    if text_of(value.get("type")) in _LISTS:
        for number, story in enumerate(objects_of(value.get("content_elements")), start=1):
            yield _record(story)._replace(line=number)
    else:
        yield _record(value)


def _record(story: Values) -> Record:
    values = _values(story)
    kind = kind_of_item(text_of(story.get("type")))
    if kind:
        return Record(None, values, not_public=kind)
    # In ANS a story that was never published has no revision that is.
    is_draft = part(story, "revision.published") is False or text_of(story.get("status")).lower() in _DRAFTS
    return Record(None, values, not_public="draft" if is_draft else _embargo(story))


def _embargo(story: Values) -> str | None:
    """Return ``embargoed`` of an embargo without an end; one with an end is told by the values of the record."""
    embargo = mapping_of(part(story, "content_restrictions.embargo"))
    is_active = embargo.get("active") is True
    return "embargoed" if is_active and first_valid("published_at", [embargo.get("end_time")]) is None else None


def _values(story: Values) -> dict[str, object]:
    headlines = mapping_of(story.get("headlines"))
    published = [story.get(name) for name in ("first_publish_date", "publish_date", "display_date", "created_date")]
    taxonomy = mapping_of(story.get("taxonomy"))
    embargo = mapping_of(part(story, "content_restrictions.embargo"))
    return {
        "article_id": text_of(story.get("_id")) or None,
        "title": first_text([headlines.get("basic"), *headlines.values(), part(story, "subheadlines.basic")]),
        "text": "\n\n".join(_words(story.get("content_elements"), 0)) or text_of(part(story, "description.basic")),
        "url": first_valid("url", web_addresses([story.get("canonical_url"), story.get("website_url")])),
        "publisher": _publisher(story),
        "published_at": first_valid("published_at", published),
        "updated_at": first_valid("updated_at", [story.get("last_updated_date")]),
        "section": _section(story, taxonomy),
        "language": first_valid("language", [story.get("language")]),
        "kind": _kind_of_story(story),
        "tags": _tags(taxonomy),
        "authors": _authors(story),
        "image_url": first_valid("image_url", [part(story, "promo_items.basic.url")]),
        "embargoed": first_valid("published_at", [embargo.get("end_time")]) if embargo.get("active") is True else None,
    }


def _kind_of_story(story: Values) -> str | None:
    if part(story, "owner.sponsored") is True:
        return "sponsored"
    return _KIND.get(text_of(story.get("subtype")).lower())


def _authors(story: Values) -> list[str]:
    credited = objects_of(part(story, "credits.by"))
    return names(first_text([each.get("name"), each.get("byline")]) for each in credited)


def _words(elements: object, depth: int) -> Iterator[str]:
    if depth > MOST_NESTED:
        return
    for element in objects_of(elements):
        kind = text_of(element.get("type"))
        if kind in _WORDS:
            yield from filter(None, [first_text([element.get("content"), element.get("text")])])
        elif kind in _NESTED:
            yield from _words(element.get("content_elements") or element.get("items"), depth + 1)
        elif kind == "table":
            yield from _rows(element)


def _rows(table: Values) -> Iterator[str]:
    """Yield the rows of a table, whose cells are texts or things with a content."""
    for row in [list_of(table.get("header")), *map(list_of, list_of(table.get("rows")))]:
        cells = (text_of(cell) or text_of(mapping_of(cell).get("content")) for cell in row)
        if line := " ".join(filter(None, cells)):
            yield line


def _publisher(story: Values) -> str | None:
    """Return the wire that a story is from; else the site or company that owns it, by its name or else its id."""
    distributor = mapping_of(story.get("distributor"))
    is_wire = text_of(distributor.get("category")).lower() in ("wires", "handout", "stock", "freelance")
    owner, source = mapping_of(story.get("owner")), mapping_of(story.get("source"))
    named = [distributor.get("name") if is_wire else None, owner.get("name"), source.get("name"), owner.get("id")]
    # A deprecated name is written as "(deprecated)" by some.
    real = [name for name in named if name != "(deprecated)"]
    return next(iter(names([*real, story.get("canonical_website")])), None)


def _section(story: Values, taxonomy: Values) -> str | None:
    websites = mapping_of(story.get("websites")).values()
    primary = (taxonomy.get(name) for name in ("primary_section", "primary_site"))
    others = [*objects_of(taxonomy.get("sections")), *objects_of(taxonomy.get("sites"))]
    sections = [*primary, *others, *(mapping_of(site).get("website_section") for site in websites)]
    return next(iter(names(mapping_of(each).get("name") for each in sections)), None)


def _tags(taxonomy: Values) -> list[str]:
    tags = [first_text([each.get("text"), each.get("slug")]) for each in objects_of(taxonomy.get("tags"))]
    keywords = [each.get("keyword") for each in objects_of(taxonomy.get("keywords"))]
    entities = [each.get("name") for each in objects_of(taxonomy.get("named_entities"))]
    return names([*tags, *keywords, *list_of(taxonomy.get("seo_keywords")), *entities])


ANS = Dialect("Arc ANS", is_ans, _records)

"""NewsML-G2: news items, alone or many in a message.

In: a path. Out: one record an item of text; pictures, packages, events and plans are left out by their kind. The one
idea: an item has one guid through all its versions, and its state says of all of them whether they may be public.
Sources: IPTC NewsML-G2 2.x, specification and guidelines (iptc.org/std/NewsML-G2), as Reuters, AP, dpa, ANSA, STT and
others write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.corpus.elements import attribute, children, first, read_elements, words
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.readers.nitf import nitf_values
from recommender.corpus.reading import FileHead, LeftOut, Reader, Reading
from recommender.corpus.story_text import addresses, markup_text, story_text, web_addresses
from recommender.corpus.wires import (
    authority_of,
    authors_of,
    category_name,
    is_top_subject,
    kind_of_genre,
    kind_of_item,
    names,
    record_of,
    subject_name,
)

if TYPE_CHECKING:
    from recommender.corpus.elements import Element

# The items of the standard that are no news items, and what they are.
_OTHER_ITEMS = {
    "packageItem": "package", "conceptItem": "concept", "knowledgeItem": "concept", "planningItem": "planning item",
    "catalogItem": "catalog",
}  # fmt: skip
# Roles of a headline that is not the headline of the story.
_OTHER_HEADLINES = re.compile(r"sub|kicker|over|short|alt|seo|deck|social", re.IGNORECASE)
# The scheme or type of a subject that is the department of a newsroom.
_DEPARTMENT = re.compile(r"categor|dpacat|department|desk|section|resort", re.IGNORECASE)
_LONGEST_CODE = 3  # letters of a department's code, such as "CRO", that stands as its name
# Of an item's links, those by which its editors point to something else to read.
_SEE_ALSO = re.compile(r"seealso|related", re.IGNORECASE)
_MOST_RENDITIONS = 100  # of a text, of which the first with words is read; agencies send two or three
_BODY = ("html", "body")


def read_newsml_g2(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record an item of text; its line is that on which it begins.

    Raises:
        CorpusError: There is no readable item; or the extra ``web`` is not installed.
    """
    for item in read_elements(path, ["newsItem", *_OTHER_ITEMS], reading.refuse, encoding=reading.encoding):
        kind = _kind(item)
        values = _values(item) if kind in (None, "package") else {}
        if kind and not values.get("text"):
            reading.leave_out(LeftOut(str(path), item.sourceline, kind))
        else:
            record = record_of(item.sourceline, values)
            is_taken_back = record.withdraws or record.not_public is not None
            yield (
                record._replace(not_public="embargoed")
                if _has_embargo_without_end(item) and not is_taken_back
                else record
            )


def _kind(item: Element) -> str | None:
    """Return what an item is that is no text."""
    other = next((kind for name, kind in _OTHER_ITEMS.items() if str(item.tag).endswith(name)), None)
    if other == "concept" and first(item, "concept", "eventDetails") is not None:
        return "event"
    return other or next(filter(None, map(kind_of_item, _codes(item, "itemMeta", "itemClass"))), None)


def _has_embargo_without_end(item: Element) -> bool:
    """Return whether an item is held back until further notice, which an embargo without a time says."""
    return any(not words(each) for each in children(item, "itemMeta", "embargoed"))


def _values(item: Element) -> dict[str, object]:
    meta, about, content = first(item, "itemMeta"), first(item, "contentMeta"), first(item, "contentSet")
    nitf = next((story for each in children(content, "inlineXML") for story in children(each, "nitf")), None)
    own = nitf_values(nitf) if nitf is not None else {}
    created = [words(each) for each in children(meta, "firstCreated")]
    updated = [words(each) for each in children(meta, "versionCreated")]
    # Reuters writes the byline as the first paragraph, too.
    text = _text(content).removeprefix(f"{_line(about, 'by') or None}\n")
    guid = attribute(item, "guid")
    return {
        "article_id": guid or None,
        "title": _title(item, own) or _line(about, "slugline"),
        "text": text,
        "url": first_valid("url", web_addresses([guid])),
        "publisher": _publisher(item),
        "published_at": first_valid("published_at", [*created, _line(about, "contentCreated"), *updated]),
        "updated_at": first_valid("updated_at", updated),
        "section": _section(item),
        "language": first_valid("language", _languages(item)),
        "kind": kind_of_genre(_genres(about)),
        "tags": names([*map(words, children(about, "keyword")), *_subject_names(item)]),
        "authors": _authors(about) or own.get("authors"),
        "links": web_addresses([*_see_also(meta), *addresses(content)]),
        "note": " ".join(map(words, children(meta, "edNote"))),
        "pubstatus": next(iter(_codes(item, "itemMeta", "pubStatus")), ""),
        "embargoed": first_valid("published_at", [words(each) for each in children(meta, "embargoed")]),
    }


def _codes(item: Element, *path: str) -> list[str]:
    return [
        attribute(each, "qcode") or attribute(each, "uri") or attribute(each, "literal")
        for each in children(item, *path)
    ]


def _genres(about: Element | None) -> Iterator[str]:
    for genre in children(about, "genre"):
        yield attribute(genre, "qcode")
        yield from map(words, children(genre, "name"))


def _line(parent: Element | None, name: str) -> str:
    return next(filter(None, map(words, children(parent, name))), "")


def _title(item: Element, own: dict[str, object]) -> object:
    headlines = sorted(children(item, "contentMeta", "headline"), key=lambda each: attribute(each, "rank") or "1")
    main = [each for each in headlines if not _OTHER_HEADLINES.search(attribute(each, "role"))]
    page = first(item, "contentSet", "inlineXML", *_BODY)
    inside = [
        first(page, "h1"),
        first(page, "header", "h1"),
        first(item, "contentSet", "inlineXML", "html", "head", "title"),
    ]
    lines = [*map(words, main), _line(first(item, "itemMeta"), "title"), own.get("title"), *map(words, inside)]
    return next(filter(None, [*lines, *map(words, headlines)]), None)


def _text(content: Element | None) -> str:
    """Return the text of the first rendition that has words, in elements, or in characters that may be markup."""
    for inline in islice(children(content, "inlineXML"), _MOST_RENDITIONS):
        bodies = (first(inline, "nitf", "body", "body.content"), first(inline, *_BODY), inline)
        if text := story_text(next(each for each in bodies if each is not None)):
            return text
    for inline in islice(children(content, "inlineData"), _MOST_RENDITIONS):
        kind = attribute(inline, "contenttype")
        if (kind.startswith("text/") or not kind) and not attribute(inline, "encoding"):
            return markup_text(str(inline.xpath("string()"))).strip()
    return ""


def _publisher(item: Element) -> str | None:
    """Return the provider by name; by a code or a site only where no source of the content has a name."""
    providers = list(children(item, "itemMeta", "provider"))
    sources = list(children(item, "contentMeta", "infoSource"))
    named = [
        *(_name(each) for each in providers),
        *(attribute(each, "literal") for each in providers if "." not in attribute(each, "literal")),
        *(_name(each) or attribute(each, "literal") for each in sources),
        *(code.rpartition(":")[2] for code in _codes(item, "itemMeta", "provider")),
        *(_name(each) or attribute(each, "literal") for each in children(item, "rightsInfo", "copyrightHolder")),
        authority_of(attribute(item, "guid")),
        *(_line(each, "sender") for parent in item.iterancestors() for each in children(parent, "header")),
    ]
    return next(iter(names(named)), None)


def _name(element: Element, language: str = "") -> str:
    """Return a thing's name, in a language if it has one in it."""
    named = list(children(element, "name"))
    same = [each for each in named if language and attribute(each, "lang").lower()[:2] == language.lower()[:2]]
    return next(filter(None, map(words, same or named)), "")


def _subjects(item: Element) -> list[Element]:
    return list(children(item, "contentMeta", "subject"))


def _subject_names(item: Element) -> Iterator[str]:
    language = attribute(item, "lang")
    # A department's name may be its code, such as "pl" in dpacat:pl.
    return (_name(each, language) for each in _subjects(item) if not _is_code(each))


def _is_code(subject: Element) -> bool:
    return _name(subject) == attribute(subject, "qcode").rpartition(":")[2]


def _section(item: Element) -> str | None:
    """Return the newsroom's department; else the broadest subject that has a name, or whose code is of a known one."""
    language = attribute(item, "lang")
    subjects = [(attribute(each, "qcode"), _name(each, language)) for each in _subjects(item)]
    departments = list(_departments(item))
    named = [
        *(name for name in departments if len(name) > _LONGEST_CODE),
        *(name or subject_name(code) for code, name in subjects if is_top_subject(code)),
        *(subject_name(code) for code, _ in subjects),
        *departments,
    ]
    return next(iter(names(named)), None)


def _departments(item: Element) -> Iterator[str]:
    """Yield the names of departments; where one is only a code, such as ``CRO``, what is known of it."""
    for each in filter(_is_department, _subjects(item)):
        code, name = attribute(each, "qcode"), _name(each, attribute(item, "lang"))
        known = subject_name(code) or category_name(code)
        yield name if len(name) > _LONGEST_CODE else known or name


def _is_department(subject: Element) -> bool:
    scheme = attribute(subject, "qcode").partition(":")[0]
    return _DEPARTMENT.search(f"{scheme} {attribute(subject, 'type')}") is not None


def _languages(item: Element) -> Iterable[str]:
    yield from (attribute(each, "tag") for each in children(item, "contentMeta", "language"))
    yield attribute(item, "lang")
    yield from (attribute(each, "lang") for each in children(item, "contentSet", "inlineXML"))
    yield from (attribute(each, "lang") for each in children(item, "contentSet", "inlineXML", "html"))


def _authors(about: Element | None) -> list[str]:
    """Return the authors of the byline; else the creators whose names are those of people, not of users of a system."""
    byline = _line(about, "by")
    creators = (_name(each) for each in children(about, "creator"))
    return (
        authors_of(byline)
        if byline
        else [name for creator in creators if " " in creator for name in authors_of(creator)]
    )


def _see_also(meta: Element | None) -> list[str]:
    return [attribute(each, "href") for each in children(meta, "link") if _SEE_ALSO.search(attribute(each, "rel"))]


_ROOTS = frozenset({"newsmessage", "newsitem", *(name.lower() for name in _OTHER_ITEMS)})
_RCV1 = re.compile(rb"<newsitem\b[^>]{0,1000}\bitemid=")


def _recognises(file: FileHead) -> bool:
    return file.element in _ROOTS and not _RCV1.search(file.data)


NEWSML_G2 = Reader(
    "NewsML-G2", recognises=_recognises, read=read_newsml_g2, suffixes=frozenset({"", ".xml", ".newsml"}), apart=True
)

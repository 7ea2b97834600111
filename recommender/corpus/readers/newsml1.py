"""NewsML 1: an envelope of news items, each a tree of components.

In: a path. Out: one record a `NewsItem` with a text. The one idea: of the components of an item, those whose role or
medium is another one (captions, style sheets, contacts, pictures) are no text of it; of the rest, that with the role of
a main text, or else the longest, is the story. Sources: IPTC NewsML 1.2, functional specification (iptc.org), as AFP,
ANA-MPE and Business Wire write it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.corpus.elements import attribute, children, first, local_name, read_elements, words
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.readers.nitf import nitf_values
from recommender.corpus.reading import FileHead, LeftOut, Reader, Reading
from recommender.corpus.story_text import addresses, markup_text, story_text
from recommender.corpus.wires import authors_of, is_top_subject, kind_of_item, names, record_of, subject_name

if TYPE_CHECKING:
    from recommender.corpus.elements import Element

_MAIN_ROLES = frozenset({"main", "body", "bodytext", "text", "story", "maintext", "article"})
_OTHER_ROLES = frozenset({
    "caption", "stylesheet", "headline", "subheadline", "contact", "logo", "abstract", "summary", "photo", "picture",
    "graphic", "thumbnail", "preview", "quicklook", "video", "audio", "keywords", "byline", "copyright", "sidebar",
})  # fmt: skip
# Contents of an item that are looked at: a hundred pictures come in a few sizes each.
_MOST_CONTENTS = 1_000
# A role stands before all but comments and topics in its component.
_FIRST_CHILDREN = 50
_SUBJECTS = ("Subject", "SubjectMatter", "SubjectDetail")
_KEYWORDS = frozenset({"keyword", "keywords", "topic"})
_CATEGORIES = frozenset({"category"})
_LONGEST_CODE = 3  # letters of a category that is a code


def read_newsml1(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record an item; its line is that on which it begins.

    Raises:
        CorpusError: There is no readable item; or the extra ``web`` is not installed.
    """
    for item in read_elements(path, ["NewsItem"], reading.refuse, encoding=reading.encoding):
        values = _values(item)
        kind = None if values["text"] else _kind(item)
        if kind:
            reading.leave_out(LeftOut(str(path), item.sourceline, kind))
        else:
            yield record_of(item.sourceline, values)


def _values(item: Element) -> dict[str, object]:
    content = _main_content(item)
    inner = _inside(content)
    own = nitf_values(inner) if inner is not None and local_name(inner) == "nitf" else {}
    management = first(item, "NewsManagement")
    envelope = next((first(parent, "NewsEnvelope") for parent in item.iterancestors()), None)
    created, updated = _texts(management, "FirstCreated"), _texts(management, "ThisRevisionCreated")
    language = next((attribute(each, "FormalName") for each in _all(item, "Language")), "")
    return {
        "article_id": _identity(item),
        "title": _title(item) or own.get("title") or _line(item, "SlugLine"),
        "text": _text(content),
        "url": own.get("url"),
        "publisher": _publisher(item, envelope),
        "published_at": first_valid("published_at", [*created, *updated, *_texts(envelope, "DateAndTime")]),
        "updated_at": first_valid("updated_at", updated),
        "section": _section(item) or own.get("section"),
        "language": first_valid("language", [language, attribute(item, "lang")]),
        "tags": names([*_keywords(item), *_topics(item)]),
        "authors": authors_of(_line(item, "ByLine")) or own.get("authors"),
        "links": addresses(content),
        "note": " ".join(map(words, _all(item, "Comment"))),
        "pubstatus": next((attribute(each, "FormalName") for each in children(management, "Status")), ""),
        "embargoed": _embargo(management),
    }


def _texts(element: Element | None, name: str) -> list[str]:
    return [words(each) for each in children(element, name)]


def _all(item: Element, name: str) -> Iterator[Element]:
    return item.iter(f"{{*}}{name}")


def _identity(item: Element) -> str | None:
    """Return the id of all revisions of an item: its parts, or its public identifier without the revision."""
    identifier = first(item, "Identification", "NewsIdentifier")
    parts = [words(first(identifier, name)) for name in ("ProviderId", "DateId", "NewsItemId")]
    if all(parts):
        return ":".join(["urn:newsml", *parts])
    return words(first(identifier, "PublicIdentifier")).rpartition(":")[0] or parts[2] or None


def _title(item: Element) -> str:
    return _line(item, "HeadLine")


def _line(item: Element, name: str) -> str:
    return next(filter(None, map(words, _all(item, name))), "")


def _publisher(item: Element, envelope: Element | None) -> str | None:
    """Return who provides the item; its source may be a company that an agency only passes on."""
    named = [
        *(_party(each) for each in _all(item, "Provider")),
        *(_party(each) for each in children(envelope, "SentFrom")),
        *(_party(each) for each in _all(item, "Source")),
        _line(item, "CreditLine"),
        _line(item, "CopyrightHolder"),
        _line(item, "ProviderId"),
    ]
    return next(iter(names(named)), None)


def _party(element: Element) -> str:
    return next((attribute(each, "FormalName") for each in children(element, "Party")), "")


def _codes(item: Element) -> list[str]:
    """Return the codes of what an item is about, in their order."""
    subjects = (each for name in _SUBJECTS for code in _all(item, "SubjectCode") for each in children(code, name))
    return [attribute(each, "FormalName") for each in subjects]


def _section(item: Element) -> str | None:
    """Return the category that the provider names; else the broadest subject."""
    named = names(name for name in _properties(item, _CATEGORIES) if len(name) > _LONGEST_CODE)
    ordered = sorted(_codes(item), key=lambda code: not is_top_subject(code))
    return next(iter([*named, *filter(None, map(subject_name, ordered))]), None)


def _topics(item: Element) -> Iterator[str]:
    """Yield the names that an item's own topics have in its language, or in any."""
    language = attribute(item, "lang") or next((attribute(each, "FormalName") for each in _all(item, "Language")), "")
    for topic in _all(item, "Topic"):
        named = [each for each in children(topic, "Description") if attribute(each, "Variant") in ("", "Name")]
        named.sort(key=lambda each: attribute(each, "lang").lower()[:2] != language.lower()[:2])
        yield from map(words, named[:1])


def _keywords(item: Element) -> Iterator[str]:
    yield from _properties(item, _KEYWORDS)
    for line in _all(item, "KeywordLine"):
        yield from words(line).replace(";", ",").split(",")


def _properties(item: Element, names_of: frozenset[str]) -> Iterator[str]:
    for each in _all(item, "Property"):
        if attribute(each, "FormalName").lower() in names_of:
            yield attribute(each, "Value")


def _embargo(management: Element | None) -> object:
    """Return when an item becomes usable, as its change of status tells."""
    changes = children(management, "StatusWillChange")
    times = [words(first(each, "DateAndTime")) for each in changes if _becomes_usable(each)]
    return first_valid("published_at", times)


def _becomes_usable(change: Element) -> bool:
    return any(attribute(each, "FormalName").lower() == "usable" for each in children(change, "FutureStatus"))


def _main_content(item: Element) -> Element | None:
    outermost = (each for each in _all(item, "ContentItem") if not _is_inside_content(each))
    contents = [each for each in islice(outermost, _MOST_CONTENTS) if _may_be_text(each)]
    main = [each for each in contents if _role(each) in _MAIN_ROLES]
    texts = [(len(words(each)), each) for each in main or contents]
    return max(texts, key=lambda pair: pair[0])[1] if texts else None


def _is_inside_content(content: Element) -> bool:
    return any(local_name(parent) == "ContentItem" for parent in content.iterancestors())


def _role(content: Element) -> str:
    """Return the role of the nearest component that has one, in lower case."""
    near = (child for parent in content.iterancestors() for child in islice(parent, _FIRST_CHILDREN))
    return next((attribute(child, "FormalName") for child in near if local_name(child) == "Role"), "").lower()


def _may_be_text(content: Element) -> bool:
    medium = next((attribute(each, "FormalName").lower() for each in children(content, "MediaType")), "text")
    return medium in ("text", "complexdata", "") and _role(content) not in _OTHER_ROLES


def _inside(content: Element | None) -> Element | None:
    """Return the element in the data of a content that is its document; None where it is only characters."""
    data = first(content, "DataContent")
    return None if data is None else next((each for each in data if local_name(each)), None)


def _text(content: Element | None) -> str:
    """Return the text, in elements, or in characters that may be markup."""
    data, inner = first(content, "DataContent"), _inside(content)
    if data is None:
        return ""
    if inner is None:
        return markup_text(str(data.xpath("string()"))).strip()
    if local_name(inner) == "nitf":
        return story_text(first(inner, "body", "body.content"))
    return story_text(data)


def _kind(item: Element) -> str | None:
    """Return what an item without a text is; None where it is a headline alone."""
    media = (kind_of_item(attribute(each, "FormalName")) for each in _all(item, "MediaType"))
    if kind := next(filter(None, media), None):
        return kind
    if next(_all(item, "NewsItemRef"), None) is not None:
        return "package"
    return None if _title(item) else "item without words"


def _recognises(file: FileHead) -> bool:
    return file.element == "newsml"


NEWSML_1 = Reader(
    "NewsML 1", recognises=_recognises, read=read_newsml1, suffixes=frozenset({"", ".xml", ".newsml"}), apart=True
)

"""NITF: one story as agencies and archives mark it up.

In: a path. Out: one record a story, and one more for a story that its document takes back. The one idea: headline,
text, time and publisher each have a few places, the most exact first. The New York Times Annotated Corpus is NITF with
the lead twice, of which one is dropped. Sources: IPTC NITF 3.6 (nitf.org; docdata, hedline, body.content); the NYT
Annotated Corpus (LDC2008T19), its overview of fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.corpus.elements import attribute, children, first, read_elements, words
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.reading import FileHead, LeftOut, Reader, Reading
from recommender.corpus.story_text import addresses, story_text, web_addresses
from recommender.corpus.wires import authors_of, category_name, kind_of_genre, names, record_of, subject_name

if TYPE_CHECKING:
    from recommender.corpus.elements import Element

# A document is one story; an archive of a year in one file has some hundred megabytes.
_MARK = re.compile(rb"<nitf[\s>]", re.IGNORECASE)
_TYPES_OF_ALL = frozenset({"news", "data", "text", "story", "advisory"})
_RIGHTS = re.compile(r"\W+all rights reserved\W*$", re.IGNORECASE)  # behind the name of a holder of rights
_DESK = re.compile(r"\s+desk$", re.IGNORECASE)
_ADDRESS_NAMES = frozenset({"url", "link", "canonical", "permalink", "weburl"})


def read_nitf(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record a story; its line is that on which it begins.

    Raises:
        CorpusError: There is no readable story; or the extra ``web`` is not installed.
    """
    for story in read_elements(path, ["nitf"], reading.refuse, encoding=reading.encoding):
        values = nitf_values(story)
        kind = _kind_without_words(story, values)
        if kind:
            reading.leave_out(LeftOut(str(path), story.sourceline, kind))
        else:
            yield record_of(story.sourceline, values)
        yield from _taken_back(story)


def nitf_values(story: Element) -> dict[str, object]:
    """Return what a NITF document says, by the names of an article's fields; `pubstatus` and `embargoed`, too."""
    data, head = first(story, "head", "docdata"), first(story, "body", "body.head")
    content = first(story, "body", "body.content")
    published = first(story, "head", "pubdata")
    text = _text(content) or story_text(first(head, "abstract"))
    return {
        "article_id": _identity(data),
        "title": _title(story),
        "text": text,
        "url": first_valid("url", _own_addresses(story, published)),
        "publisher": _publisher(story),
        "published_at": first_valid("published_at", _times_of_issue(story)),
        "updated_at": first_valid("updated_at", _norms(story, ("head", "revision-history"))[::-1]),
        "section": _section(story),
        "language": first_valid("language", _languages(story)),
        "kind": kind_of_genre(_norms(story, ("head", "tobject", "tobject.property"), "tobject.property.type")),
        "tags": _tags(story),
        "authors": _authors(head),
        "links": addresses(content),
        "note": " ".join(attribute(each, "info") for each in children(data, "ed-msg")),
        "pubstatus": attribute(data, "management-status") if data is not None else "",
        "embargoed": first_valid("published_at", _norms(story, ("head", "docdata", "date.release"))),
    }


def _title(story: Element) -> str:
    head = first(story, "body", "body.head")
    lines = [*children(head, "hedline", "hl1"), *children(head, "headline", "hl1"), *children(story, "head", "title")]
    return next(filter(None, map(words, lines)), "")


def _text(content: Element | None) -> str:
    """Return the text; in the NYT corpus that of the blocks of the full text, as their lead is also a block of its own.

    There, texts up to 1990 begin with the lead, marked ``LEAD:``, and then with the same paragraph once more.
    """
    full = [block for block in children(content, "block") if attribute(block, "class") == "full_text"]
    if not full:
        return story_text(content)
    lines = "\n".join(map(story_text, full)).split("\n")
    is_doubled = len(lines) > 1 and lines[0].startswith("LEAD:") and lines[0][5:].strip()[:40] == lines[1].strip()[:40]
    return "\n".join(lines[is_doubled:])


def _identity(data: Element | None) -> str | None:
    """Return the id of a story for all its versions: a revision after the key of the story (du-key) is cut off."""
    document = next((attribute(each, "id-string") for each in children(data, "doc-id")), "")
    key = next((attribute(each, "key") for each in children(data, "du-key")), "")
    if key and re.fullmatch(re.escape(key) + r"[-_.:]\d+", document):
        return key
    return document or None


def _norms(story: Element, path: tuple[str, ...], name: str = "norm") -> list[str]:
    return [attribute(each, name) for each in children(story, *path)]


def _times_of_issue(story: Element) -> Iterator[str]:
    yield from _norms(story, ("head", "docdata", "date.issue"))
    yield from _norms(story, ("head", "pubdata"), "date.publication")
    yield from _norms(story, ("body", "body.head", "dateline", "story.date"))
    yield from _norms(story, ("head", "docdata", "date.release"))


def _publisher(story: Element) -> str | None:
    data, head = first(story, "head", "docdata"), first(story, "body", "body.head")
    named = [
        *_norms(story, ("head", "pubdata"), "name"),
        *map(words, children(head, "distributor")),
        *(attribute(each, "holder") for each in children(data, "doc.copyright")),
        *(attribute(each, "src-name") for each in children(data, "del-list", "from-src")),
        *(attribute(each, "regsrc") for each in children(data, "doc-id")),
    ]
    # "The Canadian Press. All rights reserved."
    return next(
        iter(names(re.sub(r"\W+all rights reserved\W*$", "", name, flags=re.IGNORECASE) for name in named)), None
    )


def _section(story: Element) -> str | None:
    meta = _meta(story)
    subjects = list(children(story, "head", "tobject", "tobject.subject"))
    named = [
        meta.get("online_sections", "").partition(";")[0],
        *(_long(name) for name in _norms(story, ("head", "pubdata"), "position.section")),
        *(attribute(each, "tobject.subject.type") for each in subjects),
        *(subject_name(attribute(each, "tobject.subject.refnum")) for each in subjects),
        *(name for name in _norms(story, ("head", "tobject"), "tobject.type") if name.lower() not in _TYPES_OF_ALL),
        _DESK.sub("", meta.get("dsk", "")),
        category_name(meta.get("anpa-category", "")),
        _long(meta.get("category", "")),
    ]
    return next(iter(names(named)), None)


def _long(name: str) -> str:
    """Return a name; ``""`` of one that is only a letter or a code, such as ``A`` or ``HHH``."""
    return "" if len(name) < 4 and name.isupper() else name


def _meta(story: Element) -> dict[str, str]:
    return {attribute(each, "name").lower(): attribute(each, "content") for each in children(story, "head", "meta")}


def _languages(story: Element) -> Iterator[str]:
    yield attribute(story, "lang")
    yield attribute(story, "baselang")
    yield from (attribute(each, "lang") for each in children(story, "body", "body.content"))
    yield from (attribute(each, "lang") for each in children(story, "body", "body.content", "block"))
    yield _meta(story).get("language", "")


def _tags(story: Element) -> list[str]:
    data = first(story, "head", "docdata")
    classified = [*children(data, "identified-content"), *children(story, "body", "body.head", "identified-content")]
    subjects = list(children(story, "head", "tobject", "tobject.subject"))
    return names([
        *(attribute(each, "key") or words(each) for each in children(data, "key-list", "keyword")),
        *(words(each) for each in classified for each in each if "/" not in words(each)),
        *(attribute(each, "tobject.subject.matter") for each in subjects),
        *(attribute(each, "tobject.subject.detail") for each in subjects),
    ])  # fmt: skip


def _authors(head: Element | None) -> list[str]:
    """Return the authors; a byline in the order of an index (``normalized_byline``) is read if there is no other."""
    lines = sorted(children(head, "byline"), key=lambda each: attribute(each, "class").startswith("normalized"))
    for line in lines:
        people = [words(each) for each in children(line, "person")]
        post = words(first(line, "byttl"))
        byline = " and ".join(people) or words(line).removesuffix(post)
        if authors := authors_of(byline):
            return authors
    return []


def _own_addresses(story: Element, published: Element | None) -> list[str]:
    meta = _meta(story)
    own = [attribute(published, "ex-ref")] if published is not None else []
    return web_addresses([*own, *(meta[name] for name in meta if name in _ADDRESS_NAMES)])


def _kind_without_words(story: Element, values: dict[str, object]) -> str | None:
    media = next(story.iter("{*}media"), None)
    if values["text"] or media is None:
        return None
    kind = attribute(media, "media-type").lower()
    return kind if kind in ("video", "audio", "graphic") else "picture"


def _taken_back(story: Element) -> Iterator[Record]:
    """Yield the withdrawal of another document, which a document may tell beside its own state."""
    for data in children(story, "head", "docdata"):
        other = attribute(data, "management-doc-idref")
        if other and attribute(data, "management-idref-status").lower() in ("canceled", "cancelled", "withheld"):
            yield Record(data.sourceline, {"article_id": other}, withdraws=True)


def _recognises(file: FileHead) -> bool:
    is_markup = file.start.startswith(b"<")
    return file.element == "nitf" or (is_markup and file.element not in _ENVELOPES and bool(_MARK.search(file.data)))


# Documents that may hold NITF, and are read by their own readers.
_ENVELOPES = frozenset({"newsml", "newsmessage", "newsitem", "packageitem", "rss", "feed", "rdf", "html"})
NITF = Reader("NITF", recognises=_recognises, read=read_nitf, suffixes=frozenset({"", ".xml", ".nitf"}), apart=True)

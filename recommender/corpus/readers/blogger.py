"""Exports of Blogger: Atom whose entries are everything a blog holds, as Blogger or Google Takeout writes it.

In: a path. Out: one record an entry that is a post; settings, templates, comments and pages are left out by their kind,
drafts and what is in the bin by their state, and all of a blog that only some may read. The one idea: in the older form
a category says what an entry is (``…/kind#post``) and ``app:draft`` its state, in Takeout's ``blogger:type`` and
``blogger:status``; both keep the id that also the feed has. Sources: the Blogger Data API 2.0 (GData), RFC 5023
(``app:control``), the namespace http://schemas.google.com/blogger/2018 as Takeout writes it.

A blog's address is not in Takeout's form, so that its posts have no address there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.article import vouched_id
from recommender.corpus.bundle import Bundle, BundleReader, reading_of
from recommender.corpus.dialects.parts import names_of
from recommender.corpus.elements import attribute, children, first, read_elements, words
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.publication import word_of_state
from recommender.corpus.reading import FileHead, LeftOut, Reader, Reading
from recommender.errors import CorpusError

if TYPE_CHECKING:
    from recommender.corpus.elements import Element

_KIND = re.compile(rb"schemas\.google\.com/(?:g/2005#kind|blogger/2018)")
_KIND_SCHEME = "http://schemas.google.com/g/2005#kind"
TAKEOUT_FEED = "feed.atom"
# Settings that say something of all posts, by the end of their ids.
_LOCALE, _READERS = ".settings.BLOG_LOCALE", ".settings.BLOG_READ_ACCESS_MODE"


@dataclass(slots=True)
class Blog:
    """What the entries before its posts say of a blog: its language, and whether everybody may read it."""

    language: str = ""
    is_public: bool = True


def read_blogger(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record a post; its line is that of its entry.

    Raises:
        CorpusError: It is not XML, or is damaged before its first entry; or the extra ``web`` is not installed.
    """
    blog = Blog()
    for entry in read_elements(path, ("entry",), reading.refuse, encoding=reading.encoding):
        kind = _kind_of(entry)
        if kind == "post":
            yield Record(entry.sourceline, _values(entry, blog), not_public=_reason_not_public(entry, blog))
            continue
        _know(blog, entry)
        reading.leave_out(LeftOut(str(path), entry.sourceline, kind))


def _kind_of(entry: Element) -> str:
    kinds = [words(each).lower() for each in children(entry, "type")]
    kinds += [
        attribute(each, "term").rpartition("#")[2]
        for each in children(entry, "category")
        if attribute(each, "scheme") == _KIND_SCHEME
    ]
    return (kinds or ["post"])[0][:20]


def _know(blog: Blog, entry: Element) -> None:
    name, value = words(first(entry, "id")), words(first(entry, "content"))
    if name.endswith(_LOCALE):
        blog.language = value
    elif name.endswith(_READERS):
        blog.is_public = value in ("PUBLIC", "")


def _reason_not_public(entry: Element, blog: Blog) -> str | None:
    status = words(first(entry, "status")).lower()
    if words(first(entry, "control", "draft")).lower() == "yes":
        return "draft"
    if words(first(entry, "trashed")) or status == "soft_trashed":
        return "deleted"
    if status not in ("live", ""):
        return word_of_state(status) or status[:20]
    return None if blog.is_public else "private"


def _values(entry: Element, blog: Blog) -> dict[str, object]:
    content = first(entry, "content")
    links = [attribute(each, "href") for each in children(entry, "link") if attribute(each, "rel") == "alternate"]
    tags = [
        attribute(each, "term") for each in children(entry, "category") if attribute(each, "scheme") != _KIND_SCHEME
    ]
    return {
        "article_id": vouched_id(words(first(entry, "id"))),
        "title": words(first(entry, "title")),
        "text": "" if content is None else str(content.xpath("string()")),
        "url": first_valid("url", links),
        "publisher": words(first(entry.getparent(), "title")),
        "published_at": words(first(entry, "published")),
        "updated_at": words(first(entry, "updated")),
        "language": first_valid("language", [blog.language]),
        "tags": names_of(tags),
        "authors": names_of(words(each) for each in children(entry, "author", "name")),
        "image_url": first_valid("image_url", [attribute(each, "url") for each in children(entry, "thumbnail")]),
    }


def _is_export(file: FileHead) -> bool:
    return file.element == "feed" and _KIND.search(file.data) is not None


def read_takeout(bundle: Bundle, reading: Reading) -> Iterator[tuple[str, Record]]:
    """Read the posts of a blog of Google Takeout; its settings, themes and pictures are left out."""
    for name, path in bundle.files.items():
        try:
            for record in reading_of(bundle, name, reading).read_by(BLOGGER, path):
                yield name, record
        except CorpusError as error:
            reading.refuse(CorpusError(f"{bundle.place}/{name}", error.line, error.reason))
    for name in bundle.others:
        reading.leave_out(LeftOut(f"{bundle.place}/{name}", None, "settings"))


BLOGGER = Reader(
    "Blogger export", recognises=_is_export, read=read_blogger, suffixes=frozenset({".xml", ".atom"}), apart=True
)
# A theme is a page of HTML that is full of a blog's words.
TAKEOUT = BundleReader(
    "Blogger in Google Takeout",
    recognises=lambda _, files: TAKEOUT_FEED in files and "settings.csv" in files,
    claims=lambda name: "/" not in name,
    wants=lambda name: name == TAKEOUT_FEED,
    read=read_takeout,
)

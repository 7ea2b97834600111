"""Exports of Medium: a page a post, beside the account of their author.

In: a folder or an archive with ``posts/*.html`` beside ``profile``, ``claps``, ``ips`` and the like; or one page of a
post. Out: one record a post. The one idea: only what says when or where it was published is a public post: drafts say
neither, and responses to others are told by a title that is only the beginning of their text. The pages of the account,
which hold addresses for mail and places of login, are not even opened. The id is the address by which also the feed
calls a post.
Source: Medium's "Download your information", as TryGhost/migrate (mg-medium-export) and valueof/meh read it; the names
of classes are those of microformats2 (h-entry).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from recommender.article import vouched_id
from recommender.corpus.bundle import Bundle, BundleReader, reading_of
from recommender.corpus.dialects.parts import first_text, names_of
from recommender.corpus.files import Record, read_head, read_text
from recommender.corpus.mapping import first_valid
from recommender.corpus.readers.page import PAGE
from recommender.corpus.readers.press_html import tree_of
from recommender.corpus.reading import FileHead, LeftOut, Reader, Reading
from recommender.errors import CorpusError, missing_extra

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_PAGE_BYTES = 3_000_000
_POSTS = "posts/"
_ACCOUNT = frozenset({
    "blocks", "bookmarks", "claps", "follows", "following", "highlights", "interests", "ips", "lists", "membership",
    "partner-program", "profile", "pubs-following", "sessions", "social-accounts", "topics-following", "twitter",
    "users-following",
})  # fmt: skip
_POST = re.compile(rb"<section\s[^>]{0,200}data-field=[\"'](?:body|subtitle)[\"']", re.IGNORECASE)
_PROFILE = re.compile(rb"<section\s[^>]{0,200}class=[\"']h-card[\"'].{0,4000}Medium user ID", re.IGNORECASE | re.DOTALL)
# A title is cut where a response is long.
_CUT = "….. \t"
_HAS_CLASS = "//*[contains(concat(' ', normalize-space(@class), ' '), $name)]"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def read_page(path: Path, reading: Reading) -> Iterator[Record]:
    """Read a page as the one record that it is.

    Raises:
        CorpusError: It is longer than `MAX_PAGE_BYTES`, or not HTML; or the extra ``web`` is not installed.
    """
    text = read_text(path, MAX_PAGE_BYTES, reading.encoding, damage=True)
    if find_spec("lxml") is None:
        raise CorpusError(path, None, missing_extra("what reads pages", "web"))
    tree = tree_of(text)
    if tree is None:
        raise CorpusError(path, None, "not a readable HTML page")
    body = next(iter(_with_class(tree, "e-content")), None)
    if body is None:
        yield Record(None, {}, not_public="account data")
    else:
        yield _record(tree, body, is_draft=path.name.startswith("draft"))


def _record(tree: HtmlElement, body: HtmlElement, *, is_draft: bool) -> Record:
    title, subtitle = _text_of(tree, "p-name"), _text_of(tree, "p-summary")
    is_response = _is_response(body, title)
    published = [each.get("datetime") for each in _with_class(tree, "dt-published")]
    written = next((each.getparent() for each in _with_class(tree, "dt-published")), None)
    _drop_repeated(body, (title, subtitle))
    values = {
        "article_id": vouched_id(None if written is None else written.get("href")),
        "title": title,
        "text": f"<p>{escape(subtitle, quote=False)}</p>\n{_markup(body)}",
        "url": first_valid("url", [each.get("href") for each in _with_class(tree, "p-canonical")]),
        "published_at": first_valid("published_at", published),
        "language": first_valid("language", [tree.get("lang")]),
        "tags": names_of(each.text_content() for each in _with_class(tree, "p-tag")),
        "authors": names_of(each.text_content() for each in _with_class(tree, "p-author")),
        "image_url": first_valid("image_url", [each.get("src") for each in body.iter("img")]),
    }
    # A draft has but a link to the editor.
    if is_draft or not (any(published) or _with_class(tree, "p-canonical")):
        return Record(None, values, not_public="draft")
    return Record(None, values, not_public="comment" if is_response else None)


def _with_class(tree: HtmlElement, name: str) -> list[HtmlElement]:
    elements: list[HtmlElement] = tree.xpath(_HAS_CLASS, name=f" {name} ")
    return elements


def _text_of(tree: HtmlElement, name: str) -> str:
    return first_text(" ".join(each.text_content().split()) for each in _with_class(tree, name))


def _is_response(body: HtmlElement, title: str) -> bool:
    """Return whether a post answers another one: it has no heading, and its title is the beginning of its text."""
    paragraphs = (" ".join(each.text_content().split()) for each in body.iter("p"))
    first = next(filter(None, paragraphs), "")
    return next(body.iter(*_HEADINGS), None) is None and bool(title) and first.startswith(title.rstrip(_CUT))


def _drop_repeated(body: HtmlElement, texts: tuple[str, str]) -> None:
    """Take the title and the subtitle out of the body, where Medium repeats them."""
    for element in body.xpath(".//*[contains(@class, 'graf--title') or contains(@class, 'graf--subtitle')]"):
        if " ".join(element.text_content().split()) in texts:
            element.drop_tree()


def _markup(body: HtmlElement) -> str:
    from lxml import html

    return str(html.tostring(body, encoding="unicode", with_tail=False))


def read_export(bundle: Bundle, reading: Reading) -> Iterator[tuple[str, Record]]:
    """Read one record a post."""
    for name, path in bundle.files.items():
        if PurePosixPath(name).name.startswith("draft_"):
            reading.leave_out(LeftOut(f"{bundle.place}/{name}", None, "draft"))
            continue
        try:
            # A folder of posts beside one of a profile may also be another site's.
            is_medium = _is_page(FileHead(path, read_head(path), reading.columns))
            for record in reading_of(bundle, name, reading).read_by(MEDIUM_PAGE if is_medium else PAGE, path):
                yield name, record
        except CorpusError as error:
            reading.refuse(CorpusError(f"{bundle.place}/{name}", None, error.reason))
    for name in bundle.others:
        reading.leave_out(LeftOut(f"{bundle.place}/{name}", None, "account data"))


def _is_page(file: FileHead) -> bool:
    is_post = _POST.search(file.data) is not None and b"h-entry" in file.data
    return file.start.startswith(b"<") and (is_post or _PROFILE.search(file.data) is not None)


def _is_claimed(name: str) -> bool:
    folder, slash, _ = name.partition("/")
    return name.endswith(".html") and bool(slash) and (name.startswith(_POSTS) or folder in _ACCOUNT)


MEDIUM_PAGE = Reader("Medium page", recognises=_is_page, read=read_page, suffixes=frozenset({".html"}), apart=True)
MEDIUM = BundleReader(
    "Medium export",
    recognises=lambda folders, _: "posts" in folders and ("profile" in folders or len(folders & _ACCOUNT) > 1),
    claims=_is_claimed,
    wants=lambda name: name.startswith(_POSTS),
    read=read_export,
)

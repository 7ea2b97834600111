"""Exports of WordPress: WXR, an RSS whose items are everything a site holds.

In: a path, of a file of any size. Out: one record an item that is a post; pages, attachments, menu items, revisions,
blocks and whatever else a site keeps are left out by their type. The one idea: only what WordPress itself would show to
everybody is an article: type ``post``, status ``publish``, no password. Types of a site's own are articles where their
name says so. Source: WordPress's exporter (wp-admin/includes/export.php, WXR 1.0 to 1.2), which wordpress.com and
Squarespace write, too.

The id of a post is its guid, an address such as ``https://site.example/?p=7`` that also its feed and its REST API give.
Its section is Yoast's main category, else its first one; the others are tags. ``post_date_gmt`` is believed before
``pubDate``, and both before ``post_date``, which is local.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from recommender.article import vouched_id
from recommender.corpus.dialects.parts import first_text, joined, names_of
from recommender.corpus.dialects.wordpress import is_article_type
from recommender.corpus.elements import attribute, first, local_name, read_elements, words
from recommender.corpus.files import DAMAGE, Record, open_bytes
from recommender.corpus.mapping import first_valid
from recommender.corpus.publication import word_of_state
from recommender.corpus.reading import FileHead, LeaveOut, LeftOut, Reader, Reading

if TYPE_CHECKING:
    from recommender.corpus.elements import Element

_TYPES = {
    "nav_menu_item": "menu item",
    "wp_navigation": "menu",
    "custom_css": "style",
    "customize_changeset": "settings",
    "oembed_cache": "cache",
    "wp_block": "block",
    "wp_template": "template",
    "wp_template_part": "template",
    "wp_global_styles": "style",
    "jp_img_sitemap": "sitemap",
}
_TEXTS = frozenset({
    "title", "link", "guid", "pubDate", "creator", "description", "post_date", "post_date_gmt", "post_modified",
    "post_modified_gmt", "post_type", "post_password", "status",
})  # fmt: skip
_MAIN_CATEGORY, _THUMBNAIL = "_yoast_wpseo_primary_category", "_thumbnail_id"
# The category that a post has until somebody gives it one.
_NO_CATEGORY = "uncategorized"
# Pictures, authors and categories that are kept in memory for the posts that name them: some 200 bytes each.
MAX_KEPT = 1_000_000
MAX_ITEM_BYTES = 32_000_000
_PIECE_BYTES = 1_000_000

_NAMESPACE = re.compile(rb"xmlns:([\w-]+)\s*=\s*[\"']https?://wordpress\.org/export/")
# Of a post without a time WordPress writes "Mon, 30 Nov -0001", in which other readers see the year 2000.
_FEED_TIME = re.compile(r"[A-Za-z] \d{4} \d")
_ITEM_END = b"</item>"
_POST_ID = re.compile(rb"<wp:post_id>\s*(?:<!\[CDATA\[)?\s*(\d{1,20})")
_ATTACHMENT = re.compile(rb"<wp:attachment_url>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]{1,2000})")


class Term(NamedTuple):
    """A category, a tag or another term of a post: the taxonomy it belongs to, its name in addresses, its name."""

    taxonomy: str
    slug: str
    name: str


class Item(NamedTuple):
    """An item taken apart.

    Attributes:
        texts: The text of each element that is used, by its local name, ``content`` and ``excerpt`` as they are.
        meta: The meta data of the post, by key.
        terms: Its terms.
    """

    texts: dict[str, str]
    meta: dict[str, str]
    terms: list[Term]

    def text(self, name: str) -> str:
        """Return a text, ``""`` where the item has none."""
        return self.texts.get(name, "")


@dataclass(slots=True)
class Site:
    """What an export says of its whole site.

    Attributes:
        title, link, language: Of the channel.
        authors: The name that is shown, by login.
        categories: The name of a category by its number.
        pictures: The address of an attachment by its number.
    """

    title: str = ""
    link: str = ""
    language: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)


def read_wxr(path: Path, reading: Reading) -> Iterator[Record]:
    """Read one record a post; its line is that of its item.

    Raises:
        CorpusError: It is not XML, or is damaged before its first item; or the extra ``web`` is not installed.
    """
    site = Site(pictures=pictures_of(path))
    for element in read_elements(
        path, ("item", "author", "category", "tag", "term"), reading.refuse, encoding=reading.encoding
    ):
        match local_name(element):
            case "author":
                _keep(site.authors, _text(element, "author_login"), _text(element, "author_display_name"))
            case "category":
                _keep(site.categories, _text(element, "term_id"), _text(element, "cat_name"))
            case "item":
                _know_channel(site, element.getparent())
                yield from _records(path, element.sourceline, _parts(element), site, reading.leave_out)


def pictures_of(path: Path) -> dict[str, str]:
    """Return the address of each attachment by its number.

    They stand after the posts that show them. So the bytes are looked through before the document is parsed, which
    costs a small part of parsing it twice; what is not written as WordPress does costs a picture.
    """
    pictures: dict[str, str] = {}
    rest = b""
    try:
        with open_bytes(path) as stream:
            while piece := stream.read(_PIECE_BYTES):
                *items, rest = (rest + piece).split(_ITEM_END)
                rest = rest[-MAX_ITEM_BYTES:]
                for item in items:
                    number, address = _POST_ID.search(item), _ATTACHMENT.search(item)
                    if number and address:
                        # No entity but this one: "&times=2" is part of an address.
                        _keep(pictures, number[1].decode(), address[1].decode("utf-8", "ignore").replace("&amp;", "&"))
    except DAMAGE:
        pass  # whoever parses it reports the damage
    return pictures


def _know_channel(site: Site, channel: Element | None) -> None:
    if not (site.title or site.link):
        site.title, site.link, site.language = (_text(channel, name) for name in ("title", "link", "language"))


def _parts(element: Element) -> Item:
    """Take an item apart in one go, which is what most of the time of reading goes into."""
    item = Item({}, {}, [])
    for child in element:
        match local_name(child):
            case "category":
                item.terms.append(Term(attribute(child, "domain"), attribute(child, "nicename"), words(child)))
            case "postmeta":
                item.meta.setdefault(_text(child, "meta_key"), _text(child, "meta_value"))
            case "encoded":  # two elements of one name in two namespaces
                name = "excerpt" if "excerpt" in str(child.tag) else "content"
                item.texts.setdefault(name, str(child.xpath("string()")))
            case name if name in _TEXTS:
                item.texts.setdefault(name, words(child))
    return item


def _records(path: Path, line: int | None, item: Item, site: Site, leave_out: LeaveOut) -> Iterator[Record]:
    kind = item.text("post_type").lower()
    if kind and not is_article_type(kind):
        leave_out(LeftOut(str(path), line, _TYPES.get(kind) or kind.replace("_", " ")[:20]))
    else:
        yield Record(line, _values(item, site), not_public=_reason_not_public(item))


def _reason_not_public(item: Item) -> str | None:
    status = item.text("status").lower()
    if status not in ("publish", ""):
        return word_of_state(status) or status.replace("_", " ")[:20]
    return "password" if item.text("post_password") else None


def _values(item: Item, site: Site) -> dict[str, object]:
    text = item.text
    section, *others = _sections(item.terms, site.categories.get(item.meta.get(_MAIN_CATEGORY, ""), "")) or [""]
    feed_time = text("pubDate") if _FEED_TIME.search(text("pubDate")) else ""
    times = [_utc(text("post_date_gmt")), feed_time, text("post_date")]
    return {
        "article_id": vouched_id(text("guid")),
        "title": text("title"),
        "text": first_text([text("content"), text("excerpt"), text("description")]),
        "url": first_valid("url", [joined(site.link, text("link"))]),
        "publisher": site.title,
        "published_at": first_valid("published_at", times),
        "updated_at": first_valid("updated_at", [_utc(text("post_modified_gmt")), text("post_modified")]),
        "section": section,
        "language": first_valid("language", [*_slugs(item.terms, "language"), site.language]),
        "tags": names_of([*others, *(term.name for term in item.terms if term.taxonomy in ("post_tag", "tag"))]),
        "authors": _authors(item, site),
        "image_url": first_valid("image_url", [site.pictures.get(item.meta.get(_THUMBNAIL, ""))]),
    }


def _sections(terms: Iterable[Term], main: str) -> list[str]:
    """Return the names of the categories of a post, the main one first; the one that means none is left out."""
    names = [name for taxonomy, slug, name in terms if taxonomy == "category" and slug != _NO_CATEGORY]
    return names_of([main if main in names else "", *names])


def _slugs(terms: Iterable[Term], taxonomy: str) -> list[str]:
    return [term.slug for term in terms if term.taxonomy == taxonomy]


def _authors(item: Item, site: Site) -> list[str]:
    """Return the names of a post's authors; Co-Authors Plus keeps several as terms, by login and perhaps by name."""
    together = [_coauthor(term, site) for term in item.terms if term.taxonomy == "author"]
    if together and all(together):
        return names_of(together)
    login = item.text("creator")
    return names_of([site.authors.get(login, login)])


def _coauthor(term: Term, site: Site) -> str:
    login = term.slug.removeprefix("cap-")
    return site.authors.get(login) or (term.name if term.name != login else "")


def _text(element: Element | None, name: str) -> str:
    return words(first(element, name))


def _utc(time: str) -> str | None:
    """Return a time in UTC with its zone; None of ``0000-00-00 00:00:00``, which stands for no time."""
    return f"{time}+00:00" if time and not time.startswith("0000") else None


def _keep(kept: dict[str, str], key: str, value: str) -> None:
    if key and value and len(kept) < MAX_KEPT:
        kept[key] = value


def _is_wxr(file: FileHead) -> bool:
    """Return whether a file has elements of an export; feeds of some plugins declare its namespace, and have none."""
    prefixes = _NAMESPACE.findall(file.data) if file.element == "rss" else []
    return any(b"<" + prefix + b":" in file.data for prefix in prefixes)


WXR = Reader("WordPress export", recognises=_is_wxr, read=read_wxr, suffixes=frozenset({".xml", ".wxr"}), apart=True)

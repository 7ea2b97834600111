"""The text of a feed, as a parser of feeds can take it.

In: the bytes of a file. Out: the feed alone as UTF-8, without what stands around it. The one idea: what programs and
browsers put around a feed, or turned it into, is undone here, so that the parser sees a feed. Sources: XML 1.0 (prolog,
character range), the HTML Living Standard (void elements, bogus comments), Media RSS 1.5.1.
"""

from __future__ import annotations

import html
import re
import sys
from collections import deque
from html.entities import html5

from recommender.corpus.encodings import decoded
from recommender.corpus.files import HEAD_BYTES

# The root elements of RSS, Atom and RDF; a page has none of them but where it shows a feed.
_ROOT = re.compile(
    r"<(rss\b[^>]{0,5000}>\s*<channel|feed\b[^>]{0,5000}purl\.org/atom|feed\b[^>]{0,5000}www\.w3\.org/2005/Atom"
    r"|(?:\w{1,20}:)?RDF\b[^>]{0,5000}purl\.org/(?:rss|net/rss1\.1))",
    re.IGNORECASE,
)
_ESCAPED_ROOT = re.compile(r"&lt;(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
_ROOT_END = re.compile(r"</(?:rss|feed|(?:\w{1,20}:)?RDF)\s*>", re.IGNORECASE)
_UNREAD = re.compile(r"<(style|script|title)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL)
# A browser says above a saved feed that no style is associated with it. Characters of text; by hand.
MOST_WORDS = 200
_ENTRY_MARK = re.compile(rb"</?(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# References to characters by number, in HTML within XML too; some programs write one for each half of a character.
_NUMBER = re.compile(r"&(?:amp;)?#(?:[xX]0{0,20}([0-9a-fA-F]{1,6})|0{0,20}(\d{1,7}));")
_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>")
# What a browser makes of a link and of a CDATA section, which HTML does not have.
_OPEN_LINK = re.compile(r"<link>([^<]*)(?!</link)(?=<)", re.IGNORECASE)
_BOGUS_COMMENT = re.compile(r"<!--\[CDATA\[(.*?)-->(.*?)\]\](?:&gt;|>)|<!--\[CDATA\[(.*?)\]\]-->", re.DOTALL)
# An ampersand outside CDATA that begins none of the references of XML. An unclosed section runs to the end, so that no
# part is searched twice.
_AMPERSAND = re.compile(
    r"<!\[CDATA\[(?:.*?\]\]>|.*)|&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)(?:([a-zA-Z]\w{1,31};))?",
    re.DOTALL,
)
# The title and description of a picture or film; the parser takes them for those of the item.
_OF_MEDIA = re.compile(r"<(/?)media:(title|description)\b", re.IGNORECASE)
# RSS writes an author as ``ada@post.example (Ada Okafor)``; a mailbox is no name, and the parser cuts some in two.
_AUTHOR = re.compile(r"<(author|dc:creator)>([^<]{1,500})</", re.IGNORECASE)
_MAILBOX = re.compile(r"(?:&lt;|\()?[^\s()&]{1,100}@[^\s()&]{1,100}(?:&gt;|\))?")


def shows_feed(head: bytes) -> bool:
    """Return whether a page, by its first bytes, is a feed with HTML around it rather than a page of its own.

    >>> shows_feed(b'<html><body><rss version="2.0"><channel><title>Post</title>')
    True
    >>> shows_feed(b"<html><body><p>A feed begins with &lt;rss&gt;.</p>")
    False
    """
    before, feed = _parted(head.decode("utf-8", "ignore"))
    return bool(feed) and len(_UNREAD.sub("", before).strip()) <= MOST_WORDS


def feed_text(content: bytes, encoding: str | None = None) -> bytes:
    """Return the feed in a file as UTF-8 without declaration, wrapper and the characters that XML forbids.

    Args:
        content: The bytes of the file.
        encoding: Their encoding; None to find it out.

    Raises:
        EncodingError: They are text in no known encoding.
    """
    text = _with_whole_characters(_FORBIDDEN.sub(" ", decoded(content, encoding, damage=True)))
    before, feed = _parted(text)
    if "<html" in before.lower():
        feed = _as_written(feed)
    feed = _AMPERSAND.sub(_as_xml, feed or _DECLARATION.sub("", text).strip())
    feed = _AUTHOR.sub(_without_mailbox, feed)
    return _OF_MEDIA.sub(r"<\1media:own_\2", feed).encode()


def is_cut(feed: bytes) -> bool:
    """Return whether a feed ends inside an entry."""
    last = deque(_ENTRY_MARK.finditer(feed), maxlen=1)
    return bool(last) and not last[0][0].startswith(b"</")


def _parted(text: str) -> tuple[str, str]:
    """Return what stands before a feed, and the feed to its end; the latter is empty where there is none."""
    root = _ROOT.search(text, 0, HEAD_BYTES)
    if root is None and (escaped := _ESCAPED_ROOT.search(text, 0, HEAD_BYTES)):
        before, text = text[: escaped.start()], html.unescape(text[escaped.start() :])
        root = _ROOT.match(text, 0, HEAD_BYTES)
        return (before, _to_root_end(text)) if root else (text, "")
    return (text[: root.start()], _to_root_end(text[root.start() :])) if root else (text, "")


def _to_root_end(text: str) -> str:
    last = deque(_ROOT_END.finditer(text), maxlen=1)
    return text[: last[0].end()] if last else text


def _with_whole_characters(text: str) -> str:
    """Return a text with two references to the halves of a character as it, and without those to what is none.

    >>> _with_whole_characters("&#xD83D;&#xDE00; &#55357; &#0;&#233;")
    '😀  &#233;'
    """
    text = _NUMBER.sub(_half_or_nothing, text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _half_or_nothing(match: re.Match[str]) -> str:
    number = int(match[1], 16) if match[1] else int(match[2])
    if number > sys.maxunicode:
        return ""
    sign = chr(number)
    if not _FORBIDDEN.match(sign):
        return match[0]
    return sign if "\ud800" <= sign <= "\udfff" else ""


def _as_xml(match: re.Match[str]) -> str:
    """Return a bare ampersand, or an entity of HTML, as XML writes it; a section of CDATA as it is."""
    if match[0].startswith("<"):
        return match[0]
    sign = html5.get(match[1] or "")
    return html.escape(sign) if sign else f"&amp;{match[1] or ''}"


def _without_mailbox(match: re.Match[str]) -> str:
    name = _MAILBOX.sub("", match[2])
    return match[0] if name == match[2] else f"<{match[1]}>{name.strip(' ()')}</"


def _as_written(feed: str) -> str:
    """Return a feed as it was before a browser read it as HTML and wrote it down again."""
    feed = _OPEN_LINK.sub(r"<link>\1</link>", feed)
    return _BOGUS_COMMENT.sub(lambda cut: f"<![CDATA[{cut[3] or f'{cut[1]}>{cut[2]}'}]]>", feed)

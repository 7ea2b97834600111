"""Posts of Usenet, such as the 20 Newsgroups: one a file, with the head of a message.

In: a path. Out: one record. The one idea: a post is known by the names of its head, of which ``Newsgroups`` or
``Message-ID`` with ``Lines`` is no e-mail's; the group is its section. Quoted lines are words of another post, and left
out. Sources: RFC 5536 (Netnews Article Format), RFC 5322; K. Lang, NewsWeeder, ICML 1995.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_string
from email.header import decode_header, make_header
from pathlib import Path

from recommender.corpus.files import Record, read_text
from recommender.corpus.reading import FileHead, Reader, Reading

MAX_POST_BYTES = 3_000_000
_HEAD_NAME = re.compile(rb"^([A-Za-z][A-Za-z-]{1,40}):[ \t]")
_USENET = frozenset({b"newsgroups", b"path", b"xref", b"lines", b"nntp-posting-host", b"distribution"})
# "In article <1@x> Ada writes:" before quoted lines.
_QUOTING = re.compile(r"^(?:In article\b.*|.{0,200}\b(?:writes|wrote):?\s*)$", re.IGNORECASE)
_QUOTED = re.compile(r"^\s*[A-Z]{0,3}[>|:}]")


def is_newsgroups(file: FileHead) -> bool:
    """Return whether a file begins with the head of a post: lines of a name each, among them two of Usenet's."""
    head = re.split(rb"\r?\n\r?\n", file.data, maxsplit=1)[0]
    names = [match[1].lower() for line in head.splitlines() if (match := _HEAD_NAME.match(line))]
    return {b"from", b"subject"} <= set(names) and bool(_USENET & set(names))


def read_newsgroups(path: Path, reading: Reading) -> Iterator[Record]:
    """Read a post as the one record that it is."""
    message = message_from_string(read_text(path, MAX_POST_BYTES, reading.encoding, damage=True))
    groups = str(message.get("Newsgroups") or "").split(",")
    body = message.get_payload()
    yield Record(
        None,
        {
            "article_id": str(message.get("Message-ID") or f"{path.parent.name}/{path.name}").strip("<> "),
            "title": re.sub(r"^(?:re|fwd?):\s*", "", _header(message.get("Subject")), flags=re.IGNORECASE),
            "text": _own_words(body if isinstance(body, str) else ""),
            "published_at": message.get("Date"),
            "section": groups[0].strip() or path.parent.name,
            "language": "en",
            "authors": [_name(_header(message.get("From")))],
            "tags": [keyword.strip() for keyword in _header(message.get("Keywords")).split(",")],
        },
    )


def _header(value: object) -> str:
    text = " ".join(str(value or "").split())
    try:
        return str(make_header(decode_header(text)))
    except (LookupError, ValueError):
        return text


def _name(sender: str) -> str:
    """Return the name of a sender, never the address.

    >>> _name("ada@post.example (Ada Okafor)"), _name("Ada Okafor <ada@post.example>"), _name("ada@post.example")
    ('Ada Okafor', 'Ada Okafor', '')
    """
    in_brackets = re.search(r"\(([^()]{1,100})\)", sender)
    name = in_brackets[1] if in_brackets else re.sub(r"<[^<>]*>", "", sender)
    return "" if "@" in name else name.strip(' "')


def _own_words(body: str) -> str:
    own = (line for line in body.splitlines() if not _QUOTED.match(line) and not _QUOTING.match(line))
    paragraphs = re.split(r"\n\s*\n", "\n".join(own))
    return "\n".join(filter(None, (" ".join(paragraph.split()) for paragraph in paragraphs)))


NEWSGROUPS = Reader("Usenet post", is_newsgroups, read_newsgroups, frozenset({""}))

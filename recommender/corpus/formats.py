"""What the first bytes and the name of a file say: its suffix, its first element of markup, its magic number.

In: a path, or the first bytes of its content, unpacked. Out: facts by which readers recognise their format. Sources:
the magic numbers of the formats; XML 1.0 (prolog).
"""

from __future__ import annotations

import re
from pathlib import PurePath

_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")
PACKED_SUFFIXES = (".gz", ".zst", ".bz2", ".xz")
ZIP = b"PK\x03\x04"
_TAR, _TAR_AT = b"ustar", 257
# Compared with the start of the content in lower case.
_UNREADABLE_STARTS = {
    b"sqlite format 3": "a database file (without sqlite:/// before its path)",
    b"%pdf-": "a PDF file",
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0": "a document of an older Word or Excel",
    b"return-path:": "an e-mail",
    b"delivered-to:": "an e-mail",
    b"received: ": "an e-mail",
    b"mime-version:": "an e-mail",
}
# Of a zip file that is a document: the name of its first file, or what that file says.
_DOCUMENTS = (
    (re.compile(rb"\[Content_Types\]\.xml|_rels/|docProps/|word/|xl/|ppt/"), "a document of Word, Excel or PowerPoint"),
    (re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument"), "an OpenDocument file"),
    (re.compile(rb"mimetypeapplication/epub"), "an EPUB book"),
)
_ZIP_NAME_AT = 30  # of the first file, behind its head (APPNOTE 4.3.7)
# The first element of a document, behind what may precede it, without its prefix.
_FIRST_ELEMENT = re.compile(
    rb"\s*(?>(?:<\?[^>]*>|<!--.*?-->|<!doctype[^>\[]*(?:\[[^\]]*\]\s*)?>)\s*)*+<(?:[\w.-]+:)?([\w-]+)",
    re.IGNORECASE | re.DOTALL,
)


def is_archive(head: bytes) -> bool:
    """Return whether a file is a zip or tar archive."""
    return head.startswith(ZIP) or head[_TAR_AT:].startswith(_TAR)


def unreadable_kind(head: bytes) -> str | None:
    r"""Return what a file is whose format is known, but not read here; None of every other file.

    >>> unreadable_kind(b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml")
    'a document of Word, Excel or PowerPoint'
    """
    if head.startswith(ZIP):
        return next((kind for pattern, kind in _DOCUMENTS if pattern.match(head, _ZIP_NAME_AT)), None)
    start = start_of(head)
    return next((kind for magic, kind in _UNREADABLE_STARTS.items() if start.startswith(magic)), None)


def start_of(head: bytes) -> bytes:
    """Return the first bytes that are no white space, at most 100, in lower case."""
    return head.lstrip()[:100].lower()


def first_element(head: bytes) -> str:
    """Return the local name of the first element of a document of markup, in lower case; ``""`` if there is none.

    >>> first_element(b'<?xml version="1.0"?><!-- news --><x:newsMessage xmlns:x="http://iptc.org/std/nar/2006-10-01/">')
    'newsmessage'
    """
    match = _FIRST_ELEMENT.match(head)
    return match[1].decode("ascii").lower() if match else ""


def plain_suffix(path: PurePath) -> str:
    """Return the last suffix of a name in lower case, without one of packing; ``""`` of a name without one.

    What stands behind a full stop in the guids that wires name files by is no suffix.

    >>> plain_suffix(PurePath("2026.03/News.JSONL.gz")), plain_suffix(PurePath("tag_averin.example_2026_F1_version_2"))
    ('.jsonl', '')
    """
    suffix = _unpacked(path).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def plain_stem(path: PurePath) -> str:
    """Return a name without its suffix, and without one of packing."""
    return _unpacked(path).stem


def _unpacked(path: PurePath) -> PurePath:
    return path.with_suffix("") if path.suffix.lower() in PACKED_SUFFIXES else path

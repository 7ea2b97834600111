"""XML of any size, one element at a time.

In: a path, and the names of the elements wanted. Out: each such element, whole, with what stood before it around it.
The one idea: an element is emptied once its reader is done with it, so that a file of any size needs the memory of one
record; and what news systems do to XML on its way (HTML's entities without a DTD, bare ampersands, control characters,
no declaration or a wrong one) is mended in the characters before the parser sees them. Nothing is fetched, no
entity of the document's own is followed. Sources: XML 1.0 (fifth edition), Namespaces in XML 1.0, the entities of
HTML (section 13.5); read by libxml2 through lxml, of the extra ``web``.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from html.entities import html5
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recommender.corpus.files import DAMAGE, Refuse, damaged, open_utf_8
from recommender.errors import CorpusError, missing_extra

if TYPE_CHECKING:
    from lxml import etree

    Element = etree._Element  # noqa: SLF001 (lxml's own name for it in types)

# What may be between two elements that are wanted, or inside of one: the longest text of an article is 500,000
# characters, and an agency's message of a hundred pictures has 300 kB. libxml2 itself refuses a depth of 256, a text or
# an attribute of 10 MB, and entities that grow to more than five times the document.
MAX_ELEMENT_BYTES = 32_000_000
# Elements and attributes there, counted by their signs, which are never fewer: a node takes some 120 bytes of memory.
MAX_ELEMENT_NODES = 1_000_000
# Of a whole document: the largest exports of WordPress are some hundred megabytes.
MAX_DOCUMENT_BYTES = 16_000_000_000
_PIECE_BYTES = 131_072
_FATAL = 3  # libxml2's level of what makes a document no XML; a prefix without a namespace is none

_DECLARATION = re.compile(r"\ufeff?\s*(?:<\?xml\s[^>]{0,500}\?>)?")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:#(?:(?P<number>[0-9]{1,7})|[xX](?P<hex>[0-9a-fA-F]{1,6}));|(?P<name>[A-Za-z]\w{0,31});)?")
_LONGEST_REFERENCE = 40
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_CDATA, _CDATA_END = "<![CDATA[", "]]>"


def read_elements(
    path: Path, names: Iterable[str], refuse: Refuse, *, limit: int = MAX_DOCUMENT_BYTES, encoding: str | None = None
) -> Iterator[Element]:
    """Yield the outermost elements of some names, in the order of their ends.

    An element is whole when it is yielded, and emptied afterwards: do not keep it. Around it stands what came before
    it, such as the head of its document; what comes after it is not to be relied on.

    Args:
        path: The file, which may be packed.
        names: Local names, in their case; prefixes do not count, whether they are declared or not. An element that is
            not wanted, but may be there a million times, is best named, too, and passed over.
        refuse: Takes the damage behind which nothing more can be read, if there was an element before it.
        limit: The most bytes that are read, unpacked.
        encoding: The encoding that a person says it is in; None to tell it by its bytes and its declaration.

    Raises:
        CorpusError: There was no element before the damage; or the extra ``web`` is not installed.
    """
    if find_spec("lxml") is None:
        raise CorpusError(path, None, missing_extra("what reads XML", "web"))
    wanted, count = frozenset(names), 0
    try:
        with open_utf_8(path, encoding) as stream:
            for element in _outermost(_Document(path, stream, wanted, limit), wanted):
                count += 1
                yield element
    except CorpusError as error:
        if not count:
            raise
        refuse(error)


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace; ``""`` of a comment or an instruction."""
    tag: Any = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its local name, without white space around it; ``""`` if it is not there."""
    value = element.get(name)
    if value is None:
        value = next((text for key, text in element.items() if re.split("[}:]", key)[-1] == name), "")
    return value.strip()


def children(element: Element | None, *path: str) -> Iterator[Element]:
    """Yield the elements at the end of a path of local names, in their order.

    >>> from lxml import etree
    >>> message = etree.fromstring('<m xmlns:n="urn:n"><n:head><date>1</date><date>2</date></n:head></m>')
    >>> [date.text for date in children(message, "head", "date")]
    ['1', '2']
    """
    if element is None:
        return
    for child in element:
        if local_name(child) == path[0]:
            if path[1:]:
                yield from children(child, *path[1:])
            else:
                yield child


def first(element: Element | None, *path: str) -> Element | None:
    """Return the first element at the end of a path of local names, None if there is none."""
    return next(children(element, *path), None)


def words(element: Element | None) -> str:
    """Return the text of an element and of all in it, comments left out, on one line; ``""`` of None.

    >>> from lxml import etree
    >>> words(etree.fromstring("<hl1>Ferry <em>back</em>  in<!-- the --> port</hl1>"))
    'Ferry back in port'
    """
    if element is None:
        return ""
    # An element that holds a text alone, as most do, is asked for it: XPath takes ten times as long.
    return " ".join((str(element.xpath("string()")) if len(element) else element.text or "").split())


def _outermost(document: _Document, names: frozenset[str]) -> Iterator[Element]:
    before: Element | None = None
    for element in document:
        if any(local_name(parent) in names for parent in element.iterancestors()):
            continue
        yield element
        document.restart_counts()
        element.clear(keep_tail=True)
        # The last element of all stays: the parser may be about to write behind it.
        if before is not None and (parent := before.getparent()) is not None:
            parent.remove(before)
        before = element


class _Document(Iterator["Element"]):
    """The wanted elements of a document, those inside of others too.

    Raises:
        CorpusError: When iterated: the document is damaged or too large; nothing more can be read.
    """

    def __init__(self, path: Path, stream: io.BufferedIOBase, names: frozenset[str], limit: int) -> None:
        from lxml import etree

        self._path, self._stream, self._limit = path, stream, limit
        self._parser = etree.XMLPullParser(
            events=("end",), tag=[f"{{*}}{name}" for name in names], encoding="utf-8",
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            # Nobody reads them, and in lxml 6.1 a walk past many of them costs the square of their number.
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        self._mending = _Mending()
        # Half a character, at the end of what was cut by bytes, costs itself alone.
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._read = self._bytes = self._nodes = 0
        self._fault: CorpusError | None = None
        self._ended = False

    def restart_counts(self) -> None:
        """Begin to count anew what is between two elements that are wanted."""
        self._bytes = self._nodes = 0

    def __next__(self) -> Element:
        while True:
            for _, element in self._parser.read_events():
                self._expect_no_entity(element)
                return element
            if self._fault is not None:
                raise self._fault
            if self._ended:
                raise StopIteration
            self._go_on()

    def _go_on(self) -> None:
        from lxml import etree

        text = self._mending.mended(self._next_text(), last=self._ended)
        try:
            self._parser.feed(text.encode())
            if self._ended:
                self._parser.close()
        except etree.XMLSyntaxError as error:
            fatal = next((entry for entry in self._parser.feed_error_log if entry.level >= _FATAL), None)
            if fatal is not None or not self._ended:
                reason = fatal.message if fatal is not None else error.msg
                self._fault = CorpusError(self._path, fatal.line if fatal else None, f"not readable XML: {reason}")

    def _next_text(self) -> str:
        try:
            data = self._stream.read(_PIECE_BYTES)
        except DAMAGE as error:
            raise damaged(self._path, error) from None
        self._ended = not data
        self._count(data)
        return self._decoder.decode(data, self._ended)

    def _count(self, data: bytes) -> None:
        self._read += len(data)
        self._bytes += len(data)
        self._nodes += data.count(b"<") + data.count(b"=")
        if self._read > self._limit:
            raise CorpusError(self._path, None, f"longer than {self._limit} bytes")
        if self._bytes > MAX_ELEMENT_BYTES or self._nodes > MAX_ELEMENT_NODES:
            most = f"{MAX_ELEMENT_BYTES} bytes or {MAX_ELEMENT_NODES} elements and attributes"
            raise CorpusError(self._path, None, f"expected the end of a record within {most}")

    def _expect_no_entity(self, element: Element) -> None:
        from lxml import etree

        for entity in element.iter(etree.Entity):
            reason = f"refers to an entity of the document's own, {entity.text}, which is not followed"
            raise CorpusError(self._path, element.sourceline, reason)


class _Mending:
    """Makes XML of what is nearly XML, a piece after the other; CDATA stays but for what no XML may hold."""

    def __init__(self) -> None:
        self._rest = ""
        self._in_cdata = self._has_begun = self._declares_entities = False

    def mended(self, piece: str, *, last: bool) -> str:
        """Return the next piece mended, but for an end that the next one may belong to, unless it is the last."""
        text = _FORBIDDEN.sub("", self._rest + piece)
        if not self._has_begun and text:
            self._has_begun = True
            text = _DECLARATION.sub(lambda match: "\n" * match[0].count("\n"), text, count=1)
        self._declares_entities = self._declares_entities or "<!ENTITY" in text
        parts: list[str] = []
        while text:
            mark = _CDATA_END if self._in_cdata else _CDATA
            before, sign, rest = text.partition(mark)
            if not sign:
                cut = len(text) if last else self._safe_end(text)
                parts.append(self._part(text[:cut]))
                text = text[cut:]
                break
            parts += [self._part(before), sign]
            self._in_cdata = not self._in_cdata
            text = rest
        self._rest = text
        return "".join(parts)

    def _safe_end(self, text: str) -> int:
        """Return where the piece may end without cutting a reference, or the sign that begins or ends CDATA."""
        if self._in_cdata:
            return max(0, len(text) - len(_CDATA_END) + 1)
        start = max(0, len(text) - _LONGEST_REFERENCE)
        open_signs = [at for sign in "&<" if (at := text.find(sign, start)) >= 0]
        return min(open_signs, default=len(text))

    def _part(self, text: str) -> str:
        return text if self._in_cdata or "&" not in text else _REFERENCE.sub(self._reference, text)

    def _reference(self, match: re.Match[str]) -> str:
        if digits := match["number"] or match["hex"]:
            code = int(digits, 10 if match["number"] else 16)
            return "" if code > 0x10FFFF or _FORBIDDEN.match(chr(code)) else f"&#{code};"
        name = match["name"]
        if name is None:
            return "&amp;"
        if name in _OF_XML:
            return match[0]
        if signs := html5.get(f"{name};"):
            return signs.replace("&", "&amp;").replace("<", "&lt;")
        return match[0] if self._declares_entities else f"&amp;{name};"

"""Encodings: which characters the bytes of a file stand for.

In: the first bytes of a file, or all of them. Out: the name of a Python codec, or text. The one idea: what is certain
comes before what is declared, and what is declared before what is likely: a byte order mark, the zeros of UTF-16,
valid UTF-8, the document's own declaration, the letters of one language that uses the Latin script, and for every other
script charset-normalizer. Bytes that fit nothing are refused; no character is ever made up for them. Sources: WHATWG
Encoding (labels; a declaration of Latin-1 means windows-1252), RFC 3629 (UTF-8), RFC 2781 (UTF-16), XML 1.0 appendix F,
the Unicode CLDR (the letters of a language).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

# Longest first: the mark of UTF-16 begins that of UTF-32.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    b"\x84\x31\x95\x33": "gb18030",
}
WIDE = frozenset({"utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"})  # a line end in them is more than one byte
# An encoding that is declared is read as the one that contains it, as browsers do.
_WIDER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs", "cp950": "big5hkscs", "iso8859-11": "cp874",
    "tis-620": "cp874", "utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le",
}  # fmt: skip
# Labels that Python does not know.
_LABELS = {
    "unicode11utf8": "utf-8", "utf8mb4": "utf-8", "windows874": "cp874", "xsjis": "cp932", "xeucjp": "euc_jp",
    "xgbk": "gb18030", "xxbig5": "big5hkscs", "xmacroman": "mac-roman", "xmaccyrillic": "mac-cyrillic",
    "ansi": "cp1252", "unicode": "utf-16-le",
}  # fmt: skip
_TEXT_CODECS = frozenset({
    "utf-8", *WIDE, "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp437",
    "cp850", "cp852", "cp855", "cp866", "cp874", "cp932", "cp949", "johab", "big5hkscs", "gb18030", "hz", "euc_jp",
    "euc_jis_2004", "iso2022_jp", "iso2022_jp_2", "iso2022_kr", "shift_jis_2004", "koi8-r", "koi8-u", "koi8-t",
    "mac-roman", "mac-latin2", "mac-cyrillic", "mac-greek", "mac-turkish", "mac-iceland", "kz1048", "ptcp154",
    *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
})  # fmt: skip

# The letters beyond ASCII of languages in the Latin script, of the alphabet and of its usual foreign words (CLDR).
_WESTERN = (
    "äöüß", "àâæçéèêëîïôœùûüñ", "áéíñóúüàèòïç", "ãáâàçéêíóôõúüº", "àèéìíîòóùú", "åäöéèü", "æøåéèêóòâôäöü",
    "áéíóúýþæöð", "ëéïóöüáèêíçàûîôñ", "äöåšžõü",
)  # fmt: skip
_CENTRAL = ("ąćęłńóśźżé", "áčďéěíňóřšťúůýžäöü", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čšžćđ", "ăâîşţ", "ëç", "äöüß")
# From the most usual; of encodings that fit alike the first is taken.
_LATIN: dict[str, tuple[str, ...]] = {
    "cp1252": _WESTERN,
    "cp1250": _CENTRAL,
    "iso8859-2": _CENTRAL,
    "cp1254": ("çğıöşüâîûi̇",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž"),
    "mac-roman": _WESTERN,
    "cp850": _WESTERN,
    "cp852": _CENTRAL,
}
_SIGNS = frozenset("’‘“”„‚«»‹›–—…•·€£¥¢§©®™°ºª¡¿´¨†‡½¼¾×²³±\xa0\xad¶µ")
# Signs that stand inside words: the apostrophe, the soft hyphen and the Catalan point.
_INNER = frozenset("’´·\xad")
# Signs that never stand right behind a letter.
_OUTER = frozenset("‚„‹†‡±³£¥¢§¶×¿¡¼½¾¨µ")
# What no syllable of Thai begins with, and what none has three of in a row: the vowels and tones around a consonant.
_NO_THAI = re.compile(
    "(?<![\u0e01-\u0e2e\u0e31-\u0e3a\u0e45-\u0e4e])[\u0e30-\u0e3a\u0e47-\u0e4e]|[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]{3}"
)
# The share of characters beyond ASCII that must fit a language of the Latin script. In [0, 1]; foreign names are rare.
_MIN_FIT = 0.9
# What charset-normalizer is asked to choose from: all scripts but Latin, whose encodings it takes for one another.
_SCRIPTS = (
    "cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866", "mac_cyrillic", "cp1253", "iso8859_7", "cp1255", "cp1256",
    "cp874", "cp932", "euc_jp", "gb18030", "big5hkscs", "cp949",
)  # fmt: skip
_SAMPLE_BYTES = 65_536
# The share of characters with a zero byte from which text is taken for UTF-16. In [0, 1]; half of the characters of a
# JSON of Chinese, hardly any of a text in 8 bits.
_MIN_ZEROS = 0.2

_DECLARED = re.compile(
    rb"<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})|<meta\b[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})",
    re.IGNORECASE,
)
_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
# Controls that no text has, but tab, line ends, form feed, escape and the end of file of DOS.
_CONTROL_BYTE = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f]")


class EncodingError(ValueError):
    """Bytes that stand for no characters in any encoding, or in the one that was chosen."""


def codec_of(label: str) -> str | None:
    """Return the Python codec of an encoding by any of its names; None if there is no such encoding of text.

    >>> codec_of("ISO-8859-1"), codec_of("Windows-1251"), codec_of("x-sjis"), codec_of("rot13")
    ('cp1252', 'cp1251', 'cp932', None)
    """
    name = _LABELS.get(re.sub(r"[^a-z0-9]", "", label.lower()))
    if name is None:
        try:
            name = codecs.lookup(label.strip()).name
        except (LookupError, ValueError):
            return None
    name = _WIDER.get(name, name)
    return name if name in _TEXT_CODECS else None


def encoding_of(data: bytes, *, is_whole: bool = False, chosen: str | None = None) -> str | None:
    """Return the codec that bytes are to be read by; None if they fit nothing, as those of a picture do.

    Args:
        data: The bytes of a file, or the first of them.
        is_whole: Whether they end where the file ends, not in the middle of a character.
        chosen: The encoding that a person says it is.

    Raises:
        ValueError: There is no encoding of the chosen name.
    """
    if chosen is not None:
        return _chosen_encoding(data, chosen)
    certain = _marked_encoding(data) or _wide_encoding(data)
    if certain is None and data.isascii():
        return "iso2022_jp" if b"\x1b$" in data and _fits(data, "iso2022_jp", is_whole) else "utf-8"
    # Bytes of UTF-8 some of which were cut in the middle of a character stay UTF-8, whatever is declared.
    if certain is None and (_fits(data, "utf-8", is_whole) or _is_mostly_utf_8(data)):
        certain = "utf-8"
    return certain or _declared_and_fitting(data, is_whole) or _likely_encoding(data, is_whole)


def _marked_encoding(data: bytes) -> str | None:
    return next((codec for mark, codec in _MARKS.items() if data.startswith(mark)), None)


def _chosen_encoding(data: bytes, chosen: str) -> str:
    codec, marked = codec_of(chosen), _marked_encoding(data)
    if codec is None:
        raise ValueError(f"encoding: expected the name of one, such as windows-1252, found {chosen[:40]!r}")
    return marked if marked in WIDE and codec in WIDE else codec


def _declared_and_fitting(data: bytes, is_whole: bool) -> str | None:
    codec = declared_encoding(data)
    return codec if codec not in (None, "utf-8") and _fits(data, codec, is_whole) else None


def declared_encoding(data: bytes) -> str | None:
    """Return the codec that a document of XML or HTML declares; None of one that declares none, or none of 8 bits."""
    if not data.lstrip().startswith(b"<"):
        return None
    match = _DECLARED.search(data[:4096])
    codec = codec_of((match[1] or match[2]).decode("ascii", "ignore")) if match else None
    return None if codec in WIDE else codec  # a declaration that can be read is none of UTF-16 itself


def decoded(data: bytes, chosen: str | None = None, *, damage: bool = False) -> str:
    """Return all the bytes of a document as text, without its byte order mark.

    Args:
        data: The bytes.
        chosen: The encoding that a person says it is.
        damage: Whether bytes in the middle of UTF-8 that are none are left out, such as half a character at the end of
            a summary that was cut by bytes; else they are refused.

    Raises:
        EncodingError: The bytes fit no encoding, or not the chosen one.
        ValueError: There is no encoding of the chosen name.
    """
    codec = encoding_of(data, is_whole=True, chosen=chosen)
    if codec is None:
        raise EncodingError("its bytes are text in no known encoding")
    try:
        return decoded_by(codec, data).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if damage and codec == "utf-8" and chosen is None:
            return data.decode(codec, "ignore").removeprefix("\ufeff")
        raise EncodingError(fault_of(error)) from None


def decoded_by(codec: str, data: bytes) -> str:
    """Return bytes as text.

    Raises:
        UnicodeDecodeError: They are not in that encoding.
    """
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        if codec != "cp1252":
            raise
        # The five bytes that windows-1252 leaves open are controls to browsers.
        return "".join(piece.decode(codec) if codec else chr(piece[0]) for codec, piece in _open_bytes(data))


def fault_of(error: UnicodeDecodeError) -> str:
    """Return what is wrong with bytes that are not in their encoding, without what they say."""
    byte = error.object[error.start : error.start + 1].hex() or "the end"
    return (
        f"not {error.encoding}, as the rest of the file: 0x{byte} at byte {error.start + 1}; "
        "choose the encoding if it is another, such as windows-1252"
    )


class Transcoder:
    """Turns pieces of bytes in one encoding into pieces of UTF-8.

    Half of a pair of UTF-16 becomes what no UTF-8 has, so that its line is refused by itself.
    """

    def __init__(self, codec: str) -> None:
        self._decoder = codecs.getincrementaldecoder(codec)("surrogatepass" if codec in WIDE else "strict")

    def turned(self, piece: bytes, *, is_last: bool) -> bytes:
        """Return the next piece.

        Raises:
            UnicodeDecodeError: The bytes are not in that encoding.
        """
        return self._decoder.decode(piece, is_last).encode("utf-8", "surrogatepass")


# Files that begin with text, and hold documents of many encodings behind it: WARC and ARC.
_CONTAINERS = (b"WARC/", b"filedesc://")


def head_in_utf_8(head: bytes, chosen: str | None = None) -> bytes:
    """Return the first bytes of a file in UTF-8, without a byte order mark; as they are where they are no text."""
    if head.startswith(_CONTAINERS):
        return head
    codec = encoding_of(head, chosen=chosen)
    if codec not in (None, "utf-8"):
        try:
            head = Transcoder(codec).turned(head, is_last=False)
        except UnicodeDecodeError:
            return head
    return head.removeprefix(codecs.BOM_UTF8)


def _fits(data: bytes, codec: str, is_whole: bool) -> bool:
    try:
        text = codecs.getincrementaldecoder(codec)("surrogatepass" if codec in WIDE else "strict").decode(
            data, is_whole
        )
    except UnicodeDecodeError:
        return codec == "cp1252" and not _CONTROL.search(data.decode("latin-1"))
    return codec == "utf-8" or not _CONTROL.search(text)


def _open_bytes(data: bytes) -> Iterator[tuple[str | None, bytes]]:
    at = 0
    for match in re.finditer(rb"[\x81\x8d\x8f\x90\x9d]", data):
        yield "cp1252", data[at : match.start()]
        yield None, match[0]
        at = match.end()
    yield "cp1252", data[at:]


def _wide_encoding(data: bytes) -> str | None:
    """Return the encoding of bytes in UTF-32 or UTF-16 without a mark; None of any others."""
    whole = data[: len(data) // 4 * 4]
    if b"\x00" not in whole:
        return None
    # A zero that strayed into other text is one of few, and among no other controls.
    if whole.count(0) < _MIN_ZEROS * len(whole) / 2 and not _CONTROL_BYTE.search(whole):
        return None
    zeros = [whole[at::4].count(0) for at in range(4)]
    if _fits(whole, "utf-32-le", is_whole=False) or _fits(whole, "utf-32-be", is_whole=False):
        return "utf-32-le" if zeros[3] >= zeros[0] else "utf-32-be"
    # The upper bytes of ASCII; a lower one is zero in few characters, such as the space of Chinese, U+3000.
    codec = "utf-16-le" if zeros[1] + zeros[3] > zeros[0] + zeros[2] else "utf-16-be"
    return codec if _fits(whole, codec, is_whole=False) else None


def _is_mostly_utf_8(data: bytes) -> bool:
    """Return whether most of the characters beyond ASCII are valid UTF-8, which other encodings hardly ever are."""
    valid = _UTF_8.findall(data)
    others = len(_BEYOND_ASCII.findall(data)) - sum(map(len, valid))
    return len(valid) > others


def _likely_encoding(data: bytes, is_whole: bool) -> str | None:
    if b"\x00" in data:
        return None
    sample = data[:_SAMPLE_BYTES]
    if len(sample) < len(data):
        is_whole = False
    best = max((_latin_fit(sample, codec, is_whole) for codec in _LATIN), key=lambda fit: fit.share)
    if best.share >= _MIN_FIT:
        return best.codec
    # Loaded where it is needed alone: most files are UTF-8.
    from charset_normalizer import from_bytes

    is_thai = _fits(sample, "cp874", is_whole) and not _NO_THAI.search(sample.decode("cp874", "ignore"))
    among = _SCRIPTS if is_thai else [codec for codec in _SCRIPTS if codec != "cp874"]
    match = from_bytes(sample, cp_isolation=list(among), enable_fallback=False).best()
    codec = codec_of(match.encoding) if match else None
    return codec if codec and _fits(data, codec, is_whole) else None


class _Fit(NamedTuple):
    codec: str
    share: float


def _latin_fit(data: bytes, codec: str, is_whole: bool) -> _Fit:
    """Return the share of characters beyond ASCII that one language of an encoding has, at the place where it is."""
    try:
        text = codecs.getincrementaldecoder(codec)("strict").decode(data, is_whole)
    except UnicodeDecodeError:
        return _Fit(codec, 0.0)
    places = [match.start() for match in re.finditer(r"[^\x00-\x7f]", text)]
    if _CONTROL.search(text) or not places:
        return _Fit(codec, 0.0)
    signs = sum(_is_sign(text, at) for at in places)
    letters = [text[at].lower() for at in places if _is_letter(text, at)]
    most = max(sum(letter in alphabet for letter in letters) for alphabet in _LATIN[codec])
    # Signs alone, of which each encoding has its own, tell no encoding of DOS or central Europe.
    return _Fit(codec, (signs + most) / len(places) if most or codec in ("cp1252", "mac-roman") else 0.0)


def _is_sign(text: str, at: int) -> bool:
    before, after = text[at - 1 : at].isalpha(), text[at + 1 : at + 2].isalpha()
    if text[at] not in _SIGNS or (before and text[at] in _OUTER):
        return False
    return text[at] in _INNER or not (before and after)


def _is_letter(text: str, at: int) -> bool:
    """Return whether a letter stands where one can: no capital follows a small letter."""
    return text[at].isalpha() and not (text[at].isupper() and text[at - 1 : at].islower())

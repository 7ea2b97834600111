"""The fields of an article: what is declared of each, and how one plain value becomes clean and checked.

In: a plain value, from any reader or request, and the name of its field. Out: clean text of bounded length, an aware
UTC time, or what stands for an absent value; else an `ArticleError`. The one idea: every function that parses has one
signature, so that a field is declared in one line of `Article`, and lists of fields are made from these lines.
Sources: Unicode Standard Annex #15 (form C), BCP 47 (language tags), ISO 8601 and RFC 5322 (times).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any, Literal, NamedTuple, NewType, get_args
from urllib.parse import urlsplit

from recommender.article.cleaning import plain_text
from recommender.article.marks import without_long_runs
from recommender.article.subtags import UNKNOWN_LANGUAGE, primary_subtag, two_letters
from recommender.errors import ArticleError

ArticleId = NewType("ArticleId", str)
Kind = Literal["news", "opinion", "live", "video", "sponsored"]

# Where the time of publication is not the source's: it is the time at which the article first arrived.
DatedBy = Literal["arrival"]

KINDS: tuple[Kind, ...] = get_args(Kind)
MAX_ID_LENGTH = 200
MAX_TITLE_LENGTH = 1_000
MAX_TEXT_LENGTH = 500_000
MAX_NAME_LENGTH = 200
MAX_URL_LENGTH = 2_000
MAX_NOTE_LENGTH = 2_000  # of a note by which an editor explains a decision
MAX_LIST_LENGTH = 100

# Lists within lists that are searched for markup; none in a list of texts. At least 1, lists; by hand.
_DEEPEST_LISTS = 8

# Every way to end a line; dropping one of them, a form feed say, would glue two words together.
_LINE_ENDS = ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
# C0 and C1 controls but tab and line feed, and the invisible marks that turn or hide text on a screen.
_HIDDEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
# Space without width: it stays where scripts that set no other space between words have it (Thai, Khmer, Burmese).
_THIN_SPACE = "\u200b"
_THIN_SPACES, _FIRST_WITHOUT_SPACES = re.compile(f"{_THIN_SPACE}+"), "\u0e00"
_UNSEEN, _UNSEEN_BUT_SPACES = re.compile(f"[{_HIDDEN}{_THIN_SPACE}]"), re.compile(f"[{_HIDDEN}]")
# The zero-width joiner and non-joiner: unseen themselves, they shape the letters of Persian and Indic words, and emoji.
_JOINERS = str.maketrans("", "", "\u200c\u200d")
_ADDRESS = re.compile(r"\s*https?://\S+\s*")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
# Python takes a part of an hour for one of a second (09.15 is a quarter past nine to whoever writes it), and what may
# be a minute for the zone of an hour (09-15).
_ISO_TIME = re.compile(
    r"""\d{4}-?(?:\d\d-?\d\d|W\d\d(?:-?\d)?)
    (?:[T\ ]\d\d(?:(?:Z|[+-]\d\d:?\d\d)?
      |:?\d\d(?::?\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d(?::?\d\d(?::?\d\d(?:\.\d+)?)?)?)?))?""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
# RFC 5322, section 3.3, with the zones of section 4.3.
_MAIL_TIME = re.compile(
    r"(?:[a-z]{3},? )?\d{1,2} [a-z]{3} (?:\d\d){1,2} \d\d:\d\d(?::\d\d)?"
    r"(?: (?:[+-]\d{4}|UTC?|GMT|Z|[ECMP][SD]T)(?: \([^()]*\))?)?",
    re.IGNORECASE | re.ASCII,
)
_JSON_TYPES = {ArticleId: str, datetime | None: str | None, tuple[str, ...]: list[str]}


class Field(NamedTuple):
    """What is declared of a field of an article.

    Attributes:
        type: Its type in `Article`.
        default: Its value where it is absent; `dataclasses.MISSING` of the field that must be there.
        parse: Takes a plain value, ``None`` when it is absent, and the field's name, and returns the field's value, or
            raises `ArticleError`.
        on_card: Whether a card shows it.
        in_example: Whether an article that is only an example, of a trending tag say, shows it.
        is_prose: Whether it holds words, or a list of such texts, in which sources may write markup.
    """

    type: Any
    default: Any
    parse: Callable[[object, str], object]
    on_card: bool
    in_example: bool
    is_prose: bool = False

    def plain(self, value: object) -> object:
        """Return a value that came from outside without markup, if the field holds words; addresses stay."""
        if not self.is_prose:
            return value
        if isinstance(value, str):
            # An address alone, as links are: a text may begin with one, and go on.
            return value if _ADDRESS.fullmatch(value) else plain_text(value)
        return self._plain_items(value, _DEEPEST_LISTS)

    def _plain_items(self, value: object, depth: int) -> object:
        """Return a list without markup; what is nested deeper than any list of texts stays, to be refused."""
        if not isinstance(value, (list, tuple)) or not depth:
            return value
        return [self.plain(item) if isinstance(item, str) else self._plain_items(item, depth - 1) for item in value]

    @property
    def is_required(self) -> bool:
        """Return whether every article has it."""
        return self.default is MISSING

    @property
    def is_text(self) -> bool:
        """Return whether it is a text, which JSON has as it is."""
        return not self.is_time and self.json_type != list[str]

    @property
    def is_time(self) -> bool:
        """Return whether it is a time."""
        return bool(self.type == datetime | None)

    @property
    def json_type(self) -> Any:  # noqa: ANN401
        """Return its type as JSON has it: a time is a text, a tuple a list."""
        return _JSON_TYPES.get(self.type, self.type)


def declared(
    parse: Callable[..., object],
    *,
    limit: int | None = None,
    on_card: bool = False,
    in_example: bool = False,
    is_prose: bool = False,
) -> Mapping[str, Any]:
    """Return the metadata of a field of the dataclass `Article`.

    Args:
        parse: One of the functions below.
        limit: Its limit, where it takes one.
        on_card, in_example, is_prose: As in `Field`.
    """
    parse = parse if limit is None else partial(parse, limit=limit)
    return {"parse": parse, "on_card": on_card, "in_example": in_example, "is_prose": is_prose}


def clean(text: str) -> str:
    r"""Return text in Unicode form C without controls, invisible marks and lone surrogates.

    >>> clean("caf\u0065\u0301\x00 \u202eolleh\r\n")
    'café olleh\n'
    """
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    text = _THIN_SPACES.sub(_space_between, _UNSEEN_BUT_SPACES.sub("", text))
    if text.isascii():
        return text
    # Composed last: an unseen mark between a letter and its accent would keep the two apart.
    return unicodedata.normalize("NFC", without_long_runs(_SURROGATES.sub("\ufffd", text)))


def _space_between(match: re.Match[str]) -> str:
    """Return what stands for a space without width, by what is on both sides of it."""
    text, begin, end = match.string, match.start(), match.end()
    before, after = text[begin - 1 : begin], text[end : end + 1]
    if min(before, after) >= _FIRST_WITHOUT_SPACES:
        return _THIN_SPACE
    return " " if before.isalnum() and after.isalnum() else ""


def is_printable(text: str) -> bool:
    r"""Return whether a text can be printed on a line as it is, and shows something.

    >>> is_printable("\u062e\u0627\u0646\u0647\u200c\u0627\u06cc"), is_printable("a\x1b[2J"), is_printable("\u200c")
    (True, False, False)
    """
    seen = text.translate(_JOINERS)
    return seen != "" and seen.isprintable() and _UNSEEN.search(seen) is None


def parse_id(value: object, field: str = "article_id") -> ArticleId:
    """Clean and check the id of an article, or of something else that has such ids.

    Raises:
        ArticleError: It is not 1 to 200 printable characters.
    """
    expected = f"1 to {MAX_ID_LENGTH} printable characters"
    # Python refuses to write out a number of thousands of digits, so the bound comes before the conversion.
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**MAX_ID_LENGTH:
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise ArticleError(field, expected, value)
    article_id = value.strip()
    if len(article_id) > MAX_ID_LENGTH or not is_printable(article_id):
        raise ArticleError(field, expected, article_id)
    return ArticleId(article_id)


def parse_text(value: object, field: str, limit: int) -> str:
    """Clean and check a text of several lines; ``""`` when it is absent.

    Raises:
        ArticleError: It is not a text, or is longer than `limit` characters.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        # The type alone: errors are logged, and texts must not be.
        raise ArticleError(field, "a text", type(value).__name__)
    # Measured when clean, since composing can lengthen: what passes once then passes for ever.
    cleaned = clean(value).strip()
    if len(cleaned) > limit:
        raise ArticleError(field, f"at most {limit} characters", f"{len(cleaned)} characters")
    return cleaned


def parse_line(value: object, field: str, limit: int) -> str:
    """Clean and check a text of one line; ``""`` when it is absent.

    Raises:
        ArticleError: It is not a text, or is longer than `limit` characters.
    """
    return " ".join(parse_text(value, field, limit).split())


def parse_name(value: object, field: str, limit: int = MAX_NAME_LENGTH) -> str | None:
    """Clean and check a text of one line; None when it is absent or empty.

    Raises:
        ArticleError: It is not a text, or is longer than `limit` characters.
    """
    return parse_line(value, field, limit) or None


def parse_names(value: object, field: str, limit: int = MAX_NAME_LENGTH) -> tuple[str, ...]:
    """Clean and check a list of texts of one line each, or one such text; empty and repeated ones are left out.

    Raises:
        ArticleError: It is not a list of texts, has more than `MAX_LIST_LENGTH`, or one is longer than `limit`.
    """
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, Iterable) or isinstance(value, (bytes, Mapping)):
        raise ArticleError(field, "a list of texts", value)
    items = list(value)
    if len(items) > MAX_LIST_LENGTH:
        raise ArticleError(field, f"at most {MAX_LIST_LENGTH} texts", f"{len(items)} texts")
    lines = (parse_line(item, field, limit) for item in items)
    return tuple(dict.fromkeys(line for line in lines if line))


def parse_url(value: object, field: str) -> str | None:
    """Clean and check an address of the web; None when it is absent or empty.

    Raises:
        ArticleError: It is not an absolute http or https address of at most `MAX_URL_LENGTH` characters.
    """
    url = parse_text(value, field, MAX_URL_LENGTH)
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ArticleError(field, "an http or https address", url) from None
    # Anything else (javascript:, data:, a relative path) would become a dangerous or dead link on a page.
    if parts.scheme not in ("http", "https") or not parts.netloc or len(url.split()) > 1:
        raise ArticleError(field, "an http or https address", url)
    return url


def parse_kind(value: object, field: str) -> Kind:
    """Check a kind of article, in letters of any case; ``news`` when it is absent or empty.

    Raises:
        ArticleError: It is not one of `KINDS`.
    """
    if value is None or value == "":
        return "news"
    for kind in KINDS:
        if isinstance(value, str) and value.strip().lower() == kind:
            return kind
    raise ArticleError(field, "one of " + ", ".join(KINDS), value)


def parse_dated_by(value: object, field: str) -> DatedBy | None:
    """Check whose time the time of publication is; None, the source's, when it is absent or empty.

    Raises:
        ArticleError: It is not ``arrival``.
    """
    if value is None or value == "":
        return None
    if value == "arrival":
        return "arrival"
    raise ArticleError(field, "arrival, or nothing", value)


def parse_language(value: object, field: str) -> str | None:
    """Return a BCP 47 tag with a language of two letters where it has one; None when it is absent or undetermined.

    Raises:
        ArticleError: It is not a tag.

    >>> parse_language("POR_br", "language"), parse_language("zxx", "language")
    ('pt-br', None)
    """
    if value is None or value == "":
        return None
    tag = value.strip().replace("_", "-") if isinstance(value, str) else ""
    if len(tag) > 35 or not _LANGUAGE.fullmatch(tag):
        raise ArticleError(field, "a BCP 47 tag such as en or pt-BR", value)
    base, _, rest = tag.partition("-")
    base = two_letters(base.lower())
    return None if primary_subtag(base) == UNKNOWN_LANGUAGE else f"{base}-{rest}" if rest else base


def parse_time(value: object, field: str) -> datetime | None:
    """Read a time as UTC; None when it is absent or empty, and one without a zone is taken to be UTC.

    Raises:
        ArticleError: It is neither a date or time nor one written as in ISO 8601 or RFC 5322.
    """
    if value is None or value == "":
        return None
    parsed = None
    if isinstance(value, date):  # a datetime is one too
        parsed = _iso_time(value.isoformat())
    elif isinstance(value, str) and len(value) <= MAX_NAME_LENGTH:
        parsed = _iso_time(value.strip()) or _mail_time(value.strip())
    if parsed is not None:
        return parsed
    raise ArticleError(field, "a time such as 2026-03-14T07:40:00Z", value)


def _utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _iso_time(value: str) -> datetime | None:
    if not _ISO_TIME.fullmatch(value):  # Python takes any sign between a date and a time, a digit too
        return None
    try:
        return _utc(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        return None


def _mail_time(value: str) -> datetime | None:
    """Read the form of mail and RSS, such as ``Sat, 14 Mar 2026 07:40:00 GMT``."""
    if not _MAIL_TIME.fullmatch(value):  # Python drops what it does not understand: a zone, an afternoon
        return None
    try:
        return _utc(parsedate_to_datetime(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None

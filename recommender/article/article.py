"""The noun: one news article.

In: a mapping of plain values, from any reader or request. Out: a frozen `Article` whose every field is clean text of
bounded length, an aware UTC time, or absent. Names follow schema.org/NewsArticle in snake_case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal, NewType, get_args
from urllib.parse import urlsplit

from recommender.errors import ArticleError

ArticleId = NewType("ArticleId", str)
Kind = Literal["news", "opinion", "live", "video", "sponsored"]

KINDS: tuple[Kind, ...] = get_args(Kind)
MAX_ID_LENGTH = 200
MAX_TITLE_LENGTH = 1_000
MAX_TEXT_LENGTH = 500_000
MAX_NAME_LENGTH = 200
MAX_URL_LENGTH = 2_000
MAX_LIST_LENGTH = 100

# Every way to end a line; dropping one of them, a form feed say, would glue two words together.
_LINE_ENDS = ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
# C0 and C1 controls but tab and line feed, and the invisible marks that turn or hide text when shown.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_ISO_639_3 = {"eng": "en", "fra": "fr", "deu": "de", "spa": "es", "ita": "it", "nld": "nl", "por": "pt"} | {
    "rus": "ru", "zho": "zh", "jpn": "ja", "kor": "ko", "ara": "ar", "swa": "sw", "amh": "am", "hau": "ha", "yor": "yo",
    "tir": "ti",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article.

    Build one from outside data with `Article.parse`, which cleans and checks; the plain constructor trusts its caller.

    Attributes:
        article_id: The caller's own id, 1 to 200 printable characters.
        title, text: Plain text; at least one of them is not empty. Paragraphs of the text are split by line feeds.
        published_at, updated_at: Aware UTC times.
        language: A BCP 47 tag, such as ``en`` or ``pt-BR``; the engine detects it when it is absent.
        links: The editors' own related links: titles or URLs of other articles.
    """

    article_id: ArticleId
    title: str = ""
    text: str = ""
    url: str | None = None
    publisher: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    section: str | None = None
    language: str | None = None
    kind: Kind = "news"
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    image_url: str | None = None
    links: tuple[str, ...] = ()

    @classmethod
    def parse(cls, record: Mapping[str, object]) -> Article:
        """Clean and check a record of plain values, such as a line of JSON.

        Args:
            record: Values by field name. Absent, ``None`` and empty values mean "not known". Other names are ignored.

        Raises:
            ArticleError: A field does not hold what it must; the error names the field and what was expected.
        """
        article = cls(
            article_id=parse_id(record.get("article_id")),
            title=" ".join(_text(record, "title", MAX_TITLE_LENGTH).split()),
            text=_text(record, "text", MAX_TEXT_LENGTH),
            url=_url(record, "url"),
            publisher=parse_name(record, "publisher"),
            published_at=parse_time(record, "published_at"),
            updated_at=parse_time(record, "updated_at"),
            section=parse_name(record, "section"),
            language=_language(record.get("language")),
            kind=_kind(record.get("kind")),
            tags=_names(record, "tags"),
            authors=_names(record, "authors"),
            image_url=_url(record, "image_url"),
            links=_names(record, "links", MAX_URL_LENGTH),
        )
        if not article.title and not article.text:
            raise ArticleError("title", "a title or a text", "neither")
        return article

    def to_record(self) -> dict[str, Any]:
        """Return the article as JSON-ready values, absent fields left out; `parse` gives the same article back."""
        record = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: plain_value(value) for name, value in record.items() if value not in (None, "", ())}

    def with_language(self, language: str) -> Article:
        """Return the same article in a language that was found out."""
        return replace(self, language=language)


def clean(text: str) -> str:
    r"""Return text in Unicode form C without controls, invisible marks and lone surrogates.

    >>> clean("caf\u0065\u0301\x00 \u202eolleh\r\n")
    'café olleh\n'
    """
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    text = _UNSEEN.sub("", text)
    if text.isascii():
        return text
    # Composed last: an unseen mark between a letter and its accent would keep the two apart.
    return unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", text))


def parse_id(value: object, field: str = "article_id") -> ArticleId:
    """Clean and check the id of an article, or of what has an id like one.

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
    if len(article_id) > MAX_ID_LENGTH or not article_id.isprintable() or _UNSEEN.search(article_id):
        raise ArticleError(field, expected, article_id)
    return ArticleId(article_id)


def version_time(article: Article) -> datetime:
    """Return when this version of an article was made; the beginning of time when nothing is known."""
    return article.updated_at or article.published_at or datetime.min.replace(tzinfo=UTC)


def plain_value(value: object) -> object:
    """Return the value of a field as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return list(value) if isinstance(value, tuple) else value


def _text(record: Mapping[str, object], field: str, limit: int) -> str:
    value = record.get(field)
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


def parse_name(record: Mapping[str, object], field: str, limit: int = MAX_NAME_LENGTH) -> str | None:
    """Clean and check one line of text; none when it is absent or empty.

    Raises:
        ArticleError: It is no text, or is longer than the limit.
    """
    return " ".join(_text(record, field, limit).split()) or None


def _names(record: Mapping[str, object], field: str, limit: int = MAX_NAME_LENGTH) -> tuple[str, ...]:
    value = record.get(field)
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, Iterable) or isinstance(value, (bytes, Mapping)):
        raise ArticleError(field, "a list of texts", value)
    items = list(value)
    if len(items) > MAX_LIST_LENGTH:
        raise ArticleError(field, f"at most {MAX_LIST_LENGTH} texts", f"{len(items)} texts")
    cleaned = (" ".join(_text({field: item}, field, limit).split()) for item in items)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def _url(record: Mapping[str, object], field: str) -> str | None:
    value = _text(record, field, MAX_URL_LENGTH)
    if not value:
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        raise ArticleError(field, "an http or https address", value) from None
    # Anything else (javascript:, data:, a relative path) would become a dangerous or dead link on a page.
    if parts.scheme not in ("http", "https") or not parts.netloc or len(value.split()) > 1:
        raise ArticleError(field, "an http or https address", value)
    return value


def _kind(value: object) -> Kind:
    if value is None or value == "":
        return "news"
    for kind in KINDS:
        if isinstance(value, str) and value.strip().lower() == kind:
            return kind
    raise ArticleError("kind", "one of " + ", ".join(KINDS), value)


def _language(value: object) -> str | None:
    if value is None or value == "":
        return None
    tag = value.strip().replace("_", "-") if isinstance(value, str) else ""
    if len(tag) > 35 or not _LANGUAGE.fullmatch(tag):
        raise ArticleError("language", "a BCP 47 tag such as en or pt-BR", value)
    base, _, rest = tag.partition("-")
    base = _ISO_639_3.get(base.lower(), base.lower())
    return None if base == "und" else f"{base}-{rest}" if rest else base


def parse_time(record: Mapping[str, object], field: str) -> datetime | None:
    """Read a time as UTC; none when it is absent or empty.

    Raises:
        ArticleError: It is none.
    """
    value = record.get(field)
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
    """Return the time in UTC; one without a zone is taken to be UTC."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _iso_time(value: str) -> datetime | None:
    try:
        return _utc(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        return None


def _mail_time(value: str) -> datetime | None:
    """Read the form of mail and RSS, such as ``Sat, 14 Mar 2026 07:40:00 GMT`` (RFC 5322)."""
    try:
        return _utc(parsedate_to_datetime(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None

"""The noun: one news article.

In: a mapping of plain values, from any reader or request. Out: a frozen `Article` whose every field is clean text of
bounded length, an aware UTC time, or absent. The one idea: each field is declared once, in the class, and every other
list of fields (of sources, cards, schemas, columns) is made from `FIELDS`. Names follow schema.org/NewsArticle in
snake_case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple, get_type_hints

from recommender.article.fields import (
    MAX_TEXT_LENGTH,
    MAX_TITLE_LENGTH,
    MAX_URL_LENGTH,
    ArticleId,
    DatedBy,
    Field,
    Kind,
    declared,
    parse_dated_by,
    parse_id,
    parse_kind,
    parse_language,
    parse_line,
    parse_name,
    parse_names,
    parse_text,
    parse_time,
    parse_url,
)
from recommender.article.times import to_iso
from recommender.errors import ArticleError


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article.

    Build one from outside data with `Article.from_source`, which takes markup out, or with `Article.parse` where it is
    plain already, as in a store; both clean and check. The plain constructor trusts its caller.

    Attributes:
        article_id: The caller's own id, 1 to 200 printable characters.
        title, text: Plain text; at least one of them is not empty. Paragraphs of the text are split by line feeds.
        published_at, updated_at: Aware UTC times. A day without a time of day is its midnight.
        section, other_sections: The section that it is shown under, and all others that it is in, too.
        dated_by: ``arrival`` if `published_at` is when the article arrived, since its source gave no time; else None.
        language: A BCP 47 tag, such as ``en`` or ``pt-BR``; the engine detects it when it is absent.
        links: The editors' own related links: titles or URLs of other articles.
    """

    article_id: ArticleId = field(metadata=declared(parse_id, on_card=True, in_example=True))
    title: str = field(
        default="", metadata=declared(parse_line, limit=MAX_TITLE_LENGTH, on_card=True, in_example=True, is_prose=True)
    )
    text: str = field(default="", metadata=declared(parse_text, limit=MAX_TEXT_LENGTH, is_prose=True))
    url: str | None = field(default=None, metadata=declared(parse_url, on_card=True, in_example=True))
    publisher: str | None = field(
        default=None, metadata=declared(parse_name, on_card=True, in_example=True, is_prose=True)
    )
    published_at: datetime | None = field(default=None, metadata=declared(parse_time, on_card=True, in_example=True))
    updated_at: datetime | None = field(default=None, metadata=declared(parse_time))
    dated_by: DatedBy | None = field(default=None, metadata=declared(parse_dated_by))
    section: str | None = field(default=None, metadata=declared(parse_name, on_card=True, is_prose=True))
    other_sections: tuple[str, ...] = field(default=(), metadata=declared(parse_names, is_prose=True))
    language: str | None = field(default=None, metadata=declared(parse_language))
    kind: Kind = field(default="news", metadata=declared(parse_kind, on_card=True))
    tags: tuple[str, ...] = field(default=(), metadata=declared(parse_names, is_prose=True))
    authors: tuple[str, ...] = field(default=(), metadata=declared(parse_names, is_prose=True))
    image_url: str | None = field(default=None, metadata=declared(parse_url, on_card=True))
    links: tuple[str, ...] = field(default=(), metadata=declared(parse_names, limit=MAX_URL_LENGTH, is_prose=True))

    @property
    def sections(self) -> tuple[str, ...]:
        """Return all sections that it is in, the one that it is shown under first."""
        return (*filter(None, [self.section]), *self.other_sections)

    @property
    def known_time(self) -> datetime | None:
        """Return when its source says it was published; None if it says nothing."""
        return None if self.dated_by else self.published_at

    @property
    def arrival(self) -> datetime | None:
        """Return when it arrived, if that is all that is known of its time; else None."""
        return self.published_at if self.dated_by else None

    @classmethod
    def parse(cls, record: Mapping[str, object]) -> Article:
        """Clean and check a record of plain values, such as a line of JSON.

        Args:
            record: Values by field name. Absent, ``None`` and empty values mean "not known". Other names are ignored.

        Raises:
            ArticleError: A field does not hold what it must; the error names the field and what was expected.
        """
        values: dict[str, Any] = {}
        for name, each in FIELDS.items():
            value = record.get(name)
            if value is not None or each.is_required:
                values[name] = each.parse(value, name)
        article = cls(**values)
        if not article.title and not article.text:
            raise ArticleError("title", "a title or a text", "neither")
        return article

    @classmethod
    def from_source(cls, record: Mapping[str, object]) -> Article:
        """Take the markup out of a record of plain values, clean and check it; for whatever comes from outside.

        Raises:
            ArticleError: As of `parse`.

        >>> Article.from_source({"article_id": "a", "title": "Q&amp;A on the <em>quay</em>"}).title
        'Q&A on the quay'
        """
        return cls.parse({name: each.plain(record.get(name)) for name, each in FIELDS.items()})

    def to_record(self) -> dict[str, Any]:
        """Return the article as JSON-ready values, absent fields left out; `parse` gives the same article back."""
        record = {name: getattr(self, name) for name in FIELDS}
        return {name: plain_value(value) for name, value in record.items() if value not in (None, "", ())}

    def dated(self, arrived_at: datetime) -> Article:
        """Return an article without a time dated by its arrival; one with a time as it is."""
        return self if self.published_at else replace(self, published_at=arrived_at, dated_by="arrival")

    def undated(self) -> Article:
        """Return the article as its source gave it, without the time of its arrival."""
        return replace(self, published_at=None, dated_by=None) if self.dated_by else self

    def with_language(self, language: str) -> Article:
        """Return the same article in a language that was detected."""
        return replace(self, language=language)


class Withdrawal(NamedTuple):
    """What a source says when it takes an article back: all versions of it until then.

    Attributes:
        article_id: The id of the article.
        url: Its address, if the source has it.
        withdrawn_at: When it was taken back, UTC; None if the source does not say.
    """

    article_id: ArticleId
    url: str | None = None
    withdrawn_at: datetime | None = None


def _fields() -> dict[str, Field]:
    types = get_type_hints(Article)
    return {each.name: Field(types[each.name], each.default, **each.metadata) for each in fields(Article)}


# By name, in the order of the class.
FIELDS: Mapping[str, Field] = _fields()
CARD_FIELDS: Mapping[str, Field] = {name: each for name, each in FIELDS.items() if each.on_card}
EXAMPLE_FIELDS: Mapping[str, Field] = {name: each for name, each in FIELDS.items() if each.in_example}


def version_time(article: Article) -> datetime:
    """Return when this version of an article was made; the beginning of time when nothing is known."""
    return article.updated_at or article.known_time or datetime.min.replace(tzinfo=UTC)


def plain_value(value: object) -> object:
    """Return the value of a field as JSON has it."""
    if isinstance(value, datetime):
        return to_iso(value)
    return list(value) if isinstance(value, tuple) else value

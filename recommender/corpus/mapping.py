"""From the names that sources use to the fields of an article.

In: one record under whatever names its makers chose. Out: an `Article`, or an `ArticleError`. The one idea: names are
compared without case and separators, so that ``datePublished``, ``date_published`` and ``Date Published`` are one, and
each field takes the first good value among its known names, so that a bad value costs itself alone. Sources of the
names: schema.org/NewsArticle, and the usual exports of newsrooms and research.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Protocol

from recommender.article import FIELDS, MAX_LIST_LENGTH, Article, ArticleId, Withdrawal, made_id
from recommender.corpus.options import NO_OPTIONS, ReadOptions
from recommender.corpus.values import is_known, kind_of_type, normalised
from recommender.errors import ArticleError

_SEPARATORS = str.maketrans("", "", " _-.:")
# Further names of the fields, best first, as `_key` makes them.
_ALIASES: dict[str, tuple[str, ...]] = {
    "article_id": ("id", "guid", "docid", "documentid", "newsid", "uuid", "@id"),
    "title": ("headline", "webtitle"),
    "text": (
        "body", "content", "articlebody", "bodytext", "fulltext", "maintext", "contenttext", "article",
        "abstract", "description", "shortdescription", "summary", "lead",
    ),
    "url": ("link", "canonicalurl", "weburl", "permalink", "href", "mainentityofpage"),
    "publisher": (
        "source", "sourcename", "outlet", "site", "sitename", "newspaper", "publication", "provider",
        "domain", "sourcedomain",
    ),
    "published_at": (
        "published", "datepublished", "publisheddate", "publishdate", "publicationdate", "publishtime",
        "pubdate", "webpublicationdate", "date", "datetime", "timestamp", "time", "createdat", "datecreated",
    ),
    "updated_at": ("updated", "datemodified", "modifiedat", "modified", "lastmodified", "lastupdated"),
    "section": ("articlesection", "category", "sectionname", "categoryname", "desk", "rubric"),
    "language": ("lang", "inlanguage", "languagecode"),
    "tags": ("keywords", "tag", "topics", "subjects", "labels"),
    "authors": ("author", "byline", "creator", "writer"),
    "image_url": (
        "image", "urltoimage", "thumbnail", "thumbnailurl", "topimage", "mainimage", "leadimage", "picture",
    ),
    "links": ("relatedlinks", "related", "relatedarticles", "relatedlink"),
}  # fmt: skip


def _key(name: str) -> str:
    """Return a column's name as `_ALIASES` spells it.

    >>> _key("Date Published") == _key("datePublished") == _key("date_published")
    True
    """
    return name.translate(_SEPARATORS).lower()


_NAMES = {field: (_key(field), *_ALIASES.get(field, ())) for field in FIELDS}
_OWN_NAMES = frozenset(names[0] for names in _NAMES.values())
_KNOWN = frozenset(name for names in _NAMES.values() for name in names) | {"@type"}


Lose = Callable[[ArticleError], None]


class Header(Protocol):
    """What a reader of tables must know of the columns that are wanted."""

    def serving(self, names: Iterable[str]) -> list[str]:
        """Return the columns of a table that are to be read."""

    def fault(self, names: Iterable[str]) -> str | None:
        """Return what is wrong with the columns of a table; None if what is wanted can come from them."""


def ignore(_: object) -> None:
    """Ignore the value (default callback)."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the fields of an article are found in a record, and how their values are read.

    Attributes:
        given: The source's column by the article's field; it comes before the known names. An empty column leaves the
            field out. A given column is read for no other field but the one whose own name it has.
        exact: Whether a field reads its given column alone, even where that holds nothing.
        options: What the owner of the source says of its values.
    """

    given: Mapping[str, str]
    exact: bool = False
    options: ReadOptions = NO_OPTIONS

    def __post_init__(self) -> None:
        if unknown := sorted(self.given.keys() - FIELDS.keys()):
            raise ValueError(f"columns: expected fields of an article ({', '.join(FIELDS)}), found {unknown[0]!r}")

    def article(self, values: Mapping[str, object], lose: Lose = ignore) -> Article:
        """Turn a record into an article.

        A record without an id takes the canonical form of its address as its id; without an address, a digest of its
        title and text; see `recommender.article.identity`.

        Args:
            values: The values of the record, under the source's names.
            lose: Takes what each field expected that holds nothing, although the record had a value for it.

        Raises:
            ArticleError: There is neither a good title nor a good text.
        """
        lost: list[ArticleError] = []
        parsed = self._parsed(values, lost.append)
        if not parsed["title"] and not parsed["text"]:
            bad = (error for error in lost if error.field in ("title", "text"))
            raise next(bad, ArticleError("title", "a title or a text", "neither"))
        article = Article(**{**parsed, "article_id": parsed["article_id"] or ""})
        for error in lost:
            lose(error)
        return article if article.article_id else replace(article, article_id=_made_id(article))

    def withdrawal(self, values: Mapping[str, object]) -> Withdrawal:
        """Return what a record that takes an article back says, although it may have no words.

        Its time is that of an update alone: the time of publication is often still that of the first version.

        Raises:
            ArticleError: Nothing says which article it is.
        """
        parsed = self._parsed(values, ignore)
        if not any(parsed[name] for name in ("article_id", "url", "title", "text")):
            raise ArticleError("article_id", "an id or an address of what is withdrawn", "neither")
        article = Article(**{**parsed, "article_id": parsed["article_id"] or ""})
        return Withdrawal(article.article_id or _made_id(article), article.url, article.updated_at)

    def serving(self, names: Iterable[str]) -> list[str]:
        """Return the columns of a table that some field can come from."""
        return [name for name in names if name in self.given.values() or _key(name) in _KNOWN]

    def fault(self, names: Iterable[str]) -> str | None:
        """Return what is wrong with the columns of a table; None if articles can come from them."""
        filled: dict[str, object] = dict.fromkeys(names, "something")
        listed = ", ".join(name[:30] for name in list(filled)[:20])
        for column in self.given.values():
            if column and column not in filled:
                return f"expected a column {column!r}, found {listed}"
        record = self._parsed(filled, ignore)
        return None if record["title"] or record["text"] else f"expected a column of titles or texts, found {listed}"

    def _parsed(self, values: Mapping[str, object], lose: Lose) -> dict[str, Any]:
        """Return the value of each field, as `Article` has it; its default, or None, where there is no good one."""
        known = {name: value for name, value in values.items() if is_known(value)}
        free: dict[str, object] = {}
        for name, value in known.items():
            if name not in self.given.values() or _key(name) in _OWN_NAMES:
                free.setdefault(_key(name), value)
        parsed = {field: self._value(field, self._candidates(field, known, free), lose) for field in FIELDS}
        if parsed["kind"] == "news":
            parsed["kind"] = FIELDS["kind"].parse(kind_of_type(free.get("@type")), "kind")
        parsed["publisher"] = parsed["publisher"] or self.options.publisher
        return parsed

    def _candidates(self, field: str, known: Mapping[str, object], free: Mapping[str, object]) -> Iterator[object]:
        """Yield the values that a record has for a field, best first."""
        column = self.given.get(field)
        if column is not None:
            if column in known:
                yield known[column]
            if self.exact or not column:
                return
        yield from (free[name] for name in _NAMES[field] if name in free)

    def _value(self, field: str, candidates: Iterator[object], lose: Lose) -> object:
        """Return the first good value of a field, as `Article` has it; if there is none, lose the first bad one."""
        first: ArticleError | None = None
        for value in candidates:
            form = normalised(field, value, self.options)
            try:
                good = FIELDS[field].parse(form, field)
            except ArticleError as error:
                if good := _good_items(field, form):
                    lose(error)
                    return good
                first = first or error
            if is_known(good):
                return good
        if first:
            lose(first)
        return None if FIELDS[field].is_required else FIELDS[field].parse(None, field)


def _good_items(field: str, form: object) -> tuple[str, ...]:
    """Return those items of a list, as many as a field may have, that are good; none of what is no list."""
    items: list[str] = []
    for item in form if isinstance(form, list) and FIELDS[field].default == () else ():
        with suppress(ArticleError):
            parsed: Any = FIELDS[field].parse(item, field)
            items += parsed
        if len(items) >= MAX_LIST_LENGTH:
            break
    return tuple(dict.fromkeys(items))


def first_valid(field: str, values: Iterable[object], options: ReadOptions = NO_OPTIONS) -> object:
    """Return the first of several values that a field of an article can take; None if it can take none of them.

    A web page or a feed often says the same thing in several places, and wrongly in some.

    >>> first_valid("language", ["the second", None, "en"])
    'en'
    """
    for value in filter(is_known, values):
        try:
            good = FIELDS[field].parse(normalised(field, value, options), field)
        except ArticleError:
            continue
        if is_known(good):
            return value
    return None


def _made_id(article: Article) -> ArticleId:
    """Return the id of an article that came without one."""
    return made_id(article.url, article.title, article.text)

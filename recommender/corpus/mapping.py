"""From the names that sources use to the fields of an article.

In: one record under whatever names its makers chose. Out: an `Article`, or an `ArticleError`. The one idea: names are
compared without case and separators, so that ``datePublished``, ``date_published`` and ``Date Published`` are one, and
each field takes the first of its known names that holds something. Sources of the names: schema.org/NewsArticle, and
the usual exports of newsrooms and research.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Protocol

from recommender.article import FIELDS, MAX_ID_LENGTH, Article, ArticleId
from recommender.corpus.values import is_known, kind_of_type, normalised
from recommender.errors import ArticleError

_SEPARATORS = str.maketrans("", "", " _-.:")
# Further names of the fields, best first, as `_key` makes them.
_ALIASES: dict[str, tuple[str, ...]] = {
    "article_id": ("id", "guid", "docid", "documentid", "newsid", "uuid", "@id"),
    "title": ("headline", "webtitle"),
    "text": (
        "body", "content", "articlebody", "bodytext", "fulltext", "maintext", "contenttext", "article", "story",
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


class Header(Protocol):
    """What a reader of tables must know of the columns that are wanted."""

    def serving(self, names: Iterable[str]) -> list[str]:
        """Return the columns of a table that are to be read."""

    def fault(self, names: Iterable[str]) -> str | None:
        """Return what is wrong with the columns of a table; None if what is wanted can come from them."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the fields of an article are found in a record.

    Attributes:
        given: The source's column by the article's field; it comes before the known names. An empty column leaves the
            field out. A given column is read for no other field but the one whose own name it has.
        exact: Whether a field reads its given column alone, even where that holds nothing.
    """

    given: Mapping[str, str]
    exact: bool = False

    def __post_init__(self) -> None:
        if unknown := sorted(self.given.keys() - FIELDS.keys()):
            raise ValueError(f"columns: expected fields of an article ({', '.join(FIELDS)}), found {unknown[0]!r}")

    def article(self, values: Mapping[str, object]) -> Article:
        """Turn a record into an article.

        A record without an id takes its URL as its id; without a URL, a digest of its title and text, so that the same
        words have the same id on every machine.

        Raises:
            ArticleError: A field does not hold what it must.
        """
        record = self._record(values)
        if record["article_id"] is not None:
            return Article.parse(record)
        article = Article.parse({**record, "article_id": "none"})
        return replace(article, article_id=_made_id(article))

    def article_id(self, values: Mapping[str, object]) -> ArticleId:
        """Return the id that the article of a record has, or had, although the record may have no words.

        Raises:
            ArticleError: A field does not hold what it must.
        """
        return self.article({"title": "withdrawn", **values}).article_id

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
        record = self._record(filled)
        return None if record["title"] or record["text"] else f"expected a column of titles or texts, found {listed}"

    def _record(self, values: Mapping[str, object]) -> dict[str, object]:
        known = {name: value for name, value in values.items() if is_known(value)}
        free: dict[str, object] = {}
        for name, value in known.items():
            if name not in self.given.values() or _key(name) in _OWN_NAMES:
                free.setdefault(_key(name), value)
        record = {field: self._value(field, known, free) for field in _NAMES}
        record["kind"] = record["kind"] or kind_of_type(free.get("@type"))
        return record

    def _value(self, field: str, known: Mapping[str, object], free: Mapping[str, object]) -> object:
        column = self.given.get(field)
        if column == "":
            return None
        if column is not None and (column in known or self.exact):
            return normalised(field, known.get(column))
        for name in _NAMES[field]:
            if name in free:
                return normalised(field, free[name])
        return None


def first_valid(field: str, values: Iterable[object]) -> object:
    """Return the first of several values that a field of an article can take; None if it can take none of them.

    A web page or a feed often says the same thing in several places, and wrongly in some.

    >>> first_valid("language", ["English", None, "en"])
    'en'
    """
    for value in filter(is_known, values):
        form = normalised(field, value)
        try:
            Article.parse({"article_id": "any", "title": "any", field: form})
        except ArticleError:
            continue
        if is_known(form):
            return value
    return None


def _made_id(article: Article) -> ArticleId:
    """Return the id of an article that came without one."""
    if article.url and len(article.url) <= MAX_ID_LENGTH and article.url.isprintable():
        return ArticleId(article.url)
    words = article.url or f"{article.title}\n{article.text}"
    return ArticleId(blake2b(words.encode(), digest_size=8).hexdigest())

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
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

from recommender.article import FIELDS, MAX_LIST_LENGTH, Article, ArticleId, Withdrawal, made_id
from recommender.corpus.options import NO_OPTIONS, ReadOptions
from recommender.corpus.publication import is_of_state
from recommender.corpus.times import needs_order
from recommender.corpus.values import is_absent, is_known, kind_of_type, normalised, other_sections_of
from recommender.errors import ArticleError

_SEPARATORS = str.maketrans("", "", " _-.:")
# Further names of the fields, best first, as `_key` makes them.
_ALIASES: dict[str, tuple[str, ...]] = {
    "article_id": (
        "id", "guid", "docid", "documentid", "newsid", "uuid", "@id", "postid", "storyid", "contentid",
        "itemid", "docno",
    ),
    "title": (
        "headline", "webtitle", "headlinemain", "mainheadline", "articletitle", "newstitle", "posttitle",
        "displaytitle", "heading", "headlines", "dctitle", "titel", "überschrift", "schlagzeile", "titre", "titulo",
        "título", "titolo", "name", "subject",
    ),
    "text": (
        "body", "articlebody", "bodytext", "fulltext", "maintext", "contenttext", "bodymain", "newsbody",
        "articletext", "plaintext", "content", "articlecontent", "postcontent", "contentencoded", "bodyhtml",
        "bodyxhtml", "contenthtml", "articlehtml", "bodyrichtext", "html", "article", "document", "texte", "texto",
        "testo", "inhalt", "contenu", "contenido",
        "abstract", "summary", "lead", "excerpt", "standfirst", "shortdescription", "description", "snippet",
        "teaser",
    ),
    "url": (
        "link", "canonicalurl", "articleurl", "weburl", "newsurl", "storyurl", "posturl", "permalink",
        "permalinkurl", "originalurl", "sourceurl", "shareurl", "href", "mainentityofpage",
    ),
    "publisher": (
        "source", "sourcename", "sourcetitle", "publishername", "newssource", "outlet", "outletname",
        "newsoutlet", "site", "sitename", "newspaper", "publication", "publicationname", "medianame",
        "provider", "dcpublisher", "quelle", "zeitung", "fuente", "domain", "sourcedomain", "hostname",
    ),
    "published_at": (
        "publishedutc", "publishedgmt", "dategmt", "postdategmt", "published", "datepublished", "publisheddate",
        "publishedtime", "publishdate", "publishtime", "datepublish", "datepublication", "publicationdate",
        "publicationtime", "publishat", "firstpublished", "firstpublishedat", "pubdate", "isodate",
        "webpublicationdate", "datetimepub", "firstcreated", "versioncreated", "displaydate", "postdate",
        "datetime", "seendate", "date", "articledate", "dcdate", "datum", "fecha", "timestamp", "time", "createdat",
        "createdtime", "createddate", "datecreated", "creationdate", "created",
    ),
    "updated_at": (
        "updated", "datemodified", "modifiedgmt", "postmodifiedgmt", "datemodify", "modifiedat", "modified",
        "modifieddate", "lastmodified", "lastmodifiedtime", "lastupdated", "lastupdate", "updatedate",
        "dateupdated",
    ),
    "section": (
        "articlesection", "categorystr", "category", "sectionname", "sectiontitle", "categoryname",
        "primarycategory", "desk", "newsdesk", "rubric", "ressort", "rubrik", "rubrique", "seccion", "sección",
        "categories", "topic",
    ),
    "language": (
        "lang", "inlanguage", "languagecode", "langcode", "languageiso", "dclanguage", "locale", "sprache",
    ),
    "tags": ("keywords", "tag", "topics", "subjects", "labels", "newskeywords", "tagnames", "hashtags"),
    "authors": (
        "author", "byline", "creator", "writer", "authorname", "authornames", "bylines", "dccreator",
        "reporter", "autor", "autoren", "auteur", "autore",
    ),
    "image_url": (
        "image", "urltoimage", "thumbnail", "thumbnailurl", "topimage", "mainimage", "leadimage",
        "featuredimage", "featureimage", "coverimage", "heroimage", "ogimage", "picture", "images",
    ),
    "links": ("relatedlinks", "related", "relatedarticles", "relatedlink"),
}  # fmt: skip
# Names that much else has as well: columns of a schema, contacts, menus. Where a record or a table has no better one,
# they are titles and texts only beside an address or a time of publication.
_WEAK = frozenset({"name", "subject", "description", "snippet", "document"})
# What an answer with articles in it may say of itself.
_TEASERS = frozenset({
    "abstract", "summary", "lead", "excerpt", "standfirst", "shortdescription", "description", "snippet",
        "teaser",
})  # fmt: skip
# A text under an unknown name from this length on is more likely to be the body than anything else. Characters; by
# hand, longer than the summaries and captions of the sources seen.
_LIKELY_BODY = 400
# The most characters of a value that are cleaned of markup: eight times what a text may have without it. By hand.
MOST_UNCLEANED = 4_000_000
_DEEPEST = 8  # of nested names, such as a.b.c


@lru_cache(maxsize=10_000)
def _key(name: str) -> str:
    """Return a column's name as `_ALIASES` spells it.

    >>> _key("Date Published") == _key("datePublished") == _key("date_published")
    True
    """
    return name.translate(_SEPARATORS).lower()


_NAMES = {field: (_key(field), *_ALIASES.get(field, ())) for field in FIELDS}
_OWN_NAMES = frozenset(names[0] for names in _NAMES.values())
_KNOWN = frozenset(name for names in _NAMES.values() for name in names) | {"@type"}
_WORDS = frozenset(name for field in ("title", "text") for name in _NAMES[field])
_EVIDENCE = frozenset(name for field in ("url", "published_at") for name in _NAMES[field])


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
        if not self._has_words(values):
            raise ArticleError("title", "a title or a text", "a name or a description of something else")
        if not parsed["text"] and (body := self.unknown_body(values)):
            lost.append(ArticleError("text", "a text under a known name", f"a long text under {body!r}"))
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
        """Return the columns of a table that some field can come from, and those that say whether it is public.

        Of a table without a known column of texts all are, to see where else its texts are.
        """
        names = list(names)
        known = {name for name in names if _key(name) in _KNOWN or is_of_state(name)}
        known |= {column for given in self.given.values() for column in (given, given.partition(".")[0])}
        return [name for name in names if name in known] if self._has("text", names) else names

    def fault(self, names: Iterable[str]) -> str | None:
        """Return what is wrong with the columns of a table; None if articles can come from them."""
        names = list(names)
        listed = ", ".join(name[:30] for name in names[:20])
        for column in self.given.values():
            if column and not {column, column.partition(".")[0]} & set(names):
                return f"expected a column {column!r}, found {listed}"
        if self._has_words(names) and (self._has("title", names) or self._has("text", names)):
            return None
        return f"expected a column of titles or texts, found {listed}"

    def may_be_article(self, values: Mapping[str, object]) -> bool:
        """Return whether an object among others looks like an article: by a title, or by a text that is no mere part.

        A paragraph has a text, too, but no id, no address and no time.
        """
        filled = [name for name, value in values.items() if isinstance(value, str | dict | list) and value]
        if not self._has_words(filled):
            return False
        return self._has("title", filled) or (
            self._has("text", filled)
            and any(self._has(field, values) for field in ("article_id", "url", "published_at"))
        )

    def has_body(self, values: Mapping[str, object]) -> bool:
        """Return whether a record has a text of its own: more than a teaser, and no list of other things."""
        texts = (name for name, value in values.items() if isinstance(value, str) and value.strip())
        return self._has("text", (name for name in texts if _key(name) not in _TEASERS))

    def has_column(self, column: str, values: Mapping[str, object]) -> bool:
        """Return whether a record has a column, also within another, even if it holds nothing."""
        return column in values or is_known(_within(values, column))

    def unknown_body(self, values: Mapping[str, object]) -> str | None:
        """Return the name, unknown here, under which a record has its longest long text; None if it has none."""
        known = _KNOWN | {_key(column) for column in self.given.values()}
        lengths = {
            name: len(value) for name, value in _flat(values) if isinstance(value, str) and _key(name) not in known
        }
        longest = max(lengths, key=lengths.__getitem__, default=None)
        return longest if longest is not None and lengths[longest] >= _LIKELY_BODY else None

    def _has(self, field: str, names: Iterable[str]) -> bool:
        """Return whether a field can come from columns of these names."""
        names = list(names)
        given = self.given.get(field)
        if given and not {given, given.partition(".")[0]}.isdisjoint(names):
            return True
        if given is not None and (self.exact or not given):
            return False
        keys = {_key(name) for name in names if name not in self.given.values() or _key(name) in _OWN_NAMES}
        return not keys.isdisjoint(_NAMES[field])

    def _has_words(self, names: Iterable[str]) -> bool:
        """Return whether columns of these names are those of articles rather than of something that has a name."""
        names = list(names)
        keys = {_key(name) for name in names}
        if not keys.isdisjoint(_WORDS - _WEAK) or not keys.isdisjoint(_EVIDENCE):
            return True
        given = {self.given.get(field, "").partition(".")[0] for field in ("title", "text")} - {""}
        return not given.isdisjoint({name.partition(".")[0] for name in names})

    def _parsed(self, values: Mapping[str, object], lose: Lose) -> dict[str, Any]:
        """Return the value of each field, as `Article` has it; its default, or None, where there is no good one."""
        known = {name: value for name, value in values.items() if is_known(value)}
        free: dict[str, object] = {}
        for name, value in known.items():
            if name not in self.given.values() or _key(name) in _OWN_NAMES:
                free.setdefault(_key(name), value)
        parsed = {field: self._value(field, self._candidates(field, known, free), lose) for field in FIELDS}
        if not parsed["other_sections"]:
            first = islice(self._candidates("section", known, free), 1)
            parsed["other_sections"] = self._value("other_sections", map(other_sections_of, first), ignore)
        if parsed["kind"] == "news":
            parsed["kind"] = FIELDS["kind"].parse(kind_of_type(free.get("@type")), "kind")
        parsed["publisher"] = parsed["publisher"] or self.options.publisher
        return parsed

    def _candidates(self, field: str, known: Mapping[str, object], free: Mapping[str, object]) -> Iterator[object]:
        """Yield the values that a record has for a field, best first."""
        column = self.given.get(field)
        if column is not None:
            yield _within(known, column)
            if self.exact or not column:
                return
        yield from (free[name] for name in _NAMES[field] if name in free)

    def _value(self, field: str, candidates: Iterator[object], lose: Lose) -> object:
        """Return the first good value of a field, as `Article` has it; if there is none, lose the first bad one."""
        first: ArticleError | None = None
        for value in candidates:
            if is_absent(field, value):
                continue
            if is_too_long(value):
                first = first or ArticleError(field, f"at most {MOST_UNCLEANED:,} characters", "more")
                continue
            form = _formed(field, value, self.options)
            if form is None:
                continue
            try:
                good = FIELDS[field].parse(form, field)
            except ArticleError as error:
                if good := _good_items(field, form):
                    lose(error)
                    return good
                first = first or _advised(error, form, self.options)
            if is_known(good):
                return good
        if first:
            lose(first)
        return None if FIELDS[field].is_required else FIELDS[field].parse(None, field)


def is_too_long(value: object) -> bool:
    """Return whether a text, or a list of texts, is longer than is cleaned of markup."""
    texts = value if isinstance(value, list) else [value]
    return sum(len(text) for text in texts if isinstance(text, str)) > MOST_UNCLEANED


def _advised(error: ArticleError, form: object, options: ReadOptions) -> ArticleError:
    """Return an error that says what would help, where a date is in an order that its owner has not told."""
    if FIELDS[error.field].is_time and needs_order(form, options):
        return ArticleError(error.field, "a date in an order that is known: --dates day-first or month-first", form)
    return error


def _within(values: Mapping[str, object], column: str) -> object:
    """Return the value of a column, or of a part of one, such as ``content.rendered``; None if there is none.

    A number is the place of an item in a list, from 0; any other name goes into all its items.

    >>> _within({"tags": [{"name": "ferry"}, {"name": "quay"}]}, "tags.name")
    ['ferry', 'quay']
    """
    if column in values:
        return values[column]
    value: object = values
    for name in column.split(".")[:_DEEPEST]:
        value = _part_of(value, name)
    return value


def _part_of(value: object, name: str) -> object:
    if isinstance(value, Mapping):
        return value.get(name)
    if not isinstance(value, list):
        return None
    if name.isdecimal():
        return value[int(name)] if len(name) < 10 and int(name) < len(value) else None
    parts = [item[name] for item in value if isinstance(item, Mapping) and is_known(item.get(name))]
    return parts or None


def _flat(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the values of a record, and those one level within them, by their nested names."""
    for name, value in values.items():
        yield name, value
        if isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", each) for inner, each in value.items())


def _formed(field: str, value: object, options: ReadOptions) -> object:
    """Return a value in the form that a field takes, without markup."""
    plain = FIELDS[field].plain
    # Before, too: the semicolon of an entity separates no names.
    bare = plain(value)
    form = normalised(field, bare, options)
    return form if form is bare else plain(form)


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


KNOWN_NAMES = Columns({})


def first_valid(field: str, values: Iterable[object], options: ReadOptions = NO_OPTIONS) -> object:
    """Return the first of several values that a field of an article can take; None if it can take none of them.

    A web page or a feed often says the same thing in several places, and wrongly in some.

    >>> first_valid("language", ["the second", None, "en"])
    'en'
    """
    for value in values:
        if is_absent(field, value):
            continue
        try:
            good = FIELDS[field].parse(_formed(field, value, options), field)
        except ArticleError:
            continue
        if is_known(good):
            return value
    return None


def _made_id(article: Article) -> ArticleId:
    """Return the id of an article that came without one."""
    return made_id(article.url, article.title, article.text)

"""The dialects of JSON and of tables: what a system calls the parts of an article, one file a system.

In: one JSON value, a whole document or a line; or the columns of a table. Out: records under the names of an article's
fields, or as they came where no dialect is recognised. The one idea: a dialect is recognised by names that only its
system uses, and sees the whole document, since some keep an article's tags and authors beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from recommender.corpus.dialects.activitypub import ACTIVITYPUB
from recommender.corpus.dialects.adressa import ADRESSA, ADRESSA_CLICK
from recommender.corpus.dialects.ap_media import AP_MEDIA
from recommender.corpus.dialects.apple_news import APPLE_NEWS
from recommender.corpus.dialects.arc_ans import ANS
from recommender.corpus.dialects.beehiiv import BEEHIIV, BEEHIIV_TABLE
from recommender.corpus.dialects.blogger import BLOGGER
from recommender.corpus.dialects.buttondown import BUTTONDOWN
from recommender.corpus.dialects.chorus import CHORUS
from recommender.corpus.dialects.contentful import CONTENTFUL
from recommender.corpus.dialects.dialect import Dialect, TableDialect, Values
from recommender.corpus.dialects.dpa import DPA
from recommender.corpus.dialects.drupal import DRUPAL
from recommender.corpus.dialects.ebnerd import EBNERD
from recommender.corpus.dialects.event_registry import EVENT_REGISTRY
from recommender.corpus.dialects.gdelt import GDELT, GDELT_CODEBOOK
from recommender.corpus.dialects.ghost import GHOST
from recommender.corpus.dialects.guardian import GUARDIAN
from recommender.corpus.dialects.letterdrop import LETTERDROP
from recommender.corpus.dialects.miniflux import MINIFLUX
from recommender.corpus.dialects.newsapi import NEWSAPI
from recommender.corpus.dialects.newsdata import NEWSDATA
from recommender.corpus.dialects.ninjs import NINJS, NINJS_LIST
from recommender.corpus.dialects.nyt import NYT, NYT_TOP_STORIES
from recommender.corpus.dialects.sanity import SANITY
from recommender.corpus.dialects.search_engines import stored_record
from recommender.corpus.dialects.strapi import STRAPI
from recommender.corpus.dialects.substack import SUBSTACK_TABLE
from recommender.corpus.dialects.superdesk import SUPERDESK
from recommender.corpus.dialects.tinynews import TINYNEWS
from recommender.corpus.dialects.trafilatura import TRAFILATURA
from recommender.corpus.dialects.uci import UCI
from recommender.corpus.dialects.washington_post import WASHINGTON_POST
from recommender.corpus.dialects.webz import WEBZ
from recommender.corpus.dialects.wix import WIX
from recommender.corpus.dialects.wordpress import WORDPRESS, WORDPRESS_COM
from recommender.corpus.dialects.wp_all_export import WP_ALL_EXPORT
from recommender.corpus.dialects.wp_posts import WP_POSTS, WP_POSTS_TABLE
from recommender.corpus.dialects.wrapped import articles_in, holds_list
from recommender.corpus.files import Record
from recommender.corpus.mapping import KNOWN_NAMES, Columns
from recommender.corpus.publication import states_of

__all__ = ["DIALECTS", "TABLE_DIALECTS", "Dialect", "TableDialect", "Values", "records_of", "table_dialect"]

# From the unmistakable to the likely.
DIALECTS: tuple[Dialect, ...] = (
    GHOST,
    WORDPRESS,
    WORDPRESS_COM,
    BLOGGER,
    WP_POSTS,
    DRUPAL,
    ACTIVITYPUB,
    APPLE_NEWS,
    BEEHIIV,
    LETTERDROP,
    BUTTONDOWN,
    TINYNEWS,
    CHORUS,
    SANITY,
    CONTENTFUL,
    STRAPI,
    WASHINGTON_POST,
    TRAFILATURA,
    ADRESSA_CLICK,
    ADRESSA,
    DPA,
    ANS,
    SUPERDESK,
    NINJS,
    AP_MEDIA,
    NINJS_LIST,
    GUARDIAN,
    NYT,
    NYT_TOP_STORIES,
    EVENT_REGISTRY,
    WEBZ,
    MINIFLUX,
    NEWSDATA,
    GDELT,
    NEWSAPI,
)
_DEEPEST_LIST = 4  # objects around the list of the records of a document; by hand
TABLE_DIALECTS: tuple[TableDialect, ...] = (
    BEEHIIV_TABLE,
    WP_POSTS_TABLE,
    SUBSTACK_TABLE,
    WIX,
    WP_ALL_EXPORT,
    UCI,
    EBNERD,
    GDELT_CODEBOOK,
)


def records_of(value: object, columns: Columns = KNOWN_NAMES) -> Iterator[Record]:
    """Yield the records in a JSON value.

    An object that no dialect recognises is one record, as it is; or those of the list of articles in it, where it is
    none itself.

    Args:
        value: A document, or a record of it.
        columns: Where the fields of an article are found, by which one is known.

    Raises:
        ValueError: It is not an object.
    """
    if not isinstance(value, dict):
        raise ValueError(f"expected a JSON object, found a {type(value).__name__}")  # noqa: TRY004
    yield from _records(value, columns, may_wrap=True)


def _records(value: Values, columns: Columns, *, may_wrap: bool) -> Iterator[Record]:
    value = stored_record(value)
    for dialect in DIALECTS:
        if dialect.recognises(value):
            yield from _with_states(list(dialect.records(value)), value, dialect.own_states)
            return

    def is_article(item: Values) -> bool:
        return columns.may_be_article(item) or any(dialect.recognises(item) for dialect in DIALECTS)

    is_one = columns.has_body(value) or (columns.may_be_article(value) and not holds_list(value, is_article))
    articles = articles_in(value, is_article) if may_wrap and not is_one else ()
    for number, article in enumerate(articles, start=1):
        for record in _records(article, columns, may_wrap=False):
            yield record._replace(line=number)
    if not articles:
        yield Record(None, value)


def _with_states(records: Sequence[Record], value: Values, own: frozenset[str]) -> Iterator[Record]:
    """Yield records with what the objects that they were made of say of their publication, by whatever names.

    A dialect knows the states of its system; an owner may have added others.
    """
    originals: Sequence[Values] = [value] if len(records) == 1 else []
    items = _objects(value, len(records), _DEEPEST_LIST)
    for place, record in enumerate(records):
        states: dict[str, object] = {}
        for original in (*originals, *items[place : place + 1]):
            states |= {name: state for name, state in states_of(original).items() if name not in own}
        is_open = record.not_public is None and not record.withdraws
        yield record._replace(values={**states, **record.values}) if is_open and states else record


def _objects(value: object, count: int, deepest: int) -> Sequence[Values]:
    """Return the list of so many objects nearest to the top of a value; an empty one if there is none."""
    inner = list(value.values()) if isinstance(value, dict) else []
    for each in inner:
        if isinstance(each, list) and len(each) == count and all(isinstance(item, dict) for item in each):
            return each
    below = (_objects(each, count, deepest - 1) for each in inner if isinstance(each, dict) and deepest)
    return next(filter(None, below), [])


def table_dialect(names: Collection[str]) -> TableDialect | None:
    """Return the dialect of a table by the names of its columns; None if it is of none."""
    columns = frozenset(names)
    return next((dialect for dialect in TABLE_DIALECTS if dialect.columns <= columns), None)

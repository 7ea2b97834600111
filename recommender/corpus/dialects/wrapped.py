"""Articles in an object around them: what APIs, search engines and databases answer with.

In: an object that is no article, such as ``{"status": "ok", "articles": […]}``. Out: the articles in it. The one idea:
an answer has one place where its articles are, the list nearest to its top whose items look like articles; whatever
else it says is about the answer. Sources: JSON:API (``data``, ``attributes``), the GraphQL Cursor Connections
Specification (``edges``, ``node``), JSON-LD 1.1 (``@graph``), Elasticsearch, Solr, Eve, Spring Data, Firebase.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from recommender.corpus.dialects.dialect import Values

# Lists this deep are no answers but parts of articles. Objects within each other; GraphQL has six.
_DEEPEST = 8
# Objects of one depth that are looked into, and items of a list by which it is known; by hand.
_WIDEST = 1_000
_ITEMS_COMPARED = 50
# Where answers have their articles. Any other list is taken only where none has such a name.
_LISTS = frozenset({
    "articles", "items", "results", "posts", "docs", "documents", "entries", "entry", "hits", "stories", "news",
    "records", "edges", "nodes", "@graph", "_items", "rows", "list", "data", "value", "content", "response",
    "itemlistelement", "db", "contents", "children", "objects", "feed", "newsitems", "resources", "matches",
})  # fmt: skip
# What leads from an article to others, or says what it is about: never where an answer has its articles.
_ASIDE = re.compile(
    r"related|recommend|similar|trending|popular|links?|images?|media|videos?|authors?|tags?|menu|comments?|facets?|"
    r"aggregations|included|sources?$|keywords|entities",
    re.IGNORECASE,
)
# Lists of sections are looked into, but are none of articles.
_SECTIONS = re.compile(r"categor|sections?|topics?|channels?", re.IGNORECASE)
# The object within an item that is the article.
_INNER = (
    "node", "_source", "source", "item", "attributes", "fields", "article", "post", "story", "doc", "document", "data",
)  # fmt: skip
_ARTICLE = re.compile(r"(?:\w+:|https?://schema\.org/)?(?:\w*Article|BlogPosting|LiveBlogPosting|Report)")
IsArticle = Callable[[Values], bool]


def articles_in(value: Values, is_article: IsArticle) -> list[Values]:
    """Return the articles in an object, which is none itself; empty if there is none within.

    Args:
        value: The object.
        is_article: Returns whether an object among others looks like an article.
    """
    level: list[Values] = [value]
    for _ in range(_DEEPEST):
        if articles := _listed(level, is_article):
            return articles
        below = list(islice(((holder, each) for holder in level for each in _objects(holder)), _WIDEST))
        for holder, each in below:
            if is_article(each) and not holds_list(each, is_article):
                return [{**_scalars(holder), **each}]
        level = [each for _, each in below]
    return []


def _listed(level: list[Values], is_article: IsArticle) -> list[Values]:
    """Return the articles in the lists of objects of one depth; where lists have the usual names, in these alone."""
    lists = [(name.lower() in _LISTS, items) for holder in level for name, items in _lists(holder, is_article)]
    wanted = any(is_usual for is_usual, _ in lists)
    return [_inner(item, is_article) for is_usual, items in lists if is_usual or not wanted for item in items]


def holds_list(value: Values, is_article: IsArticle) -> bool:
    """Return whether an object that has a title itself is an answer: it has articles where answers have them."""
    return any(name.lower() in _LISTS for name, _ in _lists(value, is_article))


def _objects(holder: Values) -> Iterator[Values]:
    """Yield the objects in an object and in its lists, but for those that lead away from it."""
    for name, value in holder.items():
        if not _ASIDE.match(name):
            within = value if isinstance(value, list) else [value]
            yield from (each for each in within if isinstance(each, Mapping))


def _lists(holder: Values, is_article: IsArticle) -> Iterator[tuple[str, list[Values]]]:
    """Yield the lists of articles that an object has, by their first items, also where each has its id for a name."""
    for name, value in holder.items():
        if _ASIDE.match(name) or _SECTIONS.match(name):
            continue
        items = _items(name, value)
        compared = [is_article(_inner(item, is_article)) for item in items[:_ITEMS_COMPARED]]
        # An object of nothing but articles is one by all of them: most objects have parts that may look like some.
        if compared and (all(compared) if isinstance(value, Mapping) else 2 * sum(compared) >= len(compared)):
            yield name, items


def _items(name: str, value: object) -> list[Values]:
    """Return the objects in what may be a list of articles."""
    if isinstance(value, list):
        objects: list[Values] = [item for item in value if isinstance(item, Mapping)]
        return [item for item in objects if _is_typed(item)] if name == "@graph" else objects
    if not isinstance(value, Mapping) or len(value) == 1:
        return []
    by_id: list[Values] = [{"id": key, **item} for key, item in value.items() if isinstance(item, Mapping)]
    return by_id if len(by_id) == len(value) else []


def _is_typed(item: Values) -> bool:
    types = item.get("@type")
    return any(_ARTICLE.fullmatch(str(each)) for each in (types if isinstance(types, list) else [types]))


def _inner(item: Values, is_article: IsArticle) -> Values:
    """Return the article within an item, with what the item says beside it: its id, its state."""
    if is_article(item):
        return item
    for name in _INNER:
        inner = item.get(name)
        if isinstance(inner, Mapping) and is_article(inner):
            system = item.get("sys")
            return {**(_scalars(system) if isinstance(system, Mapping) else {}), **_scalars(item), **inner}
    return item


def _scalars(value: Values) -> Values:
    return {name: each for name, each in value.items() if not isinstance(each, Mapping | list)}

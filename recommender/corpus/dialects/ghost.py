"""Ghost: its export, the answers of its Content and Admin API, and posts by themselves.

In: a whole export (``{"db": [{"data": {"posts": …, "posts_tags": …}}]}``), an answer (``{"posts": […]}``), or one post.
Out: a record a post; pages, drafts and what was only sent by mail are left out, and so is what is for members: of such
a post the teaser is public, the text is not. The one idea: an export is the tables of a database, which are joined; its
times are UTC. An export does not say where its site is, so that a post has its own id there; an API gives an address,
which then is its id, as in the feed. The main tag is the section. Source: docs.ghost.org (content-api, migration).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import first_text, mapping_of, names_of, objects_of, part, text_of
from recommender.corpus.dialects.rich_text import rich_text
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.publication import FOR_MEMBERS, reason_not_public, word_of_state

_TEXTS = frozenset({"html", "plaintext", "lexical", "mobiledoc"})
_META = frozenset({"exported_on", "version"})  # what an export says of itself
_UNTITLED = "(Untitled)"  # what Ghost calls a post that nobody has named
_ZONELESS = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?(\.\d+)?")


def is_ghost(value: Values) -> bool:
    """Return whether an object is an export, an answer or a post of Ghost."""
    return bool(_tables(value)) or any(map(_is_post, _listed(value)[:1])) or _is_post(value)


def ghost_records(value: Values) -> Iterator[Record]:
    """Yield the records of an export, an answer or a post."""
    if tables := _tables(value):
        tags, authors, meta = _joined(tables, "tag"), _joined(tables, "author"), _by_id(tables, "posts_meta", "post_id")
        publisher = next((row.get("value") for row in _rows(tables, "settings") if row.get("key") == "title"), None)
        for number, post in enumerate(_rows(tables, "posts"), start=1):
            key = str(post.get("id"))
            yield _record(number, {**meta.get(key, {}), **post}, tags[key], authors[key], publisher)
    elif _is_post(value):
        yield _of_answer(None, value)
    else:
        for number, post in enumerate(_listed(value), start=1):
            yield _of_answer(number, post)


def _is_post(post: Values) -> bool:
    """Return whether an object has the names of a post: its own, or those of TryGhost's migration tools."""
    post = _opened(post)
    return bool(_TEXTS & post.keys()) and {"title", "slug", "feature_image"} <= post.keys()


def _tables(value: Values) -> Values:
    """Return the tables of an export; none of anything else, such as an answer of another system in ``data``."""
    of_db = mapping_of(part(value, "db.data"))
    tables = of_db or mapping_of(value.get("data") if "meta" in value else None)
    if not isinstance(tables.get("posts"), list):
        return {}
    is_marked = bool(of_db or _META & mapping_of(value.get("meta")).keys())
    return tables if is_marked or any(_TEXTS & post.keys() for post in _rows(tables, "posts")) else {}


def _listed(value: Values) -> list[Values]:
    answer = mapping_of(value.get("result")) or value
    return objects_of(answer.get("posts")) or objects_of(answer.get("pages"))


def _rows(tables: Values, name: str) -> list[Values]:
    return objects_of(tables.get(name))


def _by_id(tables: Values, name: str, key: str) -> dict[str, Values]:
    return {str(row.get(key)): row for row in _rows(tables, name)}


def _joined(tables: Values, kind: str) -> Mapping[str, list[Values]]:
    """Return the tags or authors of each post, by its id, in their order."""
    rows = _by_id(tables, "tags" if kind == "tag" else "users", "id")
    joined: defaultdict[str, list[Values]] = defaultdict(list)
    pairs = _rows(tables, f"posts_{kind}s")
    for pair in sorted(pairs, key=lambda each: order if isinstance(order := each.get("sort_order"), int) else 0):
        if (row := rows.get(str(pair.get(f"{kind}_id")))) is not None:
            joined[str(pair.get("post_id"))].append(row)
    if kind == "author":  # of exports from before a post could have several
        for post in _rows(tables, "posts"):
            if str(post.get("id")) not in joined and (row := rows.get(str(post.get("author_id")))) is not None:
                joined[str(post.get("id"))].append(row)
    return joined


def _opened(thing: Values) -> Values:
    """Return a thing that TryGhost's migration tools keep in two: its values in ``data``, its address beside."""
    data = mapping_of(thing.get("data"))
    return {"url": thing.get("url"), **data} if data else thing


def _of_answer(number: int | None, post: Values) -> Record:
    post = _opened(post)
    tags = [_opened(tag) for tag in objects_of(post.get("tags"))]
    authors = objects_of(post.get("authors")) or [mapping_of(post.get("author"))]
    return _record(number, post, tags, [_opened(author) for author in authors], None)


def _record(number: int | None, post: Values, tags: list[Values], authors: list[Values], publisher: object) -> Record:
    public = [tag.get("name") for tag in tags if tag.get("visibility", "public") == "public" and not _is_internal(tag)]
    url = first_valid("url", [post.get("url"), post.get("canonical_url")])
    values = {
        "article_id": None if url else post.get("id"),
        "title": None if post.get("title") == _UNTITLED else post.get("title"),
        "text": _text(post),
        "url": url,
        "publisher": publisher,
        "published_at": first_valid("published_at", [_utc(post.get("published_at"))]),
        "updated_at": first_valid("updated_at", [_utc(post.get("updated_at"))]),
        "section": next(iter(names_of([part(post, "primary_tag.name"), *public])), None),
        "language": first_valid("language", [post.get("locale"), post.get("language")]),
        "tags": names_of(public),
        "authors": names_of(author.get("name") for author in authors),
        "image_url": first_valid("image_url", [post.get("feature_image"), post.get("image"), post.get("og_image")]),
    }
    return Record(number, values, not_public=_reason_not_public(post))


def _text(post: Values) -> str:
    texts = (post.get(name) for name in ("html", "plaintext", "markdown"))
    trees = (rich_text(post.get(name)) for name in ("lexical", "mobiledoc"))
    return first_text(chain(texts, trees, [post.get("custom_excerpt")]))


def _is_internal(tag: Values) -> bool:
    return text_of(tag.get("name")).startswith("#")


def _reason_not_public(post: Values) -> str | None:
    if post.get("type") == "page" or post.get("page") in (True, 1):
        return "page"
    status = text_of(post.get("status"))
    if status not in ("published", ""):
        return "sent by mail" if status == "sent" else word_of_state(status) or status[:20]
    if post.get("visibility", "public") not in ("public", None):
        return FOR_MEMBERS
    # Whatever else a post that only looks like Ghost's says of itself.
    return reason_not_public(post, datetime.now(UTC))


def _utc(time: object) -> object:
    """Return a time with its zone: in the database, all are UTC."""
    return f"{time}+00:00" if isinstance(time, str) and _ZONELESS.fullmatch(time.strip()) else time


GHOST = Dialect("Ghost", recognises=is_ghost, records=ghost_records)

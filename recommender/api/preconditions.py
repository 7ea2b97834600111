"""Preconditions of a write: ``If-Match`` and ``If-None-Match`` (RFC 9110, 13.1), by the versions of articles."""

from __future__ import annotations

from fastapi import Request

from recommender.api.state import State
from recommender.errors import ArticleError
from recommender.store import Store, StoredArticle

ANY_VERSION, NO_VERSION = "*", "none"


def etag_of(version: str) -> str:
    """Return a version as a strong validator."""
    return f'"{version}"'


async def required_version(request: Request, state: State, store: Store, article_id: str) -> str | None:
    """Return the version that ``If-Match`` requires to be here.

    Returns:
        None without the header, ``*`` for any version. Of several versions the one that is here, if it is among them.
        ``none``, which no version is, if the header has no strong validator.
    """
    tags = [tag.strip() for value in request.headers.getlist("if-match") for tag in value.split(",")]
    if not tags:
        return None
    if ANY_VERSION in tags:
        return ANY_VERSION
    versions = list(filter(None, map(_version_of, tags)))
    if len(versions) > 1:
        stored = await state.in_store_thread(store.get, article_id)
        if isinstance(stored, StoredArticle) and stored.version in versions:
            return stored.version
    return versions[0] if versions else NO_VERSION


def requires_absence(request: Request) -> bool:
    """Return whether ``If-None-Match`` requires that no article is here."""
    tag = request.headers.get("if-none-match")
    if tag is not None and tag.strip() != ANY_VERSION:
        raise ArticleError("If-None-Match", "* to write only where there is no article", tag)
    return tag is not None


def _version_of(tag: str) -> str | None:
    """Return the version of a strong validator; only these match (RFC 9110, 13.1.1), so None for all else.

    >>> _version_of('"1a"'), _version_of('W/"1a"'), _version_of("1a")
    ('1a', None, None)
    """
    return tag[1:-1] if len(tag) > 1 and tag[0] == tag[-1] == '"' else None

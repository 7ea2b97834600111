"""The static files of the pages.

In: a name from an address. Out: the bytes and their media type, from the package itself, so that an installed wheel has
them. The one idea: the names are a fixed table, so no name can reach any other file.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from recommender.article import LANGUAGES, messages_of

EMBED = "embed.js"
NO_WORDS = b"const WORDS = {};"  # in the embed, in whose place its words stand
_CSS, _JAVASCRIPT = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
_MEDIA_TYPES = {
    "desk.css": _CSS,
    EMBED: _JAVASCRIPT,
    "icon.svg": "image/svg+xml",
    "site.css": _CSS,
    "swagger-ui/favicon.png": "image/png",
    "swagger-ui/swagger-ui-bundle.js": _JAVASCRIPT,
    "swagger-ui/swagger-ui.css": _CSS,
}


def static_file(name: str) -> tuple[bytes, str] | None:
    """Return the content and media type of a static file, or None for a name that is not in the table.

    >>> static_file("../pages.py") is None
    True
    """
    media_type = _MEDIA_TYPES.get(name)
    return None if media_type is None else (_content(name), media_type)


@cache
def _content(name: str) -> bytes:
    content = files("recommender.api.views").joinpath("static", name).read_bytes()
    return _with_words(content) if name == EMBED else content


def _with_words(script: bytes) -> bytes:
    """Return the script of the embed with the words that stand around its cards, in all languages."""
    words = {
        language: {
            name: getattr(messages_of(language), name)
            for name in ("language", "direction", "headings", "kinds", "untitled")
        }
        for language in LANGUAGES
    }
    return script.replace(NO_WORDS, NO_WORDS.replace(b"{}", json.dumps(words, ensure_ascii=False).encode()))

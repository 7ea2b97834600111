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
# What stands in the script of the embed where its words, its style and the rest of it have their places.
NO_WORDS, NO_STYLE, NO_CARDS = "const WORDS = {};", 'const STYLE = "";', "/* cards.js */"
_WORDS = ("language", "direction", "headings", "kinds", "untitled", "arrived")
_CSS, _JAVASCRIPT = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
_MEDIA_TYPES = {
    "desk.css": _CSS,
    "desk.js": _JAVASCRIPT,
    EMBED: _JAVASCRIPT,
    "plots.css": _CSS,
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
    return _embed().encode() if name == EMBED else _bytes_of(name)


def _embed() -> str:
    """Return the script of the embed as one file, with the words that stand around its cards, in all languages."""
    words = {language: {name: getattr(messages_of(language), name) for name in _WORDS} for language in LANGUAGES}
    parts = {
        NO_WORDS: NO_WORDS.replace("{}", json.dumps(words, ensure_ascii=False)),
        NO_STYLE: NO_STYLE.replace('""', json.dumps(_bytes_of("embed/embed.css").decode())),
        NO_CARDS: _bytes_of("embed/cards.js").decode(),
    }
    script = _bytes_of("embed/embed.js").decode()
    for place, part in parts.items():
        script = script.replace(place, part)
    return script


def _bytes_of(path: str) -> bytes:
    return files("recommender.api.views").joinpath("static", *path.split("/")).read_bytes()

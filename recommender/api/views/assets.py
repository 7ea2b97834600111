"""The static files of the pages.

In: a name from an address. Out: the bytes and their media type, from the package itself, so that an installed wheel has
them. The one idea: the names are a fixed table, so no name can reach any other file.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_CSS, _JAVASCRIPT = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
_MEDIA_TYPES = {
    "desk.css": _CSS,
    "embed.js": _JAVASCRIPT,
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
    return files("recommender.api.views").joinpath("static", name).read_bytes()

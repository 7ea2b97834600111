"""The documentation page without a network: Swagger UI from the files of an installed package.

In: a title and the path of the OpenAPI document. Out: the page, the Content-Security-Policy that lets just its own
script run, and the files that it names.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from fastapi.openapi.docs import get_swagger_ui_html

_MEDIA_TYPES = {
    "favicon.png": "image/png",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
}
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def docs_page(title: str, openapi_url: str, static_url: str) -> tuple[str, str]:
    """Return the page and its Content-Security-Policy; paths are relative to the page's own."""
    page = get_swagger_ui_html(
        title=title,
        openapi_url=openapi_url,
        swagger_js_url=f"{static_url}/swagger-ui-bundle.js",
        swagger_css_url=f"{static_url}/swagger-ui.css",
        swagger_favicon_url=f"{static_url}/favicon.png",
    )
    html = bytes(page.body).decode()
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in _INLINE_SCRIPT.findall(html))
    # Swagger UI sets styles on its elements and draws its icons from data addresses.
    policy = (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return html, policy


def docs_file(name: str) -> tuple[bytes, str] | None:
    """Return the content and media type of a file of the page, or None for a name that is not one of them."""
    media_type = _MEDIA_TYPES.get(name)
    return None if media_type is None else (_content(name), media_type)


@cache
def _content(name: str) -> bytes:
    return files("fastapi_offline").joinpath("static", name).read_bytes()


def _digest(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()

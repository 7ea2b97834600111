"""The documentation page: Swagger UI from the package's own files, so that it works without a network.

In: a title and the address of the OpenAPI document. Out: the page, and the Content-Security-Policy that lets its own
script run and no other.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

from fastapi.openapi.docs import get_swagger_ui_html

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def docs_page(title: str, openapi_url: str, static_url: str) -> tuple[str, str]:
    """Return the page and its Content-Security-Policy; addresses are relative to that of the page."""
    page = get_swagger_ui_html(
        title=title,
        openapi_url=openapi_url,
        swagger_js_url=f"{static_url}/swagger-ui-bundle.js",
        swagger_css_url=f"{static_url}/swagger-ui.css",
        swagger_favicon_url=f"{static_url}/favicon.png",
    )
    html = bytes(page.body).decode()
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in _INLINE_SCRIPT.findall(html))
    # Swagger UI sets styles on its elements, and draws its icons from data addresses.
    policy = (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return html, policy


def _digest(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()

"""A site: story pages that show the boxes of a running service.

    recommender demo --port 8000                                     # in one terminal
    SERVICE=http://127.0.0.1:8000 uvicorn --app-dir examples --factory news_site:create_site --port 8080

The site asks the service while it makes a page, and makes the page without boxes when the service does not answer in
time: a recommendation is never worth a slow or a broken story. Where a script in the reader's browser may ask instead,
one line of HTML does all of this; see the README.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

SECONDS = 0.5
TITLES = {"similar": "Similar news", "related": "Related", "breaking": "Breaking news"}
# In place of the site's own database.
STORIES = {
    "ac-0424-orrin-two-dead": ("Two dead in explosion at Orrin works", "The works at Port Averin were on fire…"),
}
Ask = Callable[[str], Mapping[str, Any]]


def create_site(ask: Ask | None = None) -> Starlette:
    """Return the site; `ask` returns what the service answers to a path."""
    app = Starlette(routes=[Route("/stories/{article_id:path}", story)])
    app.state.ask = ask or partial(ask_service, os.environ.get("SERVICE", "http://127.0.0.1:8000"))
    return app


def ask_service(origin: str, path: str) -> Mapping[str, Any]:
    """Return what the service answers, or nothing when it does not, or not in time."""
    try:
        with urlopen(f"{origin}{path}", timeout=SECONDS) as response:  # noqa: S310  (the origin is our own setting)
            answer: Mapping[str, Any] = json.load(response)
            return answer
    except (URLError, TimeoutError, ValueError):
        return {}


def story(request: Request) -> Response:
    """Answer with a story and its boxes; Starlette runs this in a thread, since it waits for the service."""
    article_id = request.path_params["article_id"]
    if article_id not in STORIES:
        return HTMLResponse("<h1>No such story</h1>", status_code=404)
    title, text = STORIES[article_id]
    page = request.app.state.ask(f"/v1/articles/{quote(article_id, safe='')}/boxes")
    boxes = "".join(section(TITLES[name], box) for name, box in page.get("boxes", {}).items() if name in TITLES)
    return HTMLResponse(
        f"<!doctype html><title>{escape(title)}</title><h1>{escape(title)}</h1><p>{escape(text)}</p>{boxes}"
    )


def section(title: str, box: Mapping[str, Any]) -> str:
    """Return a box as HTML; an empty one as nothing. What comes from the service is text: it is escaped."""
    cards = "".join(
        f'<li><a href="/stories/{escape(quote(card["article_id"], safe=""))}">{escape(card["title"])}</a>'
        f"<br><small>{escape(card['reason']['text'])}</small></li>"
        for card in box["cards"]
    )
    return f"<h2>{title}</h2><ul>{cards}</ul>" if cards else ""

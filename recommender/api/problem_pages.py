"""Problems → pages: what a person reads who opens an address at which nothing can be shown.

In: a request of a browser, and the status of its answer. Out: a page in the language of the site, or, while no model
serves and its language is not known, in that of the reader. Programs get problem documents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import Request, Response

from recommender.api import views
from recommender.api.dependencies import state_of
from recommender.api.responses import NO_STORE, html_answer
from recommender.article import LANGUAGES, primary_subtag

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
# Of the message that says why.
WHY: Mapping[int, str] = {HTTPStatus.NOT_FOUND: "nothing_here", HTTPStatus.SERVICE_UNAVAILABLE: "try_again"}
_PREFERENCE = re.compile(r"([A-Za-z]{1,8})[A-Za-z0-9-]*\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?")


def problem_page(request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response | None:
    """Return the page of a problem; None where a program asks, or where a page has nothing to say of it.

    Args:
        request: The request.
        status: That of the answer.
        headers: More headers of the answer.
    """
    is_reader = request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "")
    if status not in WHY or not is_reader or request.url.path.startswith("/v1/"):
        return None
    state = state_of(request)
    serves = state.follower.recommender
    if serves is None:
        language = preferred_language(request.headers.get("accept-language", ""))
    else:
        language = serves.language(state.now())
    page = views.missing_page(site=state.settings.site, why=WHY[status], language=language)
    answer = html_answer(request, page, policy=POLICY, status=status, cache=NO_STORE)
    answer.headers.update(headers or {})
    return answer


def preferred_language(accepted: str) -> str | None:
    """Return the language that a reader likes best of those that the product speaks; None if there is none.

    Args:
        accepted: The header `Accept-Language` (RFC 9110, 12.5.4).

    >>> preferred_language("fy, de-AT;q=0.8, en;q=0.9"), preferred_language("de;q=0, x;q=oops")
    ('en', None)
    """
    parts = [match for part in accepted.split(",") if (match := _PREFERENCE.fullmatch(part.strip()))]
    liked = [(float(match[2] or 1), primary_subtag(match[1])) for match in parts]
    known = [(weight, language) for weight, language in liked if weight > 0 and language in LANGUAGES]
    return max(known, key=lambda each: each[0], default=(0.0, None))[1]

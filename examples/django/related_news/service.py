"""The service, by HTTP: two calls, each of which returns in time, whatever happens."""

import json
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from django.conf import settings

WRITE_SECONDS, READ_SECONDS = 5, 0.8


def write(article_id, record):
    """Write an article, or without a record take it down; return the status, none where there is no answer, and why."""
    headers = {"Authorization": f"Bearer {settings.RELATED_NEWS['key']}", "Content-Type": "application/json"}
    body = json.dumps(record).encode() if record else None
    request = Request(_address(article_id), body, headers, method="PUT" if record else "DELETE")
    status, answer = _ask(request, WRITE_SECONDS)
    return status, answer[:1_000]


def boxes(article_id, **options):
    """Return the boxes of an article as HTML; nothing where there is no box, or no answer in time."""
    address = f"{_address(article_id)}/boxes.html?{urlencode(options)}"
    status, answer = _ask(Request(address), READ_SECONDS)
    return status, answer if status == 200 else ""


def _address(article_id):
    return f"{settings.RELATED_NEWS['service']}/v1/articles/{quote(article_id, safe='')}"


def _ask(request, seconds):
    try:
        with urlopen(request, timeout=seconds) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except (OSError, HTTPException) as error:
        return None, str(error)

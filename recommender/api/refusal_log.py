"""Writes that were refused, as lines of the log.

In: a request that would have written something, and why it did not. Out: a line with what was expected; what came is
left out, for it may be a text.
"""

from __future__ import annotations

import logging

from fastapi import Request
from starlette.types import Scope

from recommender.api.access_log import SECONDS_BETWEEN_LINES, write_line
from recommender.api.auth import expect_editor
from recommender.api.logs import LineLimit

_READS = ("GET", "HEAD", "OPTIONS")


class RefusalLog:
    """Write a line for a write that was refused; where many are, for one in a while, with how many there were."""

    def __init__(self) -> None:
        self._limit = LineLimit(SECONDS_BETWEEN_LINES)

    def add(self, request: Request, status: int, reason: str) -> None:
        """Write the line of a request, if it would have written something, or count it.

        Args:
            request: The request.
            status: The status of its answer.
            reason: What was expected.
        """
        if is_write(request.scope) and (before := self._limit.take()) is not None:
            write_line(request.scope, logging.WARNING, "refused_write", status, None, reason=reason, unlogged=before)


def is_write(scope: Scope) -> bool:
    """Return whether a request would have written something: it is to a route that is for editors."""
    dependencies = getattr(scope.get("route"), "dependencies", ())
    return scope["method"] not in _READS and any(each.dependency is expect_editor for each in dependencies)

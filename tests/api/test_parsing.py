"""Bodies of writes: lines are the same however they come."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from recommender.api.parsing import read_lines
from tests.support.builders import law
from tests.support.serving import (
    http_scope,
)


@law
@given(st.lists(st.binary(max_size=9).map(lambda line: line.replace(b"\n", b"")), max_size=6), st.integers(1, 5))
def test_lines_are_the_same_however_a_body_comes(lines: list[bytes], size: int) -> None:
    """The numbers count all lines; blank ones are passed over, and of one that is too long just that is told."""
    body = b"\n".join(lines)
    messages = [
        {"type": "http.request", "body": body[at : at + size], "more_body": True} for at in range(0, len(body), size)
    ]
    messages.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Message:
        return messages.pop(0)

    async def found() -> list[tuple[int, bytes | None]]:
        request = Request(http_scope("POST", "/v1/articles"), receive)
        return [(number, line and line.strip()) async for number, line in read_lines(request, 99)]

    expected = [(number, None if len(line) > 6 else line.strip()) for number, line in enumerate(lines, 1)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("recommender.api.parsing.MAX_LINE_BYTES", 6)
        assert asyncio.run(found()) == [each for each in expected if each[1] != b""]

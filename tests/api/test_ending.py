"""A service that is told to end answers those who are asking, and each learns that his connection ends."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from types import FrameType

import pytest
from starlette.types import Message, Receive, Scope, Send

from recommender.api import ending
from recommender.api.ending import Ending, LastAnswers
from tests.support.serving import http_scope, never


@pytest.fixture
def ended() -> Iterator[list[int]]:
    """Return the signals that a server's own handler gets."""
    numbers: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        numbers.append(number)

    before = signal.signal(signal.SIGTERM, end)
    yield numbers
    signal.signal(signal.SIGTERM, before)


async def headers_of(told: Ending) -> list[tuple[bytes, bytes]]:
    sent: list[Message] = []

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"etag", b"a")]})
        await send({"type": "http.response.body", "body": b"{}"})

    async def note(message: Message) -> None:
        sent.append(message)

    await LastAnswers(answer, ending=told)(http_scope("GET", "/livez"), never, note)
    assert sent[1] == {"type": "http.response.body", "body": b"{}"}
    return list(sent[0]["headers"])


def test_answers_go_on_for_a_moment_and_are_the_last_of_their_connections(
    ended: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "ENDING_SECONDS", 0.05)

    async def run() -> None:
        told = Ending()
        with told.begun_by_signal():
            assert await headers_of(told) == [(b"etag", b"a")]
            signal.raise_signal(signal.SIGTERM)
            assert (told.has_begun, ended) == (True, [])
            assert await headers_of(told) == [(b"etag", b"a"), (b"connection", b"close")]
            while not ended:
                await asyncio.sleep(0.01)

    asyncio.run(run())
    signal.raise_signal(signal.SIGTERM)  # what was there before is there again
    assert ended == [signal.SIGTERM, signal.SIGTERM]


def test_who_says_it_twice_does_not_wait(ended: list[int]) -> None:
    async def run() -> None:
        with Ending().begun_by_signal():
            signal.raise_signal(signal.SIGTERM)
            assert ended == []
            signal.raise_signal(signal.SIGTERM)
            assert ended == [signal.SIGTERM]

    asyncio.run(run())

"""Parsers that misbehave in every way, as a program: ``python -m tests.support.hostile_parsers LIMITS``."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from recommender.corpus.apart.messages import Limits
from recommender.corpus.apart.program import main
from recommender.corpus.files import Record
from recommender.corpus.reading import LeftOut, Reader, Reading
from recommender.errors import CorpusError

FIRST = {"title": "First", "published_at": datetime(2026, 3, 14, 7, 40, tzinfo=UTC), "tags": ("ferry", "quay")}


def read_well(path: Path, reading: Reading) -> Iterator[Record]:
    yield Record(1, FIRST)
    reading.refuse(CorpusError(path, 2, "no words"))
    reading.leave_out(LeftOut(str(path), 3, "draft"))
    yield Record(4, {"title": reading.columns.given.get("title", path.read_text())}, "embargoed", withdraws=True)


def number(path: Path, reading: Reading) -> Iterator[Record]:
    yield Record(1, {"number": os.getpid()})


def loop(path: Path, reading: Reading) -> Iterator[Record]:
    yield Record(1, FIRST)
    sum(1 for _ in iter(int, 1))  # in C code, where no handler of Python runs


def eat_memory(path: Path, reading: Reading) -> Iterator[Record]:
    yield Record(1, FIRST)
    eaten = [bytes(100_000_000)]
    while True:
        eaten.append(bytes(100_000_000))


def crash(path: Path, reading: Reading) -> Iterator[Record]:
    yield Record(1, FIRST)
    os._exit(3)


def abort(path: Path, reading: Reading) -> Iterator[Record]:
    yield Record(1, FIRST)
    os.abort()


def fail(path: Path, reading: Reading) -> Iterator[Record]:
    yield Record(1, FIRST)
    raise KeyError("no such name")


def give_up(path: Path, reading: Reading) -> Iterator[Record]:
    yield Record(1, FIRST)
    raise CorpusError(path, 2, "cut off here")


def sleep(path: Path, reading: Reading) -> Iterator[Record]:
    yield Record(1, FIRST)
    time.sleep(3600)


def flood(path: Path, reading: Reading) -> Iterator[Record]:
    while True:
        yield Record(1, {"text": "x" * 50_000})


def swell(path: Path, reading: Reading) -> Iterator[Record]:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    yield Record(1, {"text": "x" * 200_000})
    yield Record(2, {"text": deep})
    yield Record(3, FIRST)


def dawdle(path: Path, reading: Reading) -> Iterator[Record]:
    while True:
        end = time.process_time() + 0.1
        while time.process_time() < end:
            pass
        yield Record(1, FIRST)


def chatter(path: Path, reading: Reading) -> Iterator[Record]:
    print("a library prints")
    os.write(1, b"so does its C code")
    yield Record(1, FIRST)


def lie(path: Path, reading: Reading) -> Iterator[Record]:
    for descriptor in range(3, 20):  # the pipe of the answers is one of them
        try:
            os.write(descriptor, b"\xff" * 8)
        except OSError:
            continue
    yield Record(1, FIRST)


READERS = {
    read.__name__: Reader(read.__name__, lambda _: False, read, apart=True)
    for read in (
        read_well,
        number,
        loop,
        eat_memory,
        crash,
        abort,
        fail,
        give_up,
        sleep,
        flood,
        swell,
        dawdle,
        chatter,
        lie,
    )
}

if __name__ == "__main__":
    main(READERS.values(), Limits(*json.loads(sys.argv[1])))

"""The process of its own, from outside: files go in, records come back, and its death is a refusal.

In: a reader, a path and what was chosen for the reading. Out: records, one at a time. The one idea: one process serves
file after file, and reading after reading; when it ends by itself, by a limit or by a fault, the file that it had is
refused with the reason, and the next file starts another.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Self

from recommender.corpus.apart.messages import (
    Limits,
    ProtocolError,
    decoded,
    encoded,
    plain_columns,
    receive,
    record_of,
    send,
)
from recommender.corpus.files import Record
from recommender.corpus.reading import LeftOut, Reader, Reading
from recommender.errors import CorpusError

PROGRAM = "recommender.corpus.apart.program"
# How the program ends itself: numbers that neither Python nor a shell uses.
OUT_OF_MEMORY, IDLE = 81, 82
# A process is replaced after so many files, from 1: parsers keep some memory of each.
MOST_FILES = 2000
# One thread a process: parsers here have no use for more, and each takes address space.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class ParserProcess:
    """Reads files in a process of its own, which starts with the first of them; an idle one is left for the next user.

    Args:
        limits: What it may use.
        program: The module that is run; tests have their own.
    """

    def __init__(self, limits: Limits | None = None, program: str = PROGRAM) -> None:
        self._limits, self._program = limits or Limits(), program
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0
        self._busy = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and not self._busy:
            spare = (self._process, self._files)
            if _SPARE.setdefault(self._key(), spare) is spare:
                self._process = None
        self._end()

    def _key(self) -> tuple[object, ...]:
        # Pipes that a fork has doubled are of no use to either side.
        return os.getpid(), self._program, self._limits

    def read(self, reader: Reader, path: Path, reading: Reading) -> Iterator[Record]:
        """Read a file as its reader does.

        Raises:
            CorpusError: The reader raised it; or it took more than the limits allow, or crashed. Records before that
                have been yielded.
        """
        process = self._ready()
        self._busy = True
        try:
            requests, answers = _pipes(process)
            send(requests, encoded("read", reader.name, str(path), plain_columns(reading.columns)))
            yield from self._records(answers, path, reading)
        except (OSError, ProtocolError) as error:
            raise CorpusError(path, None, self._cause_of_death(process, path, error)) from None
        finally:
            if self._busy and self._process is process:  # it died, or its caller has turned away before the end
                self._end()

    def _ready(self) -> subprocess.Popen[bytes]:
        """Return a process that waits for a file."""
        if self._process is None:
            self._process, self._files = _SPARE.pop(self._key(), (None, 0))
        if self._process is not None and (self._busy or self._files >= MOST_FILES or self._process.poll() is not None):
            self._end()
        self._process = process = self._process or _started(self._program, self._limits)
        self._files += 1
        return process

    def _records(self, answers: IO[bytes], path: Path, reading: Reading) -> Iterator[Record]:
        while True:
            message = receive(answers, self._limits.record)
            if message is None:
                raise ProtocolError("the end of its answers")
            match decoded(message):
                case "record", values:
                    yield record_of(values)
                case "refused", [str() as place, None | int() as line, str() as reason]:
                    reading.refuse(CorpusError(place, line, reason))
                case "left out", [str() as place, None | int() as line, str() as reason]:
                    reading.leave_out(LeftOut(place, line, reason))
                case "failed", [None | int() as line, str() as reason]:
                    self._busy = False
                    raise CorpusError(path, line, reason)
                case "end", []:
                    self._busy = False
                    return
                case kind, _:
                    raise ProtocolError(f"a message {kind!r} that is none")

    def _cause_of_death(self, process: subprocess.Popen[bytes], path: Path, error: Exception) -> str:
        """Return why there is no answer; ends the process if it still lives."""
        try:
            code = process.wait(timeout=1)  # who has closed its pipe has ended, or is about to
        except subprocess.TimeoutExpired:
            process.kill()
            return f"its parser sent {error}"
        limits = self._limits
        reasons = {
            -getattr(
                signal, "SIGPROF", 0
            ): f"took more than {limits.record_seconds(path):.3g} seconds of processor time",
            OUT_OF_MEMORY: f"took more than {limits.memory / 1e6:g} MB of memory",
            IDLE: f"stood still for {limits.idle_seconds:g} seconds",
        }
        if reason := reasons.get(code):
            return reason
        return f"its parser was ended by signal {-code}" if code < 0 else f"its parser ended unexpectedly ({code})"

    def _end(self) -> None:
        if self._process is not None:
            _end(self._process)
        self._process, self._files, self._busy = None, 0, False


# One idle process a kind: starting one takes longer than reading a feed.
_SPARE: dict[tuple[object, ...], tuple[subprocess.Popen[bytes] | None, int]] = {}


@atexit.register
def end_spare() -> None:
    """End the idle processes."""
    while _SPARE:
        (owner, *_), (process, _) = _SPARE.popitem()
        if process is not None and owner == os.getpid():
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:  # they are pipes, but the type does not say so
        raise OSError("no pipe")
    return process.stdin, process.stdout


def _started(program: str, limits: Limits) -> subprocess.Popen[bytes]:
    # It finds its modules where this process does, and none in the folder that it happens to start in.
    paths = os.pathsep.join(filter(None, sys.path))
    return subprocess.Popen(  # noqa: S603 - the program is named by ourselves
        [sys.executable, "-P", "-m", program, json.dumps(limits)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **_ONE_THREAD, "PYTHONPATH": paths},
    )

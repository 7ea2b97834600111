"""The process of its own, from inside: a program that reads the files that it is given until there are no more.

In, on stdin: messages that name a reader, a path and the columns. Out, on stdout: messages with what the reader yields,
refuses and leaves out. The one idea: before each record the kernel is asked to end this process when the record takes
too long; the default action of SIGPROF does so inside C code, too, where no handler of Python would run.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Thread
from typing import IO, Any, cast

from recommender.corpus.apart.messages import Limits, columns_of, decoded, encoded, megabytes, receive, send
from recommender.corpus.apart.process import IDLE, OUT_OF_MEMORY
from recommender.corpus.files import Record
from recommender.corpus.readers import READERS
from recommender.corpus.reading import LeftOut, Reader, Reading
from recommender.errors import CorpusError

# A parser that used less in all of `Limits.idle_seconds` has waited for something.
_IDLE_PROCESSOR_SECONDS = 1.0


class Parser:
    """Answers requests to read files.

    Args:
        readers: The readers that may be named.
        answers: Where messages go.
        limits: What a file may use.
    """

    def __init__(self, readers: Iterable[Reader], answers: IO[bytes], limits: Limits) -> None:
        self._readers = {reader.name: reader for reader in readers}
        self._answers, self._limits = answers, limits
        self._work: int | None = None  # the number of the work in hand, of all; None while nothing is to be done
        self._works = 0
        self._seconds = limits.seconds  # of processor time that a record of the file in hand may take
        self._left = 0  # bytes that may still be sent for the file in hand

    def serve(self, requests: IO[bytes]) -> None:
        """Answer request after request."""
        Thread(target=self._end_when_idle, daemon=True).start()
        while (message := receive(requests, self._limits.record)) is not None:
            try:
                self._answer(*cast("tuple[str, str, dict[str, Any]]", decoded(message)[1]))
            except CorpusError as error:
                self._send("failed", error.line, error.reason)
            except MemoryError:
                os._exit(OUT_OF_MEMORY)
            except Exception as error:  # noqa: BLE001 - a fault of a parser costs the file, as its crash does
                self._send("failed", None, _fault(error))
            else:
                self._send("end")

    def _answer(self, name: str, place: str, columns: dict[str, Any]) -> None:
        reader, path = self._readers[name], Path(place)
        self._seconds, end = self._limits.record_seconds(path), time.process_time() + self._limits.file_seconds(path)
        self._left = 10 * self._limits.record + int(self._limits.answers * 1e6 * megabytes(path))
        reading = Reading(
            columns_of(columns), self._refuse, self._leave_out, lambda reader, path, reading: reader.read(path, reading)
        )
        self._begin()
        for record in self._timed(reader.read(path, reading)):
            self._send_record(path, record)
            if time.process_time() > end:
                raise CorpusError(path, record.line, "its records take too much processor time")

    def _timed(self, records: Iterator[Record]) -> Iterator[Record]:
        while True:
            self._begin()
            record = next(records, None)
            self._work = None
            if record is None:
                return
            yield record

    def _begin(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, self._seconds)
        self._works += 1
        self._work = self._works

    def _send_record(self, path: Path, record: Record) -> None:
        try:
            message = encoded("record", *record)
        except ValueError as error:
            self._refuse(CorpusError(path, record.line, str(error)))
            return
        if len(message) > self._limits.record:
            self._refuse(CorpusError(path, record.line, f"a record longer than {self._limits.record} bytes"))
            return
        self._left -= len(message)
        if self._left < 0:
            raise CorpusError(path, record.line, "its records unpack to too many bytes")
        send(self._answers, message)

    def _refuse(self, error: CorpusError) -> None:
        self._send("refused", error.path, error.line, error.reason)
        self._begin()

    def _leave_out(self, record: LeftOut) -> None:
        self._send("left out", *record)
        self._begin()

    def _send(self, kind: str, *values: object) -> None:
        self._work = None
        send(self._answers, encoded(kind, *values))

    def _end_when_idle(self) -> None:
        """End the process when one work has waited longer than it may; what waits lets this thread run."""
        while True:
            work, used = self._work, time.process_time()
            time.sleep(self._limits.idle_seconds)
            if work is not None and work == self._work and time.process_time() - used < _IDLE_PROCESSOR_SECONDS:
                os._exit(IDLE)


def _fault(error: Exception) -> str:
    (place,) = traceback.extract_tb(error.__traceback__)[-1:]
    return f"its reader failed: {type(error).__name__}: {str(error)[:200]} ({Path(place.filename).name}:{place.lineno})"


def restrict(limits: Limits) -> None:
    """Let the kernel bound the memory of this process, and end it by default when its timer runs out."""
    import resource

    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):  # macOS has no limit of address space
        pass


def main(readers: Iterable[Reader], limits: Limits) -> None:
    """Answer requests on stdin; what a parser prints does not come between the answers."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        restrict(limits)
        Parser(readers, answers, limits).serve(sys.stdin.buffer)


if __name__ == "__main__":
    import json

    main(READERS, Limits(*json.loads(sys.argv[1])))

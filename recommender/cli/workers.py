"""The processes that answer at one address, one or several, and the parent that looks after them.

In: settings, and a socket that listens. Out: responses, until a signal ends the service. The parent imports all that a
worker needs, and workers are forks of it, which share the memory of that; it opens no model, no store and no thread of
its own. It starts a worker in the place of one that dies or hangs, and says so in the log. SIGTERM and Ctrl-C end all
workers, each when it has answered what it was asked; SIGHUP puts a new worker in the place of each, one after the
other. A worker whose parent is gone ends, too.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import FrameType

import typer

from recommender.api import Place, WorkerSlots, configure_logs, create_app, import_service
from recommender.cli.server import serve_on
from recommender.errors import RecommenderError
from recommender.settings import Settings

log = logging.getLogger(__name__)

# How often a worker says that it lives, and the parent looks. Above 0, seconds; by hand.
BEAT_SECONDS = 0.5
# A worker that has not said so at as many looks hangs, and is killed. At least 2, looks; by hand: a minute, in which
# the longest of loops lets go of the interpreter.
MOST_SILENT_LOOKS = 120
# A worker that was killed before it could answer gets a successor after this time. Above 0, seconds; by hand: where
# memory lacks, the others need the machine.
PAUSE_SECONDS = 5.0
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
# macOS ends a fork that uses libraries of its own, so there each worker imports all for itself.
CONTEXT = multiprocessing.get_context("fork") if sys.platform == "linux" else multiprocessing.get_context("spawn")
CAUSES = {
    signal.SIGKILL: "as the system does when it runs out of memory",
    signal.SIGBUS: "a mapped file was cut off or cannot be read: look for what writes into the folder of the models",
}


@dataclass(slots=True)
class Worker:
    """A process that answers, as its parent sees it.

    Attributes:
        process: The process, None between two.
        beats: How often it had said that it lives at the last look.
        silent_looks: At how many looks since then it had not.
        next_look: When to look again, on the monotonic clock.
        not_before: When the next process may be started, on the monotonic clock.
        renewing: Whether it has been told to end, for a new one to take its place.
    """

    process: BaseProcess | None = None
    beats: float = 0
    silent_looks: int = 0
    next_look: float = 0
    not_before: float = 0
    renewing: bool = False


class Workers:
    """The workers of a service; `run` is called once, by the main thread of the parent."""

    def __init__(self, settings: Settings, listening: socket.socket, n_workers: int) -> None:
        self.settings = settings
        self.listening = listening
        self.slots = WorkerSlots(n_workers, shared=True)
        self.workers = [Worker() for _ in range(n_workers)]
        self.has_failed = False
        self._to_renew: list[int] = []

    def run(self) -> bool:
        """Serve until a signal ends the service; return whether it could be served at all."""
        preload()
        with _signals() as come:
            while not self.slots.ending or self._live():
                if not self.slots.ending:
                    self._start_missing()
                ready = wait([*(process.sentinel for process in self._live()), come], BEAT_SECONDS)
                for number in _read_signals(come):
                    self._on_signal(number)
                for at, worker in enumerate(self.workers):
                    self._look(at, worker, ready)
                self._renew_next()
        log.info("ended", extra={"event": "ended"})
        return not self.has_failed

    def _live(self) -> list[BaseProcess]:
        return [worker.process for worker in self.workers if worker.process is not None]

    def _start_missing(self) -> None:
        for at, worker in enumerate(self.workers):
            if worker.process is None and time.monotonic() >= worker.not_before:
                work = (self.settings, self.listening, self.slots, at)
                process = CONTEXT.Process(target=serve_as_worker, args=work)
                with _signals_wait():
                    process.start()
                self.workers[at] = Worker(process)

    def _look(self, at: int, worker: Worker, ready: Collection[object]) -> None:
        """Look after a worker: whether it has ended, or hangs."""
        process, now = worker.process, time.monotonic()
        if process is None:
            return
        if process.sentinel in ready:
            process.join()
            self._note_end(at, worker, process)
            worker.process = None
            self.slots.slot(at).vacate()
        elif now >= worker.next_look:
            beats, worker.next_look = self.slots.slot(at)[Place.BEATS], now + BEAT_SECONDS
            worker.silent_looks = 0 if beats != worker.beats else worker.silent_looks + 1
            worker.beats = beats
            if worker.silent_looks == MOST_SILENT_LOOKS:
                log.error("worker %d hangs, and is killed", at, extra={"event": "worker_hangs", **_of(at, process)})
                process.kill()

    def _note_end(self, at: int, worker: Worker, process: BaseProcess) -> None:
        """Say why a worker has ended, and whether another takes its place."""
        code, could_answer = process.exitcode or 0, bool(self.slots.slot(at)[Place.STARTED])
        if worker.renewing or (self.slots.ending and code in (0, -signal.SIGTERM, -signal.SIGINT)):
            log.info("worker %d has ended", at, extra={"event": "worker_ended", **_of(at, process)})
            return
        if code > 0 and not could_answer:
            fields = {"event": "worker_failed", "code": code, **_of(at, process)}
            log.error("worker %d could not start; the service ends", at, extra=fields)
            self.has_failed = True
            self._end()
            return
        self.slots.count_death()
        if not could_answer:
            worker.not_before = time.monotonic() + PAUSE_SECONDS
        fields = {"event": "worker_died", "code": code, **_of(at, process)}
        message = "worker %d (process %s) was ended by %s%s"
        then = "" if self.slots.ending else "; another takes its place"
        log.warning(message, at, process.pid, cause_of(code), then, extra=fields)

    def _renew_next(self) -> None:
        """Tell the next worker to end that is to be renewed, when all others can answer."""
        if self._to_renew and not self.slots.ending and all(slot[Place.STARTED] for slot in self.slots):
            worker = self.workers[self._to_renew.pop(0)]
            if worker.process is not None:
                worker.renewing = True
                worker.process.terminate()
                self.slots.slot(self.workers.index(worker)).vacate()

    def _on_signal(self, number: int) -> None:
        name = signal.Signals(number).name
        if number == signal.SIGHUP:
            log.info("%s: each worker is renewed", name, extra={"event": "renewing"})
            self._to_renew = list(range(len(self.workers)))
            return
        log.info("%s: the service ends when it has answered what it was asked", name, extra={"event": "ending"})
        self._end()

    def _end(self) -> None:
        # First, so that each worker knows that no other goes on.
        self.slots.begin_end()
        for process in self._live():
            process.terminate()


def preload() -> None:
    """Import what each worker needs, so that the forks of this process share the memory of it."""
    import uvicorn.lifespan.on
    import uvicorn.loops.auto
    import uvicorn.protocols.http.auto
    import uvicorn.protocols.websockets.auto  # noqa: F401

    import_service()
    # What a collection looks at it writes to, and a page that is written to is shared no more.
    gc.collect()
    gc.freeze()


def cause_of(code: int) -> str:
    """Return what ended a process, by its exit code.

    >>> cause_of(-9), cause_of(3)
    ('SIGKILL, as the system does when it runs out of memory', 'exit code 3')
    """
    if code >= 0:
        return f"exit code {code}"
    try:
        number = signal.Signals(-code)
    except ValueError:
        return f"signal {-code}"
    return ", ".join(filter(None, (number.name, CAUSES.get(number))))


def _of(at: int, process: BaseProcess) -> dict[str, object]:
    return {"worker": at, "worker_process": process.pid}


@contextmanager
def _signals() -> Iterator[socket.socket]:
    """Take the signals that end or renew; yield a socket from which the numbers of those that have come can be read."""
    reading, writing = socket.socketpair()
    with reading, writing:
        reading.setblocking(False)
        writing.setblocking(False)
        before = {number: signal.signal(number, _ignore) for number in SIGNALS}
        wakeup = signal.set_wakeup_fd(writing.fileno())
        try:
            yield reading
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Let signals wait, so that a fork takes none before it has handlers of its own."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def _forget_signals() -> None:
    """Take signals as a process does that was not forked; those that have waited come now."""
    signal.set_wakeup_fd(-1)
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    # Ctrl-C goes to every process of a terminal: the parent tells its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def _ignore(number: int, frame: FrameType | None) -> None:
    """Leave a signal to who reads its number."""


def _read_signals(reading: socket.socket) -> bytes:
    try:
        return reading.recv(1 << 10)
    except BlockingIOError:
        return b""


def serve_as_worker(settings: Settings, listening: socket.socket, slots: WorkerSlots, at: int) -> None:
    """Serve in a process of its own, until it is told to end or its parent is gone.

    Args:
        settings: Those of the service.
        listening: The socket that all workers listen on.
        slots: What they count.
        at: Which worker this is.
    """
    _forget_signals()
    configure_logs(settings, worker=at)
    threading.Thread(target=_keep_beating, args=(slots, at), daemon=True).start()
    try:
        serve_on(create_app(settings, slots=slots, worker=at), listening, lambda: slots.ending)
    except (RecommenderError, typer.Exit) as error:
        log.error("it cannot be served: %s", error, extra={"event": "start_failed"})  # noqa: TRY400 - no fault of ours
        sys.exit(1)


def _keep_beating(slots: WorkerSlots, at: int) -> None:
    """Say that this worker lives, as long as its parent does."""
    parent, slot = multiprocessing.parent_process(), slots.slot(at)
    assert parent is not None
    # Not by its sentinel: forks that came later hold the other end of that, too.
    while os.getppid() == parent.pid:
        slot[Place.BEATS] += 1
        time.sleep(BEAT_SECONDS)
    slots.begin_end()
    log.error("the parent of the workers is gone, and so they end", extra={"event": "parent_gone"})
    os.kill(os.getpid(), signal.SIGTERM)

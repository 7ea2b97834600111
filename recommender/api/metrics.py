"""Metrics in Prometheus's text format: those of all workers of a service, whichever of them is asked.

In: the slots of the workers (`worker_slots`). Out: text. Counters are sums, also of workers that have died. A gauge is
that of the worker that is worst off, so that one alert sees each of them. Labels are route templates, never raw paths,
so that their number is bounded.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import reduce
from itertools import accumulate
from pathlib import Path

import prometheus_client as prometheus
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recommender.api.access_log import SlowLog
from recommender.api.worker_slots import BUCKETS, Place, RouteCounts, WorkerSlot, WorkerSlots
from recommender.index import Drift
from recommender.serving import Follower

CONTENT_TYPE = prometheus.CONTENT_TYPE_LATEST
PREFIX = "recommender_"
# A worker says this often how it is. Above 0, seconds; by hand: shorter than anybody asks for metrics.
NOTE_SECONDS = 1.0
_BOUNDS = (*(str(float(bound)) for bound in BUCKETS), "+Inf")
_NO_DRIFT = Drift(0.0, 0.0, 0, 0)
# How each gauge is made of those of the workers, and what it says.
_GAUGES = {
    "ready": (Place.READY, min, "1 when every worker serves a model, else 0."),
    "articles": (Place.ARTICLES, min, "Articles served."),
    "waiting_changes": (Place.WAITING, max, "Changes of the store that are not taken in yet."),
    "refused_articles": (Place.REFUSED_ARTICLES, max, "Articles of the store that cannot be taken in; see the log."),
    "refused_overrides": (Place.REFUSED_OVERRIDES, max, "Overrides of the store that are none; see the log."),
    "store_followed": (Place.FOLLOWED, min, "1 when a store's changes are taken in, 0 without one or when it is away."),
    "store_away": (Place.AWAY, max, "1 when the changes of the store that there is cannot be taken in."),
    "model_damaged": (Place.DAMAGED, max, "1 when an earlier version is served, as the current one is damaged."),
}


class Metrics:
    """The metrics of a service, as one of its workers tells them.

    Attributes:
        slots: Those of all workers.
        slot: That of this worker.
    """

    def __init__(self, slots: WorkerSlots | None = None, at: int = 0) -> None:
        self.slots = slots or WorkerSlots()
        self.slot = self.slots.slot(at)
        # The processor's time that earlier workers of the slot took.
        self._seconds_before = self.slot[Place.PROCESSOR_SECONDS] - time.process_time()

    def begin(self, follower: Follower) -> None:
        """Say that this worker can answer."""
        self.note(follower)
        self.slot[Place.PID] = os.getpid()
        self.slot[Place.STARTED] = time.time()

    def note(self, follower: Follower) -> None:
        """Say how this worker is; takes microseconds."""
        slot, recommender = self.slot, follower.recommender
        slot[Place.PROCESSOR_SECONDS] = self._seconds_before + time.process_time()
        slot[Place.READY] = recommender is not None
        slot[Place.FOLLOWED] = follower.store is not None and follower.away is None
        slot[Place.AWAY] = follower.away is not None
        slot[Place.DAMAGED] = follower.damaged is not None
        slot[Place.WAITING] = follower.waiting
        slot[Place.REFUSED_ARTICLES] = len(follower.refused)
        slot[Place.REFUSED_OVERRIDES] = 0 if recommender is None else len(recommender.overrides.refused)
        slot[Place.ARTICLES] = 0 if recommender is None else len(recommender.index)
        slot.version = "" if recommender is None else recommender.version

    async def keep_noting(self, follower: Follower) -> None:
        """Say now and then how this worker is, for the others to tell; runs until cancelled."""
        while True:
            await asyncio.sleep(NOTE_SECONDS)
            self.note(follower)

    def text(self, follower: Follower) -> bytes:
        """Return all metrics as text."""
        self.note(follower)
        registry = prometheus.CollectorRegistry()
        drift = _NO_DRIFT if follower.recommender is None else follower.recommender.drift()
        registry.register(_Collected((*_requests(self.slots), *_workers(self.slots), *_gauges(self.slots, drift))))
        return prometheus.generate_latest(registry)


class _Collected(Collector):
    """Metrics that are there already."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        """Return them."""
        return self._metrics


def _requests(slots: WorkerSlots) -> Iterator[Metric]:
    """Yield the requests that all workers have answered, those that have died among them."""
    requests = CounterMetricFamily(PREFIX + "requests", "Requests answered.", labels=("route", "status"))
    seconds = HistogramMetricFamily(PREFIX + "request_seconds", "Time to answer, in seconds.", labels=("route",))
    by_worker = [slot.counts() for slot in slots]
    for route in sorted({route for counts in by_worker for route in counts}):
        total = reduce(RouteCounts.plus, (counts[route] for counts in by_worker if route in counts))
        for status, count in total.by_status.items():
            requests.add_metric((route, str(status)), count, created=total.begun)
        buckets = zip(_BOUNDS, map(float, accumulate(total.by_bucket)), strict=True)
        seconds.add_metric((route,), list(buckets), total.seconds)
    yield requests
    yield seconds


def _workers(slots: WorkerSlots) -> Iterator[Metric]:
    """Yield how many workers there are and should be, and what the system says of each."""
    live = list(_live(slots))
    yield _gauge("workers", "Workers that answer.", len(live))
    yield _gauge("workers_expected", "Workers that should answer.", len(slots))
    yield CounterMetricFamily(PREFIX + "worker_deaths", "Workers that ended without being told to.", slots.deaths)
    processor = sum(slot[Place.PROCESSOR_SECONDS] for slot in slots)
    yield CounterMetricFamily(PREFIX + "processor_seconds", "Time that the processors worked, in seconds.", processor)
    started = GaugeMetricFamily(PREFIX + "worker_started_seconds", "When it started, since 1970.", labels=("worker",))
    memory = GaugeMetricFamily(PREFIX + "worker_memory_bytes", "Resident memory, shared too.", labels=("worker",))
    files = GaugeMetricFamily(PREFIX + "worker_open_files", "Files and connections that are open.", labels=("worker",))
    for slot in live:
        started.add_metric((str(slot.at),), slot[Place.STARTED])
        with suppress(OSError):  # no Linux, or it has just died
            process = Path("/proc", str(int(slot[Place.PID])))
            resident = int((process / "statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
            memory.add_metric((str(slot.at),), resident)
            files.add_metric((str(slot.at),), len(list((process / "fd").iterdir())))
    yield from (started, memory, files)


def _gauges(slots: WorkerSlots, drift: Drift) -> Iterator[Metric]:
    """Yield what is served."""
    live = list(_live(slots))
    for name, (place, of_all, description) in _GAUGES.items():
        yield _gauge(name, description, of_all((slot[place] for slot in live), default=0))
    model = GaugeMetricFamily(PREFIX + "model", "Workers that serve this version.", labels=("version",))
    versions = [slot.version for slot in live if slot.version]
    for version in sorted(set(versions)):
        model.add_metric((version,), versions.count(version))
    yield model
    yield _gauge("live_articles", "Articles that are new or edited since the training.", drift.live_articles)
    yield _gauge("removed_articles", "Articles taken down or edited since the training.", drift.removed)
    yield _gauge("oov_share", "Share of the words of live articles that the model does not know.", drift.oov_share)
    yield _gauge("idf_drift", "Mean share by which a training would change the weight of a word.", drift.idf_drift)


def _live(slots: WorkerSlots) -> Iterator[WorkerSlot]:
    return (slot for slot in slots if slot[Place.STARTED])


def _gauge(name: str, description: str, value: float) -> Metric:
    return GaugeMetricFamily(PREFIX + name, description, value)


class MeasureRequests:
    """Count requests and their times by route template, and log those that are slow."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, slow: SlowLog) -> None:
        self.app = app
        self.metrics = metrics
        self.slow = slow

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note its status and time."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, note_status)
        finally:
            seconds = time.perf_counter() - begun
            self.metrics.slot.add(getattr(scope.get("route"), "path_format", "(none)"), status, seconds)
            if seconds >= self.slow.seconds:
                self.slow.add(scope, status, seconds)

"""Metrics in Prometheus's text format. Labels are route templates, never raw paths, so that their number is bounded."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

import prometheus_client as prometheus
from prometheus_client.metrics_core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recommender.serving import Follower

CONTENT_TYPE = prometheus.CONTENT_TYPE_LATEST
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
_BOUNDS = (*(str(float(bound)) for bound in BUCKETS), "+Inf")


class Tally:
    """Requests of one route template: how many by status, and how long they took."""

    __slots__ = ("begun", "by_bucket", "by_status", "seconds")

    def __init__(self) -> None:
        self.begun = time.time()
        self.by_status: dict[int, int] = {}
        self.by_bucket = [0] * (len(BUCKETS) + 1)
        self.seconds = 0.0


class Requests(Collector):
    """Requests that were answered, by route template; counted by one thread, without the locks that others need."""

    def __init__(self) -> None:
        self._tallies: dict[str, Tally] = {}

    def add(self, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        tally = self._tallies.get(route) or self._tallies.setdefault(route, Tally())
        tally.by_status[status] = tally.by_status.get(status, 0) + 1
        tally.by_bucket[bisect_left(BUCKETS, seconds)] += 1
        tally.seconds += seconds

    def collect(self) -> Iterator[Metric]:
        """Yield the two metrics."""
        requests = CounterMetricFamily("recommender_requests", "Requests answered.", labels=("route", "status"))
        seconds = HistogramMetricFamily("recommender_request_seconds", "Time to answer, in seconds.", labels=("route",))
        # Copies, since the metrics are read in another thread than requests are counted in.
        for route, tally in tuple(self._tallies.items()):
            for status, count in tuple(tally.by_status.items()):
                requests.add_metric((route, str(status)), count, created=tally.begun)
            counts = accumulate(tuple(tally.by_bucket))
            buckets = [(bound, float(count)) for bound, count in zip(_BOUNDS, counts, strict=True)]
            seconds.add_metric((route,), buckets, tally.seconds)
        yield requests
        yield seconds


class Metrics:
    """The metrics of one app, which is one worker."""

    def __init__(self) -> None:
        self.registry = prometheus.CollectorRegistry()
        self.requests = Requests()
        self.registry.register(self.requests)
        self.articles = self._gauge("articles", "Articles served.")
        self.live = self._gauge("live_articles", "Articles that are new or edited since the training.")
        self.removed = self._gauge("removed_articles", "Articles taken down or edited since the training.")
        self.oov = self._gauge("oov_share", "Share of the words of live articles that the model does not know.")
        self.idf_drift = self._gauge(
            "idf_drift", "Mean share by which training anew would change the weight of a word."
        )
        self.waiting = self._gauge("waiting_changes", "Changes of the store that are not taken in yet.")
        self.refused = {
            "articles": self._gauge("refused_articles", "Articles of the store that cannot be taken in; see the log."),
            "overrides": self._gauge("refused_overrides", "Overrides of the store that are none; see the log."),
        }
        self.followed = self._gauge("store_followed", "1 when the store's changes are taken in, 0 when it is away.")
        self.model = prometheus.Gauge("recommender_model", "The served version.", ("version",), registry=self.registry)

    def text(self, follower: Follower) -> bytes:
        """Return all metrics as text."""
        self.model.clear()
        recommender = follower.recommender
        if recommender is not None:
            drift = recommender.drift()
            self.articles.set(len(recommender.index))
            self.live.set(drift.live_articles)
            self.removed.set(drift.removed)
            self.oov.set(drift.oov_share)
            self.idf_drift.set(drift.idf_drift)
            self.waiting.set(follower.waiting)
            self.refused["articles"].set(len(follower.refused))
            self.refused["overrides"].set(len(recommender.overrides.refused))
            self.model.labels(recommender.version).set(1)
        self.followed.set(follower.store is not None and follower.away is None)
        return prometheus.generate_latest(self.registry)

    def _gauge(self, name: str, description: str) -> prometheus.Gauge:
        return prometheus.Gauge(f"recommender_{name}", description, registry=self.registry)


class MeasureRequests:
    """Count requests and their times by route template."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

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
            route = getattr(scope.get("route"), "path_format", "(none)")
            self.metrics.requests.add(route, status, time.perf_counter() - begun)

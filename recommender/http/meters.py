"""Metrics in Prometheus's text format. Labels are route templates, never raw paths, so that their number is bounded."""

from __future__ import annotations

import time

import prometheus_client as prometheus
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recommender.engine import Recommender

CONTENT_TYPE = prometheus.CONTENT_TYPE_LATEST
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Meters:
    """The metrics of one app, which is one worker."""

    def __init__(self) -> None:
        self.registry = prometheus.CollectorRegistry()
        self.requests = prometheus.Counter(
            "recommender_requests", "Requests answered.", ("route", "status"), registry=self.registry
        )
        self.seconds = prometheus.Histogram(
            "recommender_request_seconds",
            "Time to answer, in seconds.",
            ("route",),
            registry=self.registry,
            buckets=BUCKETS,
        )
        self.articles = prometheus.Gauge("recommender_articles", "Articles served.", registry=self.registry)
        self.model = prometheus.Gauge("recommender_model", "The served version.", ("version",), registry=self.registry)

    def text(self, recommender: Recommender | None) -> bytes:
        """Return all metrics as text."""
        self.model.clear()
        if recommender is not None:
            self.articles.set(len(recommender.index))
            self.model.labels(recommender.version).set(1)
        return prometheus.generate_latest(self.registry)


class Measured:
    """Count requests and their times by route template."""

    def __init__(self, app: ASGIApp, *, meters: Meters) -> None:
        self.app = app
        self.meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note its status and time."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path_format", "(none)")
            self.meters.requests.labels(route, str(status)).inc()
            self.meters.seconds.labels(route).observe(time.perf_counter() - begun)

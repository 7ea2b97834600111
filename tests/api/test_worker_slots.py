"""Slots of workers: what each counts is in the sum of all, and stays when a worker dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time

from hypothesis import given
from hypothesis import strategies as st

from recommender.api.worker_slots import BUCKETS, MOST_ROUTES, NAME_BYTES, OTHER_ROUTES, Place, WorkerSlots

routes = st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=NAME_BYTES // 4)
requests = st.tuples(routes, st.sampled_from([200, 404, 503]), st.floats(0, 100))


@given(st.lists(requests, max_size=50))
def test_what_was_counted_is_read_by_any_other(sent: list[tuple[str, int, float]]) -> None:
    slots = WorkerSlots(2)
    slot = slots.slot(1)
    for route, status, seconds in sent:
        slot.add(route, status, seconds)
    counts = slots.slot(1).counts()
    assert slots.slot(0).counts() == {}
    assert set(counts) == {route for route, _, _ in sent}
    for route, counted in counts.items():
        times = [seconds for name, _, seconds in sent if name == route]
        assert sum(counted.by_status.values()) == sum(counted.by_bucket) == len(times)
        assert counted.by_status.get(404, 0) == sum(name == route and status == 404 for name, status, _ in sent)
        assert sum(counted.by_bucket[:3]) == sum(seconds <= BUCKETS[2] for seconds in times)
        assert abs(counted.seconds - sum(times)) < 1e-6


def test_who_takes_the_place_of_a_worker_counts_on() -> None:
    slots = WorkerSlots(1)
    slots.slot(0).add("/a", 200, 0.01)
    slots.slot(0)[Place.STARTED] = 1.0
    slots.slot(0).vacate()
    successor = slots.slot(0)
    assert successor[Place.STARTED] == 0
    successor.add("/b", 200, 0.01)
    successor.add("/a", 200, 0.01)
    assert {route: each.by_status for route, each in slots.slot(0).counts().items()} == {"/a": {200: 2}, "/b": {200: 1}}


def test_routes_beyond_the_most_are_counted_together_and_odd_statuses_as_failures() -> None:
    slot = WorkerSlots(1).slot(0)
    for number in range(MOST_ROUTES + 20):
        slot.add(f"/route/{number}", 200, 0.0)
        slot.add(f"/route/{number}", 299, 0.0)
    counts = slot.counts()
    assert len(counts) == MOST_ROUTES
    assert counts[OTHER_ROUTES].by_status == {200: 21, 500: 21}


def count_for_ever(slots: WorkerSlots) -> None:
    slot = slots.slot(1)
    while True:
        slot.add("/a", 200, 0.001)


def test_a_worker_that_is_killed_loses_no_count() -> None:
    slots = WorkerSlots(2, shared=True)
    process = multiprocessing.get_context("spawn").Process(target=count_for_ever, args=(slots,), daemon=True)
    process.start()
    assert process.pid is not None
    seen = 0
    while seen < 1_000:
        time.sleep(0.01)
        counts = slots.slot(1).counts()
        now = counts["/a"].by_status.get(200, 0) if counts else 0
        assert now >= seen
        seen = now
        assert process.is_alive()
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    counted = slots.slot(1).counts()["/a"]
    assert counted.by_status[200] >= seen
    assert counted.by_status[200] - sum(counted.by_bucket) in (0, 1)  # between the two it was killed

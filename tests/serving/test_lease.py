"""The lease of a worker: it answers while it is sure to lack nothing that was acknowledged elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from recommender import Registry
from recommender.errors import StoreError
from recommender.serving import Follower, Lease
from recommender.serving.lease import elapsed_seconds
from recommender.store import Store
from tests.support.builders import article
from tests.support.serving import train_from
from tests.support.waiting import wait_until


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def others(store_url: str) -> Iterator[Store]:
    """Return the store as others write to it."""
    with Store.open(store_url) as opened:
        opened.put_many([article(article_id=f"a{number}", title=f"Storm {number} nears") for number in range(20)])
        yield opened


@pytest.fixture
def follower(store_url: str, others: Store, tmp_path: Path) -> Iterator[Follower]:
    registry = Registry(tmp_path / "models")
    train_from(others, registry)
    with Store.open(store_url) as store:
        follower = Follower(registry, store)
        follower.reload()
        yield follower


def lease_of(follower: Follower, clock: Clock, seconds: float = 100) -> Lease:
    assert follower.store is not None
    return Lease(follower, follower.store, holder="one", seconds=seconds, clock=clock)


def shows(follower: Follower, article_id: str) -> bool:
    assert follower.recommender is not None
    return follower.recommender.catalogue.find(article_id) is not None


def test_a_worker_answers_only_while_it_has_a_lease_and_renews_it_in_time(follower: Follower) -> None:
    lease = lease_of(follower, clock := Clock())
    assert not lease.is_valid()
    lease.keep()
    held = [lease.is_valid()]
    for seconds in (99, 2):
        clock.now += seconds
        held.append(lease.is_valid())
    assert held == [True, True, False]
    lease.keep()
    for _ in range(10):
        clock.now += 30
        assert lease.is_valid()
        lease.keep()
    lease.end()
    assert not lease.is_valid()


def test_a_take_down_is_acknowledged_when_the_worker_has_it(follower: Follower, others: Store) -> None:
    lease = lease_of(follower, Clock())
    lease.keep()
    done: list[bool] = []
    writer = threading.Thread(target=lambda: done.append(bool(others.delete("a3")) and not shows(follower, "a3")))
    writer.start()
    wait_until(lambda: others.leases.wanted("one"))
    assert not done
    assert shows(follower, "a3")
    lease.keep()
    writer.join()
    assert done == [True]


def test_a_worker_whose_store_is_away_answers_until_its_lease_has_run_out(
    follower: Follower, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lease = lease_of(follower, clock := Clock())
    lease.keep()
    clock.now += 50
    store = follower.store
    assert store is not None
    with monkeypatch.context() as patch:
        patch.setattr(type(store._database), "errors", _refuse)
        lease.keep()
        assert (bool(follower.away), lease.is_valid()) == (True, True)
        clock.now += 51
        lease.keep()
        assert not lease.is_valid()
    lease.keep()
    assert (follower.away, lease.is_valid()) == (None, True)
    events = [vars(record).get("event") for record in caplog.records]
    assert [event for event in events if str(event).startswith("lease")] == ["lease_lost", "lease_back"]


def test_what_was_acknowledged_while_the_lease_had_run_out_is_in_before_it_counts_again(
    follower: Follower, others: Store
) -> None:
    lease = lease_of(follower, clock := Clock())
    lease.keep()
    others.leases.end("one")  # as when it runs out by the clock of the store
    clock.now += 101
    others.delete("a4")
    assert shows(follower, "a4")
    assert not lease.is_valid()
    lease.keep()
    assert lease.is_valid()
    assert not shows(follower, "a4")


def test_a_lease_does_not_count_where_nothing_could_be_taken_in_after_it_was_renewed(
    follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = lease_of(follower, Clock())
    caught_up: list[None] = []

    def once() -> None:
        caught_up.append(None)
        if len(caught_up) > 1:
            follower.suspend("the network is cut")

    monkeypatch.setattr(follower, "catch_up", once)
    lease.keep()
    assert len(caught_up) == 2
    assert not lease.is_valid()


def test_a_worker_without_a_model_confirms_what_it_cannot_show(store_url: str, tmp_path: Path) -> None:
    with Store.open(store_url) as store:
        lease = Lease(Follower(Registry(tmp_path / "models"), store), store, holder="one", seconds=100)
        store.put(article(article_id="a"))
        lease.keep()
        assert lease.is_valid()
        writer = threading.Thread(target=store.delete, args=("a",))
        writer.start()
        while writer.is_alive():
            lease.keep()
            writer.join(0.01)


def test_the_clock_of_a_lease_goes_on() -> None:
    before = elapsed_seconds()
    assert elapsed_seconds() >= before


def _refuse(_: object) -> Iterator[None]:
    raise StoreError("store", "the network is cut")

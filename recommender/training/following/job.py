"""The job that follows feeds: fetch → import, a round at a time.

In: subscriptions and a store. Out: their new articles in the store, and a report of each round. The one idea: what is
known of a feed is noted after its articles are stored, so that whatever ends a round, the next one begins where this
one stopped; a feed that fails costs itself alone.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path
from queue import Full, Queue
from random import Random
from threading import Event
from typing import NamedTuple
from urllib.parse import urlsplit

from recommender.corpus import Refuse, Subscription, log_refused
from recommender.errors import MissingExtraError, StoreError
from recommender.store import Store
from recommender.training.following.exchange import Exchange, FetchError
from recommender.training.following.fetching import Fetched, Fetcher, Turns, Validators
from recommender.training.following.reports import FeedResult, Result, RoundReport
from recommender.training.following.retry import MOST_WAIT, after_failures, fresh_for, retry_after
from recommender.training.following.state import FeedState, State, moment_of, only_follower
from recommender.training.following.taking import take

# Hosts that are asked at the same time. At least 1, hosts; by hand: fetching waits for the network.
WORKERS = 8
# Feeds that were fetched and wait to be imported. At least 1, feeds; a bound on the memory for their bodies.
MOST_WAITING = 2 * WORKERS
# The pause between two requests to one host. At least 0, seconds; by hand.
PAUSE = 1.0
# How often a feed may be asked at most, and how long a store that is away is waited for. Above 0, a time; by hand.
LEAST_EVERY = timedelta(minutes=1)
# How often each feed is asked by default. At least `LEAST_EVERY`, a time; by hand.
EVERY = timedelta(minutes=15)


class Clock(NamedTuple):
    """The times of this machine; tests have their own.

    Attributes:
        now: Returns the present, aware.
        monotonic: Returns seconds that never go back.
        chance: What decides by how much a wait differs from another.
    """

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    chance: Random = Random()  # noqa: S311 - no secret


@dataclass(slots=True)
class Following:
    """Follows feeds.

    Attributes:
        subscriptions: What is followed.
        store: The address of the store.
        state: Where what is known of the feeds is kept.
        exchange: Makes the requests.
        every: How often each feed is asked.
        clock: The times.
        refused: Takes the error of each entry of a feed that cannot be read.
        pause: Seconds between two requests to one host.
        stop: Set when it is to stop.
        ledger: The file of the store's take-downs, as of `Store.open`.
    """

    subscriptions: Sequence[Subscription]
    store: str
    state: Path
    exchange: Exchange
    every: timedelta = EVERY
    clock: Clock = field(default_factory=Clock)
    refused: Refuse = log_refused
    pause: float = PAUSE
    stop: Event = field(default_factory=Event)
    ledger: Path | None = None

    def __post_init__(self) -> None:
        """Refuse to begin without the packages that read feeds.

        Raises:
            MissingExtraError: One is not installed.
        """
        if any(find_spec(name) is None for name in ("feedparser", "lxml", "protego")):
            raise MissingExtraError("what follows feeds", "web")

    def once(self) -> RoundReport:
        """Ask every feed that need not wait, and import what is new.

        Raises:
            BusyError: Another process follows with this state.
            CorpusError: The file of the state is something else.
            OSError: The state cannot be written.
            StoreError: The store cannot be opened.
        """
        with only_follower(self.state):
            return self._round(State.read(self.state), all_due=True)

    def for_ever(self) -> Iterator[RoundReport]:
        """Follow until `stop` is set, and yield the report of each round in which something was due.

        Raises:
            BusyError, CorpusError, OSError: As of `once`. A store that is away is waited for.
        """
        with only_follower(self.state):
            state = State.read(self.state)
            # Begun anew, every feed is due: one that has not changed costs little.
            for feed in state.feeds.values():
                feed.due_at = ""
            while not self.stop.is_set():
                try:
                    report = self._round(state, all_due=False)
                except StoreError as error:
                    report = RoundReport(error=str(error))
                if report.feeds or report.error:
                    yield report
                self.stop.wait(self._seconds_to_next(state, report))

    def end(self) -> None:
        """Stop as soon as what was fetched is stored; what is being fetched is broken off."""
        self.stop.set()
        self.exchange.end()

    def _round(self, state: State, *, all_due: bool) -> RoundReport:
        report, now = RoundReport(), self.clock.now()
        due = []
        for each in self.subscriptions:
            feed = state.feed(each.address)
            if (waiting := _waiting(feed, now)) is not None:
                report.feeds += [FeedResult(each.label, *waiting)] if all_due else []
            elif all_due or (moment_of(feed.due_at) or now) <= now:
                due.append(each)
        if due:
            with Store.open(self.store, ledger=self.ledger) as store:
                state.of_store(store.identity)
                try:
                    self._ask(due, state, store, report)
                except StoreError as error:
                    report.error = str(error)
                finally:
                    state.write(self.state)
        return report

    def _ask(self, due: Sequence[Subscription], state: State, store: Store, report: RoundReport) -> None:
        """Fetch feeds, several hosts at a time, and import each as it comes, in this thread alone.

        Raises:
            StoreError: The store cannot be written; what is still to come is given up.
        """
        turns = Turns(self.pause, self.clock.monotonic, self._sleep)
        fetcher = Fetcher(self.exchange, turns, self.clock.now, state.robots)
        answers: Queue[tuple[Subscription, Fetched | FetchError]] = Queue(MOST_WAITING)
        given_up = Event()

        def ask(group: Sequence[Subscription]) -> None:
            for each in group:
                feed = state.feed(each.address)
                is_over = self.stop.is_set() or given_up.is_set()
                address = feed.moved_to or each.address
                answer = FetchError("stopped") if is_over else self._answer(fetcher, address, feed.validators)
                while not given_up.is_set():
                    with suppress(Full):
                        answers.put((each, answer), timeout=1)
                        break

        with ThreadPoolExecutor(WORKERS, "follow") as pool:
            for group in _by_host(due, state):
                pool.submit(ask, group)
            try:
                for _ in due:
                    subscription, answer = answers.get()
                    if not self.stop.is_set() or isinstance(answer, Fetched):
                        report.feeds.append(self._taken(subscription, answer, state, store))
            except KeyboardInterrupt:
                self.exchange.end()  # or whoever interrupts would wait for the slowest server
                raise
            finally:
                given_up.set()

    def _sleep(self, seconds: float) -> None:
        self.stop.wait(seconds)

    @staticmethod
    def _answer(fetcher: Fetcher, address: str, validators: Validators) -> Fetched | FetchError:
        try:
            return fetcher.fetch(address, validators)
        except FetchError as error:
            return error
        except Exception as error:  # noqa: BLE001 - a fault of ours costs this feed, not those that wait behind it
            return FetchError(f"could not be fetched: {type(error).__name__}: {error}")

    def _taken(
        self, subscription: Subscription, answer: Fetched | FetchError, state: State, store: Store
    ) -> FeedResult:
        """Import what came, and note it.

        Raises:
            StoreError: The store cannot be written.
        """
        feed = state.feed(subscription.address)
        try:
            if isinstance(answer, FetchError):
                raise answer
            digest = blake2b(answer.response.body, digest_size=16).hexdigest()
            is_same = answer.response.status == HTTPStatus.NOT_MODIFIED or digest == feed.digest
            report = None if is_same else take(subscription, answer, store, self.refused)
        except FetchError as error:
            if self.stop.is_set():  # what was broken off at the end has not failed
                return FeedResult(subscription.label, "failed", error.reason)
            return self._failed(subscription, feed, error)
        if answer.response.status != HTTPStatus.NOT_MODIFIED:
            feed.etag, feed.last_modified = answer.validators
            feed.digest = digest
        if answer.moved_to:
            feed.moved_to = answer.moved_to
        feed.failures, feed.wait_until = 0, ""
        fresh = fresh_for(answer.response.body, answer.response.headers.get("cache-control", ""))
        feed.due_at = (self.clock.now() + max(self.every, fresh)).isoformat()
        return FeedResult(subscription.label, "unchanged" if report is None else "read", "", report)

    def _failed(self, subscription: Subscription, feed: FeedState, error: FetchError) -> FeedResult:
        """Note that a feed failed, and when it may be asked again."""
        now = self.clock.now()
        if error.status == HTTPStatus.GONE:
            feed.is_removed = True
            return FeedResult(subscription.label, "gone", "its server says that it is gone for good")
        if feed.moved_to and error.status == HTTPStatus.NOT_FOUND:
            # Where it has moved to there is nothing any more: ask its own address again.
            feed.moved_to = ""
        if error.is_forbidden:
            # No failure of the feed: once its operator allows it, the next round asks.
            feed.wait_until = ""
            feed.due_at = (now + self.every).isoformat()
            return FeedResult(subscription.label, "failed", error.reason)
        feed.failures += 1
        moment = retry_after(error.retry_after, now) if error.retry_after else None
        again = moment or after_failures(feed.failures, self.every, now, self.clock.chance)
        feed.wait_until = again.isoformat()
        feed.due_at = ""
        minutes = max(1, round((again - now) / timedelta(minutes=1)))
        return FeedResult(subscription.label, "failed", f"{error.reason}; asked again in {minutes} min")

    def _seconds_to_next(self, state: State, report: RoundReport) -> float:
        """Return how long nothing is due, at least a second; a store that is away is tried every minute."""
        now = self.clock.now()
        if report.error:
            return LEAST_EVERY.total_seconds()
        moments = [now + MOST_WAIT]
        for each in self.subscriptions:
            feed = state.feed(each.address)
            if not feed.is_removed:
                moments.append(moment_of(feed.wait_until) or moment_of(feed.due_at) or now)
        return max(1.0, (min(moments) - now).total_seconds())


def _waiting(feed: FeedState, now: datetime) -> tuple[Result, str] | None:
    """Return the result and reason of a feed that may not be asked now; None if it may."""
    if feed.is_removed:
        return "gone", "its server said that it is gone for good"
    until = moment_of(feed.wait_until)
    # A clock that was set back must not make a feed wait for years.
    if until is None or until <= now or until > now + MOST_WAIT:
        return None
    return "waiting", f"it failed before; asked again at {until:%Y-%m-%d %H:%M %Z}"


def _by_host(due: Sequence[Subscription], state: State) -> list[list[Subscription]]:
    groups: dict[str, list[Subscription]] = defaultdict(list)
    for each in due:
        groups[urlsplit(state.feed(each.address).moved_to or each.address).hostname or ""].append(each)
    return list(groups.values())

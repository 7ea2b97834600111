"""A served model follows its store: what was written is in the next answer, and nothing is lost in a swap."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from recommender import Recommender, Registry
from recommender.errors import SnapshotError
from recommender.overrides import Override
from recommender.serving import follower
from recommender.serving.follower import BATCH, Follower
from recommender.serving.replay import ReplayState, advance, change_trained_at, newer_in
from recommender.store import MAX_URGENT, Store, StoredArticle
from recommender.store.stored_overrides import StoredOverrides
from tests.support.builders import STORM, report
from tests.support.calls import calls_of
from tests.support.following import following, served
from tests.support.serving import train_from

pytestmark = pytest.mark.usefixtures("no_waiting_for_the_disk")


def test_what_is_put_edited_and_taken_down_is_so_in_the_next_answer(registry: Registry, store: Store) -> None:
    live = following(registry, store)
    assert served(live) == ["a", "b", "c"]
    store.put(report("new"))
    assert served(live) == ["a", "b", "c", "new"]
    assert live.recommender
    assert "new" in {card.article_id for card in live.recommender.similar("a").cards}
    store.put(report("b", title="Storm: the coast is safe"))
    assert served(live) == ["a", "b", "c", "new"]
    assert live.recommender.seed("b").article.title == "Storm: the coast is safe"
    store.delete("a")
    store.delete("new")
    assert served(live) == ["b", "c"]
    store.put(report("a"))
    assert served(live) == ["a", "b", "c"]


def test_overrides_are_those_of_the_store_from_the_first_answer_on(registry: Registry, store: Store) -> None:
    hide = {"action": "hide", "article_id": "bb", "author": "Ada"}
    store.overrides.put("o1", hide)
    live = following(registry, store, "a", "bb", "ccc")
    assert live.recommender
    assert [one.article_id for one in live.recommender.overrides.all] == ["bb"]
    assert "bb" not in {card.article_id for card in live.recommender.similar("a").cards}
    store.overrides.delete("o1")
    assert served(live) == ["a", "bb", "ccc"]
    assert "bb" in {card.article_id for card in live.recommender.similar("a").cards}


def test_overrides_are_read_once_and_then_those_alone_that_change(
    registry: Registry, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("o1", "o2", "o3"):
        store.overrides.put(name, {"action": "mute", "term": name, "author": "Ada"})
    live = following(registry, store)
    readings = calls_of(monkeypatch, StoredOverrides, "all")
    parsed = calls_of(monkeypatch, Override, "parse")
    assert live.recommender
    store.overrides.put("o2", {"action": "mute", "term": "other", "author": "Ada"})
    store.overrides.delete("o3")
    store.put_many([report(f"n{number}") for number in range(MAX_URGENT + 1)])
    served(live)
    assert [override.term for override in live.recommender.overrides.all] == ["o1", "other"]
    before = live.recommender.overrides
    store.put(report("new"))
    served(live)
    assert live.recommender.overrides is before
    assert (len(readings), len(parsed)) == (0, 1)


def test_without_a_change_nothing_is_made_anew(registry: Registry, store: Store) -> None:
    live = following(registry, store)
    served(live)
    before = live.recommender
    assert live.is_current()
    live.catch_up()
    live.drain()
    assert live.recommender is before


def test_after_a_bulk_import_take_downs_come_at_once_and_the_rest_in_batches(registry: Registry, store: Store) -> None:
    live = following(registry, store)
    many = [f"n{number:03}" for number in range(3 * BATCH + 1)]
    store.put_many([report(name) for name in many])
    store.delete("b")
    store.overrides.put("o1", {"action": "hide", "article_id": "c", "author": "Ada"})
    assert served(live) == ["a", "c"]
    assert live.recommender
    assert [one.article_id for one in live.recommender.overrides.all] == ["c"]
    # Urgent again while the rest waits.
    store.delete("a")
    assert served(live) == ["c"]
    assert live.waiting >= len(many)
    live.drain()
    assert served(live) == ["c", *many]
    assert live.waiting == 0


def test_an_end_waits_for_one_batch_and_not_for_all_that_waits(
    registry: Registry, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = following(registry, store)
    many = [f"n{number:03}" for number in range(3 * BATCH + 1)]
    store.put_many([report(name) for name in many])
    began, go_on = threading.Event(), threading.Event()

    def advance_slowly(*args: Any) -> ReplayState:
        began.set()
        assert go_on.wait(60)
        return advance(*args)

    monkeypatch.setattr(follower, "advance", advance_slowly)

    async def follow() -> None:
        running = asyncio.create_task(live.follow(0.01))
        assert await asyncio.to_thread(began.wait, 60)
        running.cancel()
        while not live._is_ending:
            await asyncio.sleep(0.001)
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(asyncio.wait_for(follow(), 60))
    assert live.waiting >= 2 * BATCH
    monkeypatch.undo()
    next_one = following(registry, store)
    next_one.drain()
    assert served(next_one) == ["a", "b", "c", *many]


@pytest.mark.parametrize(("number", "at_once"), [(MAX_URGENT, True), (MAX_URGENT + 1, False)])
def test_a_few_articles_are_in_the_next_answer(registry: Registry, store: Store, number: int, at_once: bool) -> None:
    live = following(registry, store)
    names = [f"n{each:03}" for each in range(number)]
    store.put_many([report(name) for name in names])
    assert served(live) == ["a", "b", "c", *(names if at_once else ())]


def test_a_single_write_waits_behind_no_bulk_import_before_it_or_after_it(registry: Registry, store: Store) -> None:
    live = following(registry, store)
    first, second = ([f"{side}{number:03}" for number in range(3 * BATCH + 1)] for side in "mn")
    store.put_many([report(name) for name in first])
    store.put(report("new"))
    store.put(report("b", title="Storm: the coast is safe"))
    store.put_many([report(name) for name in ("few1", "few2")])
    # Nobody has looked before, and much has come since.
    store.put_many([report(name) for name in second])
    assert served(live) == ["a", "b", "c", "few1", "few2", "new"]
    assert live.recommender
    assert live.recommender.seed("b").article.title == "Storm: the coast is safe"
    assert "new" in {card.article_id for card in live.recommender.similar("a").cards}
    store.put(report("later"))
    assert "later" in served(live)
    live.drain()
    assert served(live) == sorted(["a", "b", "c", "few1", "few2", "later", "new", *first, *second])
    assert live.recommender.drift().live_articles == len(served(live)) - 2


def test_an_article_that_is_asked_for_does_not_wait(registry: Registry, store: Store) -> None:
    live = following(registry, store)
    store.put_many([report(f"n{number:03}") for number in range(3 * BATCH)] + [report("b", title="Storm: safe")])
    live.catch_up_on(["a", "n040"])
    assert served(live) == ["a", "b", "c"]  # nobody had looked: nothing was known to wait
    live.catch_up_on(["a", "b", "n040", "nobody"])
    assert served(live) == ["a", "b", "c", "n040"]
    assert live.recommender
    assert live.recommender.seed("b").article.title == "Storm: safe"
    before = live.recommender
    live.catch_up_on(["a", "b", "n040"])
    assert live.recommender is before
    store.delete("n040")
    assert served(live) == ["a", "b", "c"]
    live.drain()
    assert len(served(live)) == 3 + 3 * BATCH - 1


def test_an_article_that_is_asked_for_while_it_is_taken_down_does_not_come_back(
    registry: Registry, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = following(registry, store)
    store.put_many([report(f"n{number}") for number in range(MAX_URGENT + 1)])
    assert served(live) == ["a", "b", "c"]
    asked: list[Sequence[StoredArticle]] = []

    def taken_down_after(store: Store, served: ReplayState, ids: Sequence[str]) -> Sequence[StoredArticle]:
        found = newer_in(store, served, ids)
        if not asked:
            asked.append(found)
            store.delete("n0")
            live.catch_up()
        return found

    monkeypatch.setattr("recommender.serving.follower.newer_in", taken_down_after)
    live.catch_up_on(["n0"])
    assert [entry.article.article_id for entry in asked[0]] == ["n0"]
    assert served(live) == ["a", "b", "c"]
    live.drain()
    assert "n0" not in served(live)


def test_an_article_taken_down_while_it_waited_does_not_come_back(registry: Registry, store: Store) -> None:
    live = following(registry, store)
    store.put_many([report(f"n{number}") for number in range(MAX_URGENT + 1)])
    assert served(live) == ["a", "b", "c"]
    store.delete("n0")
    assert served(live) == ["a", "b", "c"]
    store.put(report("b", title="Another"))
    live.drain()
    assert served(live) == ["a", "b", "c", *sorted(f"n{number}" for number in range(1, MAX_URGENT + 1))]


def test_a_swap_keeps_what_was_written_during_the_training(registry: Registry, store: Store) -> None:
    live = following(registry, store)
    reading = store.articles()
    recommender = Recommender.fit(reading.articles)
    # Written while the training runs, and before the new version is published.
    store.put(report("new"))
    store.delete("a")
    assert served(live) == ["b", "c", "new"]
    facts = {"store": {"identity": store.identity, "change": reading.change}}
    version = registry.publish(lambda folder: recommender.save(folder, facts))
    live.poll()
    assert live.recommender
    assert live.recommender.version == version
    assert served(live) == ["b", "c", "new"]


def test_what_comes_in_bulk_while_a_version_loads_does_not_vanish_when_it_is_swapped_in(
    registry: Registry, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, many = following(registry, store), [f"n{number:02}" for number in range(MAX_URGENT + 1)]
    replayed = Follower._replayed

    def slowly(self: Follower, recommender: Recommender) -> ReplayState:
        served = replayed(self, recommender)
        store.put_many([report(name) for name in many])
        self.drain()
        return served

    monkeypatch.setattr(Follower, "_replayed", slowly)
    version = train_from(store, registry)
    live.poll()
    assert live.recommender
    assert live.recommender.version == version
    assert live.waiting == 0
    assert served(live) == ["a", "b", "c", *many]


def test_a_model_trained_on_files_is_served_as_the_store_has_it(registry: Registry, store: Store) -> None:
    registry.publish(Recommender.fit([report("a"), report("b"), report("file")]).save)
    store.put_many([report("a"), report("b", title="Edited since"), report("new")])
    store.delete("file")
    live = Follower(registry, store)
    live.poll()
    assert served(live) == ["a", "b", "new"]
    assert live.recommender
    assert len(live.recommender.index.base) == 3
    drift = live.recommender.drift()
    assert (drift.live_articles, drift.removed) == (2, 2)  # "a" is served from the base, as it is the same


@pytest.mark.parametrize(
    ("facts", "change"),
    [
        ({}, 0),
        ({"store": {"identity": "ours", "change": 7}}, 7),
        ({"store": {"identity": "another", "change": 7}}, 0),
        ({"store": {"identity": "ours"}}, 0),
        ({"store": {"identity": "ours", "change": "7"}}, 0),
        ({"store": {"identity": "ours", "change": -7}}, 0),
        ({"store": "ours"}, 0),
    ],
)
def test_a_snapshot_tells_how_much_of_a_store_it_holds(facts: dict[str, object], change: int) -> None:
    assert change_trained_at(facts, "ours") == change


def test_nothing_is_asked_of_the_store_before_a_version_serves(registry: Registry, store: Store) -> None:
    live = Follower(registry, store)
    store.put(report("a"))
    assert live.is_current()
    live.catch_up()
    live.drain()
    assert live.recommender is None
    with pytest.raises(SnapshotError):
        live.reload()


class FollowedStore(RuleBasedStateMachine):
    """A store that is written to, trained from and followed: what is served is what is in it."""

    names = st.sampled_from(("a", "b", "c", "d", "e"))
    many = st.sampled_from(("m00", "m07"))

    @initialize(names=st.lists(names, min_size=1, unique=True))
    def begin(self, names: list[str]) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.store = Store.open(f"sqlite:///{self.folder / 'store.sqlite'}")
        self.registry = Registry(self.folder / "models")
        self.live = following(self.registry, self.store, *names)
        self.trained: tuple[Recommender, dict[str, object]] | None = None
        self.single = dict.fromkeys(names, "")

    @rule(name=st.one_of(names, many), title=st.sampled_from(STORM))
    def put(self, name: str, title: str) -> None:
        self.store.put(report(name, title=title))
        self.single[name] = title

    @rule(title=st.sampled_from(STORM))
    def put_many(self, title: str) -> None:
        written = self.store.put_many(
            [report(f"m{number:02}", title=title) for number in range(MAX_URGENT + 1)], explicit=True
        )
        for stored in written:
            if stored.outcome != "same":
                self.single.pop(stored.article_id, None)

    @rule(name=st.one_of(names, many))
    def delete(self, name: str) -> None:
        self.store.delete(name)
        self.single.pop(name, None)

    @rule(name=st.one_of(names, many))
    def prefer(self, name: str) -> None:
        served(self.live)
        self.live.catch_up_on([name])
        assert (name in served(self.live)) == isinstance(self.store.get(name), StoredArticle)

    @rule()
    def begin_training(self) -> None:
        reading = self.store.articles()
        articles = list(reading.articles)
        if articles:
            facts: dict[str, object] = {"store": {"identity": self.store.identity, "change": reading.change}}
            self.trained = Recommender.fit(articles), facts

    @rule()
    def end_training(self) -> None:
        if self.trained is not None:
            recommender, facts = self.trained
            version = self.registry.publish(lambda folder: recommender.save(folder, facts))
            self.live.poll()
            assert self.live.recommender
            assert self.live.recommender.version == version
            self.trained = None
            self.expect_all()

    @rule()
    def work_off(self) -> None:
        self.live.drain()
        self.expect_all()

    def expect_all(self) -> None:
        assert self.live.recommender
        here = {one.article_id: one.title for one in self.store.articles().articles}
        assert {one.article_id: one.title for one in self.live.recommender.catalogue} == here

    @invariant()
    def nothing_taken_down_is_shown_and_no_single_write_waits(self) -> None:
        shown = set(served(self.live))
        here = {one.article_id for one in self.store.articles().articles}
        assert set(self.single) <= shown <= here
        assert self.live.recommender
        for name, title in self.single.items():
            assert self.live.recommender.seed(name).article.title == title or not title
        if not self.live.waiting:
            self.expect_all()

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)


TestFollowedStore = FollowedStore.TestCase
TestFollowedStore.settings = settings(max_examples=15, stateful_step_count=12)

"""Leases: a write waits for each reader that has one, and for no other."""

from __future__ import annotations

import threading

from recommender.store import Store, schema
from tests.support.builders import article
from tests.support.waiting import wait_until


def test_a_take_down_waits_until_each_reader_with_a_lease_has_confirmed_it(store_url: str) -> None:
    with Store.open(store_url) as store, Store.open(store_url) as readers:
        store.put(article(article_id="a"))
        before = store.last_change()
        for name in ("one", "two"):
            readers.leases.renew(name, before, seconds=3_600)
        done: list[int] = []
        writer = threading.Thread(target=lambda: done.append(store.delete("a", hold=True).change))
        writer.start()
        wait_until(lambda: readers.leases.wanted("one") and readers.leases.wanted("two"))
        change = readers.leases.wanted("one")
        assert (change, done) == (before + 1, [])
        readers.leases.renew("one", change, seconds=3_600)
        # It is durable, and no longer asks for what one of them has.
        assert readers.last_change() == change
        assert not done
        readers.leases.renew("two", change, seconds=3_600)
        writer.join()
        assert done == [change]


def test_each_write_that_must_be_in_the_next_answer_waits(store_url: str) -> None:
    with Store.open(store_url) as store, Store.open(store_url) as readers:
        readers.leases.renew("one", 0, seconds=3_600)
        writes = (
            lambda: store.put(article(article_id="a")),
            lambda: store.put_many([article(article_id="b"), article(article_id="c")]),
            lambda: store.delete("a"),
            lambda: store.overrides.put("o", {"kind": "hide"}),
            lambda: store.overrides.put_once("p", {"kind": "hide"}, lambda _: False),
            lambda: store.overrides.revert(store.last_change()),
            lambda: store.overrides.delete("o"),
        )
        for write in writes:
            change = store.last_change()
            writer = threading.Thread(target=write)
            writer.start()
            wait_until(lambda change=change: readers.leases.wanted("one") > change)  # type: ignore[misc]
            assert writer.is_alive()
            readers.leases.renew("one", readers.leases.wanted("one"), seconds=3_600)
            writer.join()


def test_articles_of_a_large_write_wait_for_nobody(store: Store) -> None:
    store.leases.renew("one", 0, seconds=3_600)
    assert len(store.put_many([article(article_id=f"a{number}") for number in range(17)])) == 17


def test_no_write_waits_for_a_lease_that_has_run_out_or_was_ended(store_url: str) -> None:
    with Store.open(store_url) as store:
        store.leases.renew("one", 0, seconds=3_600)
        store.leases.end("one")
        store.put(article(article_id="a"))
        # By the database's clock it ended long ago: what a reader that was killed leaves behind.
        store.leases.renew("two", 0, seconds=-3_600)
        store.put(article(article_id="b"))
        store.leases.renew("three", 0, seconds=0)
        store.put(article(article_id="c"))  # waits for the margin alone


def test_leases_that_have_run_out_are_forgotten_when_another_reader_comes(store: Store) -> None:
    store.leases.renew("one", 0, seconds=-3_600)
    store.leases.renew("two", 0, seconds=3_600)
    with store._database.read() as connection:
        assert [row.holder for row in connection.execute(schema.leases.select())] == ["two"]
    assert store.leases.wanted("one") == 0


def test_a_store_of_before_gets_room_for_them(store_url: str) -> None:
    with Store.open(store_url) as store, store._database.begin() as connection:
        schema.leases.drop(connection)
    with Store.open(store_url) as store:
        assert store.leases.wanted("one") == 0

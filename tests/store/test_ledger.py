"""The ledger: what was taken down stays so when an older copy of the store is restored."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import Registry
from recommender.errors import StoreError
from recommender.serving.follower import Follower
from recommender.store import Store, StoredArticle, Tombstone, schema
from recommender.store.ledger import Ledger, LedgerEntry
from tests.support.builders import article, law_of_fixtures, report
from tests.support.following import following, served

IDS = ("a", "b", "c")
ADDRESS = "https://news.example/harbour"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "ledger"


@pytest.fixture
def store(store_url: str, ledger: Path) -> Iterator[Store]:
    with Store.open(store_url, ledger=ledger) as store:
        yield store


def put_back(store: Store, change: int) -> None:
    """Make of a store what it was at a change, as far as articles that came later and the log go."""
    with store._database.begin() as connection:
        for table in (schema.articles, schema.audit):
            connection.execute(table.delete().where(table.c.change > change))
        connection.execute(schema.sequence.update().values(change=change))


def on_hold(store: Store) -> list[str]:
    found = {name: store.get(name) for name in IDS}
    return [name for name, state in found.items() if isinstance(state, Tombstone) and state.on_hold]


def test_a_hold_and_a_take_down_are_so_again_after_an_older_copy_is_restored(store: Store) -> None:
    store.put_many([article(article_id=name) for name in IDS])
    before = store.last_change()
    store.delete("a", hold=True, author="Ada", note="Wrong")
    store.delete("b", author="Ben")
    store.delete("unheard of", hold=True)
    put_back(store, before)
    store.put(article(article_id="a", title="Back"))
    assert isinstance(store.get("a"), StoredArticle)
    assert store.take_down_again() == 3
    held, down = store.get("a"), store.get("b")
    assert isinstance(held, Tombstone)
    assert isinstance(down, Tombstone)
    assert (held.on_hold, held.author, held.note.endswith(": Wrong"), down.on_hold) == (True, "Ada", True, False)
    assert store.put(article(article_id="a", title="Again")).outcome == "held"
    assert store.put(article(article_id="unheard of")).outcome == "held"
    assert isinstance(store.get("c"), StoredArticle)
    changes = store.last_change()
    assert (store.take_down_again(), store.last_change()) == (0, changes)


def test_a_hold_keeps_the_address_of_an_article_that_the_copy_never_had(store: Store) -> None:
    store.put(article(article_id="cms-7", url=ADDRESS))
    store.delete("cms-7", hold=True)
    put_back(store, 0)
    store.take_down_again()
    assert store.put(article(article_id=f"{ADDRESS}/?utm_source=x")).outcome == "held"


def test_what_is_released_stays_so_and_what_is_brought_back_too(store: Store) -> None:
    store.put_many([article(article_id=name) for name in IDS])
    store.delete("a", hold=True)
    store.release("a")
    store.delete("b")
    store.put(article(article_id="b"))
    assert store.take_down_again() == 0
    assert (on_hold(store), isinstance(store.get("b"), StoredArticle)) == ([], True)


def test_opening_a_store_takes_down_what_was_lost_unless_it_is_only_read(
    store: Store, store_url: str, ledger: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store.put(article())
    store.delete("a", hold=True)
    put_back(store, 1)
    with Store.open(store_url, ledger=ledger, create=False) as opened:
        assert on_hold(opened) == []
    with Store.open(store_url, ledger=ledger) as opened:
        assert on_hold(opened) == ["a"]
    assert "1 take-downs" in caplog.text


@settings(law_of_fixtures, max_examples=25)
@given(
    steps=st.lists(st.tuples(st.sampled_from(["hold", "release", "take down", "put"]), st.sampled_from(IDS))),
    data=st.data(),
)
def test_whatever_is_on_hold_is_so_after_any_copy_is_restored(
    store: Store, ledger: Path, steps: list[tuple[str, str]], data: st.DataObject
) -> None:
    ledger.unlink(missing_ok=True)
    put_back(store, 0)
    for step, name in steps:
        if step == "put":
            store.put(article(article_id=name, title=f"As of {store.last_change()}"))
        elif step == "release":
            store.release(name)
        else:
            store.delete(name, hold=step == "hold")
    expected = on_hold(store)
    put_back(store, data.draw(st.integers(0, store.last_change())))
    store.take_down_again()
    assert set(expected) <= set(on_hold(store))


def test_a_sqlite_store_has_its_ledger_beside_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    with Store.open(url) as store:
        store.put(article())
        older = (tmp_path / "store.sqlite").read_bytes()
        store.delete("a", hold=True)
    (tmp_path / "store.sqlite").write_bytes(older)
    with Store.open(url) as store:
        assert on_hold(store) == ["a"]
    assert (tmp_path / "store.sqlite-ledger").is_file()


def test_a_service_that_runs_shows_no_held_article_when_an_older_copy_is_put_back(
    registry: Registry, tmp_path: Path
) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        live = following(registry, store)
        older = (tmp_path / "store.sqlite").read_bytes()
        store.delete("a", hold=True)
        store.put(report("new"))
        assert served(live) == ["b", "c", "new"]
        (tmp_path / "backup").write_bytes(older)
        (tmp_path / "backup").rename(tmp_path / "store.sqlite")
        assert served(live) == ["b", "c"]
        assert on_hold(store) == ["a"]
        started = Follower(registry, store)
        started.start()
        assert served(started) == ["b", "c"]


@pytest.mark.parametrize(
    "left", [b'{"change": 3, "at": "2026', b"\xff\xfe\n", b"[]\n", b'{"article_id": "a"}\n', b"[" * 100_000]
)
def test_what_a_killed_writer_left_costs_no_other_entry(store: Store, ledger: Path, left: bytes) -> None:
    store.delete("a", hold=True)
    with ledger.open("ab") as file:
        file.write(left)
    store.delete("b", hold=True)
    put_back(store, 0)
    store.take_down_again()
    assert on_hold(store) == ["a", "b"]


def test_a_take_down_is_not_acknowledged_before_it_is_in_the_ledger(
    store: Store, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(article())

    def fail(_: int) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr("recommender.store.ledger.os.fsync", fail)
        with pytest.raises(StoreError, match="ledger cannot be written: No space left"):
            store.delete("a", hold=True)
    ledger.unlink()
    store.delete("a", hold=True)  # whoever sends it again changes nothing but the ledger
    [entry] = Ledger(ledger).last()
    assert (entry.action, entry.identity.article_id) == ("hold", "a")
    ledger.unlink()
    ledger.mkdir()
    with pytest.raises(StoreError, match="ledger cannot be"):
        store.take_down_again()


def test_an_entry_is_read_as_it_was_written(store: Store, ledger: Path) -> None:
    store.delete("a", hold=True, author="Ada \u2028", note='"\n')
    [entry] = Ledger(ledger).last()
    assert LedgerEntry.parse(entry.to_line()) == entry
    with store._database.read() as connection:
        assert store.audit.lacks(connection, [entry]) == []
        lost = entry._replace(change=9)
        assert store.audit.lacks(connection, [lost, entry]) == [lost]
        assert connection.execute(sa.select(schema.audit)).all()

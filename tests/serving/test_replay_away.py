"""A store that is away, put back or damaged: told once, and what serves goes on."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from recommender import Recommender, Registry
from recommender.article import Article
from recommender.errors import StoreError
from recommender.model.tfidf import FieldedTfidf
from recommender.serving.follower import Follower
from recommender.serving.replay import ReplayState
from recommender.store import MAX_URGENT, Store, StoredArticle, schema, sqlite
from recommender.store.database import Writing
from tests.support import postgresql
from tests.support.builders import article, report
from tests.support.following import following, served
from tests.support.postgresql import needs_postgresql
from tests.support.serving import train_from

pytestmark = pytest.mark.usefixtures("no_waiting_for_the_disk")


def test_where_an_older_copy_is_put_back_what_it_holds_is_served_and_told_once(
    registry: Registry, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    live = following(registry, store)
    file = tmp_path / "store.sqlite"
    older = file.read_bytes()
    store.put(report("new"))
    assert served(live) == ["a", "b", "c", "new"]
    file.write_bytes(older)
    for _ in range(3):
        assert served(live) == ["a", "b", "c"]
        live.drain()
    assert not live.away
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    store.put(report("later"))
    assert served(live) == ["a", "b", "c", "later"]


def replace_by_rename(file: Path, content: bytes) -> None:
    """Put another file in the place of a store, as whoever restores a backup does."""
    (file.parent / "backup").write_bytes(content)
    (file.parent / "backup").rename(file)


def test_a_file_put_in_the_place_of_the_store_is_followed_and_written(
    registry: Registry, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "IN_PLACE_SECONDS", 0)
    live = following(registry, store)
    file = tmp_path / "store.sqlite"
    older = file.read_bytes()
    store.put(report("new"))
    assert served(live) == ["a", "b", "c", "new"]
    newer = file.read_bytes()
    for content, names in ((older, ["a", "b", "c"]), (newer, ["a", "b", "c", "new"]), (newer, ["a", "b", "c", "new"])):
        replace_by_rename(file, content)
        assert not live.is_current()
        assert served(live) == names
        assert live.is_current()
    store.put(report("later"))
    assert served(live) == ["a", "b", "c", "later", "new"]
    with Store.open(store.url) as other:
        assert isinstance(other.get("later"), StoredArticle)


def test_another_store_in_the_place_of_the_one_is_followed_from_the_training_on(
    registry: Registry, store: Store, tmp_path: Path
) -> None:
    live = following(registry, store)
    with Store.open(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        other.put_many([report("x"), report("y"), report("z")])  # with as many changes as the one
    replace_by_rename(tmp_path / "store.sqlite", (tmp_path / "other.sqlite").read_bytes())
    assert served(live) == ["a", "b", "c", "x", "y", "z"]


def test_a_store_file_that_is_deleted_is_away_and_nothing_is_written_into_it(
    registry: Registry, store: Store, tmp_path: Path
) -> None:
    live = following(registry, store)
    file = tmp_path / "store.sqlite"
    file.rename(tmp_path / "aside")
    assert served(live) == ["a", "b", "c"]
    assert live.away
    with pytest.raises(StoreError, match="no such file"):
        store.put(report("lost"))
    assert not file.exists()
    (tmp_path / "aside").rename(file)
    store.put(report("new"))
    assert served(live) == ["a", "b", "c", "new"]
    assert not live.away


def test_a_file_that_is_replaced_while_it_is_written_is_not_told_to_be_written(store: Store, tmp_path: Path) -> None:
    store.put(report("a"))
    file = tmp_path / "store.sqlite"

    def replaced(_: Writing) -> None:
        replace_by_rename(file, file.read_bytes())

    with pytest.raises(StoreError, match="deleted or replaced"):
        store._database.write(replaced)
    assert store.put(report("b")).change == 2


def test_a_model_newer_than_its_store_serves_and_no_later_change_passes_for_an_earlier_one(
    registry: Registry, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    following(registry, store)
    older = (tmp_path / "store.sqlite").read_bytes()
    identity = store.identity
    store.put_many([report("d"), report("e")])
    version = train_from(store, registry)
    (tmp_path / "store.sqlite").write_bytes(older)
    live = Follower(registry, store)
    live.start()
    assert live.recommender
    assert live.recommender.version == version
    assert served(live) == ["a", "b", "c", "d", "e"]
    assert "older than model 000002" in caplog.text
    assert store.identity != identity
    # With the numbers that others had before, which the model was trained with.
    store.put_many([report("x"), report("y"), report("z")])
    for each in (live, Follower(registry, store)):
        each.start()
        assert served(each) == ["a", "b", "c", "d", "e", "x", "y", "z"]


def test_each_answer_asks_a_store_that_is_away_again(registry: Registry, store: Store) -> None:
    live = following(registry, store)
    live.suspend("it hangs")
    store.put(report("new"))
    assert not live.is_current()
    assert served(live) == ["a", "b", "c", "new"]
    assert not live.away
    live.suspend("it hangs")
    live.resume()
    assert (live.away, live.is_current()) == (None, True)


def test_a_store_that_only_seems_to_answer_stays_away(
    registry: Registry, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "READ_SECONDS", 0.1)
    live = following(registry, store)
    served(live)
    with closing(sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")  # nothing is committed, and nobody can read
        live.suspend("it hangs")
        live.drain()
        assert live.away
        other.execute("ROLLBACK")
    live.drain()
    assert not live.away


def test_what_is_urgent_is_taken_in_beside_the_requests_before_the_rest_is_tried(
    registry: Registry, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = following(registry, store)
    store.put_many([report(f"n{number}") for number in range(MAX_URGENT + 1)])
    store.delete("a")

    def fail(*_: object) -> ReplayState:
        raise StoreError(store.url, "cut off")

    monkeypatch.setattr("recommender.serving.follower.advance", fail)
    live.drain()
    assert live.away
    assert live.recommender
    assert list(live.recommender.catalogue.article_ids()) == ["b", "c"]


def test_what_cannot_be_taken_in_is_told_once_and_what_serves_goes_on(
    registry: Registry, store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = following(registry, store)

    def fail(recommender: Recommender, changes: object) -> Recommender:
        raise ZeroDivisionError(len(recommender.index), changes)

    store.put(report("new"))
    with monkeypatch.context() as patch:
        patch.setattr(Recommender, "with_changes", fail)
        for _ in range(3):
            assert served(live) == ["a", "b", "c"]
            live.drain()
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info
    live.drain()
    assert served(live) == ["a", "b", "c", "new"]


def test_an_article_that_cannot_be_taken_in_keeps_nothing_else_out_and_is_told_once(
    registry: Registry, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    live = following(registry, store)
    vectorise = FieldedTfidf.transform_counted

    def fail(model: FieldedTfidf, articles: Sequence[Article]) -> object:
        if any("poison" in one.text for one in articles):
            raise ZeroDivisionError
        return vectorise(model, articles)

    def write(names: Sequence[str], text: str = "Storm at the coast") -> None:
        store.put_many([article(article_id=name, text=text) for name in names], explicit=True)

    with monkeypatch.context() as patch:
        patch.setattr(FieldedTfidf, "transform_counted", fail)
        write(["b", "new"], text="poison")  # an edit, and a new one
        store.delete("a")
        assert served(live) == ["c"]
        write([f"n{number:02}" for number in range(MAX_URGENT + 1)])
        live.drain()
        assert served(live) == ["c", *(f"n{number:02}" for number in range(MAX_URGENT + 1))]
        assert (live.waiting, live.away) == (0, None)
        assert live.refused == {"b": "ZeroDivisionError()", "new": "ZeroDivisionError()"}
        assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
            f"article {name} is left out: ZeroDivisionError()" for name in ("b", "new")
        ]
        write(["b"])
        assert "b" in served(live)
        assert list(live.refused) == ["new"]
    # What could pass is tried again.
    live.drain()
    assert "new" in served(live)
    assert live.refused == {}


def break_rows(store: Store, table: sa.Table, **record: str) -> None:
    """Write what no version of this software writes, as if a later one had."""
    with store._database.begin() as connection:
        connection.execute(table.update().values(record).where(next(iter(table.primary_key)) == "bad"))


@pytest.mark.parametrize("record", ["no JSON", "[]", "{}", '{"article_id": "b"}', '{"title": 1, "kind": "podcast"}'])
def test_an_article_of_the_store_that_cannot_be_read_keeps_no_other_out(
    registry: Registry, store: Store, record: str, caplog: pytest.LogCaptureFixture
) -> None:
    store.put(report("bad"))
    break_rows(store, schema.articles, record=record)
    live = following(registry, store)
    assert served(live) == ["a", "b", "c"]
    assert [one.article_id for one in store.articles().articles] == ["a", "b", "c"]
    assert store.get("bad") is None
    store.put(report("bad", title="Storm: written anew"))
    assert served(live) == ["a", "b", "bad", "c"]
    break_rows(store, schema.articles, record=record, change=str(store.last_change()))
    store.delete("a")
    again = Follower(registry, store)
    again.poll()
    assert served(again) == ["b", "c"]
    assert list(again.refused) == ["bad"]
    assert "article bad is left out: " in caplog.text


@pytest.mark.parametrize("record", ["no JSON", "[]", "null", '{"action": "promote", "author": "Ada"}'])
def test_an_override_of_the_store_that_is_none_is_left_out_alone(
    registry: Registry, store: Store, record: str, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("bad", "good"):
        store.overrides.put(name, {"action": "hide", "article_id": "b", "author": "Ada"})
    break_rows(store, schema.overrides, record=record)
    live = following(registry, store)
    assert live.recommender, "a new version loads all the same"
    for _ in range(2):
        store.put(report("new"))
        assert "new" in served(live)
        assert [one.override_id for one in live.recommender.overrides.all] == ["good"]
        assert list(live.recommender.overrides.refused) == ["bad"]
        train_from(store, registry)
        live.poll()
        store.delete("new")
    assert live.recommender.version == "000003"
    assert "override bad is left out: action: expected one of" in caplog.text
    store.overrides.delete("bad")
    assert "new" not in served(live)
    assert live.recommender.overrides.refused == {}


@needs_postgresql
def test_a_server_that_goes_away_and_comes_back_is_followed_again(
    registry: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    binaries = postgresql.programs()
    assert binaries is not None
    with postgresql.running(binaries) as server, Store.open(server.url) as store:
        live = following(registry, store)
        store.put(report("new"))
        assert served(live) == ["a", "b", "c", "new"]
        server.stop()
        for _ in range(3):
            assert served(live) == ["a", "b", "c", "new"]
            live.drain()
            with pytest.raises(StoreError):
                store.put(report("lost"))
        assert live.away
        assert len(caplog.records) == 1
        server.start()
        assert store.put(report("later")).outcome == "new"
        assert served(live) == ["a", "b", "c", "later", "new"]  # the next answer, nothing else before it
        assert not live.away
        store.delete("a")
        assert served(live) == ["b", "c", "later", "new"]


def test_a_reader_looks_for_the_file_again_after_a_blink(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, now = tmp_path / "store.sqlite", time.monotonic()
    store.last_change()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    assert store.cached_change() is not None
    file.rename(tmp_path / "gone.sqlite")
    assert store.cached_change() is not None
    monkeypatch.setattr(time, "monotonic", lambda: now + 1 + sqlite.IN_PLACE_SECONDS)
    assert store.cached_change() is None
    with pytest.raises(StoreError):
        store.put(report("new"))

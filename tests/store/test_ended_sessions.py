"""Sessions that are over before their time: known to all who share the store, until that time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from recommender.store import Store, schema

NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)


def test_what_ended_is_so_for_all_and_is_forgotten_after_its_time(store_url: str) -> None:
    with Store.open(store_url) as store, Store.open(store_url) as other:
        change = store.last_change()
        assert not other.ended_sessions.has("one")
        for _ in range(2):
            store.ended_sessions.add("one", until=NOW + timedelta(hours=12), now=NOW)
        assert other.ended_sessions.has("one")
        assert not other.ended_sessions.has("two")
        store.ended_sessions.add("two", until=NOW + timedelta(hours=24), now=NOW + timedelta(hours=13))
        assert not other.ended_sessions.has("one")
        with store._database.read() as connection:
            [row] = connection.execute(sa.select(schema.ended_sessions)).all()
        assert "two" not in row.digest
        assert store.last_change() == change


def test_a_store_of_before_gets_room_for_them(store_url: str) -> None:
    with Store.open(store_url) as store, store._database.begin() as connection:
        schema.ended_sessions.drop(connection)
    with Store.open(store_url) as store:
        assert not store.ended_sessions.has("one")

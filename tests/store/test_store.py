"""The store: what is written is there, in one sequence of changes, on both databases alike."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.article import Article, ArticleId, Withdrawal
from recommender.errors import ArticleError, PreconditionError, StoreError
from recommender.store import Change, Store, StoredArticle, Tombstone, schema
from recommender.store.addresses import parse_address, without_secrets
from recommender.store.connect import open_database
from recommender.store.store import BATCH
from tests.support.builders import article, law_of_fixtures, named

NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with Store.open(store_url, now=lambda: NOW) as store:
        yield store


def outcomes(store: Store, *articles: Article, explicit: bool = False) -> list[str]:
    return [stored.outcome for stored in store.put_many(articles, explicit=explicit)]


def changed_ids(store: Store, change: int) -> list[tuple[str, bool]]:
    """Return the ids that changed after a change, and whether each is there."""
    return [(each.article_id, each.article is not None) for each in store.changes_since(change).articles]


def test_a_new_store_is_empty(store: Store) -> None:
    assert (store.last_change(), store.count(), store.get("a")) == (0, 0, None)
    assert store.changes_since(0).articles == ()
    assert list(store.articles().articles) == []


def test_what_is_put_is_there_as_it_was(store: Store) -> None:
    rich = article(
        title="Zürich 日本 🦊", text="One.\n\nTwo.", url="https://example.com/1", publisher="P", section="s",
        published_at="2026-03-14T07:40:00.123456Z", updated_at="2026-03-15", language="pt-BR", kind="opinion",
        tags=["a, b", "c"], authors=["A"], image_url="https://example.com/i", links=["L"],
    )  # fmt: skip
    stored = store.put(rich)
    assert (stored.article_id, stored.outcome, stored.change) == ("a", "new", 1)
    assert store.get("a") == StoredArticle(rich, stored.version, 1)
    assert list(store.articles().articles) == [rich]
    assert store.changes_since(0).articles == (Change(1, rich.article_id, rich, urgent=True),)


def test_to_close_twice_takes_the_file_from_nobody_else(store_url: str) -> None:
    with Store.open(store_url) as other:
        store = Store.open(store_url)
        store.close()
        store.close()
        assert other.put(article()).change == other.last_change() == 1


def test_the_same_again_changes_nothing(store: Store) -> None:
    first, again = store.put(article()), store.put(article())
    assert (again.outcome, again.version, again.change) == ("same", first.version, first.change)
    assert store.last_change() == 1


def test_an_edit_takes_the_next_change_and_another_version(store: Store) -> None:
    first, edit = store.put(article()), store.put(article(title="Corrected"))
    assert (edit.outcome, edit.change) == ("changed", 2)
    assert edit.version != first.version
    assert store.count() == 1


def test_an_out_of_date_version_overwrites_nothing(store: Store) -> None:
    newest = article(title="Newest", updated_at="2026-03-02")
    store.put(newest)
    for explicit in (True, False):
        assert outcomes(store, article(title="Old", updated_at="2026-03-01"), explicit=explicit) == ["stale"]
        assert outcomes(store, article(title="As old", updated_at="2026-03-02"), explicit=explicit) == ["changed"]
        store.put(newest)
    assert outcomes(store, article(title="Newer", updated_at="2026-03-02T00:00:00.000001Z")) == ["changed"]


def test_a_time_that_is_still_to_come_keeps_no_later_version_out(store: Store) -> None:
    for field in ("updated_at", "published_at"):  # a mistake, or an embargo
        store.put_many([article(article_id=field, title="As first told", **{field: "2999-01-01"})])
        later = article(article_id=field, title="Later", updated_at=NOW + timedelta(seconds=1))
        assert outcomes(store, article(article_id=field, title="Old", updated_at="2026-03-01")) == ["stale"]
        assert outcomes(store, later) == ["changed"]
    store.put_many([Withdrawal(article().article_id, withdrawn_at=NOW)])
    assert outcomes(store, article(title="As first told", updated_at="2999-01-01")) == ["gone"]


def test_a_feed_without_updates_does_not_undo_an_edit_while_an_editor_may(store: Store) -> None:
    store.put(article(title="Edited", published_at="2026-03-01", updated_at="2026-03-02"))
    assert outcomes(store, article(title="As first told", published_at="2026-03-01")) == ["stale"]
    assert store.put(article(title="Edited again", published_at="2026-03-01")).outcome == "changed"


def test_a_feed_does_not_bring_back_what_was_taken_down_while_an_editor_may(store: Store) -> None:
    store.put(article())
    assert store.delete("a", author="Ada", note="Wrong").outcome == "gone"
    assert store.get("a") == Tombstone(article().article_id, False, 2, NOW, "Ada", "Wrong")
    assert (outcomes(store, article()), outcomes(store, article(title="New words"))) == (["gone"], ["gone"])
    assert changed_ids(store, 1) == [("a", False)]
    assert store.put(article()).outcome == "new"
    assert changed_ids(store, 2) == [("a", True)]


def test_what_is_held_stays_out_until_it_is_released(store: Store) -> None:
    assert store.delete("a", hold=True).outcome == "held"
    assert store.put(article()).outcome == "held"
    assert store.delete("a").outcome == "held"
    released = store.release("a", author="Ada")
    assert released is not None
    assert (released.outcome, outcomes(store, article())) == ("gone", ["gone"])
    assert store.put(article()).outcome == "new"
    assert store.release("a") is None


def test_a_take_down_can_be_made_a_hold_and_is_not_repeated(store: Store) -> None:
    first = store.delete("a")
    assert store.delete("a") == first
    assert store.delete("a", hold=True).change == first.change + 1
    assert store.delete("a", hold=True).change == first.change + 1


def test_a_write_for_another_version_is_refused(store: Store) -> None:
    version = store.put(article(title="One")).version
    edited = store.put(article(title="Two"), if_match=version).version
    with pytest.raises(PreconditionError) as refused:
        store.put(article(title="Three"), if_match=version)
    assert (refused.value.article_id, refused.value.current) == ("a", edited)
    with pytest.raises(PreconditionError):
        store.put(article(title="Three"), if_none_match=True)
    with pytest.raises(PreconditionError):
        store.delete("a", if_match=version)
    assert store.put(article(title="Three"), if_match="*").outcome == "changed"
    assert store.delete("a", if_match="*").outcome == "gone"
    with pytest.raises(PreconditionError):
        store.put(article(), if_match="*")
    assert store.put(article(), if_none_match=True).outcome == "new"
    assert store.last_change() == 5


def test_the_changes_tell_the_newest_state_of_each_id_in_order(store: Store) -> None:
    store.put_many(named("a", "b", "c", "d"))
    store.put(article(article_id="b", title="Edited"))
    store.delete("c")
    assert changed_ids(store, 0) == [("a", True), ("d", True), ("b", True), ("c", False)]
    assert changed_ids(store, 4) == [("b", True), ("c", False)]
    assert store.changes_since(store.last_change()).articles == ()


def test_changes_come_in_pages_that_miss_nothing(store: Store) -> None:
    store.put_many(named(*"abcdefg"))
    store.overrides.put("o", {})
    seen, at = [], 0
    while at < store.last_change():
        page = store.changes_since(at, most=3)
        assert len(page.articles) <= 3
        seen += [each.article_id for each in page.articles]
        at = page.upto
    assert "".join(seen) == "abcdefg"


def test_a_change_that_the_store_has_not_come_to_is_an_error(store: Store) -> None:
    with pytest.raises(StoreError, match="up to 0, asked for those after 1"):
        store.changes_since(1)


def test_an_id_that_comes_twice_in_a_batch_is_written_once_and_told_twice(store: Store) -> None:
    rivals = [article(title="One"), article(title="Two"), article(title="Two"), article(updated_at="2020-01-01")]
    assert outcomes(store, *rivals) == ["new", "changed", "same", "changed"]
    assert outcomes(store, article(title="Late", updated_at="2019-01-01")) == ["stale"]
    assert changed_ids(store, 0) == [("a", True)]


def test_many_batches_are_read_as_they_were_put(store: Store) -> None:
    corpus = named(*(f"{number:05}" for number in range(2 * BATCH + 1)), published_at="2026-04-01")
    assert set(outcomes(store, *corpus)) == {"new"}
    reading = store.articles()
    assert (reading.change, list(reading.articles)) == (len(corpus), corpus)
    assert set(outcomes(store, *corpus)) == {"same"}


def test_an_article_without_a_time_is_dated_by_its_arrival(store_url: str) -> None:
    """The first one: what is edited, or sent again, keeps it; and a time that its source gives takes its place."""
    clock = iter(NOW + timedelta(hours=hour) for hour in range(100))
    undated = article(title="Ferry late")
    with Store.open(store_url, now=lambda: next(clock)) as store:
        first = store.put(undated)
        arrived = stored_article(store)
        assert arrived == undated.dated(arrived.published_at or NOW)
        assert arrived.dated_by == "arrival"
        assert [each.outcome for each in store.put_many([undated, arrived])] == ["same", "same"]
        assert store.put(arrived) == replace(first, outcome="same")
        for explicit in (True, False):
            edited = article(title="Ferry late again", text=f"{explicit}")
            assert store.put(edited, explicit=explicit).outcome == "changed"
            assert stored_article(store) == edited.dated(arrived.published_at or NOW)
        store.put(article(title="Ferry late", published_at="2026-04-01"))
        assert stored_article(store) == article(title="Ferry late", published_at="2026-04-01")


def stored_article(store: Store) -> Article:
    found = store.get("a")
    assert isinstance(found, StoredArticle)
    return found.article


def test_what_changes_while_all_is_read_comes_once_with_the_changes(store: Store) -> None:
    corpus = named(*(f"{number:05}" for number in range(BATCH + 3)))
    store.put_many(corpus)
    reading = store.articles()
    read = [next(reading.articles)]
    late = [corpus[-1].article_id, corpus[-2].article_id]
    store.put(article(article_id=late[0], title="Edited"))
    store.delete(late[1])
    store.put(article(article_id="new"))
    read += reading.articles
    assert sorted(each.article_id for each in read) == [one.article_id for one in corpus[:-2]]
    assert changed_ids(store, reading.change) == [(late[0], True), (late[1], False), ("new", True)]


@pytest.mark.parametrize("hostile", ["", " a", "a\x00", "\ud800", "x" * 201, "a\nb"])
def test_an_id_that_can_be_none_is_not_there_and_not_taken_down(store: Store, hostile: str) -> None:
    assert store.get(hostile) is None
    assert store.release(hostile) is None
    assert store.overrides.get(hostile) is None
    assert not store.overrides.delete(hostile)
    assert store.audit.entries(subject=hostile) == []
    if hostile != " a":
        with pytest.raises(ArticleError, match="article_id"):
            store.delete(hostile)
    assert store.last_change() == 0


@settings(law_of_fixtures, max_examples=20)
@given(st.text(max_size=30), st.text(max_size=300), st.text(max_size=30))
def test_whatever_an_article_can_hold_every_database_keeps(store: Store, name: str, text: str, note: str) -> None:
    """NUL, lone surrogates and all: what `Article.parse` lets through comes back as it was."""
    one = article(title=f"T{name}", text=text, publisher=name, tags=[name, text[:100]], published_at="2026-04-01")
    store.put(one)
    found = store.get("a")
    assert isinstance(found, StoredArticle)
    assert found.article == one
    store.delete("a", author=name, note=note)
    assert isinstance(store.get("a"), Tombstone)


def test_what_no_database_can_keep_is_refused_before_others_wait_for_it(store: Store) -> None:
    for fault in (
        Article(article_id=ArticleId("a\x00"), title="T"),
        Article(article_id=ArticleId("a"), title="\ud800"),
    ):
        with pytest.raises(ValueError, match=r"article_id|surrogates"):
            store.put(fault)
    assert store.put(article()).change == 1


def test_overrides_are_kept_with_a_log_of_who_put_them(store: Store) -> None:
    store.put(article())
    pinned, moved = {"action": "pin", "note": "日本 \x00\ud800"}, {"action": "pin", "position": 2}
    store.overrides.put("o1", pinned, author="Ada", note="first")
    store.overrides.put("o2", {"action": "hide"}, author="Ben")
    store.overrides.put("o1", moved, author="Ben", note="moved\x00\ud800")
    assert list(store.overrides.all().items()) == [("o2", {"action": "hide"}), ("o1", moved)]
    assert store.overrides.delete("o2", author="Ada", note="done")
    assert not store.overrides.delete("o2")
    assert (store.overrides.get("o1"), store.overrides.get("o2")) == (moved, None)
    told = [(entry.change, entry.action, entry.subject, entry.author, entry.note) for entry in store.audit.entries()]
    assert told == [
        (5, "delete override", "o2", "Ada", "done"),
        (4, "put override", "o1", "Ben", "moved\ufffd"),
        (3, "put override", "o2", "Ben", ""),
        (2, "put override", "o1", "Ada", "first"),
    ]
    assert [entry.record for entry in store.audit.entries(subject="o1")] == [moved, pinned]
    assert [entry.change for entry in store.audit.entries(before=4, most=1)] == [3]
    assert {entry.at for entry in store.audit.entries()} == {NOW}


def test_a_reader_hears_of_overrides_apart_from_articles(store: Store) -> None:
    store.put(article())
    assert not store.changes_since(0).overrides_changed
    store.overrides.put("o", {})
    assert (store.changes_since(1).overrides_changed, store.changes_since(1).articles) == (True, ())
    store.delete("a")
    assert not store.changes_since(2).overrides_changed
    store.overrides.delete("o")
    assert store.changes_since(3).overrides_changed


def test_overrides_that_changed_are_read_without_the_others(store: Store) -> None:
    for name in ("kept", "put", "deleted", "again"):
        store.overrides.put(name, {"note": name})
    change = store.last_change()
    assert (store.overrides.changed_since(change), store.overrides.count()) == ({}, 4)
    store.put(article())
    store.overrides.put("put", {"note": "other"})
    for _ in range(2):
        store.overrides.delete("again")
        store.overrides.put("again", {"note": "back"})
    store.overrides.delete("deleted")
    changed = {"put": {"note": "other"}, "again": {"note": "back"}, "deleted": None}
    assert (store.overrides.changed_since(change), store.overrides.count()) == (changed, 3)


def test_one_store_sees_at_once_what_another_has_written(store: Store, store_url: str) -> None:
    with Store.open(store_url) as other:
        assert other.identity == store.identity
        for number in range(1, 6):
            writer, reader = (store, other) if number % 2 else (other, store)
            writer.put(article(title=f"Title {number}"))
            assert (reader.last_change(), writer.last_change()) == (number, number)


def test_a_closed_store_leaves_the_others_of_its_process_whole(store: Store, store_url: str) -> None:
    Store.open(store_url).close()
    store.put(article())
    assert store.last_change() == 1


def test_whoever_has_seen_a_change_never_finds_an_earlier_one_later(store: Store, store_url: str) -> None:
    """Two stores write by many threads while a reader follows; the end is what both wrote, each id once."""
    done = threading.Event()
    followed: dict[str, Article | None] = {}
    changes: list[int] = []

    def follow() -> None:
        at = 0
        while not done.is_set() or at < store.last_change():
            page = store.changes_since(at, most=5)
            changes.extend(each.change for each in page.articles)
            followed.update({each.article_id: each.article for each in page.articles})
            at = page.upto

    def write(into: Store, name: str) -> None:
        for number in range(12):
            into.put_many(named(f"{name}{number}", f"shared{number % 3}", title=f"{name} {number}"))

    with Store.open(store_url) as other:
        reader = threading.Thread(target=follow)
        writers = [threading.Thread(target=write, args=(into, name)) for into, name in zip(
            (store, store, other, other), "wxyz", strict=True
        )]  # fmt: skip
        for thread in (reader, *writers):
            thread.start()
        for thread in writers:
            thread.join()
        done.set()
        reader.join()
    assert changes == sorted(set(changes))
    assert followed == {each.article_id: each for each in store.articles().articles}
    assert len(followed) == 4 * 12 + 3
    assert store.last_change() == 4 * 12 * 2


def test_ids_are_ordered_and_told_apart_by_code_points(store: Store) -> None:
    ids = ["é", "e", "E", "\uffe6", "🦊", "e\u0301x", "Z", "a"]
    store.put_many(named(*ids))
    query = sa.select(schema.articles.c.article_id).order_by(schema.articles.c.article_id)
    with store._database.read() as connection:
        assert list(connection.execute(query).scalars()) == sorted(ids)


def test_a_store_of_another_format_is_refused(store: Store, store_url: str) -> None:
    with store._database.begin() as connection:
        connection.execute(schema.meta.update().where(schema.meta.c.name == "format").values(value="0"))
    with pytest.raises(StoreError, match="expected a store of format 2, found format 0"):
        Store.open(store_url)


def test_a_store_of_format_1_goes_on_with_all_that_is_in_it(store: Store, store_url: str) -> None:
    store.put_many(named("a", "b", "c"))
    store.delete("b", hold=True, author="Ada")
    store.overrides.put("o", {"action": "mute", "term": "storm", "author": "Ada"})
    with store._database.begin() as connection:
        connection.execute(schema.meta.update().where(schema.meta.c.name == "format").values(value="1"))
        connection.exec_driver_sql("ALTER TABLE recommender_articles DROP COLUMN urgent")
    with pytest.raises(StoreError, match="found format 1"):
        Store.open(store_url, create=False)
    for _ in range(2):
        with Store.open(store_url) as opened:
            assert (opened.identity, opened.last_change()) == (store.identity, store.last_change())
            assert [one.article_id for one in opened.articles().articles] == ["a", "c"]
            assert [change.article_id for change in opened.urgent_since(0).articles] == ["b"]
            assert isinstance(opened.get("b"), Tombstone)
            assert list(opened.overrides.all()) == ["o"]
    with Store.open(store_url) as opened:
        assert opened.put(article(article_id="d")).outcome == "new"
        assert [change.article_id for change in opened.urgent_since(0).articles] == ["b", "d"]


def test_a_database_without_a_store_is_told_apart_from_one_with(store_url: str) -> None:
    open_database(store_url).close()
    with pytest.raises(StoreError, match="there is no store in this database"):
        Store.open(store_url, create=False)
    with Store.open(store_url) as made, Store.open(store_url, create=False) as found:
        assert made.identity == found.identity


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ada:secret@127.0.0.1:1/news?sslpassword=secret",
        "mysql://ada:secret@host/news",
        "postgresql://ada:secret@host:port/news",
        "secret",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:////nowhere/secret-less/store.sqlite",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(StoreError) as refused:
        Store.open(url)
    assert ":secret" not in str(refused.value)
    assert "=secret" not in str(refused.value)


def test_an_address_is_written_without_its_password() -> None:
    url = parse_address("postgresql://ada:secret@db.example:5433/news?sslpassword=secret")
    assert without_secrets(url) == "postgresql://ada@db.example:5433/news"

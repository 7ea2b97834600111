"""The same article is the same article: by whatever form of its address it comes, on both databases alike."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import Article, ArticleId, Withdrawal, id_of_address
from recommender.store import Store, StoredArticle, Tombstone, identities, schema
from recommender.store.identities import find_addresses
from tests.support.builders import article, law_of_fixtures, named

NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)
COURT = "https://gazette.example/court"
FORMS = (
    COURT,
    "http://www.gazette.example/court/",
    f"{COURT}?utm_source=rss",
    "https://m.gazette.example/court#comments",
    f"{COURT}/amp",
)
OLD_FORM = "https://www.gazette.example/court?utm_source=rss"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with Store.open(store_url, now=lambda: NOW) as store:
        yield store


def ids(store: Store) -> list[str]:
    return sorted(one.article_id for one in store.articles().articles)


def outcome(store: Store, *entries: Article | Withdrawal) -> list[str]:
    """Return the outcomes of what a feed brings."""
    return [stored.outcome for stored in store.put_many(entries)]


def at(form: str, **fields: object) -> Article:
    """Return an article as a source without ids gives it, which has this form of its address."""
    return article(article_id=COURT, url=form, **fields)


def test_an_article_that_comes_by_another_form_of_its_address_is_no_second_one(store: Store) -> None:
    store.put(article(article_id=OLD_FORM, url=OLD_FORM))
    for number, form in enumerate(FORMS):
        (stored,) = store.put_many([at(form, title=f"Version {number}")])
        assert (stored.article_id, stored.outcome) == (OLD_FORM, "changed")
    assert store.put(article(article_id=FORMS[1], title="By hand")).article_id == OLD_FORM
    assert ids(store) == [OLD_FORM]
    for form in FORMS:
        found = store.get(form)
        assert isinstance(found, StoredArticle)
        assert (found.article.article_id, found.article.title) == (OLD_FORM, "By hand")


def test_an_article_that_differs_in_the_form_of_its_address_alone_is_left_alone(store: Store) -> None:
    assert outcome(store, *(at(form) for form in FORMS)) == ["new", "same", "same", "same", "same"]
    assert outcome(store, *(at(form) for form in FORMS)) == ["same"] * 5
    assert store.last_change() == 1
    assert store.put(at(FORMS[1])).outcome == "changed"


@pytest.mark.parametrize("hold", [False, True])
@pytest.mark.parametrize("form", FORMS)
def test_a_take_down_is_of_the_article_whatever_form_names_it(store: Store, form: str, hold: bool) -> None:
    store.put(article(article_id=OLD_FORM, url=OLD_FORM))
    taken = store.delete(form, hold=hold)
    assert (taken.article_id, taken.outcome) == (OLD_FORM, "held" if hold else "gone")
    for other in FORMS:
        assert outcome(store, at(other), article(article_id=other)) == [taken.outcome] * 2
        assert isinstance(store.get(other), Tombstone)
        assert store.put(at(other)).outcome == ("held" if hold else "new")
        store.delete(other, hold=hold)
    assert ids(store) == []


@pytest.mark.parametrize("stored_first", [False, True])
def test_what_is_held_stays_out_under_any_id_and_comes_back_when_it_is_released(
    store: Store, stored_first: bool
) -> None:
    if stored_first:
        store.put(article(article_id="991", url=OLD_FORM))
    store.delete(FORMS[1], hold=True)
    feed = [at(FORMS[2]), article(article_id="991", url=FORMS[3]), article(article_id="urn:court", url=COURT)]
    assert outcome(store, *feed) == ["held"] * 3
    assert [store.put(each).outcome for each in feed] == ["held"] * 3
    assert ids(store) == []
    assert store.release(FORMS[4]) is not None
    assert store.release(COURT) is None
    assert outcome(store, *feed) == ["gone"] * 3
    assert store.put(feed[1]).outcome == "new"
    assert ids(store) == ["991"]


def test_a_hold_of_what_is_not_stored_is_of_all_forms_of_its_address(store: Store) -> None:
    assert store.delete(FORMS[2], hold=True).article_id == FORMS[2]
    # The canonical form is the id by which a model trained on files knows it.
    assert {change.article_id for change in store.changes_since(0).articles} == {FORMS[2], COURT}
    for form in FORMS:
        assert outcome(store, at(form)) == ["held"]


def test_two_ids_that_are_vouched_for_are_two_articles_at_one_address(store: Store) -> None:
    assert outcome(store, *(article(article_id=one, url=COURT) for one in ("991", "992"))) == ["new", "new"]
    assert store.get(FORMS[1]) is None  # which of the two, nobody knows
    store.delete("991")
    assert ids(store) == ["992"]
    assert store.put(article(article_id="993", url=COURT)).outcome == "new"
    store.delete(COURT)
    assert ids(store) == []
    assert outcome(store, *(article(article_id=one, url=COURT) for one in ("992", "994"))) == ["gone", "gone"]


def test_an_article_cannot_move_to_an_address_that_is_held(store: Store) -> None:
    store.put(article(article_id="991", url="https://gazette.example/quay"))
    store.delete(COURT, hold=True)
    assert store.put(article(article_id="991", url=FORMS[1])).outcome == "held"
    assert store.put(article(article_id="991", url="https://gazette.example/quay", title="Edited")).outcome == "changed"


def test_an_article_is_found_by_its_address_and_by_its_id_where_both_are_addresses(store: Store) -> None:
    guid = "https://gazette.example/?p=7"
    store.put(article(article_id=guid, url=COURT))
    for form in (*FORMS, "http://www.gazette.example/?p=7&utm_source=rss"):
        found = store.get(form)
        assert isinstance(found, StoredArticle)
        assert found.article.article_id == guid
    store.delete(FORMS[1], hold=True)
    assert outcome(store, article(article_id="8", url=f"{guid}#more"), at(COURT)) == ["held", "held"]


def test_articles_whose_ids_are_addresses_stay_apart_where_they_share_the_url_of_a_list(store: Store) -> None:
    many = [article(article_id=f"https://gazette.example/{n}", url=f"{COURT}/list", title=f"{n}") for n in range(3)]
    assert outcome(store, *many) == ["new"] * 3
    assert outcome(store, *many) == ["same"] * 3
    assert outcome(store, Withdrawal(ArticleId("urn:other"), f"{COURT}/list")) == ["withdrawn"]
    assert len(ids(store)) == 3


def test_who_writes_an_article_under_an_id_of_its_own_has_it_once(store: Store) -> None:
    store.put_many([at(FORMS[2], title="By a feed")])
    assert store.put(article(article_id="991", url=FORMS[1])).outcome == "new"
    assert ids(store) == ["991"]
    for form in FORMS:
        found = store.get(form)
        assert isinstance(found, StoredArticle)
        assert found.article.article_id == "991"
    assert store.put_many([at(FORMS[2], title="By a feed")])[0].article_id == "991"
    assert store.put(article(article_id="992", url=COURT)).outcome == "new"
    assert ids(store) == ["991", "992"]


def test_an_address_of_very_many_articles_is_not_kept_for_all_of_them(store: Store, store_url: str) -> None:
    def kept(of: Store) -> int:
        with of._database.read() as connection:
            kept = sa.select(sa.func.count()).where(schema.articles.c.address == f"{COURT}/list")
            return connection.execute(kept.select_from(schema.articles)).scalar_one()

    many = [article(article_id=f"{n}", url=f"{COURT}/list") for n in range(3 * identities.MOST_AT_ADDRESS)]
    assert set(outcome(store, *many)) == {"new"}
    assert set(outcome(store, *many)) == {"same"}
    assert kept(store) == identities.MOST_AT_ADDRESS
    forget_addresses(store)
    with Store.open(store_url) as opened:
        assert kept(opened) == identities.MOST_AT_ADDRESS
        opened.delete(f"{COURT}/list", hold=True)
        assert outcome(opened, article(article_id="new", url=f"{COURT}/list")) == ["held"]


def test_an_article_with_a_guid_is_the_one_that_came_by_its_address_alone(store: Store) -> None:
    guid = "https://gazette.example/?p=7"
    assert store.put(at(FORMS[1])).article_id == COURT
    assert store.put_many([article(article_id=guid, url=FORMS[2], title="Later")])[0].article_id == COURT
    assert ids(store) == [COURT]
    found = store.get(guid)
    assert isinstance(found, StoredArticle)
    assert found.article.title == "Later"


def test_the_front_page_is_the_address_of_no_article(store: Store) -> None:
    front = "https://gazette.example/"
    assert outcome(store, *(article(article_id=one, url=front) for one in ("1", "2"))) == ["new", "new"]
    store.delete("1", hold=True)
    assert outcome(store, article(article_id="3", url=front)) == ["new"]


@law_of_fixtures
@given(order=st.permutations(["first", "withdrawal", "later"]), seed=st.integers(0, 10**9))
def test_a_withdrawal_ends_what_came_before_it_and_a_repeated_import_changes_nothing(
    store: Store, order: list[str], seed: int
) -> None:
    one = ArticleId(f"urn:{seed}:{'-'.join(order)}")
    entries: dict[str, Article | Withdrawal] = {
        "first": article(article_id=one, updated_at="2026-03-01"),
        "withdrawal": Withdrawal(one, None, datetime(2026, 3, 2, tzinfo=UTC)),
        "later": article(article_id=one, title="Usable again", updated_at="2026-03-03"),
    }
    store.put_many([entries[name] for name in order])
    stored = store.get(one)
    assert isinstance(stored, StoredArticle)
    assert stored.article.title == "Usable again"
    change = store.last_change()
    store.put_many([entries[name] for name in order])
    assert (store.get(one), store.last_change()) == (stored, change)


def test_what_its_source_took_back_stays_out_until_it_is_really_newer(store: Store) -> None:
    court, withdrawn_at = ArticleId("urn:court"), datetime(2026, 3, 2, tzinfo=UTC)
    first, withdrawal = article(article_id=court, updated_at="2026-03-01"), Withdrawal(court, None, withdrawn_at)
    assert outcome(store, first, withdrawal, first) == ["new", "withdrawn", "gone"]
    assert outcome(store, first, withdrawal) == ["gone", "withdrawn"]
    tombstone = store.get(court)
    assert isinstance(tombstone, Tombstone)
    assert (tombstone.on_hold, tombstone.note) == (False, "withdrawn by its source")
    assert outcome(store, article(article_id=court, updated_at="2026-03-02")) == ["gone"]
    # Whoever writes it by hand decides after the source: its withdrawal, read again, is no news.
    assert store.put(first).outcome == "new"
    assert outcome(store, withdrawal) == ["stale"]
    store.delete(court)
    assert outcome(store, article(article_id=court, updated_at="2026-03-04")) == ["gone"]


def test_a_withdrawal_without_a_time_is_as_of_its_reading(store: Store) -> None:
    withdrawal = Withdrawal(ArticleId("urn:court"))
    versions = [article(article_id="urn:court", title=f"{n}", updated_at=f"2026-03-0{n}") for n in (1, 2)]
    assert outcome(store, versions[0], withdrawal, versions[1]) == ["new", "withdrawn", "gone"]
    change = store.last_change()
    assert outcome(store, versions[0], withdrawal, versions[1]) == ["gone", "withdrawn", "gone"]
    assert store.last_change() == change


def test_a_withdrawal_goes_by_identity(store: Store) -> None:
    store.put(article(article_id=OLD_FORM, url=OLD_FORM))
    store.put(article(article_id="991", url=COURT))
    assert outcome(store, Withdrawal(ArticleId("urn:court"), FORMS[3])) == ["withdrawn"]
    assert ids(store) == ["991"]  # somebody else vouches for that one
    assert outcome(store, Withdrawal(ArticleId(COURT))) == ["withdrawn"]
    assert outcome(store, at(FORMS[1])) == ["gone"]
    store.delete("991", hold=True)
    assert outcome(store, Withdrawal(ArticleId("991"))) == ["held"]


def forget_addresses(store: Store) -> None:
    """Make a store what it was before it had addresses."""
    with store._database.begin() as connection:
        for index in schema.articles.indexes:
            index.drop(connection)
        for column in ("address", "own_address", "addressed"):
            connection.exec_driver_sql(f"ALTER TABLE recommender_articles DROP COLUMN {column}")
        connection.execute(schema.meta.delete().where(schema.meta.c.name == "addresses"))


def write_as_before(store: Store, article_id: str, url: str | None, change: int) -> None:
    """Write a row, new or not, as a process of an earlier version does: it knows no addresses."""
    record = None if url is None else f'{{"article_id":"{article_id}","title":"Old","url":"{url}"}}'
    values = {
        "change": change,
        "version": "v" if record else "",
        "made_at": -(10**17),
        "urgent": True,
        "record": record,
    }
    with store._database.begin() as connection:
        of_row = schema.articles.c.article_id == article_id
        if not connection.execute(schema.articles.update().where(of_row).values(values)).rowcount:
            connection.execute(schema.articles.insert(), {"article_id": article_id, "held": False, **values})
        connection.execute(schema.sequence.update().values(change=change))


def test_a_store_of_before_gets_its_addresses_when_it_is_opened_to_be_written(store: Store, store_url: str) -> None:
    store.put(article(article_id=OLD_FORM, url=OLD_FORM))
    store.put(article(article_id="991", url="https://gazette.example/quay"))
    store.delete("https://gazette.example/pier?utm_source=rss", hold=True, author="Ada")
    store.put_many(named(*map(str, range(20))))
    forget_addresses(store)
    with Store.open(store_url, create=False) as reading:
        assert len(ids(reading)) == 22
        assert isinstance(reading.get(OLD_FORM), StoredArticle)
        assert reading.get(COURT) is None
    for _ in range(2):
        with Store.open(store_url) as opened:
            assert (opened.identity, opened.last_change()) == (store.identity, store.last_change())
            found = opened.get(COURT)
            assert isinstance(found, StoredArticle)
            assert found.article.article_id == OLD_FORM
            assert outcome(opened, article(article_id="5000", url="http://gazette.example/pier")) == ["held"]
            assert isinstance(opened.get("https://www.gazette.example/quay/"), StoredArticle)
            assert find_addresses(opened._database) == 0


def test_several_may_bring_up_a_store_of_before_at_once_while_others_write(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identities, "_BATCH", 20)  # many transactions, so that they take turns
    store.put_many([article(article_id=str(n), url=f"http://www.gazette.example/{n}/") for n in range(300)])
    forget_addresses(store)
    start = threading.Barrier(3)

    def open_store(_: int) -> list[str]:
        start.wait()
        with Store.open(store_url) as opened:
            return outcome(opened, *(article(article_id=f"https://gazette.example/{n}") for n in range(0, 300, 50)))

    with ThreadPoolExecutor(3) as threads:
        outcomes = [each for answer in threads.map(open_store, range(3)) for each in answer]
    assert set(outcomes) <= {"changed", "same"}
    assert len(ids(store)) == 300


def test_what_a_process_of_an_earlier_version_goes_on_to_write_has_its_address(store: Store) -> None:
    store.put(article(article_id="991", url=COURT))
    write_as_before(store, "992", "https://www.gazette.example/quay", change=2)
    assert outcome(store, article(article_id="https://gazette.example/quay", title="Newer")) == ["changed"]
    write_as_before(store, "991", "https://gazette.example/moved", change=4)
    assert store.put(article(article_id="https://www.gazette.example/moved/")).article_id == "991"
    write_as_before(store, "992", None, change=6)
    assert outcome(store, article(article_id="https://gazette.example/quay?utm_source=rss")) == ["gone"]


def test_a_store_of_another_rule_finds_its_addresses_anew(store: Store, store_url: str) -> None:
    store.put(article(article_id="991", url=COURT))
    with store._database.begin() as connection:
        connection.execute(schema.meta.update().where(schema.meta.c.name == "addresses").values(value="0"))
        connection.execute(schema.articles.update().values(address="of another rule"))
    with Store.open(store_url) as opened:
        assert isinstance(opened.get(COURT), StoredArticle)


def test_a_hold_of_another_rule_is_one_by_this_rule(store: Store, store_url: str) -> None:
    store.delete(ArticleId(COURT), hold=True)
    with store._database.begin() as connection:
        connection.execute(schema.meta.update().where(schema.meta.c.name == "addresses").values(value="1"))
        connection.execute(schema.articles.update().values(article_id="991", address=f"{COURT}//.", own_address=None))
    with Store.open(store_url) as opened:
        assert outcome(opened, article(article_id=COURT)) == ["held"]


def test_nothing_is_read_to_see_that_all_have_their_addresses(store: Store) -> None:
    store.put_many(named(*map(str, range(2_000))))
    explain = "EXPLAIN QUERY PLAN " if "sqlite" in store.url else "EXPLAIN "
    query = str(
        schema.without_addresses.limit(1).compile(store._database.engine, compile_kwargs={"literal_binds": True})
    )
    with store._database.begin() as connection:
        if "sqlite" not in store.url:
            connection.execute(sa.text("ANALYZE recommender_articles"))
        plan = " ".join(str(row) for row in connection.exec_driver_sql(explain + query))
    assert "recommender_articles_without" in plan


# Examples share a store, so that each has an address of its own.
EXAMPLES = count()
OPERATIONS = st.tuples(
    st.sampled_from(["feed", "put", "delete", "hold", "release"]), st.sampled_from(FORMS), st.sampled_from(FORMS)
)


@law_of_fixtures
@given(operations=st.lists(OPERATIONS, max_size=12))
def test_whatever_is_done_by_whatever_form_there_is_one_article(
    store: Store, operations: list[tuple[str, str, str]]
) -> None:
    """Follow what is there by a model of one article: absent, there, taken down or on hold."""

    name = f"/court-{next(EXAMPLES)}"

    def form(text: str) -> str:
        return text.replace("/court", name)

    state = before = "absent"
    for operation, one, other in operations:
        before, address = state, form(one)
        if operation in ("feed", "put"):
            sent = article(article_id=address, url=form(other))
            stored = store.put(sent) if operation == "put" else store.put_many([sent])[0]
            refused = state == "held" or (state == "gone" and operation == "feed")
            state = state if refused else "there"
            assert (stored.outcome in ("held", "gone")) == refused
        elif operation == "release":
            assert (store.release(address) is not None) == (state == "held")
            state = "gone" if state == "held" else state
        else:
            state = "held" if operation == "hold" or state == "held" else "gone"
            assert store.delete(address, hold=operation == "hold").outcome == state
        for each in FORMS:
            stored_now = store.get(form(each))
            assert isinstance(stored_now, StoredArticle) == (state == "there"), (before, operation, one, other)
            if state in ("gone", "held"):
                assert isinstance(stored_now, Tombstone)
                assert stored_now.on_hold == (state == "held")
    mine = [one for one in store.articles().articles if id_of_address(one.article_id) == id_of_address(form(COURT))]
    assert len(mine) == (state == "there")

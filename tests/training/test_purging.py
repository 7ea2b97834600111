"""Erasure: no byte of a text stays in the store or in a model but the one served, and the receipt names that."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from recommender import Recommender, Registry
from recommender.article import Article
from recommender.errors import UnknownArticleError
from recommender.store import Store, Tombstone
from recommender.training import Receipt, purge
from tests.support.builders import article, report
from tests.support.commands import jsonl
from tests.support.terminal import Command

SECRET = "Zanzibarquokka"
ADDRESS = "https://gazette.example/harbour"


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator[Store]:
    with Store.open(store_url, ledger=tmp_path / "ledger") as store:
        yield store


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def trained(registry: Registry, store: Store) -> str:
    recommender = Recommender.fit([*store.articles().articles, report("other", title="Another report")])
    return registry.publish(recommender.save)


def secret(**fields: object) -> Article:
    return article(title="A trial", text=f"The name was {SECRET}. " * 200, **fields)


def test_a_purged_article_is_on_hold_and_every_model_that_has_it_but_the_current_one_is_gone(
    store: Store, registry: Registry
) -> None:
    store.put_many([secret(article_id="a"), report("b")])
    versions = [trained(registry, store) for _ in range(2)]
    receipt = purge("a", store, registry, author="Ada", note="On request")
    assert (receipt.article_ids, receipt.author) == (("a",), "Ada")
    assert (receipt.removed_versions, receipt.remaining_versions) == ((versions[0],), (versions[1],))
    assert not receipt.is_complete
    stone = store.get("a")
    assert isinstance(stone, Tombstone)
    assert (stone.on_hold, stone.author, stone.note) == (True, "Ada", "On request")
    newest = trained(registry, store)
    again = purge("a", store, registry)
    assert (again.removed_versions, again.is_complete) == ((versions[1],), True)
    assert registry.versions() == [newest]
    assert store.put(secret(article_id="a")).outcome == "held"


def test_no_byte_of_a_purged_text_is_left_on_the_disk(tmp_path: Path, registry: Registry) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        store.put_many([secret(article_id="a"), *(report(f"r{n}") for n in range(20))])
        leave_in_a_free_page(tmp_path / "store.sqlite")
        trained(registry, store)
        assert SECRET.encode() in bytes_of(tmp_path)
        purge("a", store, registry)
        trained(registry, store)
        assert purge("a", store, registry).is_complete
        assert len([*store.articles().articles]) == 20
    assert SECRET.encode() not in bytes_of(tmp_path)


def leave_in_a_free_page(path: Path) -> None:
    """Leave a text as SQLite does where it was not built to overwrite what is deleted."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA secure_delete=OFF")
    connection.execute("CREATE TABLE scratch (text)")
    connection.execute("INSERT INTO scratch VALUES (?)", [SECRET * 1_000])
    connection.execute("DROP TABLE scratch")
    connection.close()


def test_a_server_has_no_tuple_of_a_purged_text(postgresql_url: str, registry: Registry) -> None:
    with Store.open(postgresql_url) as store:
        for n in range(40):
            store.put(article(article_id="a", title=f"As of {n}", text=random.Random(n).randbytes(4_000).hex()))
        before = table_size(store)
        receipt = purge("a", store, registry)
        assert table_size(store) < before
        assert (receipt.ledger, receipt.is_complete) == (None, True)
        assert "purge each copy" in receipt.to_text()


def table_size(store: Store) -> int:
    with store._database.read() as connection:
        size: int = connection.execute(sa.text("SELECT pg_total_relation_size('recommender_articles')")).scalar_one()
    return size


def test_an_address_purges_all_that_has_it_in_the_store_and_in_models(store: Store, registry: Registry) -> None:
    store.put_many([report("b"), report("c")])
    recommender = Recommender.fit([report("b"), secret(article_id="cms-7", url=f"{ADDRESS}?utm_source=x")])
    registry.publish(recommender.save)
    trained(registry, store)
    receipt = purge("https://www.gazette.example/harbour/#top", store, registry)
    assert receipt.removed_versions == ("000001",)
    assert receipt.is_complete


def test_what_nobody_has_ever_had_is_no_receipt(store: Store, registry: Registry) -> None:
    store.put(report("b"))
    trained(registry, store)
    with pytest.raises(UnknownArticleError, match="mistyped"):
        purge("mistyped", store, registry)
    assert store.get("mistyped") is None


def test_a_version_of_which_nothing_can_be_said_is_taken_to_have_it(store: Store, registry: Registry) -> None:
    store.put(report("b"))
    for _ in range(2):
        trained(registry, store)
    (registry.folder("000001") / "manifest.json").write_text("{}")
    assert purge("a", store, registry).removed_versions == ("000001",)
    (registry.path / "current").write_text("?")
    (registry.folder("000002") / "manifest.json").write_text("{}")
    assert purge("a", store, registry).remaining_versions == ("000002",)


def test_a_receipt_is_the_same_for_people_and_machines(store: Store, registry: Registry) -> None:
    store.put(report("a"))
    receipt = purge("a", store, registry)
    assert isinstance(receipt, Receipt)
    record = receipt.to_record()
    assert (record["complete"], record["article_ids"], record["remaining_versions"]) == (True, ["a"], [])
    assert all(str(line) in receipt.to_text() for line in (*receipt.article_ids, receipt.store, receipt.ledger))


def test_the_command_says_that_a_model_which_is_served_still_has_it(command: Command, tmp_path: Path) -> None:
    corpus = jsonl(tmp_path / "news.jsonl", [report(name).to_record() for name in ("a", "b", "c")])
    store, models = f"sqlite:///{tmp_path / 'store.sqlite'}", tmp_path / "models"
    assert command("import", corpus, "--store", store).code == 0
    assert command("train", store, "--models", models).code == 0
    options = ["--store", store, "--models", models, "--json"]
    said = command("purge", "a", *options)
    assert (said.code, json.loads(said.out)["remaining_versions"]) == (1, ["000001"])
    assert "train, and purge again" in said.err
    assert command("train", store, "--models", models).code == 0
    said = command("purge", "a", *options)
    assert (said.code, said.record["removed_versions"], said.record["complete"]) == (0, ["000001"], True)


def test_a_mistyped_store_is_an_error_and_no_new_store(command: Command, tmp_path: Path) -> None:
    said = command("purge", "a", "--store", f"sqlite:///{tmp_path / 'other.sqlite'}", "--models", tmp_path)
    assert (said.code, said.out) == (1, "")
    assert not (tmp_path / "other.sqlite").exists()

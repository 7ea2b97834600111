"""Filling a store: what a feed brings again and again is taken once, and an import that was cut short goes on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from recommender.article import Article
from recommender.errors import CorpusError, StoreError
from recommender.store import Store
from recommender.training import Callbacks, Sources, import_articles
from recommender.training.importing import BATCH, MOST_REASONS
from tests.support.builders import article
from tests.support.terminal import Command
from tests.support.training import STRICT, refuse

FERRY = {"article_id": "ferry", "title": "Ferry late", "updated_at": "2026-03-14T07:40:00Z"}
STORM = {"article_id": "storm", "title": "Storm near", "updated_at": "2026-03-14T07:40:00Z"}


def lines(path: Path, records: Iterable[Mapping[str, object]]) -> Path:
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return path


def test_an_import_tells_what_became_of_each_article(tmp_path: Path, store: Store) -> None:
    first = lines(tmp_path / "first.jsonl", [FERRY, STORM, {"article_id": "bank", "title": "Bank"}])
    done = import_articles(Sources([first]), store, STRICT)
    assert done.to_text() == "3 new, 0 changed, 0 same, 0 refused"
    store.delete("bank")
    store.delete("held", hold=True)
    second = lines(tmp_path / "second.jsonl", [
        {**FERRY, "title": "Ferry later", "updated_at": "2026-03-14T08:00:00Z"},
        {**STORM, "title": "Storm far", "updated_at": "2026-03-14T07:00:00Z"},
        {"article_id": "bank", "title": "Bank"},
        {"article_id": "held", "title": "Held"},
        {"article_id": "none"},
    ])  # fmt: skip
    errors: list[CorpusError] = []
    done = import_articles(Sources([second]), store, Callbacks(errors.append))
    assert done.to_text() == "0 new, 1 changed, 0 same, 1 stale, 1 gone, 1 held, 1 refused"
    assert (done.change, done.reasons) == (6, errors)
    assert done.to_record()["reasons"] == [
        {"path": str(second), "line": 5, "reason": "title: expected a title or a text, found neither"}
    ]


def test_the_same_import_again_changes_nothing(tmp_path: Path, store: Store) -> None:
    sources = [lines(tmp_path / "a.jsonl", [FERRY]), lines(tmp_path / "b.jsonl", [STORM])]
    import_articles(Sources(sources), store, STRICT)
    again = import_articles(Sources(sources), store, STRICT)
    assert again.to_text() == "0 new, 0 changed, 2 same, 0 refused"
    assert store.last_change() == 2


def test_an_import_that_was_cut_short_goes_on(tmp_path: Path, store: Store) -> None:
    source = lines(tmp_path / "many.jsonl", ({**FERRY, "article_id": str(number)} for number in range(2 * BATCH + 7)))
    told: list[str] = []

    def interrupt(one: Article) -> None:
        told.append(one.article_id)
        if len(told) > BATCH:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_articles(Sources([source]), store, Callbacks(refuse, seen=interrupt))
    assert store.count() == 2 * BATCH
    done = import_articles(Sources([source]), store, STRICT)
    assert done.to_text() == f"7 new, 0 changed, {2 * BATCH} same, 0 refused"


def test_the_sources_before_one_that_failed_are_in_the_store(tmp_path: Path, store: Store) -> None:
    good, bad = lines(tmp_path / "good.jsonl", [FERRY]), lines(tmp_path / "bad.jsonl", [{"article_id": "x"}])
    with pytest.raises(CorpusError, match="gave no article"):
        import_articles(Sources([good, bad]), store, Callbacks(lambda _: None))
    assert store.count() == 1


def test_a_missing_source_is_told_before_anything_is_read(tmp_path: Path, store: Store) -> None:
    sources = [lines(tmp_path / "a.jsonl", [FERRY]), tmp_path / "missing"]
    with pytest.raises(CorpusError, match="found none"):
        import_articles(Sources(sources), store, STRICT)
    assert store.last_change() == 0


def test_only_the_first_refusals_are_kept_and_all_are_counted(tmp_path: Path, store: Store) -> None:
    bad = ({"article_id": str(number)} for number in range(MOST_REASONS + 5))
    done = import_articles(Sources([lines(tmp_path / "a.jsonl", [FERRY, *bad])]), store, Callbacks(lambda _: None))
    assert (done.refused, len(done.reasons)) == (MOST_REASONS + 5, MOST_REASONS)


def test_a_store_is_copied_into_another(tmp_path: Path, store: Store, url: str) -> None:
    store.put_many([article(article_id="a"), article(article_id="b")])
    with Store.open(f"sqlite:///{tmp_path / 'copy.sqlite'}") as copy:
        import_articles(Sources([url]), copy, STRICT)
        assert list(copy.articles().articles) == list(store.articles().articles)


def test_the_command_tells_people_and_machines(command: Command, tmp_path: Path, url: str) -> None:
    source = lines(tmp_path / "a.jsonl", [FERRY, STORM, {"article_id": "none"}])
    said = command("import", source, "--store", url)
    assert (said.code, said.out.splitlines()[0]) == (0, f"{url}: 2 new, 0 changed, 0 same, 1 refused")
    assert "read   2 articles, 1 refused" in said.out
    assert f"refused {source}:3: title" in said.err
    record = command("import", source, "--store", url, "--json").record
    assert (record["store"], record["same"], record["refused"], record["change"]) == (url, 2, 1, 2)
    assert (record["coverage"]["read"], record["coverage"]["shares"]["title"]) == (2, 1.0)


def test_an_import_that_refuses_more_than_it_reads_ends_with_1_and_keeps_what_it_read(
    command: Command, tmp_path: Path, url: str
) -> None:
    source = lines(tmp_path / "a.jsonl", [FERRY, {"article_id": "none"}, {"article_id": "neither"}])
    said = command("import", source, "--store", url)
    assert (said.code, said.out.splitlines()[0]) == (1, f"{url}: 1 new, 0 changed, 0 same, 2 refused")
    assert "2 records were refused, more than the 1 articles" in said.err


def test_the_store_comes_from_the_environment_when_it_is_not_said(
    command: Command, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOMMENDER_STORE", url)
    assert command("import", lines(tmp_path / "a.jsonl", [FERRY])).out.startswith(f"{url}: 1 new")


@pytest.mark.parametrize("store", ["sqlite:////no/such/folder/store.sqlite", "redis://:hunter2@host", "store.sqlite"])
def test_a_store_that_cannot_be_used_ends_with_1(command: Command, tmp_path: Path, store: str) -> None:
    said = command("import", lines(tmp_path / "a.jsonl", [FERRY]), "--store", store)
    assert (said.code, said.out) == (1, "")
    assert "hunter2" not in said.err


def test_a_source_without_an_article_ends_with_1(command: Command, tmp_path: Path, url: str) -> None:
    assert command("import", lines(tmp_path / "a.jsonl", [{"article_id": "x"}]), "--store", url).code == 1


def test_a_full_disk_ends_with_1(command: Command, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreError(url, "database or disk is full")

    monkeypatch.setattr(Store, "put_many", full)
    said = command("import", lines(tmp_path / "a.jsonl", [FERRY]), "--store", url)
    assert (said.code, said.out) == (1, "")
    assert "disk is full" in said.err


def test_columns_of_other_names_are_named(command: Command, tmp_path: Path, url: str) -> None:
    table = tmp_path / "own.csv"
    table.write_text("nr,kicker,column,section\n7,Ferry late,It was late.,a17\n", encoding="utf-8")
    named = ["--column", "article_id=nr", "--column", "title=kicker", "--column", "text=column", "--column", "section="]
    assert command("import", table, "--store", url, *named, "--json").record["new"] == 1
    with Store.open(url) as store:
        [stored] = store.articles().articles
        assert (stored.article_id, stored.title, stored.text) == ("7", "Ferry late", "It was late.")
        assert stored.section is None
    said = command("import", table, "--store", url, "--column", "title=head")
    assert (said.code, said.out) == (1, "")
    assert f"{table}:1: expected a column 'head', found nr, kicker" in said.err


@pytest.mark.parametrize("named", [["title"], ["headline=kicker"], ["title=kicker", "title=head"]])
def test_a_column_that_is_named_wrongly_is_wrong_usage(command: Command, named: list[str]) -> None:
    said = command("import", "x.csv", *(word for each in named for word in ("--column", each)))
    assert (said.code, said.out) == (2, "")
    assert "--column" in said.err


COURT = {"title": "Court names the witness", "url": "https://www.gazette.example/court?utm_source=rss"}


def test_what_a_source_takes_back_is_taken_down_in_its_order_and_as_often_as_it_is_imported(
    tmp_path: Path, store: Store
) -> None:
    def at(hour: int, **fields: object) -> dict[str, object]:
        return {"id": "urn:quay", "title": f"Quay at {hour}", "updated_at": f"2026-03-14T{hour:02}:00:00Z", **fields}

    source = lines(tmp_path / "wire.jsonl", [at(7), at(8, pubstatus="canceled"), COURT, {**COURT, "status": "killed"}])
    done = import_articles(Sources([source]), store, STRICT)
    assert done.to_text() == "2 new, 0 changed, 0 same, 2 withdrawn, 0 refused"
    assert (done.to_record()["withdrawn"], done.coverage.withdrawn, store.count()) == (2, 2, 0)
    change = store.last_change()
    again = import_articles(Sources([source]), store, STRICT)
    assert again.to_text() == "0 new, 0 changed, 0 same, 2 gone, 2 withdrawn, 0 refused"
    assert (store.last_change(), store.count()) == (change, 0)
    usable = lines(tmp_path / "usable.jsonl", [at(9)])
    assert import_articles(Sources([usable]), store, STRICT).to_text() == "1 new, 0 changed, 0 same, 0 refused"
    # The first file once more: what it takes back is older than what is here.
    import_articles(Sources([source]), store, STRICT)
    assert store.count() == 1


def test_what_is_held_is_held_in_whatever_form_a_source_has_its_address(tmp_path: Path, store: Store) -> None:
    store.delete("https://gazette.example/court", hold=True)
    item = "<item><title>Court</title><link>{}</link><guid isPermaLink='false'>{}</guid></item>"
    forms = ("https://gazette.example/court?utm_source=rss", "http://www.gazette.example/court/#top")
    items = "".join(item.format(form, 990 + number) for number, form in enumerate(forms))
    feed = tmp_path / "feed.rss"
    feed.write_text(f"<rss version='2.0'><channel><title>Gazette</title>{items}</channel></rss>")
    mine = lines(tmp_path / "mine.jsonl", [COURT, {**COURT, "id": "991"}])
    assert (
        import_articles(Sources([feed, mine]), store, STRICT).to_text() == "0 new, 0 changed, 0 same, 4 held, 0 refused"
    )


def test_an_article_that_was_stored_under_its_address_as_it_came_keeps_that_id(tmp_path: Path, store: Store) -> None:
    before = COURT["url"]
    store.put(article(article_id=before, url=before))
    source = lines(tmp_path / "a.jsonl", [COURT, {**COURT, "url": "https://m.gazette.example/court"}])
    assert import_articles(Sources([source]), store, STRICT).to_text() == "0 new, 1 changed, 1 same, 0 refused"
    assert [one.article_id for one in store.articles().articles] == [before]

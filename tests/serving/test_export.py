"""The export: the file holds what the service would have answered, whoever made it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from recommender import Recommender, Request
from recommender.cli.demo import CLOCK, sample_folder
from recommender.corpus import read_articles
from recommender.errors import MissingExtraError, SnapshotError
from recommender.serving import export
from recommender.serving.export import Export, write_cards, write_pages
from recommender.store import Store
from tests.support.builders import article
from tests.support.terminal import Command

SEED = "ac-0424-orrin-two-dead"


@pytest.fixture(scope="module")
def pages(published: Path) -> list[dict[str, Any]]:
    """Return all pages of the sample corpus, at the demonstration's moment."""
    return list(Export(published, as_of=CLOCK).pages())


def test_every_article_that_is_published_has_the_page_that_the_service_answers(
    pages: list[dict[str, Any]], sample: Recommender
) -> None:
    published = [str(each.article_id) for each in sample.catalogue if each.published_at and each.published_at <= CLOCK]
    assert [page["seed"] for page in pages] == sorted(published)
    assert len(published) < len(sample.catalogue)
    for page in pages[::40]:
        assert page == sample.page(sample.seed(page["seed"]), Request(as_of=CLOCK)).to_record()


def test_several_processes_write_what_one_writes(published: Path, pages: list[dict[str, Any]], tmp_path: Path) -> None:
    write_pages(tmp_path / "two.jsonl", Export(published, as_of=CLOCK).pages(jobs=2))
    assert [json.loads(line) for line in (tmp_path / "two.jsonl").read_text("utf-8").splitlines()] == pages


def test_a_table_has_a_row_for_each_card(
    pages: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "ROWS", 500)
    write_cards(tmp_path / "cards.parquet", pages)
    rows = pq.read_table(tmp_path / "cards.parquet").to_pylist()
    cards = [
        (page, box) for page in pages for box in ("similar", "related", "breaking") for _ in page["boxes"][box]["cards"]
    ]
    assert [(row["seed"], row["box"]) for row in rows] == [(page["seed"], box) for page, box in cards]
    wanted = [
        card for page in pages for box in ("similar", "related", "breaking") for card in page["boxes"][box]["cards"]
    ]
    assert any("trigger" in card for card in wanted)
    for row, card in zip(rows, wanted, strict=True):
        trigger = card["trigger"]["article_id"] if "trigger" in card else None
        assert {**card, "pinned": False, "trigger": trigger} == {
            **{name: value for name, value in row.items() if name not in ("seed", "box")},
            "published_at": row["published_at"].isoformat().replace("+00:00", "Z"),
            "reason": card["reason"] | {"text": row["reason"]},
        }


def test_the_store_has_the_last_word(published: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    before = {page["seed"]: page for page in Export(published, as_of=CLOCK).pages()}
    gone = before[SEED]["boxes"]["similar"]["cards"][0]["article_id"]
    pinned = before[SEED]["boxes"]["related"]["cards"][-1]["article_id"]
    with Store.open(url) as store:
        for each in read_articles(sample_folder() / "articles.jsonl"):
            store.put(each)
        store.delete(gone)
        store.put(
            article(
                article_id="new-1",
                title="Orrin bridge: a new report",
                text="Two dead at the Orrin bridge.",
                published_at=CLOCK,
            )
        )
        pin = {"action": "pin", "box": "related", "seed": SEED, "article_id": pinned, "author": "Ada"}
        store.overrides.put("fair", pin)
    after = {page["seed"]: page for page in Export(published, as_of=CLOCK, store=url).pages()}
    assert "new-1" in after
    assert gone not in after
    assert gone not in json.dumps(list(after.values()))
    assert after[SEED]["boxes"]["related"]["cards"][0]["pinned"]


def test_pages_of_two_models_are_not_mixed(published: Path) -> None:
    origin = export._Origin(published, None, "000099", CLOCK)
    with pytest.raises(SnapshotError, match="expected model 000099, with which this began, found 000001"):
        export._pages_of([SEED], 5, origin)


def test_an_export_cut_short_leaves_the_file_that_was_there(pages: list[dict[str, Any]], tmp_path: Path) -> None:
    def cut_short() -> Iterator[dict[str, Any]]:
        yield pages[0]
        raise KeyboardInterrupt

    for write, name in ((write_pages, "pages.jsonl"), (write_cards, "cards.parquet")):
        (tmp_path / name).write_bytes(b"before")
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path / name, cut_short())
        assert (tmp_path / name).read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cards.parquet", "pages.jsonl"]


def test_without_the_extra_no_page_is_made_and_an_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: Iterator[dict[str, Any]] = map(pytest.fail, ["a page was made"])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'related-news-recommender\[parquet\]'"):
        write_cards(tmp_path / "cards.parquet", pages)
    assert not list(tmp_path.iterdir())


def test_the_command_writes_either_format_and_tells_what_it_wrote(
    command: Command, published: Path, tmp_path: Path
) -> None:
    for name in ("pages.jsonl", "CARDS.PARQUET"):
        out = tmp_path / name
        said = command("export", "--models", published, "--out", out, "--as-of", "2026-03-10", "-k", 2, "--json")
        assert said.record["out"] == str(out)
        assert said.record["model"] == "000001"
        assert 0 < said.record["articles"] < 100
    lines = (tmp_path / "pages.jsonl").read_text("utf-8").splitlines()
    rows = pq.read_table(tmp_path / "CARDS.PARQUET").to_pylist()
    assert len(lines) == said.record["articles"]
    assert max(row["rank"] for row in rows) == 2
    assert max(row["published_at"] for row in rows) <= datetime(2026, 3, 10, tzinfo=UTC)


def test_without_a_model_nothing_is_written(command: Command, tmp_path: Path) -> None:
    said = command("export", "--models", tmp_path / "none", "--out", tmp_path / "pages.jsonl")
    assert said.code == 1
    assert list(tmp_path.iterdir()) == []

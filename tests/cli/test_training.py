"""Training from a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from recommender import Registry
from recommender.cli.training_progress import TrainingProgress
from recommender.engine import FIT_STEPS
from recommender.snapshots import snapshot
from tests.support.commands import interrupt, jsonl, left_aside, on_a_terminal
from tests.support.terminal import Command


def test_train_publishes_and_tells_machines_about_it(command: Command, corpus: Path, tmp_path: Path) -> None:
    said = command("train", corpus, "--models", tmp_path / "models", "--json")
    assert said.record.keys() == {
        "version",
        "trained_at",
        "articles",
        "refused",
        "columns",
        "seconds",
        "store",
        "due",
        "gate",
        "coverage",
    }
    assert (said.record["version"], said.record["articles"], said.record["refused"]) == ("000001", 8, 0)
    assert list(said.record["seconds"]) == ["read", *FIT_STEPS, "publish"]
    assert said.err == ""
    assert Registry(tmp_path / "models").current() == "000001"


def test_train_tells_people_too(command: Command, corpus: Path, tmp_path: Path) -> None:
    said = command("train", corpus, "--models", tmp_path / "models")
    assert said.out.startswith("published 000001: 8 articles, 0 refused")
    # Without a terminal each step is a line, with the time that is left as soon as that is known.
    steps = said.err.splitlines()
    assert [line.partition(":")[0] for line in steps] == ["read", *FIT_STEPS, "publish"]
    assert all(line.endswith(" s left") for line in steps[1:])


def test_bad_records_are_counted_and_the_first_ten_shown(command: Command, corpus: Path, tmp_path: Path) -> None:
    _append_bad_records(corpus, 12)
    more = tmp_path / "more.jsonl"
    more.write_text("".join(f'{{"title": "Ferry number {number} sails"}}\n' for number in range(5)))
    said = command("train", corpus, more, "--models", tmp_path / "models", "--json")
    assert (said.record["articles"], said.record["refused"]) == (13, 12)
    shown = said.err.splitlines()
    assert shown[:10] == [f"refused {corpus}:{line}: title: expected a text, found int" for line in range(9, 19)]
    assert shown[10:] == ["refused 2 more"]


def test_a_model_of_the_few_records_that_could_be_read_replaces_no_other(
    command: Command, corpus: Path, tmp_path: Path
) -> None:
    models = tmp_path / "models"
    command("train", corpus, "--models", models)
    _append_bad_records(corpus, 9)
    said = command("train", corpus, "--models", models)
    assert said.code == 1
    assert "not published: 9 records were refused, more than the 8 articles" in said.err
    assert "8 articles, 9 refused" in said.out
    assert Registry(models).versions() == ["000001"]


def test_drafts_alone_are_no_model_but_are_counted(command: Command, tmp_path: Path) -> None:
    drafts = tmp_path / "drafts.jsonl"
    drafts.write_text('{"title": "Not yet", "status": "draft"}\n')
    said = command("train", drafts, "--models", tmp_path / "models")
    assert (said.code, said.out) == (1, "")
    assert Registry(tmp_path / "models").versions() == []


def _append_bad_records(corpus: Path, count: int) -> None:
    with corpus.open("a", encoding="utf-8") as file:
        file.writelines(f'{{"article_id": "bad{number}", "title": 7}}\n' for number in range(count))


def test_a_source_without_an_article_is_refused(command: Command, corpus: Path, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.jsonl"
    nothing.write_text("{}\n")
    for source in (nothing, tmp_path / "missing.jsonl"):
        said = command("train", corpus, source, "--models", tmp_path / "models")
        assert (said.code, said.out) == (1, "")
        assert f"error: {source}" in said.err
    assert Registry(tmp_path / "models").versions() == []


def test_articles_without_a_word_are_refused(command: Command, tmp_path: Path) -> None:
    corpus = jsonl(tmp_path / "signs.jsonl", [{"article_id": "a", "title": "!!!"}])
    said = command("train", corpus, "--models", tmp_path / "models")
    assert said.code == 1
    assert f"error: {corpus}" in said.err


@pytest.mark.parametrize(
    ("place", "name"),
    [(TrainingProgress, "seen"), (TrainingProgress, "began"), (snapshot, "sync_folder"), (Registry, "_point_to")],
)
def test_ctrl_c_in_train_leaves_the_last_version_and_nothing_half_written(
    command: Command, corpus: Path, models: Path, monkeypatch: pytest.MonkeyPatch, place: Any, name: str
) -> None:
    monkeypatch.setattr(place, name, interrupt)
    said = command("train", corpus, "--models", models)
    assert (said.code, said.out) == (130, "")
    assert Registry(models).verify() == "000001"
    assert left_aside(models) == []


@pytest.mark.slow
def test_a_terminal_shows_progress_and_ctrl_c_ends_the_training(models: Path, tmp_path: Path) -> None:
    many = ({"article_id": str(number), "title": f"Storm {number} reaches the harbour"} for number in range(200_000))
    corpus = jsonl(tmp_path / "many.jsonl", many)
    code, seen = on_a_terminal(["train", corpus, "--models", models], until=b"read ")
    assert code == 130
    assert b"\x1b[" in seen
    assert Registry(models).verify() == "000001"
    assert left_aside(models) == []

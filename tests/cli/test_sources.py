"""The articles that commands read, and the model that must know just these."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender import Registry
from tests.support.commands import SAMPLE, jsonl
from tests.support.terminal import Command


def test_columns_of_other_names_are_named_to_all_commands_that_read_sources(
    command: Command, tmp_path: Path, models: Path
) -> None:
    table = tmp_path / "own.csv"
    rows = [f"{number},Ferry {number % 2} is late again,{number % 2}" for number in range(4)]
    table.write_text("\n".join(["nr,kicker,event", *rows]), encoding="utf-8")
    named = ["--column", "article_id=nr", "--column", "title=kicker"]
    trained = command("train", table, *named, "--models", models, "--json").record
    assert (trained["articles"], trained["refused"]) == (4, 0)
    for more in ([], ["--models", models]):
        assert command("rank", table, *named, *more, "--out", tmp_path / "run", "--json").record["seeds"] == 4
        assert command("evaluate", table, *named, *more, "--labels", "event", "--json").record["systems"]
    command("models", "publish", Registry(models).folder(trained["version"]), "--models", models)
    compare = ["evaluate", "--compare", "000001,000002"]
    for words in (["rank", "--out", tmp_path / "run"], ["evaluate"], compare):
        refused = command(*words, "--models", models, *named)
        assert (refused.code, "expected sources of articles beside it" in refused.err) == (2, True)


@pytest.mark.parametrize("words", [
    ("import", "--store", "sqlite:///store.sqlite"), ("train", "--models", "models"), ("rank", "--out", "run"),
    ("evaluate", "--baselines", ""),
], ids=lambda words: words[0])  # fmt: skip
@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
def test_every_command_that_reads_sources_ends_with_1_if_more_records_were_refused_than_read(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], form: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    titles = ("Ferry to Halm is late again", "Ferry to Halm is sold", "Mill at Halm burns down")
    good = [{"article_id": str(at), "title": title} for at, title in enumerate(titles)]
    as_many = jsonl(tmp_path / "as-many.jsonl", [*good, *[{"title": 5}] * 3])
    more = jsonl(tmp_path / "more.jsonl", [*good, *[{"title": 5}] * 4])
    name, *options = words
    refused = command(name, more, *options, *form)
    assert (refused.code, "4 records were refused, more than the 3 articles" in refused.err) == (1, True)
    assert not (tmp_path / "run").exists()
    assert command(name, as_many, *options, *form).code == 0


def test_a_model_excuses_no_source_that_was_mostly_refused(command: Command, tmp_path: Path) -> None:
    good = [{"article_id": str(at), "title": f"Ferry {at} is late again"} for at in range(3)]
    models, run = tmp_path / "models", tmp_path / "run"
    assert command("train", jsonl(tmp_path / "good.jsonl", good), "--models", models).code == 0
    more = jsonl(tmp_path / "more.jsonl", [*good, *[{"title": 5}] * 4])
    assert command("rank", more, "--models", models, "--out", run).code == 1
    assert not run.exists()


def test_what_is_typed_comes_before_a_mapping_file_and_a_bad_option_is_named(command: Command, tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("nr,kicker,event\n1,Ferry,x\n2,Mill,y\n", encoding="utf-8")
    mapping = tmp_path / "own.toml"
    mapping.write_text('timezone = "Europe/Berlin"\n[columns]\ntitle = "event"\n', encoding="utf-8")
    store = f"sqlite:///{tmp_path / 'store.sqlite'}"
    words = ("import", table, "--store", store, "--mapping", mapping, "--json")
    assert command(*words, "--column", "title=kicker").record["new"] == 2
    for option, value in (("--timezone", "Berlin"), ("--encoding", "klingon"), ("--names", ","), ("--dates", "usual")):
        refused = command(*words, option, value)
        assert (refused.code, option in refused.err) == (2, True)
    mapping.write_text("zone = 1", encoding="utf-8")
    refused = command(*words)
    assert (refused.code, "own.toml: zone: expected one of" in refused.err) == (1, True)


def test_a_model_of_other_articles_is_not_passed_off_as_one_of_the_sources(
    command: Command, corpus: Path, published: Path, tmp_path: Path
) -> None:
    said = command("rank", corpus, "--models", published, "--out", tmp_path / "run")
    assert (said.code, said.out) == (1, "")
    assert "leave --models out" in said.err
    assert command("rank", SAMPLE, "--models", published, "--depth", 1, "--out", tmp_path / "run").code == 0

"""The commands that look after published models."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from recommender import Recommender, Registry
from recommender.snapshots import snapshot
from tests.support.commands import SAMPLE
from tests.support.terminal import Command


def test_the_folder_of_the_models_comes_from_the_environment_when_it_is_not_said(
    command: Command, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECOMMENDER_MODELS", str(published))
    assert command("models", "verify").code == 0


def test_versions_come_and_go(command: Command, models: Path) -> None:
    of_models = ["--models", models, "--json"]
    first = Registry(models).folder("000001")
    assert command("models", "publish", first, *of_models).record == {"version": "000002"}
    assert command("models", "publish", first, *of_models).record == {"version": "000003"}
    listed = command("models", "list", *of_models).record["versions"]
    assert [(row["version"], row["current"]) for row in listed] == [
        ("000001", False),
        ("000002", False),
        ("000003", True),
    ]
    assert all(row["articles"] and row["trained_at"] for row in listed)
    assert command("models", "rollback", *of_models).record == {"version": "000002"}
    assert command("models", "rollback", "000001", *of_models).record == {"version": "000001"}
    assert command("models", "verify", "000003", *of_models).record == {"version": "000003", "whole": True}
    assert command("models", "prune", "--keep", 1, *of_models).record == {"removed": ["000002"]}
    assert Registry(models).versions() == ["000001", "000003"]


def test_a_published_snapshot_is_the_very_same(command: Command, models: Path, sample: Recommender) -> None:
    command("models", "publish", Registry(models).folder("000001"), "--models", models)
    first, second = (Registry(models).manifest(version) for version in ("000001", "000002"))
    assert first == second


def test_publishing_keeps_as_many_as_are_asked_for(command: Command, models: Path) -> None:
    command("models", "publish", Registry(models).folder("000001"), "--models", models, "--keep", 1)
    assert Registry(models).versions() == ["000002"]


def test_what_cannot_be_served_is_not_published(command: Command, models: Path, tmp_path: Path) -> None:
    snapshot.write_snapshot(tmp_path / "other", {}, {"of": "something else"})
    for folder in (tmp_path / "other", tmp_path / "missing", SAMPLE):
        said = command("models", "publish", folder, "--models", models)
        assert (said.code, said.out) == (1, "")
        assert str(folder) in said.err
    assert Registry(models).versions() == ["000001"]


def test_what_another_version_of_the_software_trained_is_not_gone_back_to(command: Command, models: Path) -> None:
    registry = Registry(models)
    whole = snapshot.open_snapshot(registry.folder("000001"))
    parameters = {**whole.facts["parameters"], "model": {**whole.facts["parameters"]["model"], "older": True}}
    registry.publish(
        lambda aside: snapshot.write_snapshot(aside, whole.arrays, {**whole.facts, "parameters": parameters})
    )
    registry.rollback("000001")
    for name in ("rollback", "verify"):
        said = command("models", name, "000002", "--models", models)
        assert (said.code, said.out) == (1, "")
        assert "train again" in said.err
        assert "an unknown parameter older" in said.err
    assert registry.current() == "000001"


def test_a_model_whose_words_are_stemmed_otherwise_now_does_not_verify(command: Command, models: Path) -> None:
    registry = Registry(models)
    whole = snapshot.open_snapshot(registry.folder("000001"))
    assert command("models", "verify", "--models", models).code == 0
    silent = {name: fact for name, fact in whole.facts.items() if name != "terms"}
    for facts in ({**whole.facts, "terms": "0" * 32}, silent):
        registry.publish(partial(snapshot.write_snapshot, arrays=whole.arrays, facts=facts))
        said = command("models", "verify", "--models", models)
        assert (said.code, said.out) == (1, "")
        assert "train again" in said.err


def test_people_see_the_current_version_marked(command: Command, models: Path) -> None:
    command("models", "publish", Registry(models).folder("000001"), "--models", models)
    first, second = command("models", "list", "--models", models).out.splitlines()
    assert first.startswith("  000001  2")
    assert second.startswith("* 000002  2")
    assert second.endswith(" articles")
    said = command("models", "show", "000001", "--models", models)
    assert json.loads(said.out)["version"] == "000001"
    assert command("models", "show", "--models", models, "--json").record["version"] == "000002"


def test_an_unknown_version_is_named(command: Command, models: Path) -> None:
    for name in ("show", "rollback", "verify"):
        said = command("models", name, "000009", "--models", models)
        assert (said.code, said.out) == (1, "")
        assert "000009" in said.err


def test_damage_does_not_keep_the_rest_from_being_listed(command: Command, models: Path) -> None:
    command("models", "publish", Registry(models).folder("000001"), "--models", models)
    (Registry(models).folder("000001") / snapshot.MANIFEST).write_text("{")
    (models / "current").write_text("nonsense")
    said = command("models", "list", "--models", models, "--json")
    first, second = said.record["versions"]
    assert first["damage"]
    assert (second["damage"], second["current"]) == (None, False)
    assert "no version is current" in said.err

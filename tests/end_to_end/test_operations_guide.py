"""The examples for operations: every file can be read by what it is for, and every command is one that there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from recommender.settings import Settings
from tests.support.commands import check_command

GUIDE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
FIELDS = r"(?:\*|[0-9]+)(?:/[0-9]+)?"


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    assert found
    return found


@pytest.fixture(autouse=True)
def _a_store_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOMMENDER_STORE", "sqlite:///store.sqlite")


def settings_of(lines: list[str]) -> set[str]:
    return {line.partition("=")[0].removeprefix("RECOMMENDER_").lower() for line in lines}


def test_the_commands_are_ones_that_there_are() -> None:
    for block in blocks("sh"):
        check_command(shlex.split(block))


def test_the_crontab_has_times_and_commands() -> None:
    (block,) = blocks("crontab")
    lines = block.splitlines()
    assert settings_of([line for line in lines if line.startswith("RECOMMENDER_")]) <= set(Settings.model_fields)
    jobs = [line for line in lines if not line.startswith("RECOMMENDER_")]
    assert jobs
    for job in jobs:
        times = re.fullmatch(rf"((?:{FIELDS} ){{5}})([^>%]+) >/dev/null", job)
        assert times, job
        check_command(shlex.split(times[2]))

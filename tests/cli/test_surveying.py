"""What readers get, in a terminal."""

from __future__ import annotations

import json
from pathlib import Path

from recommender import Recommender
from recommender.cli.demo import CLOCK
from recommender.serving import survey_pages
from recommender.store import Store
from tests.support.builders import override
from tests.support.terminal import Command


def test_a_survey_is_the_same_here_and_in_python(command: Command, published: Path, sample: Recommender) -> None:
    said = command("survey", "--models", published, "--as-of", CLOCK.isoformat(), "--json")
    *_, survey = survey_pages(sample, as_of=CLOCK)
    assert said.record == json.loads(json.dumps(survey.to_record()))
    assert said.record["is_of_all"]
    assert said.err == ""


def test_a_survey_is_printed_with_the_number_of_its_pages(command: Command, published: Path) -> None:
    said = command("survey", "--models", published, "--as-of", CLOCK.isoformat(), "--most", 30, "--k", 3)
    assert said.out.startswith("30 pages of ")
    assert "drawn by their ids" in said.out
    assert "0       1       2       3\nsimilar" in said.out
    assert "orphans, that no box shows" in said.out


def test_with_the_store_a_survey_counts_as_editors_have_decided(
    command: Command, published: Path, url: str, sample: Recommender
) -> None:
    section = "business"
    store = Store.open(url)
    store.overrides.put("1", override(action="hide", section=section).to_record(), author="Ada")
    store.close()
    said = command("survey", "--models", published, "--store", url, "--json", "--as-of", CLOCK.isoformat())
    assert section not in said.record["sections"]
    assert said.record["articles"] < len(sample.catalogue)


def test_without_a_model_there_is_nothing_to_survey(command: Command, tmp_path: Path) -> None:
    said = command("survey", "--models", tmp_path / "none")
    assert (said.code, said.out) == (1, "")

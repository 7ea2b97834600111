"""Surveys in the background: begun when looked for, one at a time, of the model that serves, and ended with the app."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from recommender import Recommender
from recommender.api import surveying
from recommender.api.surveying import Surveyor

NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)
LONG = 60.0


@pytest.fixture
def surveyor(monkeypatch: pytest.MonkeyPatch) -> Iterator[Surveyor]:
    monkeypatch.setattr(surveying, "REST", 0.0)
    surveyor = Surveyor(most=20)
    yield surveyor
    surveyor.close()


def n_threads() -> int:
    return sum(thread.name == "survey" for thread in threading.enumerate())


def test_the_first_look_begins_a_survey_and_later_ones_have_it(surveyor: Surveyor, sample: Recommender) -> None:
    assert surveyor.latest(sample, NOW) is None
    surveyor.wait(LONG)
    survey = surveyor.latest(sample, NOW)
    assert survey is not None
    assert (survey.pages, survey.is_complete, survey.model) == (20, True, sample.version)
    assert surveyor.latest(sample, NOW) is survey
    assert n_threads() == 0


def test_another_model_is_surveyed_anew_and_an_old_survey_is_not_its_own(
    surveyor: Surveyor, sample: Recommender
) -> None:
    surveyor.latest(sample, NOW)
    surveyor.wait(LONG)
    another = replace(sample, version="another")
    assert surveyor.latest(another, NOW) is None
    surveyor.wait(LONG)
    survey = surveyor.latest(another, NOW)
    assert survey is not None
    assert survey.model == "another"


def test_one_survey_is_made_at_a_time_and_meanwhile_the_last_one_stays(
    surveyor: Surveyor, sample: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    surveyor.latest(sample, NOW)
    surveyor.wait(LONG)
    before = surveyor.latest(sample, NOW)
    monkeypatch.setattr(surveying, "REST", 1_000.0)
    surveyor.again(sample, NOW)
    surveyor.again(sample, NOW)
    surveyor.latest(replace(sample, version="another"), NOW)
    assert n_threads() == 1
    assert surveyor.latest(sample, NOW) is before
    surveyor.close()
    assert n_threads() == 0


def test_an_old_survey_is_made_again(surveyor: Surveyor, sample: Recommender, monkeypatch: pytest.MonkeyPatch) -> None:
    surveyor.latest(sample, NOW)
    surveyor.wait(LONG)
    before = surveyor.latest(sample, NOW)
    monkeypatch.setattr(surveying, "LASTS_SECONDS", -1.0)
    assert surveyor.latest(sample, NOW) is before
    surveyor.wait(LONG)
    after = surveyor.latest(sample, NOW)
    assert after is not None
    assert after is not before

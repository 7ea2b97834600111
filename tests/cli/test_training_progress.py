"""The progress of a training: what is left of it, in words and in a terminal."""

from __future__ import annotations

import pytest

from recommender.cli.training_progress import TrainingProgress, time_left, training_progress
from recommender.training import Pace
from tests.support.builders import article


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, ""), (0.0, "about 0 s left"), (90.0, "about 90 s left"), (91.0, "about 2 min left")],
)
def test_what_is_left_is_said_in_words(seconds: float | None, words: str) -> None:
    assert time_left(seconds) == words


def test_what_is_left_follows_the_steps_and_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    with training_progress(is_for_machines=True) as progress:
        assert progress.left() is None
        progress.paced(Pace({"read": 10.0, "weigh": 5.0, "publish": 5.0}))
        assert progress.left() is None
        progress.began("read")
        progress.seen(article())
        now[0] += 4
        assert (progress.left(), progress.n_read) == (None, 1)  # of a first training nobody knows
        progress.began("weigh")
        now[0] += 1
        assert progress.left() == pytest.approx(3.0)
        assert progress.done == {"read": 4.0}


def test_refused_records_are_counted_through_the_progress(capsys: pytest.CaptureFixture[str]) -> None:
    from recommender.errors import CorpusError

    with training_progress(is_for_machines=True) as progress:
        assert isinstance(progress, TrainingProgress)
        for line in range(12):
            progress.refused(CorpusError("a.jsonl", line, "expected a text"))
    assert capsys.readouterr().err.splitlines()[-1] == "refused 2 more"

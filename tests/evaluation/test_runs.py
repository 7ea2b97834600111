"""Runs: their order, and what is read and written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.errors import CorpusError
from recommender.evaluation import Run, read_run, write_run
from tests.support.builders import law
from tests.support.evaluation import compare, grades, ids, scores, written


def test_a_run_is_ranked_by_score_then_id() -> None:
    run = Run.of_scores({"s": {"b": 1.0, "a": 1.0, "c": 2.0}})
    assert list(run.rankings["s"]) == [("c", 2.0), ("a", 1.0), ("b", 1.0)]
    assert run.ids("never asked") == ()


def test_boxes_become_a_run_in_their_own_order() -> None:
    run = Run.of_order({"s": ["z", "a"], "empty": []})
    assert run.ids("s") == ("z", "a")
    assert run == Run.of_scores({"s": {"z": 1.0, "a": 0.5}, "empty": {}})


@law
@given(found=st.dictionaries(ids, st.dictionaries(ids, st.floats(-1e3, 1e3, width=32), min_size=1)))
def test_a_run_written_is_read_back_in_the_same_order(tmp_path_factory: pytest.TempPathFactory, found: Any) -> None:
    run = Run.of_scores(found)
    path = tmp_path_factory.mktemp("runs") / "run"
    write_run(path, run, "ours")
    back = read_run(path)
    assert {seed: back.ids(seed) for seed in back.rankings} == {seed: run.ids(seed) for seed in run.rankings}
    for seed, ranking in run:
        assert list(back.rankings[seed].scores) == pytest.approx(list(ranking.scores), rel=1e-5, abs=1e-37)


def test_a_run_file_has_the_columns_of_trec_and_no_ties(tmp_path: Path) -> None:
    path = tmp_path / "run"
    write_run(path, Run.of_scores({"s 1": {"a": 0.5, "b": 0.5}}), "ours")
    assert path.read_text() == "s%201 Q0 a 1 0.5 ours\ns%201 Q0 b 2 0.49999997 ours\n"


@settings(law, max_examples=40)
@given(grades, scores)
def test_trec_eval_ranks_a_written_run_as_we_do(
    tmp_path_factory: pytest.TempPathFactory, judged: Any, found: Any
) -> None:
    path = tmp_path_factory.mktemp("runs") / "run"
    write_run(path, Run.of_scores(found), "ours")
    in_file = {seed: dict(ranking) for seed, ranking in read_run(path)}
    compare(["nDCG", "AP", "RR"], judged, Run.of_scores(found), judged, in_file)


def test_a_run_is_written_as_it_comes(tmp_path: Path) -> None:
    write_run(tmp_path / "run", ((f"s{i}", [("a", 1.0)]) for i in range(3)), "ours")
    assert list(read_run(tmp_path / "run").rankings) == ["s0", "s1", "s2"]


def test_an_interrupted_write_leaves_the_old_run(tmp_path: Path) -> None:
    path = tmp_path / "run"
    write_run(path, Run.of_order({"s": ["a"]}), "old")

    def torn() -> Any:
        yield "s", [("b", 1.0)]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_run(path, torn(), "new")
    assert read_run(path).ids("s") == ("a",)
    assert [file.name for file in tmp_path.iterdir()] == ["run"]


def test_a_pipe_is_written_to_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    write_run(path, Run.of_order({"s": ["a"]}), "ours")
    assert os.read(reader, 100).startswith(b"s Q0 a 1 ")
    assert path.is_fifo()
    os.close(reader)


@pytest.mark.parametrize(
    "bad", ["s Q0 b 2 0.5", "s Q0 b 2 high ours", "s Q0 b 2 nan ours", "s Q0 b 2 inf ours", "s Q0 a 2 0.5 ours"]
)
def test_a_bad_line_of_a_run_is_reported_with_its_number(tmp_path: Path, bad: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read_run(written(tmp_path / "file", f"s Q0 a 1 1.0 ours\n{bad}\n"))
    assert caught.value.line == 2


def test_a_tag_is_one_word(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one word"):
        write_run(tmp_path / "run", Run({}), "two words")

"""The guide to evaluation, as it stands there: every command runs, and so does the notebook's part."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import numpy as np
import pytest

from recommender import Registry
from recommender.cli.evaluating import TAKEN
from recommender.evaluation import read_qrels
from recommender.evaluation.beyond_accuracy import NEWSROOM
from recommender.evaluation.runs import Run, write_run
from tests.support.terminal import Command

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
IDS = sorted(
    re.findall(r'^\{"article_id":"([^"]+)"', (ROOT / "data" / "articles.jsonl").read_text("utf-8"), re.MULTILINE)
)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def _folder(tmp_path: Path, published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go where the files are that the guide speaks of: a model twice, vectors, another engine's run, graded pairs."""
    monkeypatch.chdir(tmp_path)
    Path("data").symlink_to(ROOT / "data")
    snapshot = Registry(published).folder("000001")
    for version in ("000001", "000002"):
        Path("models/versions", version).parent.mkdir(parents=True, exist_ok=True)
        Path("models/versions", version).symlink_to(snapshot)
    Path("models/current").write_text("000002\n")
    Path("ids.txt").write_text("\n".join(IDS))
    np.save("embeddings.npy", np.random.default_rng(0).normal(size=(len(IDS), 8)).astype(np.float32))
    judged = read_qrels("data/qrels.tsv").grades
    write_run("theirs.trec", Run.of_order({seed: list(grades) for seed, grades in judged.items()}), "theirs")
    first = [(seed, other, grade) for seed in list(judged)[:30] for other, grade in judged[seed].items()]
    Path("pairs.tsv").write_text("".join(f"{seed}\t{other}\t{grade}\n" for seed, other, grade in first))


@pytest.mark.usefixtures("_folder")
def test_every_command_of_the_guide_runs(command: Command) -> None:
    assert len(blocks("sh")) >= 5
    for line in "".join(blocks("sh")).splitlines():
        said = command(*shlex.split(line)[1:])
        assert said.code == 0, f"{line}: {said.err}"
        assert said.out


@pytest.mark.usefixtures("_folder")
def test_the_notebooks_part_of_the_guide_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = blocks("python")
    exec(compile(block, "evaluation.md", "exec"), {})
    told = capsys.readouterr().out
    for part in ("vectors", "theirs", "BCubed of", "Pearson", "wins,"):
        assert part in told


def test_the_guide_speaks_of_every_option_and_measure() -> None:
    options = set().union(*TAKEN.values()) - {"sources", "as_json"}
    assert [name for name in options if f"--{name.replace('_', '-')}" not in GUIDE] == []
    assert [name for name in (*NEWSROOM, "coverage", "never_shown") if f"`{name}`" not in GUIDE] == []

"""The notebooks: in step with their scripts, executed, readable on the web, and fit for anyone's corpus."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jupytext
import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
SCRIPTS = sorted(FOLDER.glob("*.py"))
# Where something of a machine would show: a home, a checkout, an installed package, a temporary file.
MACHINE = re.compile(r"(?:/home|/root|/tmp|/work|/Users|/opt|/usr|/var|site-packages|[A-Z]:\\\\)\b")


def read(script: Path) -> Any:
    """Return the notebook of a script."""
    return jupytext.read(script.with_suffix(".ipynb"))


def cells_of(notebook: Any) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source.strip()) for cell in notebook.cells]


def test_there_are_three_notebooks_each_with_its_script() -> None:
    assert [script.stem for script in SCRIPTS] == ["evaluate", "explore", "tune"]
    assert sorted(FOLDER.glob("*.ipynb")) == [script.with_suffix(".ipynb") for script in SCRIPTS]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_notebook_is_in_step_with_its_script(script: Path) -> None:
    notebook = read(script)
    assert cells_of(notebook) == cells_of(jupytext.read(script)), "run `make notebooks`"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_the_committed_outputs_are_whole_and_tell_nothing_of_a_machine(script: Path) -> None:
    notebook = read(script)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert all(output.output_type != "error" and output.get("name") != "stderr" for output in outputs)
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) >= 3
    shown = json.dumps([{**output.get("data", {}), "image/png": "", "text": output.get("text")} for output in outputs])
    assert MACHINE.search(shown) is None


@pytest.fixture
def own_corpus(tmp_path: Path) -> Path:
    """Return someone else's corpus: a table with other names of columns, sections, and no judgements beside it."""
    path = tmp_path / "own.csv"
    lines = (ROOT / "data" / "articles.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines[:150]]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["guid", "headline", "body", "date", "category"])
        table.writerows(
            [one["article_id"], one["title"], one.get("text"), one.get("published_at"), one.get("section")]
            for one in records
        )
    return path


@pytest.mark.slow
@pytest.mark.parametrize("whose", ["sample", "own"])
def test_the_notebooks_run_on_the_sample_and_on_any_corpus(whose: str, own_corpus: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "notebooks")
    corpus = ROOT / "data" / "articles.jsonl" if whose == "sample" else own_corpus
    environment = os.environ | {"PYTHONPATH": str(ROOT), "RECOMMENDER_CORPUS": str(corpus)}
    environment.pop("RECOMMENDER_QRELS", None)
    line = [sys.executable, "-m", "pytest", "-c", os.devnull, "-p", "no:cacheprovider", "--nbmake", "-q"]
    done = subprocess.run(
        [*line, "--nbmake-timeout=900", str(folder)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-2_000:]
    assert "3 passed" in done.stdout

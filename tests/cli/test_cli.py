"""The command line as a whole: its help, what is printed where, and with which exit code it ends.

Commands run in this process through `main`, as the console script does; a few need a process or terminal of their own.
"""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from recommender import Registry, __version__
from tests.support.commands import PATIENCE, QRELS, SEED, left_aside
from tests.support.terminal import Command


def damage(models: Path) -> Path:
    """Flip a byte in the middle of the largest array of the current version."""
    arrays = Registry(models).folder(Registry(models).current()).glob("*.npy")
    largest = max(arrays, key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 1
    largest.write_bytes(content)
    return largest


COMMANDS = ["demo", "import", "follow", "train", "rank", "evaluate", "export", "similar", "related", "serve", "models"]
OF_MODELS = ["list", "show", "publish", "rollback", "verify", "prune"]


def test_help_lists_every_command_and_the_exit_codes(command: Command) -> None:
    said = command("--help")
    assert said.code == 0
    assert set(COMMANDS) <= set(said.out.split())
    assert "130 interrupted" in " ".join(said.out.split())


@pytest.mark.parametrize("words", [[name] for name in COMMANDS] + [["models", name] for name in OF_MODELS])
def test_each_command_has_help_whose_first_line_is_one_line(command: Command, words: list[str]) -> None:
    said = command(*words, "--help")
    assert said.code == 0
    assert said.err == ""
    about = [line.strip() for line in said.out.splitlines() if line.strip()][1]
    assert about.endswith(".")


def test_every_option_says_what_it_is_for(command: Command) -> None:
    for words in [[name] for name in COMMANDS] + [["models", name] for name in OF_MODELS]:
        lines = command(*words, "--help").out.splitlines()
        # Without its name, type, range and default, an option that says nothing leaves nothing.
        rest = [
            re.sub(r"--?[\w-]+|<[^>]*>|\[[^\]]*\]|[│*\s]", "", line) for line in lines if re.match(r"│ [* ]*--", line)
        ]
        assert rest
        assert all(rest), words


def test_the_version_is_told(command: Command) -> None:
    assert command("--version").out == f"recommender {__version__}\n"


def test_help_loads_none_of_the_heavy_packages() -> None:
    heavy = {"numba", "numpy", "pandas", "sklearn", "sqlalchemy", "fastapi"}
    code = f"import sys, recommender.cli; print(*{heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_package_runs_as_a_module(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "recommender", "models", "list", "--models", str(tmp_path / "none")]
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: ")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("nonsense", "nonsense"),
        ("train", "sources"),
        ("similar", "article_id"),
        ("similar x --k 0", "--k"),
        ("similar x --k many", "--k"),
        ("similar x --as-of yesterday", "2026-04-24T18:00:00Z"),
        ("import", "sources"),
        ("train x --keep 0", "--keep"),
        ("train x --speed 3", "--speed"),
        ("rank x", "--out"),
        ("rank --out run", "--models"),
        ("rank x --out run --box breaking", "similar"),
        ("rank x --out run --depth 0", "--depth"),
        ("rank x --out no/such/run", "no/such"),
        ("rank x --out .", "directory"),
        ("evaluate --qrels q", "--models"),
        ("evaluate x --qrels q --links", "--links"),
        ("evaluate x --labels y --links", "--labels"),
        ("evaluate --labels section --models m", "--labels"),
        ("evaluate --vectors v.npy --models m", "--vector-ids"),
        ("evaluate x --since lately", "2026-04-24T18:00:00Z"),
        ("evaluate x --since 0001-01-01T00:00:00+14:00", "--since"),
        ("evaluate x --qrels q --keep-qrels no/such/file", "no/such"),
        ("evaluate x --qrels q --show 3", "--compare"),
        ("evaluate x --qrels q --vector-ids ids", "--vectors"),
        ("evaluate --compare 000001 --models m", "OLD,NEW"),
        ("evaluate --compare a,b --baselines bm25", "--baselines"),
        ("evaluate x --compare a,b", "SOURCES"),
        ("evaluate x --pairs p --measures AP", "--measures"),
        ("evaluate --compare a,b --vectors v.npy", "--vectors"),
        ("evaluate x --pairs p --links", "--links"),
        ("evaluate x --qrels q --box all", "all"),
        ("evaluate x --qrels q --measures nDGC@5", "nDGC@5"),
        ("evaluate x --qrels q --measures P", "depth"),
        ("evaluate x --qrels q --measures R@50 --depth 20", "R@50"),
        ("evaluate x --qrels q --measures ,", "--measures"),
        ("evaluate x --qrels q --baselines bm26", "bm26"),
        ("export", "--out"),
        ("export --out pages.csv", ".parquet"),
        ("export --out no/such/pages.jsonl", "no/such"),
        ("export --out pages.jsonl --jobs 0", "--jobs"),
        ("serve --port 70000", "--port"),
        ("serve --workers 0", "--workers"),
        ("models prune --keep 0", "--keep"),
        ("models nonsense", "nonsense"),
    ],
)
def test_wrong_usage_ends_with_2_and_names_what_is_wrong(command: Command, words: str, named: str) -> None:
    said = command(*words.split())
    assert (said.code, said.out) == (2, "")
    assert named in said.err


def test_what_a_file_holds_does_not_steer_the_terminal(command: Command, published: Path, tmp_path: Path) -> None:
    log = tmp_path / "clicks.csv"
    log.write_bytes(b"\x1b[2J\x07,shown,clicked,time\n")
    said = command("evaluate", "--models", published, "--clicks", log)
    assert said.code == 1
    assert said.err.endswith("found \\x1b[2J\\x07, shown, clicked, time\n")


def test_a_folder_that_cannot_be_written_is_a_line_and_not_a_traceback(command: Command, corpus: Path) -> None:
    said = command("train", corpus, "--models", corpus / "models")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"error: {corpus}")
    assert "Not a directory" in said.err


def test_a_full_disk_is_a_line_and_the_last_version_stays(
    command: Command, corpus: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    said = command("train", corpus, "--models", models)
    assert (said.code, said.out, said.err) == (1, "", said.err)
    assert re.fullmatch(rf"error: {models}/versions/.+\.npy: No space left on device", said.err.splitlines()[-1])
    assert Registry(models).versions() == [Registry(models).verify()] == ["000001"]
    assert left_aside(models) == []


def test_ctrl_c_while_the_command_line_is_loaded_ends_it_without_a_traceback() -> None:
    code = """if True:
        import builtins, signal, sys
        load = builtins.__import__

        def interrupted(name, *rest):
            if name == "typer":
                signal.raise_signal(signal.SIGINT)
            return load(name, *rest)

        from recommender.__main__ import main
        builtins.__import__ = interrupted
        main()
    """
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "")


def test_without_a_model_every_command_says_so(command: Command, tmp_path: Path) -> None:
    commands: list[list[object]] = [["models", name] for name in ("list", "show", "rollback", "verify", "prune")]
    commands += [["similar", SEED], ["rank", "--out", tmp_path / "run"], ["evaluate", "--qrels", QRELS]]
    for words in commands:
        said = command(*words, "--models", tmp_path / "models")
        assert (said.code, said.out) == (1, ""), words
        assert str(tmp_path / "models") in said.err
    assert list(tmp_path.iterdir()) == []


def test_who_asks_for_json_gets_errors_as_json_too(command: Command, tmp_path: Path) -> None:
    for words in (["models", "list"], ["train", tmp_path / "none.jsonl"], ["similar", "a"]):
        said = command(*words, "--models", tmp_path / "models", "--json")
        error = json.loads(said.out)["error"]
        assert (said.code, said.err) == (1, f"error: {error}\n")
        assert str(tmp_path) in error


def test_a_damaged_model_is_refused_by_name(command: Command, models: Path) -> None:
    damaged = damage(models)
    for words in (["similar", SEED], ["models", "verify"], ["models", "publish", damaged.parent]):
        said = command(*words, "--models", models)
        assert (said.code, said.out) == (1, ""), words
        assert str(damaged) in said.err

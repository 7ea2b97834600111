"""What tests of commands share: the sample, files, and a terminal to interrupt a command on."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from typer.main import get_command

from recommender.cli import app
from recommender.cli.demo import sample_folder

SAMPLE = sample_folder() / "articles.jsonl"
QRELS = sample_folder() / "qrels.tsv"
SEED = "ac-0424-orrin-two-dead"
PATIENCE = 60


def jsonl(path: Path, records: Iterable[Mapping[str, object]]) -> Path:
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return path


def left_aside(folder: Path) -> list[Path]:
    """Return what is left of something half-written."""
    return [path for path in folder.rglob("*") if "staging" in path.name or path.name.endswith(".aside")]


def interrupt(*_: object, **__: object) -> None:
    """Do what Ctrl-C does."""
    signal.raise_signal(signal.SIGINT)


def on_a_terminal(arguments: Sequence[object], until: bytes) -> tuple[int, bytes]:
    """Run a command whose stderr is a terminal, press Ctrl-C when it has shown something; return what it left."""
    ours, theirs = pty.openpty()
    line = [sys.executable, "-m", "recommender", *map(str, arguments)]
    environment = os.environ | {"TERM": "xterm"}
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=theirs, env=environment) as process:
        os.close(theirs)
        seen = b""
        while part := read_terminal(ours):
            if until in seen + part and until not in seen:
                process.send_signal(signal.SIGINT)
            seen += part
        code = process.wait(PATIENCE)
    os.close(ours)
    return code, seen


def read_terminal(handle: int) -> bytes:
    try:
        return os.read(handle, 4096)
    except OSError:  # how Linux says that the other side is closed
        return b""


def check_command(words: list[str]) -> None:
    """Parse a command as the terminal door does, without running it."""
    assert Path(words[0]).name == "recommender"
    group: Any = get_command(app)
    command = group.get_command(None, words[1])
    assert command is not None, words
    command.make_context(words[1], words[2:])

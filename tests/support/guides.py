"""A page of the documentation, carried out as a reader would: from top to bottom, in one folder, by a real shell.

Of its blocks, ``sh`` is run and must end with 0; what it says must hold the lines of a ``text`` block that follows, in
their order, where ``…`` stands for anything. A block with a title (``title="page.html"``) is saved as that file. A
block of ``sh`` that ends with ``recommender serve …`` is a terminal of its own: it runs on until the page is done.
Blocks without a language are for the reader alone.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from tests.support.browser import PATIENCE, running, until

BLOCK = re.compile(r"^```(\w*)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SERVICE = re.compile(r"^recommender serve .*\Z", re.MULTILINE)


class Block(NamedTuple):
    """A block of code of a page: its language, the file that it is, if any, and its text."""

    language: str
    title: str
    text: str


def blocks_of(page: Path) -> list[Block]:
    """Return the blocks of a page, in their order."""
    return [Block(*found.groups("")) for found in BLOCK.finditer(page.read_text("utf-8"))]


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def carried_out(page: Path, folder: Path, given: Mapping[str, str] | None = None) -> Iterator[str]:
    """Carry a page out in a folder, and yield the address of the service that it has started while that still runs.

    Args:
        page: The page.
        folder: Where its commands run.
        given: What the page takes for granted in the environment, such as ``SERVICE``.
    """
    port = free_port()
    environment = os.environ | {"PATH": path_with_our_python(folder)} | dict(given or {})
    exported, said = "", ""
    with ExitStack() as services:
        for block in blocks_of(page):
            text = block.text.replace(":8000", f":{port}")
            if block.title:
                (folder / block.title).write_text(text, "utf-8")
            elif block.language == "text":
                assert_said(text, said)
            elif block.language == "sh":
                script = f"set -eu\n{exported}{text}"
                exported += "".join(re.findall(r"^export .*\n", text, re.MULTILINE))
                if SERVICE.search(text.rstrip()):
                    script = f"{script.rstrip()} --port {port}\n"
                    services.enter_context(in_a_terminal(script, folder, environment, port))
                else:
                    said = run(script, folder, environment)
        yield f"http://127.0.0.1:{port}"


def path_with_our_python(folder: Path) -> str:
    """Return a PATH whose ``recommender`` and ``python`` are this process's own."""
    programs = folder / "programs"
    if not programs.exists():
        programs.mkdir()
        for name, arguments in (("python", ""), ("recommender", "-m recommender ")):
            (programs / name).write_text(f'#!/bin/sh\nexec {sys.executable} {arguments}"$@"\n')
            (programs / name).chmod(0o755)
    return f"{programs}:{os.environ['PATH']}"


def run(script: str, folder: Path, environment: Mapping[str, str]) -> str:
    """Run commands of a shell, and return what they wrote."""
    bash = shutil.which("bash")
    assert bash, "the commands of a page are those of a shell"
    done = subprocess.run(
        [bash, "-c", script],
        cwd=folder,
        env=dict(environment),
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def assert_said(expected: str, said: str) -> None:
    """Look whether lines were written, in their order."""
    at = 0
    for line in expected.splitlines():
        pattern = ".*?".join(map(re.escape, line.strip("…").split("…")))
        start, end = ("" if line[:1] == "…" else "^"), ("" if line[-1:] == "…" else "$")
        found = re.compile(f"{start}{pattern}{end}", re.MULTILINE).search(said, at)
        assert found, f"expected {line!r} in {said[at:]!r}"
        at = found.end()


@contextmanager
def in_a_terminal(script: str, folder: Path, environment: Mapping[str, str], port: int) -> Iterator[None]:
    """Run a service until the end, from when it is ready."""
    last = script.rstrip().rpartition("\n")
    command = ["env", *(f"{name}={value}" for name, value in environment.items())]
    command += ["bash", "-c", f"cd {folder}\n{last[0]}\nexec {last[2]}"]
    with running(command, folder / "service.log", r"(http://127\.0\.0\.1:\d+)") as address:
        for _ in until(PATIENCE):
            with suppress(URLError), urlopen(f"{address}/readyz", timeout=PATIENCE):
                break
        yield

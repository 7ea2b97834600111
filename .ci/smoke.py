"""Use an installed wheel as a stranger would: import all of it, train, ask, measure, serve, and run the demonstration.

Run by the Python of an environment that holds the wheel and its runtime dependencies alone, in an empty folder.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

COMMAND = str(Path(sys.executable).with_name("recommender"))
PATIENCE = 600  # seconds; the first training compiles its loops, on a machine that may be busy
OF_EXTRAS = {"psycopg"}
# The first bytes of files that only an extra reads.
NEED_EXTRAS = {"parquet": b"PAR1"}


def main() -> None:
    """Go step by step; the first thing that is not as it should be ends it with an error."""
    step("imported", import_everything())
    sample = importlib.import_module("recommender.cli.demo").sample_folder() / "articles.jsonl"
    expect(str(sample).startswith(sys.prefix), f"the sample comes from {sample}")
    trained = run("train", str(sample))
    expect(trained["articles"] > 0 and trained["refused"] == 0, trained)
    step("trained", trained)
    versions = run("models", "list")["versions"]
    expect([row["version"] for row in versions] == [trained["version"]], versions)
    article_id = first_with_cards(sample)
    step("similar", article_id)
    measured = run("evaluate", str(sample), "--qrels", str(sample.with_name("qrels.tsv")))
    step("evaluated", [system["system"] for system in measured["systems"]])
    # What is installed by digests is all that the image has, the extras too.
    for extra, content in NEED_EXTRAS.items() if "--with-extras" not in sys.argv else ():
        step(f"without {extra}", refused(extra, content))
    for command in (["serve", "--models", "models"], ["demo"]):
        with serving(*command, "--port", "0") as origin:
            step(command[0], look_around(origin, article_id))


def import_everything() -> str:
    """Import every module of the package and the HTTP door, and see that none comes from elsewhere.

    One may lack what only an extra brings.
    """
    package = importlib.import_module("recommender")
    names = [*(module.name for module in pkgutil.walk_packages(package.__path__, "recommender."))]
    for name in names:
        try:
            path = importlib.import_module(name).__file__
        except ModuleNotFoundError as missing:
            expect(missing.name in OF_EXTRAS, f"{name} lacks {missing.name}")
            continue
        expect(path and path.startswith(sys.prefix), f"{name} comes from {path}")
    return f"{len(names)} modules"


def run(*arguments: str) -> Any:
    """Run a command of the terminal door on the registry, and return what it tells machines."""
    command = [COMMAND, *arguments, "--models", "models", "--json"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=PATIENCE).stdout)


def refused(extra: str, content: bytes) -> str:
    """Train on a file that only an extra reads, and return the error, which must name the extra."""
    Path("articles").write_bytes(content)
    command = [COMMAND, "train", "articles", "--models", "models"]
    done = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True, timeout=PATIENCE)
    expect(done.returncode == 1 and f"[{extra}]" in done.stderr, done)
    return done.stderr.strip()


def first_with_cards(sample: Path) -> str:
    """Return the first article of the sample whose Similar News is not empty."""
    for line in sample.read_text("utf-8").splitlines():
        article_id = str(json.loads(line)["article_id"])
        if run("similar", article_id)["cards"]:
            return article_id
    raise SystemExit("no article of the sample has a similar one")


def look_around(origin: str, article_id: str) -> str:
    """Read the pages and one box of a service."""
    expect(json.loads(read(f"{origin}/readyz"))["status"] == "ready", "readyz")
    expect("/read/" in read(f"{origin}/"), "the front page links to stories")
    expect("card" in read(f"{origin}/read/{article_id}"), "a story has cards")
    expect("swagger" in read(f"{origin}/docs"), "the documentation is drawn")
    cards = json.loads(read(f"{origin}/v1/articles/{article_id}/similar"))["cards"]
    expect(cards and all(card["reason"]["text"] for card in cards), cards)
    return f"{origin} shows {len(cards)} cards"


@contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """Run a command that serves, and yield the address that it prints, once it is ready there."""
    with subprocess.Popen([COMMAND, *arguments], stdout=subprocess.PIPE, text=True) as process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            found = re.search(r"http://127\.0\.0\.1:\d+", said)
            expect(found, f"{arguments[0]} said {said!r} in place of an address")
            origin = found[0] if found else ""
            wait_until_ready(origin)
            yield origin
        finally:
            process.terminate()


def wait_until_ready(origin: str) -> None:
    """Wait until the service answers that it has a model."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            read(f"{origin}/readyz")
        except URLError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{origin} did not become ready")


def read(url: str) -> str:
    """Return what an address answers; anything but success is an error."""
    with urlopen(url, timeout=PATIENCE) as answer:
        body: bytes = answer.read()
    return body.decode()


def step(name: str, found: object) -> None:
    """Say that a step is done."""
    print(f"{name}: {found}", flush=True)


def expect(condition: object, found: object) -> None:
    """End with an error when something is not as it should be."""
    if not condition:
        raise SystemExit(f"not as expected: {found}")


if __name__ == "__main__":
    main()

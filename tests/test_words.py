"""Names say what a thing is: some words say only that something was done to it, or are a dialect of our own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BANNED = frozenset({
    "asked", "bulletin", "found", "gone", "held", "layers", "placed", "pulse", "seam", "seams", "shown", "sidebar",
    "smoothing", "tell", "telling", "tells", "told", "voices", "watched",
})  # fmt: skip
# HTTP's own word; and an error, as the problem document made of it, says what was expected and what was found.
NOT_FOUND = ("not_found", "http_404_not_found")
ERRORS = frozenset({"recommender/errors.py", "recommender/api/schemas/problems.py"})


def words(name: str) -> set[str]:
    """Return the words of a name.

    >>> sorted(words("_told_by")), sorted(words("SeamFound"))
    (['by', 'told'], ['found', 'seam'])
    """
    spaced = "".join(f"_{letter}" if letter.isupper() and not name.isupper() else letter for letter in name)
    return set(spaced.lower().split("_")) - {""}


def names(source: str) -> Iterator[tuple[int, str]]:
    """Yield the names that a module gives, with their lines: to functions, classes, arguments, variables, fields."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.lineno, node.name
        elif isinstance(node, ast.alias):
            yield node.lineno, node.asname or node.name.rpartition(".")[2]


def misnamed(source: str, file: str = "") -> list[str]:
    """Return the names in a file, that of the file among them, that have a banned word."""
    kept = (*NOT_FOUND, "found") if file in ERRORS else NOT_FOUND
    given = [(0, Path(file).stem), *names(source)]
    return [f"{file}:{line} {name}" for line, name in given if name.lower() not in kept and words(name) & BANNED]


ROOMS = sorted({path.name for path in (ROOT / "recommender").iterdir() if path.suffix == ".py" or path.is_dir()})


@pytest.mark.parametrize("room", sorted({*ROOMS} - {"__pycache__"}))
def test_no_name_of_a_room_has_a_banned_word(room: str) -> None:
    folder = ROOT / "recommender" / room
    files = [path for path in [folder, *folder.rglob("*.py")] if path.is_file()]
    assert [name for path in files for name in misnamed(path.read_text("utf-8"), str(path.relative_to(ROOT)))] == []


@pytest.mark.parametrize(
    "line",
    [
        "def told(): ...",
        "class ArticleHeld: ...",
        "def f(*, asked): ...",
        "is_gone = 1",
        "self.shown_rows = 1",
        "for found in rows: ...",
        "from recommender.trends import Pulse",
        "import numpy as watched",
        "[seam for seam in line]",
        "if (layers := 1): ...",
    ],
)
def test_a_banned_word_is_seen_wherever_a_name_is_given(line: str) -> None:
    assert len(misnamed(line)) == 1


def test_a_banned_word_is_seen_in_the_name_of_a_file() -> None:
    assert misnamed("", "recommender/trends/pulse.py")


def test_a_word_that_only_holds_a_banned_one_is_none() -> None:
    assert misnamed("import shownotes\nuntold = foundation = seamless = not_found = 1") == []

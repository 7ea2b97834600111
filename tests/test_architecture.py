"""The plan of the house: a room for each noun, one door each, imports that point down, and functions one can read.

Every import counts, also those inside functions and those for types alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "recommender"

# From the ground up. `recommender` is the package's own front, which re-exports the public names.
LAYERS: dict[str, frozenset[str]] = {
    "what can go wrong": frozenset({"errors"}),
    "what is published, set and kept on disk": frozenset({"article", "settings", "snapshots"}),
    "decisions, the database, words": frozenset({"analysis", "overrides", "store"}),
    "sources and vectors": frozenset({"corpus", "model"}),
    "search": frozenset({"index"}),
    "events, trends, policies": frozenset({"ranking", "stories", "trends"}),
    "what a page shows": frozenset({"boxes"}),
    "the sentence": frozenset({"engine"}),
    "measures, and what is served": frozenset({"evaluation", "recommender", "serving"}),
    "jobs and the HTTP interface": frozenset({"api", "training"}),
    "the command line": frozenset({"cli"}),
    "the ways in": frozenset({"__main__", "service"}),
}
FLOOR_OF = {room: floor for floor, rooms in enumerate(LAYERS.values()) for room in rooms}
MOST_ENTRIES = 22
MOST_LINES = 45
MOST_COMPLEX = 12


@cache
def modules() -> dict[str, Path]:
    """Return the file of each module of ours, by its dotted name."""
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in PACKAGE.rglob("*.py")}
    return {name.removesuffix(".__init__"): path for name, path in names.items()} | {"service": ROOT / "service.py"}


def room_of(module: str) -> str:
    """Return the room of a module; the package's front is a room of its own."""
    return module.split(".")[1] if "." in module else module


def door_of(module: str) -> str:
    """Return the module by which the rooms of others are entered."""
    return ".".join(module.split(".")[:2])


def imported(source: str) -> Iterator[str]:
    """Yield the modules of ours that a module imports, wherever in it the import stands.

    >>> list(imported("def f():\\n    from recommender import engine, __version__"))
    ['recommender.engine', 'recommender']
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if is_ours(name.name))
        elif isinstance(node, ast.ImportFrom) and is_ours(node.module or ""):
            names = [f"{node.module}.{name.name}" for name in node.names]
            yield from (name if name in modules() else str(node.module) for name in names)


def is_ours(module: str) -> bool:
    return module.partition(".")[0] in ("recommender", "service")


def upward(room: str, source: str) -> list[str]:
    """Return the imports of a room that do not point down; one of a room without a floor does not either."""
    others = (room_of(module) for module in imported(source))
    top = len(LAYERS)
    return [f"{room} imports {each}" for each in dict.fromkeys(others) if each != room and not below(each, room, top)]


def below(other: str, room: str, top: int) -> bool:
    return FLOOR_OF.get(other, top) < FLOOR_OF[room]


def past_a_door(room: str, source: str) -> list[str]:
    """Return the imports that reach past the door of another room."""
    return [each for each in imported(source) if room_of(each) != room and each != door_of(each)]


def sources_of(room: str) -> dict[str, str]:
    return {name: path.read_text("utf-8") for name, path in modules().items() if room_of(name) == room}


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for name, path in modules().items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name}.{node.name}", node


BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.IfExp, ast.ExceptHandler, ast.match_case, ast.comprehension)


def complexity(function: ast.AST) -> int:
    """Return the cyclomatic complexity (McCabe 1976) with operators of logic, conditions and comprehensions.

    >>> complexity(ast.parse("def f(a, b):\\n    return [x for x in a if x and b] if a else b"))
    5
    """
    nodes = list(ast.walk(function))
    operators = sum(len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp))
    conditions = sum(len(node.ifs) for node in nodes if isinstance(node, ast.comprehension))
    return 1 + sum(isinstance(node, BRANCHES) for node in nodes) + operators + conditions


def test_every_room_has_a_floor_and_every_floor_is_lived_in() -> None:
    assert sorted(FLOOR_OF) == sorted({room_of(module) for module in modules()})


def test_the_tests_mirror_the_rooms() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    tests = ROOT / "tests"
    folders = {path.name for path in tests.iterdir() if (path / "__init__.py").exists()}
    assert folders == rooms | {"end_to_end", "support"}
    assert [room for room in sorted(rooms) if not list((tests / room).glob("test_*.py"))] == []
    for room in sorted(rooms):
        inner = {path.parent for path in (tests / room).glob("*/**/__init__.py")}
        assert [path for path in inner if not (PACKAGE / path.relative_to(tests) / "__init__.py").exists()] == []
        assert [path for path in inner if not list(path.glob("test_*.py"))] == []


def test_the_house_can_be_taken_in_at_a_glance() -> None:
    entries = [path for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    assert len(entries) <= MOST_ENTRIES
    assert len(LAYERS) <= 14


@pytest.mark.parametrize("room", sorted(FLOOR_OF))
def test_a_room_imports_from_lower_floors_only(room: str) -> None:
    assert [found for source in sources_of(room).values() for found in upward(room, source)] == []


@pytest.mark.parametrize("room", sorted(FLOOR_OF))
def test_a_room_is_entered_by_its_door(room: str) -> None:
    found = [f"{name}: {each}" for name, source in sources_of(room).items() for each in past_a_door(room, source)]
    assert found == []


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {name: set(imported(path.read_text("utf-8"))) - {name} for name, path in modules().items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" ← ".join(error.args[1]))


@pytest.mark.parametrize(
    "line",
    [
        "import recommender.engine",
        "from recommender.engine import Recommender",
        "from recommender import engine",
        "from recommender import __version__",
        "import service as door",
        "from recommender.ranking.policy import rank",
        "def late():\n    from recommender.cli import main",
        "if TYPE_CHECKING:\n    from recommender.serving import Follower",
    ],
)
def test_an_import_from_the_same_floor_or_above_is_seen(line: str) -> None:
    assert upward("index", line)


def test_an_import_from_below_or_from_outside_is_allowed() -> None:
    source = "import numpy\nfrom recommender import errors\nfrom recommender.model import Vector\nimport serviceable"
    assert upward("index", source) == []


def test_an_import_past_a_door_is_seen() -> None:
    assert past_a_door("boxes", "from recommender.index.segment import Filter") == ["recommender.index.segment"]
    assert past_a_door("boxes", "from recommender.index import segment") == ["recommender.index.segment"]
    assert past_a_door("index", "from recommender.index.segment import Filter") == []


@pytest.mark.parametrize("room", sorted(FLOOR_OF))
def test_a_room_hides_no_import(room: str) -> None:
    """Relative imports and imports by name in a string would pass unseen."""
    for name, source in sources_of(room).items():
        for node in ast.walk(ast.parse(source)):
            assert not (isinstance(node, ast.ImportFrom) and node.level), f"{name}:{node.lineno}"
            assert not (isinstance(node, ast.Attribute | ast.Name) and name_of(node) in ("import_module", "__import__"))


def name_of(node: ast.Attribute | ast.Name) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id


def test_a_function_is_read_without_scrolling() -> None:
    lines = {name: (node.end_lineno or node.lineno) - node.lineno + 1 for name, node in functions()}
    assert {name: n for name, n in lines.items() if n > MOST_LINES} == {}


def test_a_function_does_one_thing() -> None:
    found = {name: complexity(node) for name, node in functions()}
    assert {name: n for name, n in found.items() if n > MOST_COMPLEX} == {}

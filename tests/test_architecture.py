"""The rooms and their floors: imports point down, and rooms on one floor do not know each other.

Every import counts, also those inside functions and those for types alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "recommender"

# From the ground up. `recommender` is the package's own front, which re-exports the public names.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"errors", "function_words", "kernels", "counting"}),
    frozenset({"arrays", "article", "snapshot"}),
    frozenset({"overrides", "store"}),
    frozenset({"catalogue", "corpus", "settings", "text", "web"}),
    frozenset({"scan", "slug"}),
    frozenset({"terms"}),
    frozenset({"reports", "tfidf", "vectors"}),
    frozenset({"breaking", "candidates", "smoothing", "stories", "trending"}),
    frozenset({"index", "ranking"}),
    frozenset({"cards", "segments"}),
    frozenset({"pulse"}),
    frozenset({"bulletin", "telling", "trained"}),
    frozenset({"sidebar"}),
    frozenset({"engine"}),
    frozenset({"evaluation", "importing", "registry", "replay", "search"}),
    frozenset({"recommender", "live"}),
    frozenset({"export", "training", "http"}),
    frozenset({"service"}),
    frozenset({"demo"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)
FLOOR_OF = {room: number for number, floor in enumerate(FLOORS) for room in floor}


def rooms() -> dict[str, list[Path]]:
    """Return the files of each room: a module, a folder of modules, the package's front, or the HTTP door."""
    files = {path.stem: [path] for path in PACKAGE.glob("*.py") if path.stem != "__init__"}
    folders = {path.parent.name: sorted(path.parent.rglob("*.py")) for path in PACKAGE.glob("*/__init__.py")}
    return files | folders | {"recommender": [PACKAGE / "__init__.py"], "service": [ROOT / "service.py"]}


def imported(source: str) -> Iterator[str]:
    """Yield the rooms that a module imports, wherever in it the import stands.

    >>> list(imported("def f():\\n    from recommender import kernels, __version__"))
    ['kernels', 'recommender']
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (room_of(name.name) for name in node.names if is_ours(name.name))
        elif isinstance(node, ast.ImportFrom) and is_ours(node.module or ""):
            yield from (room_of(f"{node.module}.{name.name}") for name in node.names)


def is_ours(module: str) -> bool:
    return module.partition(".")[0] in ("recommender", "service")


def room_of(module: str) -> str:
    """Return the room of a dotted name; a name that is no module is the package's front."""
    first, _, rest = module.partition(".")
    room = rest.partition(".")[0]
    is_room = (PACKAGE / f"{room}.py").is_file() or (PACKAGE / room / "__init__.py").is_file()
    return room if first == "recommender" and room and is_room else first


def breaches(room: str, source: str) -> list[str]:
    """Return the imports of a room that do not point down; one of a room without a floor does not either."""
    top = len(FLOORS)
    above = (other for other in imported(source) if other != room and FLOOR_OF.get(other, top) >= FLOOR_OF[room])
    return [f"{room} imports {other}" for other in dict.fromkeys(above)]


def test_every_room_has_a_floor_and_every_floor_is_lived_in() -> None:
    assert sorted(FLOOR_OF) == sorted(rooms())


@pytest.mark.parametrize("room", sorted(FLOOR_OF))
def test_a_room_imports_from_lower_floors_only(room: str) -> None:
    assert [found for path in rooms().get(room, []) for found in breaches(room, path.read_text("utf-8"))] == []


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
        "if TYPE_CHECKING:\n    from recommender.live import Follower",
    ],
)
def test_an_import_from_the_same_floor_or_above_is_seen(line: str) -> None:
    assert breaches("index", line)


def test_an_import_from_below_or_from_outside_is_allowed() -> None:
    source = "import numpy\nfrom recommender import kernels\nfrom recommender.index import Index\nimport serviceable"
    assert breaches("index", source) == []


@pytest.mark.parametrize("room", sorted(FLOOR_OF))
def test_a_room_hides_no_import(room: str) -> None:
    """Relative imports and imports by name in a string would pass unseen."""
    for path in rooms().get(room, []):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level), f"{path}:{node.lineno}"
            assert not (isinstance(node, ast.Attribute | ast.Name) and name_of(node) in ("import_module", "__import__"))


def name_of(node: ast.Attribute | ast.Name) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id

"""What is not imported: a light command and the service wait for no package that they have no need of.

Each is a process of its own, which prints the modules that it has imported at its end.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from recommender import Recommender, Registry

COMMAND = """
import atexit, sys
sys.argv[0] = "recommender"
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
from recommender.__main__ import main
main()
"""
SERVICE = """
import asyncio, sys
from pathlib import Path
from recommender.api import create_app
from recommender.settings import Settings

async def serve(app):
    async with app.router.lifespan_context(app):
        recommender = app.state.recommender.follower.recommender
        recommender.page(recommender.seed(next(iter(recommender.catalogue)).article_id))

asyncio.run(serve(create_app(Settings(models=Path(sys.argv[1])))))
print(*sys.modules, file=sys.stderr)
"""
HEAVY = {"sklearn", "pandas", "scipy.sparse", "scipy.linalg", "scipy.stats", "pyarrow", "matplotlib"}
OF_A_SERVICE = {"fastapi", "starlette", "uvicorn", "jinja2"}
OF_A_STORE = {"sqlalchemy"}
OF_A_FEED = {"trafilatura", "lxml", "fastfeedparser"}
OF_THE_LOOPS = {"numpy", "numba", "llvmlite", "joblib"}


@pytest.fixture
def models(tmp_path: Path, sample: Recommender) -> Path:
    """Return a folder with two versions of a model of the sample corpus."""
    registry = Registry(tmp_path / "models")
    for _ in range(2):
        registry.publish(sample.save)
    return registry.path


def imported_by(code: str, *arguments: object) -> set[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stderr.split())


@pytest.mark.parametrize("command", ["list", "show", "rollback", "prune"])
def test_a_command_of_versions_imports_nothing_that_computes(models: Path, command: str) -> None:
    imported = imported_by(COMMAND, "models", command, "--models", models)
    assert "recommender.snapshots.registry" in imported
    assert imported & (HEAVY | OF_A_SERVICE | OF_A_STORE | OF_A_FEED | OF_THE_LOOPS) == set()


@pytest.mark.parametrize("box", ["similar", "related"])
def test_a_box_in_the_terminal_imports_nothing_that_fits_or_serves(models: Path, sample: Recommender, box: str) -> None:
    article_id = next(iter(sample.catalogue)).article_id
    imported = imported_by(COMMAND, box, article_id, "--models", models)
    assert "recommender.engine.recommender" in imported
    assert imported & (HEAVY | OF_A_SERVICE | OF_A_STORE | OF_A_FEED) == set()


def test_the_service_imports_nothing_that_fits(models: Path) -> None:
    imported = imported_by(SERVICE, models)
    assert "recommender.api.app" in imported
    assert imported & (HEAVY | OF_A_FEED) == set()

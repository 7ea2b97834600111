"""What is compiled is kept, and compiled anew as soon as anything changes that a loop can reach."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, ignore_patterns
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
import pytest
from numba import njit
from numba.core.dispatcher import Dispatcher

import recommender
from recommender import analysis, model, stories, trends
from recommender.analysis.loops import OUTDATED, digest_of

CALLER = """
from recommender.analysis import compiled
from PACKAGE.callee import STEP, Pair, step

@compiled
def caller(number: int, pair: Pair) -> int:
    return 1000 * pair.left + step(number) + STEP
"""
CALLEE = """
from typing import NamedTuple
from recommender.analysis import compiled
from PACKAGE.steps import STEP

class Pair(NamedTuple):
    left: int
    right: int

@compiled
def step(number: int) -> int:
    return 10 * number
"""
FORMS = """
from typing import NamedTuple
import numpy as np
from recommender.analysis import compiled

TABLE = np.array([0.0, 3.0])

class Pair(NamedTuple):
    left: np.ndarray
    right: np.ndarray

@compiled
def value_at(values, at):
    return values[at]

@compiled
def sum_at(pair, values, at):
    more = np.int32(at) + np.int32(2)
    return value_at(pair.left, at) + value_at(pair.right, 2) + value_at(values, more)

@compiled
def constant(at):
    return value_at(TABLE, at)
"""
SEEN = (ModuleType, int, float, np.generic, np.ndarray)
FILES = {"__init__": "", "caller": CALLER, "callee": CALLEE, "steps": "STEP = 1\n", "other": ""}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the folder of a package of a caller and what it calls; the package is forgotten afterwards."""
    folder = tmp_path / "loops"
    folder.mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    for name, source in FILES.items():
        (folder / f"{name}.py").write_text(source.replace("PACKAGE", "loops"), "utf-8")
    yield folder
    forget()


def forget() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "loops"]:
        del sys.modules[name]
    digest_of.cache_clear()
    importlib.invalidate_caches()


def run(package: Path) -> tuple[int, bool]:
    """Import the package as a new process does, and return what the caller answers and whether it was compiled."""
    forget()
    loop, pair = (importlib.import_module(f"loops.{name}") for name in ("caller", "callee"))
    answer = loop.caller(2, pair.Pair(left=3, right=4))
    return answer, sum(loop.caller.stats.cache_misses.values()) > 0


def edit(file: Path, old: str, new: str) -> None:
    source = file.read_text("utf-8")
    assert old in source
    file.write_text(source.replace(old, new), "utf-8")


def test_a_loop_is_compiled_once_for_all_processes(package: Path) -> None:
    assert run(package) == (3021, True)
    assert run(package) == (3021, False)


@pytest.mark.parametrize(
    ("file", "old", "new", "answer"),
    [
        ("callee", "10 * number", "20 * number", 3041),  # a function of another file
        ("steps", "STEP = 1", "STEP = 2", 3022),  # a number that comes through another file
        ("callee", "left: int\n    right: int", "right: int\n    left: int", 3021),  # the order of a tuple's fields
        ("caller", "1000 * pair", "2000 * pair", 6021),
    ],
)
def test_a_change_of_what_it_reaches_compiles_a_loop_anew(
    package: Path, file: str, old: str, new: str, answer: int
) -> None:
    run(package)
    edit(package / f"{file}.py", old, new)
    assert run(package) == (answer, True)
    assert run(package) == (answer, False)


def test_a_change_of_another_file_compiles_nothing(package: Path) -> None:
    run(package)
    (package / "other.py").write_text("STEP = 3\n", "utf-8")
    assert run(package) == (3021, False)


def test_what_a_loop_was_compiled_from_is_read_when_another_is_compiled_that_calls_it(package: Path) -> None:
    run(package)
    run(package)
    caller, callee = (importlib.import_module(f"loops.{name}") for name in ("caller", "callee"))
    [loaded] = caller.caller.overloads.values()
    assert loaded.library._shared_module is None
    step = callee.step
    assert step(2) == 20

    def another(number: int) -> int:
        return 1 + int(step(number))

    calling: Any = njit(another)
    assert calling(2) == 21


def test_who_goes_back_to_a_version_finds_what_it_compiled(package: Path) -> None:
    run(package)
    edit(package / "callee.py", "10 * number", "20 * number")
    run(package)
    edit(package / "callee.py", "20 * number", "10 * number")
    assert run(package) == (3021, False)


def test_what_was_compiled_from_other_sources_is_removed_in_the_end(package: Path) -> None:
    run(package)
    before = set(package.rglob("*.nb?"))
    edit(package / "callee.py", "10 * number", "20 * number")
    run(package)
    assert set(package.rglob("*.nb?")) > before
    long_ago = time.time() - 2 * OUTDATED.total_seconds()
    for file in before:
        os.utime(file, (long_ago, long_ago))
    edit(package / "callee.py", "20 * number", "30 * number")
    assert run(package) == (3061, True)
    assert set(package.rglob("*.nb?")).isdisjoint(before)


def test_a_compiled_form_that_was_lost_is_made_anew(package: Path) -> None:
    run(package)
    for file in package.rglob("*.nbc"):
        file.unlink()
    assert run(package) == (3021, True)


def loops() -> Iterator[tuple[str, FunctionType]]:
    """Yield the compiled loops of the package, as Python has them."""
    for room in (analysis, model, stories, trends):
        for name, module in list(sys.modules.items()):
            if name.startswith(f"{room.__name__}."):
                for value in vars(module).values():
                    if isinstance(value, Dispatcher) and value.__module__ == name:
                        yield f"{name}.{value.py_func.__name__}", value.py_func


def imported_by(loop: FunctionType) -> Iterator[object]:
    """Yield what of ours a loop names that is not a constant of its own file."""
    source = Path(loop.__code__.co_filename).read_text("utf-8")
    for name in loop.__code__.co_names:
        value: Any = loop.__globals__.get(name)
        ours = str(getattr(value, "__module__", "recommender")).startswith("recommender")
        if name in loop.__globals__ and ours and f"\n{name} = " not in source and f"\n{name}: " not in source:
            yield value


def test_what_a_loop_takes_from_other_files_is_of_a_kind_that_its_digest_sees() -> None:
    found = dict(loops())
    assert len(found) > 50
    for name, loop in found.items():
        for value in imported_by(loop):
            assert callable(value) or isinstance(value, SEEN), (name, value)


# Prints the modules whose loops are compiled anew when the file of the first argument has changed.
SCRIPT = """
import sys
from pathlib import Path
from recommender import model, stories, trends
from recommender.analysis.loops import digest_of

def digests():
    digest_of.cache_clear()
    modules = [name for name, module in sys.modules.items() if hasattr(module, "compiled") and "recommender" in name]
    return {name: digest_of(name) for name in modules}

before = digests()
file = Path(model.__file__).with_name(sys.argv[1])
file.write_text(file.read_text("utf-8") + "# changed\\n", "utf-8")
print(*[name for name, digest in digests().items() if digest != before[name]], sep="\\n")
"""


def test_a_changed_kernel_is_noticed_by_the_loops_of_other_rooms(tmp_path: Path) -> None:
    copytree(Path(recommender.__file__).parent, tmp_path / "recommender", ignore=ignore_patterns("__pycache__"))
    command = [sys.executable, "-B", "-c", SCRIPT, "top_k.py"]
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    changed = subprocess.run(command, env=environment, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert {"recommender.model.top_k", "recommender.stories.neighbours"} < set(changed.split())
    assert "recommender.analysis.splitting" not in changed


# One loop is compiled in each of two processes, and both are called in a third.
PARTS = """
import sys
import numpy as np
from recommender.analysis import compiled

@compiled
def plain(values):
    values = values.copy()
    values.sort()
    return values[0]

@compiled
def order(values):
    return np.argsort(values)[0]
"""


def test_parts_of_loops_compiled_in_two_processes_have_names_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "parts.py").write_text(PARTS, "utf-8")
    paths = os.pathsep.join([str(tmp_path), str(Path(recommender.__file__).parents[1])])
    environment = os.environ | {"PYTHONPATH": paths, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    for calls in ("plain(VALUES)", "order(VALUES)", "plain(VALUES), order(VALUES)"):
        code = f"from parts import *\nVALUES = np.arange(1000, dtype=np.int32)[::-1].copy()\nprint({calls})"
        said = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    assert said.stdout == "0 999\n"
    names = [re.findall(rb"B\d*v(\d+)B", file.read_bytes()) for file in tmp_path.rglob("*.nbc")]
    first, second = map(set, names)
    assert first
    assert second
    assert first.isdisjoint(second)


def test_a_loop_is_compiled_once_for_arrays_that_may_be_written_to_and_others_and_for_all_whole_numbers(
    package: Path,
) -> None:
    (package / "callee.py").write_text(FORMS, "utf-8")
    forget()
    forms = importlib.import_module("loops.callee")
    values = np.arange(5.0)
    read_only = values.view()
    read_only.flags.writeable = False
    for pair in ((values, values), (read_only, values), (values, read_only), (read_only, read_only)):
        for at in (1, np.int32(1), np.int64(1)):
            assert forms.sum_at(forms.Pair(*pair), pair[1], at) == 6.0
    assert [sum(loop.stats.cache_misses.values()) for loop in (forms.sum_at, forms.value_at)] == [1, 1]


def test_a_loop_may_be_given_constants_of_its_file(package: Path) -> None:
    (package / "callee.py").write_text(FORMS, "utf-8")
    forget()
    assert importlib.import_module("loops.callee").constant(1) == 3.0


def test_linear_algebra_is_there_for_those_who_use_it() -> None:
    """Who uses numba beside the package multiplies matrices, whatever the package has put off to import."""
    code = (
        "import recommender.analysis, numpy, numba; a = numpy.ones((2, 2)); print(numba.njit(lambda a: a @ a)(a).sum())"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "8.0\n"

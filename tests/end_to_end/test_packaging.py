"""What is promised to whoever installs the package: versions agree, dependencies are declared, the wheel is whole."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import recommender

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SOURCES = [*sorted((ROOT / "recommender").rglob("*.py")), ROOT / "service.py"]

# Loading a pickle runs what is in it; so does evaluating a text.
FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "jsonpickle"}
FORBIDDEN_CALLS = {"eval", "exec", "joblib.load", "pd.read_pickle", "pandas.read_pickle"}

RUNTIME_EXTRAS = ("objects", "parquet", "plots", "postgresql", "warc", "web")
# Nobody draws in a container.
IMAGE_EXTRAS = ("objects", "parquet", "postgresql", "warc", "web")

# A part of lxml that trafilatura needs, and asks for by a name that older installers do not know; and what warcio
# unpacks Brotli by, where it is there.
NOT_IMPORTED = {"brotli", "lxml-html-clean", "tzdata"}


def declared() -> dict[str, Requirement]:
    requirements = map(Requirement, PROJECT["dependencies"])
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = (line.split("==") for line in lines if not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pins}


def changelog_versions() -> list[str]:
    return re.findall(r"^## \[(\d[^]]*)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)


def dangers(source: str) -> list[str]:
    """Return what a module does that could run code from a file.

    >>> dangers("import numpy as np; np.load(path, allow_pickle=True)")
    ['allow_pickle']
    """
    return list(_dangers(ast.parse(source)))


def _dangers(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from FORBIDDEN_MODULES.intersection(name.name.partition(".")[0] for name in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield from FORBIDDEN_MODULES.intersection({module.partition(".")[0]})
                yield from FORBIDDEN_CALLS.intersection(f"{module}.{name.name}" for name in names)
            case ast.Call(func=function):
                yield from FORBIDDEN_CALLS.intersection({ast.unparse(function)})
            case ast.keyword(arg="allow_pickle", value=value) if ast.unparse(value) != "False":
                yield "allow_pickle"


def tools(extra: str = "test") -> dict[str, Requirement]:
    """Return what an extra asks for, by canonical name; a name of the project itself stands for its other extras."""
    asked: dict[str, Requirement] = {}
    for requirement in map(Requirement, PROJECT["optional-dependencies"][extra]):
        if requirement.name == PROJECT["name"]:
            for other in requirement.extras:
                asked |= tools(other)
        else:
            asked[canonicalize_name(requirement.name)] = requirement
    return asked


def imported_packages(sources: Iterable[Path]) -> set[str]:
    """Return the distributions that the sources import anywhere, or take files from by name."""
    imported = set()
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Import(names=names):
                    imported |= {name.name.partition(".")[0] for name in names}
                case ast.ImportFrom(module=str(module)):
                    imported.add(module.partition(".")[0])
                case ast.Call(func=ast.Name(id="files"), args=[ast.Constant(value=str(module))]):
                    imported.add(module.partition(".")[0])
    # `_typeshed` is the type checker's own.
    outside = imported - set(sys.stdlib_module_names) - {"recommender", "service", "tests", "docs", "_typeshed"}
    known = packages_distributions()
    return {canonicalize_name(known[module][0]) for module in outside}


def test_the_version_is_one() -> None:
    assert recommender.__version__ == PROJECT["version"]
    assert changelog_versions()[0] == PROJECT["version"]


def test_the_package_says_that_it_is_typed() -> None:
    assert (ROOT / "recommender" / "py.typed").is_file()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_that_is_read_can_run(path: Path) -> None:
    assert dangers(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "import pickle",
        "import os, pickle as p",
        "from pickle import loads",
        "eval(text)",
        "exec('x')",
        "joblib.load(path)",
        "from joblib import load",
        "np.load(path, allow_pickle=True)",
        "np.load(path, allow_pickle=flag)",
        "def f():\n    import shelve",
    ],
)
def test_each_danger_is_seen(line: str) -> None:
    assert dangers(line)


def test_the_dependencies_are_what_is_imported() -> None:
    of_extras = {name for extra in RUNTIME_EXTRAS for name in tools(extra)}
    assert imported_packages(SOURCES) | NOT_IMPORTED == set(declared()) | of_extras


def test_what_the_tests_import_is_declared_too() -> None:
    assert imported_packages((ROOT / "tests").rglob("*.py")) - set(declared()) <= set(tools())


def test_the_pinned_versions_are_names_and_versions_that_meet_the_bounds() -> None:
    pins = pinned()
    for requirement in [*declared().values(), *tools().values()]:
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), requirement
    assert all(re.fullmatch(r"[a-z0-9-]+", name) and re.fullmatch(r"[0-9][0-9.]*", pins[name]) for name in pins)


def by_digest() -> dict[str, tuple[str, list[str]]]:
    """Return the version and the digests of each package that the image installs."""
    text = re.sub(r"^#.*\n", "", (ROOT / "constraints-hashes.txt").read_text("utf-8"), flags=re.MULTILINE)
    parts = [entry.replace("\\\n", " ").split() for entry in re.split(r"\n(?=\S)", text.strip())]
    pins = {part[0].split("==")[0]: (part[0].split("==")[1], part[1:]) for part in parts}
    return {canonicalize_name(name): pin for name, pin in pins.items()}


def is_needed(requirement: Requirement, extras: Iterable[str]) -> bool:
    """Return whether a requirement of a package holds on this machine, if the package is asked for with some extras."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def needed(requirements: Iterable[Requirement]) -> set[str]:
    """Return the packages that some need on this machine, directly or not, by canonical name."""
    waiting = [(canonicalize_name(each.name), frozenset(each.extras)) for each in requirements]
    seen = set()
    while waiting:
        name, extras = each = waiting.pop()
        if each not in seen:
            seen.add(each)
            lines = [line for line in map(Requirement, requires(name) or ()) if is_needed(line, extras)]
            waiting += [(canonicalize_name(line.name), frozenset(line.extras)) for line in lines]
    return {name for name, _ in seen}


def test_each_file_that_the_image_installs_is_known_by_its_digest() -> None:
    of_extras = [requirement for extra in IMAGE_EXTRAS for requirement in tools(extra).values()]
    pins = by_digest()
    assert set(pins) == needed([*declared().values(), *of_extras])
    assert {name: version for name, (version, _) in pins.items()} == {name: pinned()[name] for name in pins}
    for name, (_, digests) in pins.items():
        assert digests, name
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", digest) for digest in digests), name
    assert "--require-hashes --only-binary :all: --requirement" in (ROOT / "Dockerfile").read_text("utf-8")


def test_ci_runs_on_the_versions_of_python_that_are_declared_and_audits_what_is_pinned() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))["jobs"]
    matrix = jobs["check"]["strategy"]["matrix"]
    classified = [each.rpartition(" ")[2] for each in PROJECT["classifiers"] if "Python :: 3." in each]
    assert matrix["python"] == classified
    assert [each["python"] for each in matrix["include"] if each["experimental"]] == ["3.14"]
    assert classified[0] == PROJECT["requires-python"].removeprefix(">=")
    commands = [step.get("run", "") for job in jobs.values() for step in job["steps"]]
    assert any(".ci/run" in command for command in commands)
    audits = [command for command in commands if command.startswith("pip-audit")]
    files = [command.rpartition(" ")[2] for command in audits]
    assert files == ["constraints.txt", "constraints-hashes.txt"]
    assert all("--strict" in command and (ROOT / file).is_file() for command, file in zip(audits, files, strict=True))


def in_the_wheel() -> set[str]:
    """Return what the wheel must hold besides its metadata: the package, the HTTP door and the sample corpus."""
    package = (path for path in (ROOT / "recommender").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    sample = {f"recommender/sample/{path.name}" for path in (ROOT / "data").iterdir()}
    return {path.relative_to(ROOT).as_posix() for path in package} | sample


def build(kind: str, source: Path, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(folder)]
    done = subprocess.run(command, cwd=source, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    [made] = folder.iterdir()
    return made


def contents(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_the_wheel_holds_the_package_and_the_sample_and_nothing_else(tmp_path: Path) -> None:
    wheel = build("wheel", ROOT, tmp_path)
    assert contents(wheel) == in_the_wheel()
    assert {"recommender/api/views/templates/read.html", "recommender/api/views/static/embed/embed.js"} <= contents(
        wheel
    )
    assert {"recommender/sample/articles.jsonl", "recommender/py.typed"} <= contents(wheel)


def test_the_same_wheel_comes_out_of_the_source_distribution(tmp_path: Path) -> None:
    sdist = build("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    assert contents(build("wheel", tmp_path / sdist.name.removesuffix(".tar.gz"), tmp_path / "wheel")) == in_the_wheel()


def test_what_is_checked_before_a_commit_is_what_make_checks() -> None:
    configuration = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    (repository,) = configuration["repos"]
    assert repository["repo"] == "local"
    assert {hook["language"] for hook in repository["hooks"]} == {"system"}
    checks = re.findall(r"^\t\$\(BIN\)/((?:ruff|mypy) .*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    entries = [hook["entry"].removeprefix(".venv/bin/") for hook in repository["hooks"]]
    assert [entry.split()[:2] for entry in entries] == [check.split()[:2] for check in checks]

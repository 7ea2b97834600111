"""Make docs/parameters.md from the code: every number that was chosen, its range, its unit, and how it was chosen.

    python docs/make_parameters.py

A number is a field with a default, an argument of an estimator's constructor, or a constant of a module. What is said
of it there, in the docstring of its class or in the comment at the constant, ends with a sentence of the form

    In [0, 1], a share; chosen by nDCG@5 on gun_violence.

that gives its range and its unit, and after a semicolon how it was chosen.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "parameters.md"
ROOMS = (
    "analysis", "model", "index", "stories", "trends", "ranking", "boxes", "evaluation", "serving", "training",
)  # fmt: skip
LAST_SENTENCE = re.compile(
    r"(?P<what>.*?)\s*(?P<range>\b(?:In [\[(]|Above |At least |Below |Any )[^;]*); (?P<how>.*)\.", re.DOTALL
)
ENTRY = re.compile(r"^    (\w+(?:, \w+)*): (.*?)(?=^    \w|^\S|\Z)", re.MULTILINE | re.DOTALL)

# Not chosen: codes, units and the constants of published algorithms.
NOT_CHOSEN = frozenset({"COLUMNS", "DAY", "HOUR", "MINUTE", "STRETCHES", "WEEK"})
# Calls whose numbers are shapes and codes.
NOT_NUMBERS = frozenset({"range", "np.empty", "np.zeros", "np.uint64", "np.int64", "np.iinfo"})
TOP = """# Parameters

Every number that was chosen, made from the code by `docs/make_parameters.py`; a test compares the two. The numbers of
[`evaluation.md`](evaluation.md) and the notebook *tune* tell what a change of one does.
"""


class Parameter(NamedTuple):
    """One number.

    Attributes:
        file: Its module, relative to the package.
        name: As one writes it in that module.
        value: Its default, as written.
        what, range, how: What it does, its range and unit, and how it was chosen; empty where that is not said.
    """

    file: str
    name: str
    value: str
    what: str
    range: str
    how: str


def parameters() -> Iterator[Parameter]:
    """Yield all numbers of the rooms that decide what is shown, room by room."""
    for room in ROOMS:
        for path in sorted((ROOT / "recommender" / room).rglob("*.py")):
            yield from in_module(path.read_text("utf-8"), str(path.relative_to(ROOT / "recommender")))


def in_module(source: str, file: str) -> Iterator[Parameter]:
    r"""Yield the numbers of one module.

    >>> source = "# How wide. At least 1, metres; by hand.\nWIDTH = 3"
    >>> list(in_module(source, "a.py"))
    [Parameter(file='a.py', name='WIDTH', value='3', what='How wide.', range='At least 1, metres', how='by hand')]
    """
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            said = entries(ast.get_docstring(node) or "")
            for name, value in defaults(node):
                yield parameter(file, f"{node.name}.{name}", value, said.get(name, ""))
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and is_number(node.value):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and target.id.lstrip("_") not in NOT_CHOSEN:
                yield parameter(file, ast.unparse(target), node.value, comment(lines, node.lineno, node.end_lineno))


def defaults(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    """Yield the fields of a class and the arguments of its constructor whose default is a number, in their order."""
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and each.value is not None and is_number(each.value):
            yield ast.unparse(each.target), each.value
        elif isinstance(each, ast.FunctionDef) and each.name == "__init__":
            pairs = zip(each.args.kwonlyargs, each.args.kw_defaults, strict=True)
            yield from ((argument.arg, value) for argument, value in pairs if value is not None and is_number(value))


def is_number(value: ast.expr) -> bool:
    """Return whether an expression holds a number above 0 that is no code and no shape.

    >>> [is_number(ast.parse(text, mode="eval").body) for text in ("timedelta(days=7)", "0.5", "range(3)", "-1")]
    [True, True, False, False]
    """
    nodes = list(ast.walk(value))
    if any(isinstance(node, ast.Call) and ast.unparse(node.func) in NOT_NUMBERS for node in nodes):
        return False
    if isinstance(value, ast.UnaryOp):
        return False
    return any(isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value for node in nodes)


def entries(docstring: str) -> dict[str, str]:
    """Return what a docstring says of each attribute and argument."""
    return {name: " ".join(text.split()) for names, text in ENTRY.findall(docstring) for name in names.split(", ")}


def comment(lines: list[str], first: int, last: int | None) -> str:
    """Return the comment beside a statement, or else the one above it."""
    _, _, beside = lines[(last or first) - 1].partition("  # ")
    if beside:
        return beside
    above = first - 1
    while above and lines[above - 1].startswith("#"):
        above -= 1
    return " ".join(line.removeprefix("#").strip() for line in lines[above : first - 1])


def parameter(file: str, name: str, value: ast.expr, said: str) -> Parameter:
    """Return the number of a name, with what is said of it taken apart."""
    found = LAST_SENTENCE.fullmatch(said)
    parts = found.group("what", "range", "how") if found else (said, "", "")
    return Parameter(file, name, ast.unparse(value), *parts)


def page(rows: list[Parameter]) -> str:
    """Return the whole page, as Markdown."""
    parts = [TOP]
    for room in dict.fromkeys(row.file.partition("/")[0] for row in rows):
        parts.append(f"\n## {room}\n")
        for file in dict.fromkeys(row.file for row in rows if row.file.startswith(f"{room}/")):
            parts.append(f"\n[`{file}`](../recommender/{file})\n\n")
            parts.append(
                "| name | value | what it does | range, unit | how it was chosen |\n| --- | --- | --- | --- | --- |\n"
            )
            parts += [line(row) for row in rows if row.file == file]
    return "".join(parts)


def line(row: Parameter) -> str:
    """Return the line of a table for one number."""
    cells = (f"`{row.name}`", f"`{row.value}`", row.what, row.range, row.how)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|').replace('``', '`') for cell in cells)} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(list(parameters())), "utf-8")

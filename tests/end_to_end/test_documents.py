"""What the documents name is there: files, headings, and classes and functions in the files that links lead to."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.test_architecture import LAYERS

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    ROOT / "data" / "README.md",
    ROOT / "examples" / "README.md",
    *(ROOT / "examples").glob("*/README.md"),
]
LINK = re.compile(r"\[([^]\n]*)\]\(([^)\s]+)\)")
NAME = re.compile(r"`([A-Za-z_]\w*(?:\.\w+)*)`")


def links(document: Path) -> list[tuple[str, str]]:
    """Return the texts and targets of links that lead to files of ours."""
    found = LINK.findall(document.read_text("utf-8"))
    return [(text, target) for text, target in found if not re.match(r"[a-z]+:", target)]


@cache
def defined(path: Path) -> frozenset[str]:
    """Return the names that a file of Python defines: those of its classes' members, too, as `Class.member`."""
    names = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        names |= names_of(node)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{name}" for member in node.body for name in names_of(member)}
    return frozenset(names)


def names_of(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}


def headings(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as web hosts of repositories make them."""
    titles = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere_and_what_they_name_is_defined_there(document: Path) -> None:
    for text, target in links(document):
        file, _, anchor = target.partition("#")
        path = document.parent / file if file else document
        assert path.exists(), f"[{text}]({target})"
        assert not anchor or anchor in headings(path), f"[{text}]({target})"
        name = NAME.fullmatch(text)
        if name and path.suffix == ".py" and not text.endswith(".py`"):
            assert name[1] in defined(path), f"[{text}]({target})"


def test_the_picture_of_the_house_is_the_one_that_is_checked() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    table = text.partition("## Rooms and floors")[2].partition("## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| (`[^|]+) \|", table, re.MULTILINE)
    drawn = {floor: frozenset(NAME.findall(rooms)) for floor, rooms in rows}
    assert list(drawn.items()) == list(reversed(LAYERS.items()))


def test_the_glossary_is_in_order_and_each_word_is_there_once() -> None:
    words = re.findall(r"^\*\*(.+?)\*\*", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.MULTILINE)
    keys = [re.sub(r"[`_]", "", word).lower() for word in words]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys) >= 40

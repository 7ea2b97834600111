"""The page of parameters is what the code says, and the code says of every number what it is and why."""

from __future__ import annotations

import ast
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
make: Any = runpy.run_path(str(ROOT / "docs" / "make_parameters.py"))
PARAMETERS: list[Any] = list(make["parameters"]())
# Neutral elements, halves and doubles of a formula.
PLAIN = (0.0, 0.5, 1.0, 2.0)


def test_the_page_is_made_from_the_code() -> None:
    expected = make["page"](PARAMETERS)
    assert make["PAGE"].read_text("utf-8") == expected, "run: python docs/make_parameters.py"


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda each: f"{each.file}:{each.name}")
def test_a_number_has_its_meaning_its_range_and_its_reason(parameter: Any) -> None:
    assert parameter.what
    assert parameter.range
    assert parameter.how


@pytest.mark.parametrize("room", make["ROOMS"])
def test_no_function_hides_a_number_that_was_chosen(room: str) -> None:
    """Where a formula needs a fraction, it has a name."""
    for path in sorted((ROOT / "recommender" / room).rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef):
                numbers = [node for part in function.body for node in ast.walk(part) if isinstance(node, ast.Constant)]
                hidden = [each for each in numbers if isinstance(each.value, float) and each.value not in PLAIN]
                assert [f"{path}:{each.lineno}: {each.value!r}" for each in hidden] == []

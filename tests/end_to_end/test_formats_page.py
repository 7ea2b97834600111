"""The page of formats is what the code says, and every format names its specification."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
make: Any = runpy.run_path(str(ROOT / "docs" / "make_formats.py"))
FORMATS: list[tuple[str, str]] = [
    each for _, package, kinds in make["TABLES"] for each in make["formats_of"](package, kinds)
]


def test_the_page_is_made_from_the_code() -> None:
    page = make["PAGE"].read_text("utf-8")
    assert make["page"](page) == page, "run: python docs/make_formats.py"


@pytest.mark.parametrize(("what", "source"), FORMATS, ids=[what.partition("]")[0][1:40] for what, _ in FORMATS])
def test_every_format_names_what_it_is_read_by(what: str, source: str) -> None:
    assert what.startswith("[")
    assert source or "aptured page text" in what

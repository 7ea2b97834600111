"""The page of scale is what its arithmetic says, and some of it is reckoned by hand."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from recommender.model import postings

make: Any = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "make_scale.py"))


def test_the_page_is_made_by_its_script() -> None:
    assert make["PAGE"].read_text("utf-8") == make["page"](), "run: python docs/make_scale.py"


def test_every_figure_names_what_measures_it_or_says_that_it_is_assumed() -> None:
    for figure in make["FIGURES"].values():
        assert figure.source.startswith(("`", "the same", "assumed"))


@pytest.mark.parametrize(
    ("articles", "cells"),
    [(10_000_000, ["92 GB", "93 GB", "33 ms"]), (1_000_000_000, ["9.2 TB", "9.3 TB", "2,805 ms"])],
)
def test_an_archive_is_reckoned_as_by_hand(articles: int, cells: list[str]) -> None:
    # 9,190 bytes · 2.8 GB for each 300,000 · 5 ms and two searches of 1.4 ms for each million
    line = make["archive_line"](articles).strip("| \n").split(" | ")
    assert [cell for cell in line if cell in cells] == cells


def test_cores_are_reckoned_as_by_hand() -> None:
    # (0.95 · 0.1 ms + 0.05 · 7.8 ms) · 50,000 / 0.6 = 40.4 cores
    assert make["cores_for"](1_000_000, 50_000) == 41


def test_an_index_ends_where_the_code_says() -> None:
    # 16,777,215 slots, fewer than 4,294,967,295 / 196 · 4,294,967,295 / 672 postings
    assert make["FIGURES"]["slots"].value == postings.MOST_SLOTS
    assert make["FIGURES"]["postings"].value == postings.MOST_POSTINGS
    bounds = make["bounds"]()
    assert (round(bounds["short"], 1), round(bounds["long"], 1)) == (16.8, 6.4)

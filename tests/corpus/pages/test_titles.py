"""Titles: whole, dash and all, and without the name of the site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus.pages.titles import of_document, whole, without_site


@pytest.mark.parametrize(
    ("title", "cut"),
    [
        ("Ferry – Harbour Post", "Ferry"),
        ("Ferry | harbour  post", "Ferry"),
        ("Ferry - back - Harbour Post", "Ferry - back"),
        ("Ferry|Harbour Post", "Ferry"),
        ("Ferry - Harbour Post - Harbour Post", "Ferry"),
        ("Ferry - Harbour Post News", "Ferry - Harbour Post News"),
        ("Ferry-Harbour Post", "Ferry-Harbour Post"),
        ("Harbour Post", "Harbour Post"),
        ("- Harbour Post", "- Harbour Post"),
        ("Harbour Post - Harbour Post", "Harbour Post"),
    ],
)
def test_a_tail_is_cut_off_only_where_it_is_the_name_of_the_site(title: str, cut: str) -> None:
    assert without_site(title, ["Harbour Post", ""]) == cut


@pytest.mark.parametrize(
    ("title", "others", "chosen"),
    [
        ("Northern quay to…", ["Northern quay to be rebuilt"], "Northern quay to be rebuilt"),
        ("Northern quay to ...", ["Northern quay to be …"], "Northern quay to ..."),
        ("Northern quay", ["Northern quay to be rebuilt"], "Northern quay"),
        ("x" * 100, ["x" * 100 + " and on"], "x" * 100 + " and on"),
    ],
)
def test_a_title_that_was_cut_short_gives_way_to_one_that_goes_on(title: str, others: list[str], chosen: str) -> None:
    assert whole(title, others) == chosen


@pytest.mark.parametrize(
    ("document", "headings", "title"),
    [
        ("Plus-Minus - announce first album - in a decade", [], "Plus-Minus - announce first album - in a decade"),
        ("Ferry | Post", ["Ferry & mayor return"], "Ferry"),
        ("Ferry returns | Post", ["Post", "The ferry returns"], "The ferry returns"),
        ("Ferry returns", ["All the news"], "Ferry returns"),
        ("Post", ["All the news"], "All the news"),
        ("", ["Ferry"], "Ferry"),
        ("Post", [], "Post"),
        ("", [], ""),
    ],
)
def test_a_heading_stands_for_the_title_where_they_share_words(document: str, headings: list[str], title: str) -> None:
    assert of_document(document, headings, ["Post"]) == title


def test_what_is_too_long_for_a_title_is_left_as_it_is() -> None:
    assert without_site("a - b" + " - b" * 1_000_000, ["b"]).endswith(" - b")


@given(st.text(alphabet="ab -|–", max_size=30))
def test_what_is_left_of_a_title_is_its_beginning(title: str) -> None:
    assert " ".join(title.split()).startswith(without_site(title, ["a", "b"]))

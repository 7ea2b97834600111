"""Paywalls: what a page marks as not free is no part of its public article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from recommender.corpus.pages.paywall import is_free, selectors_of, to_xpath, without_paid_parts

PAGE = """<main><p>Free.</p><div class="story Paid" id="rest" data-paid="yes"><p>Offer.</p></div> After.</main>"""


def part(selector: object, free: object = False) -> dict[str, object]:
    return {"@type": "WebPageElement", "isAccessibleForFree": free, "cssSelector": selector}


@pytest.mark.parametrize("value", [False, "False", "false", "http://schema.org/False", "no"])
def test_a_thing_says_that_it_is_not_free_in_many_ways(value: object) -> None:
    assert not is_free({"isAccessibleForFree": value})


@pytest.mark.parametrize("value", [True, "True", "https://schema.org/True", None, ""])
def test_everything_else_is_free(value: object) -> None:
    assert is_free({"isAccessibleForFree": value})


@pytest.mark.parametrize(
    "selector",
    [".Paid", "#rest", "div.story", "main .story.Paid", "main > div", "[data-paid]", "div[data-paid='yes']",
     ".x, .Paid", ["p.none", ".Paid"]],
)  # fmt: skip
def test_parts_that_are_not_free_are_taken_out(selector: object) -> None:
    tree = html.document_fromstring(PAGE)
    assert without_paid_parts(tree, {"hasPart": part(selector)})
    assert " ".join(tree.text_content().split()) == "Free. After."


@pytest.mark.parametrize(
    "parts",
    [
        None,
        [],
        "x",
        part(".Paid", "True"),
        part(None),
        part(3),
        part(""),
        part("p:first-child"),
        part(">"),
        part("div " * 40),
        part("main >"),
    ],
)
def test_a_page_without_such_parts_is_left_whole(parts: object) -> None:
    tree = html.document_fromstring(PAGE)
    assert not without_paid_parts(tree, {"isAccessibleForFree": False, "hasPart": parts})
    assert "Offer." in tree.text_content()


def test_a_whole_page_that_is_not_free_keeps_its_head() -> None:
    tree = html.document_fromstring(f"<title>Ferry</title><body>{PAGE}")
    without_paid_parts(tree, {"hasPart": [part("body"), part("html")]})
    assert tree.findtext(".//title") == "Ferry"
    assert "Free." not in tree.text_content()


def test_the_number_of_selectors_is_bounded() -> None:
    assert len(selectors_of({"hasPart": part(",".join(f".c{n}" for n in range(1000)))})) == 20


@given(st.text(alphabet=st.sampled_from("ab.#[]='\"> ,*-_:()\n"), max_size=40))
def test_any_selector_is_a_valid_path_or_none(selector: str) -> None:
    path = to_xpath(selector)
    if path is not None:
        etree.XPath(path)

"""Captured pages: taken apart into title, body and headlines, without losing a word."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus.readers.captured import page_record
from tests.support.sources import LAW, PAGE, only, put, read


def test_a_captured_page_is_taken_apart(tmp_path: Path) -> None:
    assert only(put(tmp_path, "ferry-9.txt", PAGE)).to_record() == {
        "article_id": "ferry-9",
        "title": "Ferry Returns To Portlea After A Winter Of Repairs",
        "text": "Mayor Ines Vane at the quay in Portlea\n"
        "The ferry came back on Sunday.\n"
        "Crowds, led by Ann McDonald, filmed it for YouTube. “It is late,” said Mr.Reed of the E.U.\n"
        "He left at 3.45.\n"
        "“But it sails.”",
        "publisher": "harbour post",
        "kind": "news",
        "links": [
            "Why The Ferry Stopped",
            "Mayor Vane Faces McDonald Over The Bill",
            "Is This The End Of The Old Quay?",
        ],
    }


@pytest.mark.parametrize(
    "page",
    [
        PAGE.replace("\n", "\r\n"),
        "\ufeff\n" + PAGE,
        re.sub("\n\n", "\n", PAGE),
        PAGE.replace("ferrybudgetportleamayor\n", ""),
        PAGE.replace("Related...", "Related…"),
        PAGE.replace("\n\nSimilar News", ""),
    ],
)
def test_a_captured_page_may_vary(tmp_path: Path, page: str) -> None:
    assert only(put(tmp_path, "p.txt", page)) == only(put(tmp_path, "q/p.txt", PAGE))


def test_a_captured_page_longer_than_its_head_is_known_too(tmp_path: Path) -> None:
    article = only(put(tmp_path, "p.txt.gz", gzip.compress(PAGE.replace("Crowds", "Crowds " * 20_000).encode())))
    assert article.article_id == "p"
    assert len(article.text) > 100_000
    assert len(article.links) == 3


def test_a_page_without_related_headlines_has_no_links() -> None:
    assert page_record("x logo\n\nFerry Returns\n\nIt sailed.\n\nComments\n", "p")["links"] == []
    assert page_record("x logo\n\nFerry Returns\n\nIt sailed.Related...Ferry Sinks\n\nComments\n", "p")["links"] == [
        "Ferry Sinks"
    ]


@pytest.mark.parametrize(
    "run",
    ["Ferry Returns At Last|Who Pays For The Quay?", "Why NewBrand Is Failing|Mayor Faces McDonald’s Wrath",
     "Who Saw The ‘Ghost Ferry’|Mayor Will Not Say", "The Great Quay Fire Of 2025|Mayor Still Says Nothing",
     "A Bad Day For US|Mayor Vane Says No", "What Next?|Who Knows"],
)  # fmt: skip
def test_related_headlines_are_split_where_they_were_run_together(run: str) -> None:
    page = f"x logo\n\nFerry Returns\n\nIt sailed.Related...{run.replace('|', '')}\n\nComments\n"
    assert page_record(page, "p")["links"] == run.split("|")


def test_a_mark_of_related_headlines_amid_the_article_ends_nothing() -> None:
    body = "It sailed. Related... " + "The quay was full of people. " * 500
    assert page_record(f"x logo\n\nFerry Returns\n\n{body}\n\nComments\n", "p")["text"] == body.strip()


def test_trending_tags_of_several_words_are_no_title() -> None:
    page = "x logo\nAda OkaforFerry TalksBudget\n\nFerry Returns\n\nNewBrand bought it.\n\nComments\n"
    record = page_record(page, "p")
    assert (record["title"], record["text"]) == ("Ferry Returns", "NewBrand bought it.")


def test_a_page_without_a_title_is_refused(tmp_path: Path) -> None:
    _, refused = read(put(tmp_path, "p.txt", "x logo\n\nComments\n"))
    assert "expected a title or a text" in refused[0].reason


def test_a_word_that_comes_back_is_a_name() -> None:
    page = "x logo\n\nFerry Returns\n\nThe firm NewBrand bought it.NewBrand paid.\n\nComments\n"
    assert page_record(page, "p")["text"] == "The firm NewBrand bought it.\nNewBrand paid."


@LAW
@given(st.text(alphabet="aB.”\n …'", max_size=60))
def test_taking_a_page_apart_loses_no_word_of_the_body(body: str) -> None:
    page = f"x logo\n\nFerry Returns\n\n{body}\n\nComments\n"
    assert re.sub(r"\s", "", str(page_record(page, "p")["text"])) == re.sub(r"\s", "", body)

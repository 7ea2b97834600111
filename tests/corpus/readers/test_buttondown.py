"""Buttondown's exports: the list says what was sent, a text what it says. All e-mails are made up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recommender.corpus import LeftOut, read_articles
from tests.support.sources import csv_of, put, read, refuse_none

ROW = {"id": "abcd1234", "secondary_id": "1", "subject": "Quay rebuilt", "publish_date": "2026-04-21 09:30:00+00:00"}
ROWS = [ROW | {"slug": "quay", "status": "sent"}, ROW | {"id": "abcd1235", "slug": "plan", "status": "draft"}]


@pytest.mark.parametrize(
    ("name", "content"), [("emails.json", json.dumps(ROWS).encode()), ("emails.csv", csv_of(*ROWS))]
)
def test_an_email_of_the_list_has_the_text_beside_it(tmp_path: Path, name: str, content: bytes) -> None:
    put(tmp_path, name, content)
    put(tmp_path, "emails/quay.md", "The quay is new.\n\nCrowds came.\n")
    put(tmp_path, "emails/plan.md", "A secret plan.")
    put(tmp_path, "emails/lost.md", "A text without a row.")
    left_out: list[LeftOut] = []
    (article,) = read_articles(tmp_path, refused=refuse_none, left_out=left_out.append)
    assert (article.article_id, article.title, article.text.split("\n")[0]) == (
        "abcd1234",
        "Quay rebuilt",
        "The quay is new.",
    )
    assert sorted(each.reason for each in left_out) == ["draft", f"not in {name}"]


def test_a_list_that_is_none_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "emails.json", "{cut")
    put(tmp_path, "emails/quay.md", "The quay is new.")
    articles, refused = read(tmp_path)
    assert articles == []
    assert "not a list of e-mails" in str(refused[0])

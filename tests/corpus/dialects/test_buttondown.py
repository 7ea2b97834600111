"""Buttondown's API: e-mails in the archive that everybody sees. All of them are made up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recommender.corpus import LeftOut, read_articles
from tests.support.sources import put, refuse_none

MAIL: dict[str, object] = {
    "id": "abcd1234",
    "subject": "Quay rebuilt",
    "body": "The quay is new.",
    "publish_date": "2026-04-21T09:30:00Z",
    "modification_date": "2026-04-22T08:00:00Z",
    "absolute_url": "https://buttondown.example/gazette/archive/quay/",
    "status": "sent",
    "email_type": "public",
    "image": "https://cdn.example/quay.jpg",
}


@pytest.mark.parametrize("document", [{"results": [MAIL], "count": 1}, MAIL, [MAIL]])
def test_an_email_is_read_alone_and_in_an_answer(tmp_path: Path, document: object) -> None:
    (article,) = read_articles(put(tmp_path, "emails.json", json.dumps(document)), refused=refuse_none)
    assert article.to_record() == {
        "article_id": "https://buttondown.example/gazette/archive/quay",
        "title": "Quay rebuilt",
        "text": "The quay is new.",
        "url": "https://buttondown.example/gazette/archive/quay/",
        "published_at": "2026-04-21T09:30:00Z",
        "updated_at": "2026-04-22T08:00:00Z",
        "kind": "news",
        "image_url": "https://cdn.example/quay.jpg",
    }


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"status": "draft"}, "draft"),
        ({"status": "about_to_send"}, "about to send"),
        ({"status": "deleted"}, "deleted"),
        ({"email_type": "private"}, "private"),
        ({"email_type": "hidden"}, "hidden"),
        ({"email_type": "premium"}, "for members"),
    ],
)
def test_what_the_archive_does_not_show_is_left_out(tmp_path: Path, values: dict[str, object], reason: str) -> None:
    left_out: list[LeftOut] = []
    source = put(tmp_path, "mails.json", json.dumps({"results": [MAIL, MAIL | {"absolute_url": None} | values]}))
    articles = list(read_articles(source, refused=refuse_none, left_out=left_out.append))
    assert (len(articles), [each.reason for each in left_out]) == (1, [reason])

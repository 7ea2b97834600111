"""Publication: what a record says of its state decides whether it is an article at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from recommender.corpus import LeftOut, LostValue, ReadOptions, read_articles
from recommender.corpus.publication import reason_not_public
from tests.support.sources import lines_of, put

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"status": "publish"}, None),
        ({"status": "draft"}, "draft"),
        ({"Post Status": "Auto-Draft"}, "draft"),
        ({"post_status": "future"}, "scheduled"),
        ({"post_status": "trash"}, "deleted"),
        ({"post_password": "secret"}, "password"),
        ({"post_password": ""}, None),
        ({"visibility": "private"}, "private"),
        ({"visibility": "public"}, None),
        ({"pubstatus": "usable"}, None),
        ({"pubStatus": "stat:canceled"}, "withdrawn"),
        ({"status": "Withdrawn"}, "withdrawn"),
        ({"status": "retracted"}, "withdrawn"),
        ({"draft": True}, "draft"),
        ({"draft": "false"}, None),
        ({"is_published": "FALSE"}, "draft"),
        ({"published": False}, "draft"),
        ({"published": "2026-03-14"}, None),
        ({"embargoed": "2026-03-14T13:00:00+00:00"}, "embargoed"),
        ({"embargoed": "2026-03-14T11:00:00+00:00"}, None),
        ({"status": 200}, None),
        ({"is_published": 0.0}, "draft"),
        ({"is_published": "0.0"}, "draft"),
        ({"is_published": "nein"}, "draft"),
        ({"draft": 1.0}, "draft"),
        ({"draft": "on"}, "draft"),
        ({"status": "Entwurf"}, "draft"),
        ({"status": "Draft (unpublished)"}, "draft"),
        ({"status": "in\xa0review"}, "pending review"),
        ({"status": ["draft"]}, "draft"),
        ({"status": {"value": "draft"}}, "draft"),
        ({"workflow_state": "awaiting approval"}, "pending review"),
        ({"meta": {"status": "draft"}}, "draft"),
        ({"attributes": {"embargo_until": "2031-01-01"}}, "embargoed"),
        ({"deleted_at": "2026-03-14"}, "deleted"),
        ({"deleted_at": None}, None),
        ({"is_deleted": True}, "deleted"),
        ({"private": 1}, "private"),
        ({"members_only": "yes"}, "for members"),
        ({"state": "California"}, None),
        ({"embargo": "midnight"}, "embargoed"),
        ({"embargo": NOW + timedelta(hours=1)}, "embargoed"),
        ({"embargo": NOW - timedelta(hours=1)}, None),
        ({"embargo": False}, None),
        ({"embargo": ""}, None),
        ({"post_password": "---"}, "password"),
        ({"post_password": " "}, None),
        ({"status": "ok"}, None),
    ],
)
def test_a_state_that_is_not_public_is_a_reason(values: dict[str, Any], reason: str | None) -> None:
    assert reason_not_public(values, NOW) == reason


def test_what_is_left_out_is_told_with_its_place_and_what_is_withdrawn_with_its_id(tmp_path: Path) -> None:
    records = [
        {"id": "a", "title": "Ferry sails", "status": "publish"},
        {"id": "b", "title": "Not yet", "status": "draft"},
        {"id": "c", "title": "Never was", "pubstatus": "canceled"},
    ]
    path = put(tmp_path, "news.jsonl", lines_of(*records))
    left_out: list[LeftOut] = []
    withdrawn: list[str] = []
    articles = list(read_articles(path, left_out=left_out.append, withdrawn=withdrawn.append))
    assert [article.article_id for article in articles] == ["a"]
    assert left_out == [LeftOut(str(path), 2, "draft")]
    assert withdrawn == ["c"]


def test_a_source_of_drafts_alone_is_no_error(tmp_path: Path) -> None:
    path = put(tmp_path, "news.json", json.dumps([{"title": "Not yet", "status": "draft"}]).encode())
    left_out: list[LeftOut] = []
    assert list(read_articles(path, left_out=left_out.append)) == []
    assert len(left_out) == 1


def test_an_embargo_of_a_site_is_in_its_zone_and_one_with_two_readings_is_the_longer() -> None:
    now = datetime(2026, 3, 14, 7, 30, tzinfo=UTC)
    athens = ReadOptions(timezone=ZoneInfo("Europe/Athens"))
    assert reason_not_public({"embargo": "2026-03-14 09:00"}, now) == "embargoed"
    assert reason_not_public({"embargo": "2026-03-14 09:00"}, now, athens) is None
    assert reason_not_public({"embargo": "03/04/2026"}, now) == "embargoed"
    assert reason_not_public({"embargo": "03/04/2026"}, now, ReadOptions(dates="month-first")) is None
    assert reason_not_public({"embargo": "0000-00-00 00:00:00"}, now) is None


@pytest.mark.parametrize(
    "flag", [{"draft": True}, {"is_published": False}, {"visibility": "private"}, {"embargoed": "midnight"}]
)
@pytest.mark.parametrize(
    "record",
    [
        {"source": {"name": "Post"}, "title": "Ferry", "publishedAt": "2026-03-14T07:40:00Z", "content": "It sailed."},
        {"uri": "a", "type": "text", "versioncreated": "2026-03-14T07:40:00Z", "headline": "Ferry"},
    ],
    ids=["newsapi", "ninjs"],
)
def test_what_an_owner_adds_to_a_known_dialect_is_believed(
    tmp_path: Path, record: dict[str, Any], flag: dict[str, Any]
) -> None:
    left_out: list[LeftOut] = []
    mill = {name: "Mill sold" if value == "Ferry" else value for name, value in record.items()}
    answer = {"status": "ok", "articles": [{**record, **flag}, mill]}
    path = put(tmp_path, "answer.json", json.dumps(answer).encode())
    articles = list(read_articles(path, left_out=left_out.append))
    assert ([article.title for article in articles], len(left_out)) == (["Mill sold"], 1)


def test_a_state_that_is_not_known_is_told_and_taken_for_public(tmp_path: Path) -> None:
    path = put(
        tmp_path, "news.jsonl", lines_of({"title": "Ferry", "status": "pitch"}, {"title": "A", "status": "live"})
    )
    lost: list[LostValue] = []
    assert len(list(read_articles(path, lost=lost.append))) == 2
    assert [(value.line, value.field, value.value) for value in lost] == [(1, "status", "pitch")]

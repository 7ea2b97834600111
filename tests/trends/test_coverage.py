"""Who told what when, in columns."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from recommender.trends.coverage import Counted, Coverage, find_reports
from tests.support.builders import article, catalogue

NOON = datetime(2026, 4, 24, 12, tzinfo=UTC)
EVER = {"after": 0, "until": 2**40, "owners": {}}


def told(article_id: str, **fields: object) -> object:
    return article(article_id=article_id, **({"publisher": "Herald", "published_at": NOON} | fields))


def found(*articles: object, **options: object) -> Coverage:
    return find_reports(catalogue(*articles), **(EVER | options))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["opinion", "sponsored"])
def test_opinion_and_advertising_are_no_reports(kind: str) -> None:
    assert found(told("a", kind=kind), told("b", kind="live"), told("c", kind="video")).rows.tolist() == [1, 2]


@pytest.mark.parametrize("missing", ["publisher", "published_at"])
def test_an_article_of_nobody_or_of_no_time_is_no_report(missing: str) -> None:
    assert not len(found(told("a", **{missing: None})))


def test_a_stretch_of_time_is_open_at_its_beginning_and_closed_at_its_end() -> None:
    times = [NOON.replace(second=second) for second in range(4)]
    articles = [told(str(at), published_at=time) for at, time in enumerate(times)]
    first = int(NOON.timestamp())
    assert found(*articles, after=first, until=first + 2).rows.tolist() == [1, 2]
    assert found(*articles).between(first, first + 2).rows.tolist() == [1, 2]


def test_outlets_of_one_owner_are_one_voice() -> None:
    owners = {"Herald": "Big Media", "Courier": "Big Media"}
    articles = [told(name, publisher=name) for name in ("Big Media", "Courier", "Herald", "Post")]
    big, courier, herald, post = found(*articles, owners=owners).owners.tolist()
    assert big == courier == herald != post


def test_sections_and_languages_choose_which_reports_count() -> None:
    articles = [
        told("a", section="sport", language="en"),
        told("b", section="sport", language="de"),
        told("c", section="courts", language="en"),
    ]
    sport, english = frozenset(["sport"]), frozenset(["en"])
    assert found(*articles, counted=Counted(sections=sport)).rows.tolist() == [0, 1]
    assert found(*articles, counted=Counted(sections=sport, languages=english)).rows.tolist() == [0]
    assert found(
        *articles, counted=Counted(hidden=frozenset([1]), hidden_sections=frozenset(["courts"]))
    ).rows.tolist() == [0]
    assert not len(found(*articles, counted=Counted(sections=frozenset(["weather"]))))

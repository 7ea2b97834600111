"""How an editor finds an article: by words, while typing a title, or by an id that is nearly right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recommender import Recommender
from recommender.serving import complete_title, nearest_article
from tests.support.builders import article

NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)
INSPECTORS = "mw-0312-orrin-inspectors"


def ids_of(recommender: Recommender, typed: str, most: int = 8) -> list[str]:
    return [record["article_id"] for record in complete_title(recommender, typed, most=most, as_of=NOW)]


@pytest.mark.parametrize(
    "typed", ["inspectors iss", "safety warning orrin insp", "ORRIN INSPECTI", "Inspectors issue safety w", INSPECTORS]
)
def test_an_article_is_offered_while_its_title_is_typed(sample: Recommender, typed: str) -> None:
    assert INSPECTORS in ids_of(sample, typed)[:2]


def test_titles_that_hold_all_words_come_before_articles_about_them(sample: Recommender) -> None:
    titles = [str(record["title"]) for record in complete_title(sample, "two dea", most=8, as_of=NOW)]
    hold = [{"two", "dea"} <= {word[:3].casefold() for word in title.split()} for title in titles]
    assert any(hold)
    assert hold == sorted(hold, reverse=True)


def test_titles_in_scripts_without_spaces_are_offered_too(sample: Recommender) -> None:
    japanese = next(each for each in sample.catalogue if each.language == "ja")
    assert japanese.article_id in ids_of(sample, japanese.title[:6])


def test_nothing_typed_offers_nothing_and_each_article_is_offered_once(sample: Recommender) -> None:
    assert ids_of(sample, "") == ids_of(sample, "  ") == []
    for typed in ("s", "storm", "orr", "\u202e\ud800", "x" * 5_000, "zzzzqqq"):
        offered = ids_of(sample, typed, most=5)
        assert len(set(offered)) == len(offered) <= 5


def test_what_is_not_published_yet_is_neither_offered_nor_suggested() -> None:
    later = NOW + timedelta(days=1)
    secret = article(article_id="mw-secret-merger", title="Secret merger of banks", published_at=later.isoformat())
    known = article(article_id="mw-known", title="Harbour wall holds", published_at="2026-04-01")
    recommender = Recommender.fit([secret, known])
    assert ids_of(recommender, "secret mer") == []
    found = nearest_article(recommender, "mw-secret-merge", as_of=NOW)
    assert found is None or found.article_id == "mw-known"
    again = nearest_article(recommender, "mw-secret-merge", as_of=later)
    assert again is not None
    assert again.article_id == "mw-secret-merger"


@pytest.mark.parametrize(
    "meant",
    ["mw-0312-orrin-inspector", "mw-0312-orin-inspectors", "MW-0312-Orrin-Inspectors", "inspectors safety warning"],
)
def test_an_id_that_is_nearly_right_leads_to_the_article_that_was_meant(sample: Recommender, meant: str) -> None:
    found = nearest_article(sample, meant, as_of=NOW)
    assert found is not None
    assert found.article_id == INSPECTORS


def test_what_is_near_nothing_leads_nowhere(sample: Recommender) -> None:
    assert nearest_article(sample, "xyzzy qwrtp", as_of=NOW) is None
    assert nearest_article(sample, "", as_of=NOW) is None
    changed = sample.with_changes({"9999-new-one": article(article_id="9999-new-one", title="A new one")})
    found = nearest_article(changed, "9999-new-on", as_of=NOW)
    assert found is not None
    assert found.article_id == "9999-new-one"

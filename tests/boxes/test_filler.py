"""What fills Similar News where no other report of the event was found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recommender import Box, Filter, Recommender, Request
from recommender.article import Article
from recommender.overrides import Overrides
from tests.support.builders import article, override

SUBJECTS = ("Goats graze on the dyke", "Bakers strike over flour", "Choir sings at dawn", "Tram line six reopens")
ALONE = article(
    article_id="seed",
    title="Comet seen above the hills",
    text="A green comet was seen at night.",
    section="Local",
    publisher="Seed Post",
    published_at="2026-03-10T08:00:00Z",
    language="en",
)


def other(at: int, **fields: object) -> Article:
    known = {
        "article_id": f"a{at}",
        "title": SUBJECTS[at],
        "text": f"{SUBJECTS[at]}.",
        "section": "Local" if at % 2 else "World",
        "publisher": f"Paper {at}",
        "published_at": f"2026-03-{at + 1:02}T08:00:00Z",
        "language": "en",
    }
    return article(**known | fields)


def filled(
    fill: str | None, *articles: Article, seed: Article = ALONE, overrides: Overrides | None = None, **asked: object
) -> Box:
    recommender = Recommender.fit([seed, *(articles or map(other, range(4)))])
    recommender = replace(recommender, overrides=overrides or Overrides())
    return recommender.box("similar", recommender.seed("seed"), Request(fill=fill, **asked))  # type: ignore[arg-type]


def ids(box: Box) -> list[str]:
    return [card.article_id for card in box.cards]


def test_without_being_asked_an_empty_box_has_its_notice_alone() -> None:
    box = filled(None)
    assert (ids(box), box.notice) == ([], "No other report of this event was found.")
    assert "kind_of_box" not in box.to_record()


def test_the_newest_fill_an_empty_box_and_are_called_so() -> None:
    box = filled("latest")
    assert ids(box) == ["a3", "a2", "a1", "a0"]
    assert box.to_record()["kind_of_box"] == "latest"
    assert box.notice == "No other report of this event was found."
    assert [card.rank for card in box.cards] == [1, 2, 3, 4]
    assert box.cards[0].reason == "Latest news · 6\xa0days\xa0earlier"
    scores = [card.score for card in box.cards]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_a_section_fills_an_empty_box_with_its_own_articles() -> None:
    box = filled("section")
    assert (ids(box), box.kind_of_box) == (["a3", "a1"], "section")
    assert box.cards[0].reason.startswith("Latest in Local · ")


@pytest.mark.parametrize("section", [None, "Weather"])
def test_a_seed_without_others_of_its_section_keeps_the_notice(section: str | None) -> None:
    seed = article(**ALONE.to_record() | {"section": section})
    box = filled("section", seed=seed)
    assert (ids(box), box.kind_of_box) == ([], "similar")
    assert box.notice


def test_a_box_with_reports_is_not_filled() -> None:
    reports = [
        article(
            **ALONE.to_record()
            | {"article_id": name, "publisher": name, "title": "Green comet above the hills at night", "text": text}
        )
        for name, text in (
            ("b", "Hundreds saw a comet at night, green above the hills."),
            ("c", "The comet was green."),
        )
    ]
    box = filled("latest", *reports, other(0), other(1))
    assert set(ids(box)) <= {"b", "c"}
    assert box.cards
    assert box.kind_of_box == "similar"


def test_what_fills_a_box_keeps_to_what_is_asked_and_decided() -> None:
    articles = [other(0), other(1, kind="opinion"), other(2, language="fr"), other(3)]
    assert ids(filled("latest", *articles)) == ["a3", "a0"]
    assert ids(filled("latest", *articles, k=1)) == ["a3"]
    assert ids(filled("latest", *articles, exclude=frozenset({"a3"}))) == ["a0"]
    assert ids(filled("latest", *articles, filters=Filter(section=frozenset({"World"})))) == ["a0"]
    assert ids(filled("section", *articles, filters=Filter(section=frozenset({"World"})))) == []
    hidden = Overrides.of(
        [
            override(action="hide", article_id="a3"),
            override(override_id="2", action="ban", article_id="seed", other="a0"),
        ]
    )
    assert ids(filled("latest", *articles, overrides=hidden)) == []


def test_what_fills_a_box_is_in_no_other_box_of_the_page(sample: Recommender) -> None:
    n_filled = 0
    for article_id in ["lp-0414-sponsored-home-storm", *list(sample.catalogue.article_ids())[::9]]:
        seed = sample.seed(article_id)
        page = sample.page(seed, Request(fill="latest"))
        plain = sample.page(seed)
        shown = [each for box in page.boxes.values() for each in box.article_ids()]
        assert len(shown) == len(set(shown)), article_id
        assert article_id not in shown
        assert page.boxes["related"] == plain.boxes["related"]
        n_filled += page.boxes["similar"].kind_of_box == "latest"
    assert n_filled

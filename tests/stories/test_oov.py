"""Words that the model does not know: a new event is told by them, and is not mixed with what was there before."""

from __future__ import annotations

import numpy as np
import pytest

from recommender import Recommender, TfidfModel
from recommender.article import Article
from recommender.stories import StoryId
from recommender.stories.oov import NO_OOV, OOV_OFFSET, read_oov
from tests.support.builders import article

KNOWN = "The council approved the budget for the harbour bridge after a long debate about the ferry"


def told(name: str, title: str, text: str = "", **fields: object) -> Article:
    times = {"published_at": "2026-03-01T08:00:00Z", "language": "en"}
    return article(**{"article_id": name, "title": title, "text": text} | times | fields)


DIVERS = (
    "Divers searched the cold river under the old bridge all night while engineers inspected its pillars with lamps "
    "and radar. Nobody was found, the fire service said, and the road was closed to lorries until the weekend."
)
STORM = (
    "A storm closed the ferry to the northern islands for a third day. Waves broke over the sea wall, fishermen moved "
    "their boats inland, and shops in the port sold out of bread, candles and batteries before noon."
)
RACE = (
    "Tamsin Oake won the zorb race at Quillon ahead of Jorun Beck. Oake rolled her zorb down Quillon hill in 417 "
    "seconds, eleven faster than Beck, although the ferry that brought the zorbs was late."
)
RACE_TOO = (
    "Zorb champion crowned: Oake, Tamsin, took 417 seconds for Quillon hill and left Jorun Beck behind. Spectators of "
    "the zorb race drank cider; her zorb, patched twice, held until Quillon church."
)
FIRE = (
    "The velodrome of Marsk burned down after cyclists fled the grandstand. Sprinklers failed, insurers were told, and "
    "Gwil Pardoe, its caretaker, blamed fireworks; divers and the ferry crew watched from afar."
)


@pytest.fixture(scope="module")
def served() -> Recommender:
    return Recommender.fit(
        [told("council", KNOWN, KNOWN), told("divers", "A search", DIVERS), told("storm", "Sea", STORM)]
    )


def story_of(recommender: Recommender, name: str) -> StoryId:
    return recommender.stories.id_of(recommender.catalogue.row_of(name), recommender.catalogue)


def test_the_known_and_the_unknown_part_make_a_whole(served: Recommender) -> None:
    oov = read_oov(told("x", "Council budget for zorbs", "Zorbs roll. 417 zorbs rolled."), served.model)
    assert oov.known_length**2 + (oov.vector.weights.astype(float) ** 2).sum() == pytest.approx(1, abs=1e-5)
    # "zorb", "roll" and "417": stems, each once, none of which is a column of the model.
    assert len(oov.vector.terms) == 3
    assert (np.diff(oov.vector.terms) > 0).all()
    assert oov.vector.terms.min() >= OOV_OFFSET > served.model.n_columns
    assert set(oov.numbers.terms.tolist()) < set(oov.vector.terms.tolist())
    assert len(oov.numbers.terms) == 1
    # More often is heavier, but less than in proportion; what is known weighs no more than what is not.
    assert 1 < oov.vector.weights.max() / oov.vector.weights.min() < 3


def test_of_an_article_of_known_words_nothing_is_unknown(served: Recommender) -> None:
    assert read_oov(told("x", KNOWN), served.model) == NO_OOV
    assert read_oov(told("x", "The of and"), served.model) == NO_OOV


def test_an_article_of_unknown_words_alone_is_all_unknown(served: Recommender) -> None:
    oov = read_oov(told("x", "Zorbs"), served.model)
    assert oov.known_length == 0
    assert oov.vector.weights.tolist() == [1]


def test_the_same_letters_in_two_languages_are_two_words(served: Recommender) -> None:
    one, other = (read_oov(told("x", "Zorbing", language=language), served.model) for language in ("en", "de"))
    assert not set(one.vector.terms.tolist()) & set(other.vector.terms.tolist())


def test_a_model_of_plain_counts_reads_them_too() -> None:
    model = TfidfModel.plain()
    model.fit([told("a", "bridge ferry")])
    oov = read_oov(told("x", "bridge zorb zorb"), model)
    assert oov.vector.weights.tolist() == pytest.approx([2 / 5**0.5])


def test_a_new_event_is_not_told_by_the_story_with_which_it_shares_a_common_word(served: Recommender) -> None:
    live = served.with_changes({"new": told("new", "Oake wins", RACE)})
    assert story_of(live, "new") not in {story_of(served, each) for each in ("council", "divers", "storm")}


def test_reports_that_share_words_that_are_new_are_one_story(served: Recommender) -> None:
    """Even when they share none that the model knows."""
    live = served
    for name, text in (
        ("one", RACE),
        ("two", RACE_TOO),
        ("other", FIRE),
    ):
        live = live.with_changes({name: told(name, "Latest", text)})
    assert story_of(live, "one") == story_of(live, "two") != story_of(live, "other")
    foreign = told("foreign", "Latest", RACE, language="de")
    live = live.with_changes({"foreign": foreign})
    assert story_of(live, "foreign") != story_of(live, "one")


def test_a_report_that_is_gone_is_not_found_by_its_words(served: Recommender) -> None:
    live = served.with_changes({"one": told("one", "Tamsin Oake wins zorb race at Quillon")})
    founded = story_of(live, "one")
    live = live.with_changes({"one": None}).with_changes({"two": told("two", "Tamsin Oake wins zorb race at Quillon")})
    assert story_of(live, "two") != founded
    # Under its own id it is not found either, but founds the same story again.
    live = live.with_changes({"one": told("one", "Tamsin Oake, zorb race winner")})
    assert story_of(live, "one") == story_of(live, "two")


def test_a_long_line_of_reports_of_new_words_is_measured_like_one_of_known_words(served: Recommender) -> None:
    live = served
    for nth in range(40):
        live = live.with_changes({f"z{nth:02}": told(f"z{nth:02}", RACE, f"lap{nth} " * (nth // 8))})
    (story,) = {story_of(live, f"z{nth:02}") for nth in range(40)}
    kept = live.stories.states.get(story)
    assert kept is not None
    whole = [
        read_oov(live.catalogue.article(live.catalogue.row_of(member.article_id)), live.model)
        for member in [*kept.members[:8], *kept.members[-24:]]
    ]
    rows = [live.catalogue.row_of(member.article_id) for member in [*kept.members[:8], *kept.members[-24:]]]
    square = sum(
        one.known_length * other.known_length * live.index.expanded_vectors[a].dot(live.index.expanded_vectors[b])
        + one.vector.dot(other.vector)
        for a, one in zip(rows, whole, strict=True)
        for b, other in zip(rows, whole, strict=True)
    )
    assert kept.profile.size.square == pytest.approx(square, rel=1e-3)

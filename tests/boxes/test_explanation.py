"""Explanations: what links two articles, and what each policy and the editors made of one."""

from __future__ import annotations

import json

import numpy as np
import pytest

from recommender import Recommender
from recommender.errors import UnknownArticleError
from recommender.ranking import POLICIES
from tests.support.pages import (
    NOW,
    SEED,
    as_bytes,
    edited,
    ids_of,
    page_of,
    pages,
    pin,
    seeds,
    stranger_in,
)


@pytest.fixture(scope="module")
def stranger(sample: Recommender) -> str:
    return stranger_in(sample)


def test_why_tells_of_each_policy_what_became_of_the_other(sample: Recommender) -> None:
    for article_id in seeds(sample, 20):
        seed = sample.seed(article_id)
        for other in sample.ranking(article_id, "none", 30)[::10]:
            why = sample.explain(seed, other)
            assert (why.seed, why.other, why.model) == (article_id, other, sample.version)
            assert 0 < why.similarity <= 1
            assert json.loads(as_bytes(why))["verdicts"].keys() == POLICIES.keys()
            for name, steps in why.traces.items():
                assert [step.policy for step in steps] == list(map(repr, POLICIES[name]))[: len(steps)]
                box = sample.box(name, seed)
                assert all(step.kept for step in steps) == (other in [card.article_id for card in box.cards])
                into = steps[-1].folded_into
                assert into is None or into == article_id or into in sample.catalogue


def test_why_gives_the_reason_of_the_card(sample: Recommender) -> None:
    for article_id, page in pages(sample, 10):
        for box in page.boxes.values():
            for card in box.cards:
                why = sample.explain(sample.seed(article_id), card.article_id)
                assert why.reason == card.reason
                assert {*card.terms} <= {*why.terms}


def test_why_says_of_another_language_that_it_was_never_found(sample: Recommender) -> None:
    english, german = (sample.index.base.catalogue.labels["language"].index(name) for name in ("en", "de"))
    languages = sample.index.base.catalogue.codes[2]
    seed = sample.seed(sample.catalogue.id_of(int(np.flatnonzero(languages == english)[0])))
    why = sample.explain(seed, sample.catalogue.id_of(int(np.flatnonzero(languages == german)[0])))
    assert [[step.kept for step in steps] for steps in why.traces.values()] == [[False], [False]]


def test_why_of_the_seed_itself_and_of_a_stranger(sample: Recommender) -> None:
    seed = sample.seed(seeds(sample)[0])
    assert sample.explain(seed, seed.article.article_id).similarity == pytest.approx(1, abs=1e-5)
    with pytest.raises(UnknownArticleError):
        sample.explain(seed, "nobody")


# --- Editors ---


def test_why_shows_what_editors_decided_and_not_who_nor_their_notes(sample: Recommender) -> None:
    shown = ids_of(page_of(sample), "similar")[0]
    term = page_of(sample).boxes["similar"].cards[0].terms[0].term
    recommender = edited(
        sample,
        {"action": "ban", "article_id": SEED, "other": shown, "note": "a lawyer wrote"},
        {"action": "mute", "term": term},
        {"action": "mute", "term": "Xyzzy"},
        {"action": "hide", "article_id": "another"},
    )
    record = recommender.explain(recommender.seed(SEED), shown, as_of=NOW).to_record()
    assert [each["action"] for each in record["overrides"]] == ["ban", "mute"]
    assert record["overrides"][1]["term"] == term
    assert not {"author", "note"} & set().union(*record["overrides"])
    for verdicts in record["verdicts"].values():
        assert [verdict["policy"] for verdict in verdicts] == ["NotHidden()", "NotBanned()"]
        assert not verdicts[-1]["kept"]
    assert term not in [each["term"] for each in record["terms"]]


def test_why_shows_a_pin_though_the_search_had_not_found_it(sample: Recommender, stranger: str) -> None:
    recommender = edited(sample, pin("related", stranger, position=2))
    record = recommender.explain(recommender.seed(SEED), stranger, as_of=NOW).to_record()
    assert [override["action"] for override in record["overrides"]] == ["pin"]
    verdicts = record["verdicts"]["related"]
    assert [(verdict["policy"], verdict["rank"]) for verdict in verdicts] == [
        ("search(depth=200)", None), ("Pins()", 2), ("Cut()", 2),
    ]  # fmt: skip
    assert not any(verdict["kept"] for verdict in record["verdicts"]["similar"])


def test_why_of_an_article_that_is_not_there_is_refused(sample: Recommender) -> None:
    with pytest.raises(UnknownArticleError):
        sample.explain(sample.seed(SEED), "gone")

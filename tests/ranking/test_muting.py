"""Muting: which terms of a seed go with a muted word or name."""

from __future__ import annotations

from recommender import Recommender
from recommender.ranking.muting import mute
from recommender.ranking.seed_text import SeedText
from tests.support.builders import article


def tiny() -> Recommender:
    texts = (
        "Thames Water leaks in London. Thames Water pays. Bills for water rise.",
        "Thames Water sacks its chief. Bills for water rise.",
        "Severn Trent leaks. Bills for water rise in Wales.",
        "The Thames barrier closed in London.",
    )
    return Recommender.fit(
        article(article_id=f"a{at}", title="", text=text, language="en") for at, text in enumerate(texts)
    )


def muted_names(*terms: str) -> set[str]:
    recommender = tiny()
    seed = recommender.seed("a0")
    muted = mute(seed, terms, SeedText(recommender.model, seed.article)).muted
    return {recommender.model.feature_name(column) for column in muted.tolist()}


def test_a_muted_word_takes_its_forms_and_the_phrases_that_hold_it_along() -> None:
    assert muted_names("Leaking") == {"leak"}
    assert {"water", "thame water"} <= muted_names("waters")
    assert all("water" in name for name in muted_names("waters"))


def test_a_muted_name_takes_along_the_words_that_stand_nowhere_else() -> None:
    found = muted_names("THAMES water")
    assert {"thame", "thame water"} <= found
    assert "water" not in found


def test_a_term_that_nobody_uses_mutes_nothing() -> None:
    assert muted_names("Xyzzy", "the") == set()

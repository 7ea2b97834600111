"""Boxes as shown: cards, and what is folded into them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import Recommender
from recommender.evaluation import Qrels, evaluate_boxes
from recommender.evaluation.measures import Measure
from recommender.evaluation.visible_cards import CARD_MEASURES, VisibleBox
from tests.support.builders import article, law

IDS = [f"a{at}" for at in range(8)]
GRADES = st.dictionaries(st.sampled_from(IDS), st.integers(0, 2))


@law
@given(st.permutations(IDS), st.lists(st.integers(1, 3), max_size=4), GRADES)
def test_the_measure_of_a_box_is_a_share_and_naming_more_never_lowers_it(
    ids: list[str], sizes: list[int], grades: dict[str, int]
) -> None:
    cards, at = [], 0
    for size in sizes:
        cards.append(ids[at : at + size])
        at += size
    cards = [card for card in cards if card]
    bare = [card[:1] for card in cards]
    if any(grades.values()):
        ndcg = Measure("nDCG", k=5)
        named, alone = (ndcg.score(VisibleBox(each, grades).graded("seed")) for each in (cards, bare))
        assert 0 <= alone <= named + 1e-9 <= 1 + 2e-9


@law
@given(st.permutations(IDS), GRADES)
def test_without_folding_it_is_the_measure_of_the_run(ids: list[str], grades: dict[str, int]) -> None:
    graded = VisibleBox([[each] for each in ids[:3]], grades).graded("seed")
    assert graded.ranked.tolist() == [grades.get(each, 0) for each in ids[:3]]
    missing = [0 for each in ids[:3] if each not in grades]
    assert graded.judged.tolist() == sorted([*grades.values(), *missing], reverse=True)


def test_every_table_holds_the_boxes_as_shown() -> None:
    """The copy is folded into its card: the run has both, the box one card, which names the other."""
    words = "A ferry ran aground off the northern quay in heavy fog, and all ninety passengers were brought ashore."
    other = "Ninety people were taken off a ferry that struck rocks near the quay while fog lay over the harbour."
    corpus = [
        article(article_id=each, title="", text=text, publisher=each, published_at="2026-03-14", language="en")
        for each, text in (("seed", words), ("a", other), ("b", other), ("copy", words))
    ]
    corpus += [article(article_id=f"x{at}", title="", text=f"Cup final number {at}.", language="en") for at in range(4)]
    qrels = Qrels({"seed": {"a": 2, "b": 2, "copy": 2}}, event_grade=2)
    found = evaluate_boxes(Recommender.fit(corpus), qrels, boxes=("none", "similar"), measures=("nDCG@5",), beside={})
    row = found.table.loc["recommender (similar)"]
    assert [row[name, "mean"] for name in CARD_MEASURES] == [1.0, 1.0, 1.0]
    assert found.outputs["recommender (similar)"].cards("seed") in ([["a", "b"]], [["b", "a"]])
    assert found.table.loc["recommender (none)", ("folded", "mean")] == 0
    assert "cards_nDCG" in str(found)


def test_without_judgements_nothing_is_measured_of_relevance(sample: Recommender) -> None:
    found = evaluate_boxes(sample, boxes=("similar",), beside={})
    with pytest.raises(KeyError):
        found.table["cards_nDCG"]

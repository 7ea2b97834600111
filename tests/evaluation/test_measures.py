"""Measures of relevance and of groups: worked by hand, as ir_measures has them, and their laws."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.evaluation import Qrels, Run, bcubed, parse_measure
from recommender.evaluation.measures import FORMULAS
from tests.support.builders import law
from tests.support.evaluation import IDS, compare, grades, mirrored, scores

MEASURES = [
    "nDCG", "nDCG@1", "nDCG@3", "nDCG@10", "AP", "AP@3", "AP(rel=2)", "RR", "RR(rel=2)", "P@5", "P(rel=2)@3",
    "R@3", "R@100", "Rprec", "Rprec(rel=2)", "Success@1", "Success@3", "Success(rel=3)@3",
]  # fmt: skip


def scored(measure: str, judged: Mapping[str, int], ranked: Sequence[str]) -> float:
    return parse_measure(measure).per_seed(Qrels({"s": judged}), Run.of_order({"s": ranked}))["s"]


@settings(law, max_examples=60)
@given(grades, scores)
def test_measures_equal_ir_measures(judged: Any, found: Any) -> None:
    # trec_eval puts ties in the order of falling ids, we in rising order: this referee gets the ids mirrored.
    compare(MEASURES, judged, Run.of_scores(found), mirrored(judged), mirrored(found))
    # A cut RR is MS MARCO's, who puts ties in our order.
    compare(["RR@2", "RR(rel=2)@3"], judged, Run.of_scores(found), judged, found)


def test_measures_worked_by_hand() -> None:
    judged = {"a": 2, "b": 1, "c": 0, "d": 1}
    ranked = ["x", "b", "a", "c"]
    dcg = 1 / math.log2(3) + 2 / math.log2(4)
    assert scored("nDCG@3", judged, ranked) == pytest.approx(dcg / (2 + 1 / math.log2(3) + 1 / 2))
    assert scored("AP", judged, ranked) == pytest.approx((1 / 2 + 2 / 3) / 3)
    assert scored("AP(rel=2)", judged, ranked) == pytest.approx(1 / 3)
    assert scored("RR", judged, ranked) == 1 / 2
    assert scored("RR@1", judged, ranked) == 0
    assert scored("P@5", judged, ranked) == 2 / 5
    assert scored("R@2", judged, ranked) == pytest.approx(1 / 3)
    assert scored("Rprec", judged, ranked) == pytest.approx(2 / 3)
    assert (scored("Success@1", judged, ranked), scored("Success@2", judged, ranked)) == (0, 1)


@given(st.dictionaries(st.sampled_from(IDS), st.integers(-1, 3)), st.permutations(IDS), st.sampled_from(MEASURES))
def test_measures_stay_between_0_and_1(judged: dict[str, int], ranked: list[str], measure: str) -> None:
    values = parse_measure(measure).per_seed(Qrels({"s": judged}), Run.of_order({"s": ranked}))
    assert all(0 <= value <= 1 + 1e-12 for value in values.values())


@given(
    st.dictionaries(st.sampled_from(IDS), st.integers(0, 3), min_size=1),
    st.sampled_from(["nDCG", "nDCG@3", "AP", "RR", "Rprec"]),
)
def test_the_ideal_ranking_scores_1(judged: dict[str, int], measure: str) -> None:
    ideal = Run.of_scores({"s": judged})
    values = parse_measure(measure).per_seed(Qrels({"s": judged}), ideal)
    assert list(values.values()) == [pytest.approx(1)] * any(judged.values())


@given(st.fixed_dictionaries({i: st.integers(0, 3) for i in IDS}), st.permutations(IDS), st.integers(0, 8))
def test_moving_a_more_relevant_article_up_never_lowers_ndcg(
    judged: dict[str, int], ranked: list[str], place: int
) -> None:
    better = list(ranked)
    better[place : place + 2] = sorted(ranked[place : place + 2], key=lambda i: -judged[i])
    if any(judged.values()):
        assert scored("nDCG@5", judged, better) >= scored("nDCG@5", judged, ranked) - 1e-12


def test_seeds_without_a_relevant_article_are_not_scored_and_those_without_a_ranking_score_0() -> None:
    qrels = Qrels({"found": {"a": 1}, "missed": {"a": 1}, "nothing": {"a": 0}, "empty": {}})
    run = Run.of_order({"found": ["a"], "nothing": ["a"], "not judged": ["a"]})
    assert parse_measure("nDCG@10").per_seed(qrels, run) == {"found": 1, "missed": 0}


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_its_name(name: str) -> None:
    assert str(parse_measure(name)) == name


def test_a_measure_may_be_called_by_its_common_name() -> None:
    names = ["ndcg@10", "MAP", "MRR", "recall@100", "Precision@5", "success@3"]
    assert [str(parse_measure(name)) for name in names] == ["nDCG@10", "AP", "RR", "R@100", "P@5", "Success@3"]


@pytest.mark.parametrize(
    "name", ["", "nDCG@0", "nDCG@-1", "P", "R", "Success", "Rprec@5", "nDCG(rel=2)", "F1", "AP(rel=0)"]
)
def test_a_name_that_is_no_measure_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"expected|takes no"):
        parse_measure(name)


def test_bcubed_worked_by_hand() -> None:
    # Found abcd and e, true ab and cde. Precision: four times 2/4, e 1. Recall: a 1, b 1, c 2/3, d 2/3, e 1/3.
    found = {"a": "1", "b": "1", "c": "1", "d": "1", "e": "2"}
    true = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "y"}
    assert list(bcubed(found, true)) == pytest.approx([3 / 5, 11 / 15, 2 * 3 * 11 / (5 * 15) / (20 / 15)])


def test_in_bcubed_an_article_in_no_group_is_alone_and_one_without_truth_is_left_out() -> None:
    assert list(bcubed({"a": "1", "z": "1"}, {"a": "x", "b": "x"})) == [1, 0.5, pytest.approx(2 / 3)]
    assert list(bcubed({}, {})) == [0, 0, 0]
    assert bcubed({"a": "b"}, {"a": "x", "b": "x"}).recall == 0.5


groupings = st.lists(st.sampled_from("uvw"), min_size=1, max_size=8).map(
    lambda labels: dict(zip(IDS, labels, strict=False))
)


@given(groupings, groupings)
def test_bcubed_equals_its_definition_article_by_article(found: dict[str, str], true: dict[str, str]) -> None:
    alone = {**{i: f"alone {i}" for i in true}, **found}

    def together(groups: Mapping[str, str], one: str) -> set[str]:
        return {other for other in true if groups[other] == groups[one]}

    shared = {i: len(together(alone, i) & together(true, i)) for i in true}
    precision, recall, _ = bcubed(found, true)
    assert precision == pytest.approx(np.mean([shared[i] / len(together(alone, i)) for i in true]))
    assert recall == pytest.approx(np.mean([shared[i] / len(together(true, i)) for i in true]))
    assert bcubed(true, true).f1 == pytest.approx(1)


def test_every_formula_can_be_named() -> None:
    assert {parse_measure(f"{name}@5" if name != "Rprec" else name).name for name in FORMULAS} == set(FORMULAS)

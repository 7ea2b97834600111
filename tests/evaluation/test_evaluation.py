"""The evaluation room: judgements, runs and measures."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.article import Article, ArticleId
from recommender.errors import CorpusError
from recommender.evaluation import (
    Qrels,
    Run,
    bcubed,
    parse_measure,
    qrels_from_groups,
    qrels_from_links,
    read_qrels,
    read_run,
    write_qrels,
    write_run,
)
from recommender.evaluation.measures import FORMULAS
from recommender.evaluation.trec import decode_id, encode_id
from tests.support.builders import law

MEASURES = [
    "nDCG", "nDCG@1", "nDCG@3", "nDCG@10", "AP", "AP@3", "AP(rel=2)", "RR", "RR(rel=2)", "P@5", "P(rel=2)@3",
    "R@3", "R@100", "Rprec", "Rprec(rel=2)", "Success@1", "Success@3", "Success(rel=3)@3",
]  # fmt: skip
IDS = [f"d{number}" for number in range(10)]
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)

ids = st.text(
    st.characters(categories=["L", "N", "P", "S"], include_characters=" %#20"), min_size=1, max_size=12
).filter(lambda text: text == text.strip())
grades = st.dictionaries(st.sampled_from(["s0", "s1", "s2"]), st.dictionaries(st.sampled_from(IDS), st.integers(0, 3)))
scores = st.dictionaries(
    st.sampled_from(["s0", "s1", "s2", "s9"]),
    st.dictionaries(st.sampled_from(IDS), st.sampled_from([0.0, 0.25, 0.5, 1.0])),
)


def article(article_id: str, title: str = "", text: str = "", **fields: Any) -> Article:
    return Article(article_id=ArticleId(article_id), title=title, text=text, **fields)


def scored(measure: str, judged: Mapping[str, int], ranked: Sequence[str]) -> float:
    return parse_measure(measure).per_seed(Qrels({"s": judged}), Run.of_order({"s": ranked}))["s"]


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    return path


# Judgements


def test_judgements_are_read_from_three_columns_with_a_header_or_without(tmp_path: Path) -> None:
    rows = "a\tb 1\t2\n\n# a remark\na\tc\t0\r\nb\ta\t1\n"
    expected = {"a": {"b 1": 2, "c": 0}, "b": {"a": 1}}
    assert read_qrels(written(tmp_path, "query_id\tdoc_id\tgrade\n" + rows)).grades == expected
    assert read_qrels(written(tmp_path, "\ufeff" + rows)).grades == expected


def test_judgements_are_read_from_the_four_columns_of_trec(tmp_path: Path) -> None:
    assert read_qrels(written(tmp_path, "a 0 b%201 2\na\t0\tc\t-1\n")).grades == {"a": {"b 1": 2, "c": -1}}


@pytest.mark.parametrize("bad", ["a\tb\ttwo", "a b 2", "a\t\t2", "a 0 b 2 x", "a\tb\t1.5", "a\tb\t9999999999999999999"])
def test_a_bad_judgement_is_reported_with_path_and_line(tmp_path: Path, bad: str) -> None:
    path = written(tmp_path, f"query_id\tdoc_id\tgrade\na\tb\t2\n{bad}\n")
    with pytest.raises(CorpusError, match="whole grade") as caught:
        read_qrels(path)
    assert (caught.value.path, caught.value.line) == (str(path), 3)


def test_a_header_counts_as_one_only_in_the_first_line(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        read_qrels(written(tmp_path, "a\tb\t2\nquery_id\tdoc_id\tgrade\n"))
    assert caught.value.line == 2


def test_a_pair_judged_twice_must_be_judged_the_same(tmp_path: Path) -> None:
    assert len(read_qrels(written(tmp_path, "a\tb\t2\na\tb\t2\n"))) == 1
    with pytest.raises(CorpusError, match="judged 2 before, now 1"):
        read_qrels(written(tmp_path, "a\tb\t2\na\tb\t1\n"))


def test_a_file_without_judgements_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no judgements"):
        read_qrels(written(tmp_path, "query_id\tdoc_id\tgrade\n"))


def test_a_file_that_is_missing_or_not_utf_8_is_a_corpus_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="No such file"):
        read_qrels(tmp_path / "absent")
    (tmp_path / "latin").write_bytes(b"a\tb\t2\na\t\xe9\t2\n")
    with pytest.raises(CorpusError, match="UTF-8"):
        read_run(tmp_path / "latin")


@law
@given(judged=st.dictionaries(ids, st.dictionaries(ids, st.integers(-2, 3), min_size=1), min_size=1))
def test_judgements_written_are_read_back(tmp_path_factory: pytest.TempPathFactory, judged: Any) -> None:
    path = tmp_path_factory.mktemp("qrels") / "qrels"
    write_qrels(path, Qrels(judged))
    assert read_qrels(path).grades == judged


@given(ids)
def test_any_id_is_one_word_that_decodes_to_it(article_id: str) -> None:
    word = encode_id(article_id)
    assert len(word.split()) == 1
    assert not word.startswith("#")
    assert decode_id(word) == article_id


def test_members_of_one_group_are_judged_relevant_to_each_other() -> None:
    assert qrels_from_groups({"a": "x", "b": "x", "c": "y", "d": "x"}, grade=1).grades == {
        "a": {"b": 1, "d": 1},
        "b": {"a": 1, "d": 1},
        "d": {"a": 1, "b": 1},
    }


def test_editors_links_are_resolved_by_title_and_by_url() -> None:
    corpus = [
        article("a", "Storm hits", links=("Trial opens", "https://x.example/c", "Gone story", "Storm hits")),
        article("b", "Trial opens", links=("Never printed",)),
        article("c", "Vote", url="https://x.example/c"),
        article("d", "Trial opens"),
    ]
    qrels, unresolved = qrels_from_links(iter(corpus))
    assert qrels.grades == {"a": {"b": 1, "d": 1, "c": 1}}
    assert unresolved == 2


# Runs


def test_a_run_is_ranked_by_score_then_id() -> None:
    run = Run.of_scores({"s": {"b": 1.0, "a": 1.0, "c": 2.0}})
    assert list(run.rankings["s"]) == [("c", 2.0), ("a", 1.0), ("b", 1.0)]
    assert run.ids("never asked") == ()


def test_boxes_become_a_run_in_their_own_order() -> None:
    run = Run.of_order({"s": ["z", "a"], "empty": []})
    assert run.ids("s") == ("z", "a")
    assert run == Run.of_scores({"s": {"z": 1.0, "a": 0.5}, "empty": {}})


@law
@given(found=st.dictionaries(ids, st.dictionaries(ids, st.floats(-1e3, 1e3, width=32), min_size=1)))
def test_a_run_written_is_read_back_in_the_same_order(tmp_path_factory: pytest.TempPathFactory, found: Any) -> None:
    run = Run.of_scores(found)
    path = tmp_path_factory.mktemp("runs") / "run"
    write_run(path, run, "ours")
    back = read_run(path)
    assert {seed: back.ids(seed) for seed in back.rankings} == {seed: run.ids(seed) for seed in run.rankings}
    for seed, ranking in run:
        assert list(back.rankings[seed].scores) == pytest.approx(list(ranking.scores), rel=1e-5, abs=1e-37)


def test_a_run_file_has_the_columns_of_trec_and_no_ties(tmp_path: Path) -> None:
    path = tmp_path / "run"
    write_run(path, Run.of_scores({"s 1": {"a": 0.5, "b": 0.5}}), "ours")
    assert path.read_text() == "s%201 Q0 a 1 0.5 ours\ns%201 Q0 b 2 0.49999997 ours\n"


@settings(law, max_examples=40)
@given(grades, scores)
def test_trec_eval_ranks_a_written_run_as_we_do(
    tmp_path_factory: pytest.TempPathFactory, judged: Any, found: Any
) -> None:
    path = tmp_path_factory.mktemp("runs") / "run"
    write_run(path, Run.of_scores(found), "ours")
    in_file = {seed: dict(ranking) for seed, ranking in read_run(path)}
    compare(["nDCG", "AP", "RR"], judged, Run.of_scores(found), judged, in_file)


def test_a_run_is_written_as_it_comes(tmp_path: Path) -> None:
    write_run(tmp_path / "run", ((f"s{i}", [("a", 1.0)]) for i in range(3)), "ours")
    assert list(read_run(tmp_path / "run").rankings) == ["s0", "s1", "s2"]


def test_an_interrupted_write_leaves_the_old_run(tmp_path: Path) -> None:
    path = tmp_path / "run"
    write_run(path, Run.of_order({"s": ["a"]}), "old")

    def torn() -> Any:
        yield "s", [("b", 1.0)]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_run(path, torn(), "new")
    assert read_run(path).ids("s") == ("a",)
    assert [file.name for file in tmp_path.iterdir()] == ["run"]


def test_a_pipe_is_written_to_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    write_run(path, Run.of_order({"s": ["a"]}), "ours")
    assert os.read(reader, 100).startswith(b"s Q0 a 1 ")
    assert path.is_fifo()
    os.close(reader)


@pytest.mark.parametrize(
    "bad", ["s Q0 b 2 0.5", "s Q0 b 2 high ours", "s Q0 b 2 nan ours", "s Q0 b 2 inf ours", "s Q0 a 2 0.5 ours"]
)
def test_a_bad_line_of_a_run_is_reported_with_its_number(tmp_path: Path, bad: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read_run(written(tmp_path, f"s Q0 a 1 1.0 ours\n{bad}\n"))
    assert caught.value.line == 2


def test_a_tag_is_one_word(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one word"):
        write_run(tmp_path / "run", Run({}), "two words")


# Measures


@settings(law, max_examples=60)
@given(grades, scores)
def test_measures_equal_ir_measures(judged: Any, found: Any) -> None:
    # trec_eval puts ties in the order of falling ids, we in rising order: this referee gets the ids mirrored.
    compare(MEASURES, judged, Run.of_scores(found), mirrored(judged), mirrored(found))
    # A cut RR is MS MARCO's, who puts ties in our order.
    compare(["RR@2", "RR(rel=2)@3"], judged, Run.of_scores(found), judged, found)


def mirrored(by_seed: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    mirror = dict(zip(IDS, reversed(IDS), strict=True))
    return {seed: {mirror[article_id]: value for article_id, value in by_id.items()} for seed, by_id in by_seed.items()}


def compare(names: Sequence[str], judged: Any, run: Run, their_judged: Any, their_run: Any) -> None:
    metrics = ir_measures.iter_calc([ir_measures.parse_measure(name) for name in names], their_judged, their_run)
    theirs = {(str(metric.measure), metric.query_id): metric.value for metric in metrics}
    qrels = Qrels(judged)
    for name in names:
        ours = parse_measure(name).per_seed(qrels, run)
        assert list(ours) == qrels.seeds()
        assert ours == {seed: pytest.approx(theirs[name, seed], abs=1e-9) for seed in ours}
    assert all(value == 0 for (_, seed), value in theirs.items() if seed not in qrels.seeds())


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

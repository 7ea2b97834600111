"""The evaluation's tables: what a newsroom sees, how sure a mean is, and boxes beside baselines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain, product

import numpy as np
import pandas as pd
import pytest

from recommender import Recommender
from recommender.cli.demo import sample_folder
from recommender.errors import CorpusError
from recommender.evaluation import (
    BASELINES,
    Qrels,
    Run,
    Setting,
    bcubed,
    choose_seeds,
    evaluate_boxes,
    evaluate_stories,
    parse_measure,
    read_qrels,
)
from recommender.evaluation.beyond_accuracy import NEWSROOM, coverage, describe_boxes
from recommender.evaluation.measures import bcubed_scores
from recommender.evaluation.report import format_table, relevance, tabulate
from recommender.evaluation.significance import Samples, bootstrap_intervals, randomisation_test
from recommender.index.searcher import Searcher
from tests.support.builders import article, catalogue, matrix_of

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


# What a newsroom sees


def index_of(vectors: Mapping[str, Sequence[float]], **facts: Mapping[str, object]) -> Searcher:
    """Return an index of articles with these vectors and, by field and id, these facts."""
    articles = [
        article(article_id=id_, **{field: values[id_] for field, values in facts.items() if id_ in values})
        for id_ in vectors
    ]
    return Searcher.build(catalogue(*articles), matrix_of(list(vectors.values())))


def described(
    boxes: Mapping[str, Sequence[str]], index: Searcher, *, k: int, same: Mapping[str, str]
) -> dict[str, object]:
    """Return the mean of each newsroom measure over the seeds, and what all boxes show."""
    groups = {seed: {other for other in same if same[other] == same[seed]} for seed in same}
    samples = describe_boxes(boxes, index, k=k, same_event_of=groups.get)
    return dict(zip(NEWSROOM, samples.means().tolist(), strict=True)) | coverage(boxes, index)


ALIKE: Mapping[str, Sequence[float]] = {
    "a": [1, 0, 0, 0],
    "b": [0.96, 0.28, 0, 0],
    "c": [0, 0, 1, 0],
    "d": [0, 0, 0.6, 0.8],
    "e": [0, 0, 0, 1],
}


def test_boxes_are_described_by_what_is_known_of_their_cards() -> None:
    index = index_of(
        ALIKE,
        publisher={"b": "P", "c": "P", "d": "Q"},
        published_at={"a": NOON, "b": NOON - timedelta(days=3), "c": NOON - timedelta(days=4)},
    )
    boxes = {"a": ["b", "c"], "b": ["c", "d"], "c": [], "d": ["a"], "e": ["taken down"]}
    numbers = described(boxes, index, k=2, same={"a": "x", "b": "x", "d": "y"})
    assert numbers == {
        "full_boxes": 2 / 5,
        "near_duplicates": pytest.approx(1 / 5),
        "same_event": pytest.approx(1 / 5),
        "publishers": pytest.approx(3 / 2),
        # The median of a's cards is 3.5 days, and c is a day from b.
        "age_days": pytest.approx((3.5 + 1) / 2),
        "intra_list_similarity": pytest.approx((0 + 0.6) / 2),
        "coverage": 4 / 5,
        "never_shown": 1,
    }


def test_a_card_is_a_near_duplicate_of_the_seed_or_of_a_card_above_it() -> None:
    index = index_of(ALIKE)
    for seed, cards, share in (("a", "bc", 1 / 2), ("c", "ab", 1 / 2), ("c", "ba", 1 / 2), ("d", "ac", 0)):
        assert described({seed: list(cards)}, index, k=2, same={})["near_duplicates"] == pytest.approx(share)


def test_a_card_newer_than_its_seed_is_as_far_from_it_as_an_older_one() -> None:
    times = {"a": NOON, "b": NOON + timedelta(days=2)}
    numbers = described({"a": ["b"], "b": ["a"]}, index_of(ALIKE, published_at=times), k=1, same={})
    assert numbers["age_days"] == 2


def test_what_is_not_known_weighs_nothing() -> None:
    samples = describe_boxes({"a": [], "b": ["c"]}, index_of(ALIKE), k=5, same_event_of={"b": {"c"}}.get)
    weights = dict(zip(NEWSROOM, samples.weights.T.tolist(), strict=True))
    assert weights == {
        "full_boxes": [1, 1],
        "near_duplicates": [0, 1],
        "same_event": [0, 1],
        "publishers": [0, 0],
        "age_days": [0, 0],
        "intra_list_similarity": [0, 0],
    }
    assert np.isnan(samples.values).tolist() == (samples.weights == 0).tolist()


# Significance


def test_the_interval_is_that_of_the_normal_theory_where_it_holds() -> None:
    values = np.random.default_rng(1).normal(0.5, 0.2, (400, 2))
    low, high = bootstrap_intervals(Samples.of(values))
    error = 1.96 * values.std(axis=0) / 20
    assert low == pytest.approx(values.mean(axis=0) - error, abs=0.002)
    assert high == pytest.approx(values.mean(axis=0) + error, abs=0.002)


def test_draws_in_blocks_are_the_draws_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(2).random((30, 3))
    at_once = (
        bootstrap_intervals(Samples.of(values), resamples=100),
        randomisation_test(Samples.of(values), Samples.of(values[::-1]), resamples=100),
    )
    monkeypatch.setattr("recommender.evaluation.significance._DRAWS_AT_ONCE", 7 * 30)
    in_blocks = (
        bootstrap_intervals(Samples.of(values), resamples=100),
        randomisation_test(Samples.of(values), Samples.of(values[::-1]), resamples=100),
    )
    assert at_once[0] == pytest.approx(in_blocks[0], abs=1e-12)
    assert at_once[1] == pytest.approx(in_blocks[1], abs=0.03)


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others() -> None:
    values = np.random.default_rng(3).random((30, 1))
    other = np.random.default_rng(4).random((30, 1))
    assert np.array_equal(
        bootstrap_intervals(Samples.of(values), seed=5), bootstrap_intervals(Samples.of(values), seed=5)
    )
    assert not np.array_equal(
        bootstrap_intervals(Samples.of(values), seed=5), bootstrap_intervals(Samples.of(values), seed=6)
    )
    assert randomisation_test(Samples.of(values), Samples.of(other), seed=5) == randomisation_test(
        Samples.of(values), Samples.of(other), seed=5
    )
    assert randomisation_test(Samples.of(values), Samples.of(other), seed=5) != randomisation_test(
        Samples.of(values), Samples.of(other), seed=6
    )


def test_the_p_value_is_that_of_all_signs() -> None:
    generator = np.random.default_rng(7)
    values, baseline = generator.random((10, 1)) + 0.15, generator.random((10, 1))
    signs = np.array(list(product([-1, 1], repeat=10)))
    means = np.abs(signs @ (values - baseline))
    exact = (means >= np.abs((values - baseline).sum()) - 1e-12).mean()
    assert 0.01 < exact < 0.5
    assert randomisation_test(Samples.of(values), Samples.of(baseline), resamples=20_000)[0] == pytest.approx(
        exact, abs=0.01
    )


def test_a_system_does_not_differ_from_itself() -> None:
    values = np.random.default_rng(8).random((20, 2))
    assert randomisation_test(Samples.of(values), Samples.of(values)).tolist() == [1, 1]


def test_a_mean_weighs_each_seed_by_its_cards() -> None:
    samples = Samples.of(np.array([[1.0], [0.0], [np.nan]]), np.array([[1.0], [3.0], [2.0]]))
    assert samples.means().tolist() == [0.25]
    assert samples.weights.tolist() == [[1], [3], [0]]


def test_a_weighted_interval_is_that_of_the_shares_in_redrawn_seeds() -> None:
    generator = np.random.default_rng(11)
    weights = generator.integers(0, 6, 200).astype(np.float64)
    values = generator.random(200)
    low, high = bootstrap_intervals(Samples.of(values[:, None], weights[:, None]))[:, 0]
    drawn = generator.integers(0, 200, (5_000, 200))
    shares = (weights * values)[drawn].sum(axis=1) / weights[drawn].sum(axis=1)
    assert (low, high) == (
        pytest.approx(np.quantile(shares, 0.025), abs=0.004),
        pytest.approx(np.quantile(shares, 0.975), abs=0.004),
    )


def test_a_weighted_p_value_is_that_of_all_swaps() -> None:
    generator = np.random.default_rng(12)
    ours, theirs = (
        Samples.of(generator.random((8, 1)) + shift, generator.integers(1, 6, (8, 1)).astype(np.float64))
        for shift in (0.3, 0.0)
    )
    seen = abs(float(ours.means()[0] - theirs.means()[0]))
    as_large = 0
    for swaps in product([False, True], repeat=8):
        one = Samples(*(np.where(np.array(swaps)[:, None], b, a) for a, b in zip(ours, theirs, strict=True)))
        two = Samples(*(np.where(np.array(swaps)[:, None], a, b) for a, b in zip(ours, theirs, strict=True)))
        as_large += abs(float(one.means()[0] - two.means()[0])) >= seen - 1e-12
    exact = as_large / 2**8
    assert 0.01 < exact < 0.5
    assert randomisation_test(ours, theirs, resamples=20_000)[0] == pytest.approx(exact, abs=0.01)


def test_of_what_is_known_of_no_seed_nothing_is_said() -> None:
    nothing = Samples.of(np.full((4, 1), np.nan))
    something = Samples.of(np.ones((4, 1)))
    assert np.isnan([nothing.means(), *bootstrap_intervals(nothing), randomisation_test(something, nothing)]).all()


# The table


def table_of(qrels: Qrels, runs: Mapping[str, Run], names: Sequence[str], baseline: str | None = None) -> pd.DataFrame:
    measures = [parse_measure(name) for name in names]
    samples = {name: relevance(qrels, qrels.seeds(), run, measures) for name, run in runs.items()}
    return tabulate(samples, list(map(str, measures)), baseline=baseline)


def test_the_table_has_mean_interval_and_p_of_each_system() -> None:
    qrels = Qrels({f"s{i}": {"a": 2, "b": 1} for i in range(8)} | {"nothing": {"a": 0}})
    good = Run.of_order({f"s{i}": ["a", "b"] for i in range(8)})
    poor = Run.of_order({f"s{i}": ["x", "y", "b"] for i in range(7)} | {"not judged": ["a"]})
    frame = table_of(qrels, {"poor": poor, "good": good}, ["nDCG@10", "MRR"], baseline="poor")
    assert list(frame.index) == ["poor", "good"]
    assert [tuple(column) for column in frame.columns] == list(product(["nDCG@10", "RR"], ["mean", "low", "high", "p"]))
    assert list(frame.loc["good"]) == [1, 1, 1, pytest.approx(1 / 128, abs=0.005)] * 2
    assert frame.loc["poor", ("RR", "mean")] == pytest.approx(7 / 24)
    assert np.isnan(frame["RR"]["p"]["poor"])
    assert (frame["RR"]["low"] <= frame["RR"]["mean"]).all()


def test_the_table_is_the_same_twice_and_whatever_the_other_systems() -> None:
    qrels = Qrels({f"s{i}": {"a": 1} for i in range(9)})
    one = Run.of_order({f"s{i}": ["x"] * (i % 3) + ["a"] for i in range(9)})
    other = Run.of_order({f"s{i}": ["x"] * (i % 2) + ["a"] for i in range(9)})
    alone, beside = table_of(qrels, {"one": one}, ["RR"]), table_of(qrels, {"other": other, "one": one}, ["RR"])
    assert list(alone.loc["one"]) == pytest.approx(list(beside.loc["one"]), abs=1e-12)
    assert alone.equals(table_of(qrels, {"one": one}, ["RR"]))


def test_a_table_is_aligned_text_and_goes_on_below_where_it_is_too_wide() -> None:
    qrels = Qrels({"s": {"a": 1}, "t": {"b": 1}})
    runs = {"ours": Run.of_order({"s": ["a"], "t": ["b"]}), "another": Run.of_order({"s": ["x", "a"]})}
    frame = table_of(qrels, runs, ["RR", "P@1"], baseline="another")
    p = f"p={frame['RR']['p']['ours']:.4f}"
    assert format_table(frame).splitlines() == [
        "         RR                             P@1",
        f"ours     1.000 [1.000, 1.000] {p}  1.000 [1.000, 1.000] {p}",
        "another  0.250 [0.000, 0.500]           0.000 [0.000, 0.000]",
    ]
    assert format_table(frame, width=50).splitlines() == [
        "         RR",
        f"ours     1.000 [1.000, 1.000] {p}",
        "another  0.250 [0.000, 0.500]",
        "",
        "         P@1",
        f"ours     1.000 [1.000, 1.000] {p}",
        "another  0.000 [0.000, 0.000]",
    ]
    assert "p=" not in format_table(table_of(qrels, runs, ["RR"]))
    assert format_table(table_of(Qrels({"s": {"a": 0}}), runs, ["RR"])).count("–") == 2


def test_what_cannot_be_put_in_a_table_is_refused() -> None:
    qrels, runs = Qrels({"s": {"a": 1}}), {"ours": Run.of_order({"s": ["a"]})}
    with pytest.raises(ValueError, match="baseline"):
        table_of(qrels, runs, ["RR"], baseline="theirs")
    with pytest.raises(ValueError, match="one system and one measure"):
        table_of(qrels, {}, ["RR"])


# Boxes beside baselines


@pytest.fixture(scope="module")
def qrels() -> Qrels:
    return read_qrels(sample_folder() / "qrels.tsv")


@pytest.fixture(scope="module")
def few(qrels: Qrels) -> Qrels:
    return qrels.of_seeds(qrels.seeds()[::11])


def test_boxes_stand_beside_baselines_and_other_engines_on_the_same_seeds(sample: Recommender, few: Qrels) -> None:
    theirs = Run.of_order({seed: list(grades) for seed, grades in few.grades.items()})
    found = evaluate_boxes(sample, few, boxes=("none", "similar"), runs={"theirs": theirs})
    systems = ["recommender (none)", "recommender (similar)", "scikit-learn", "bm25", "theirs"]
    assert list(found.table.index) == list(found.outputs) == systems
    assert found.table.loc["theirs", ("RR", "mean")] == 1
    assert list(found.per_seed.index) == few.seeds()
    for system in systems:
        for name in ("nDCG@10", "full_boxes", "publishers"):  # which weigh every seed alike
            mean = found.per_seed[system][name].mean()
            assert found.table.loc[system, (name, "mean")] == pytest.approx(mean), (system, name)
    assert found.table.attrs["seeds_scored"] == len(few.seeds())
    assert found.table.attrs["seeds_without_judgements"] == len(sample.catalogue) - len(few.seeds())
    assert found.table.attrs["baseline"] == "scikit-learn"


def test_a_box_is_what_the_site_would_show(sample: Recommender, few: Qrels) -> None:
    answers = evaluate_boxes(sample, few, boxes=("similar", "none"), setting=Setting(k=3), beside={}).outputs
    for seed in few.seeds():
        cards = [card.article_id for card in sample.similar(seed, k=3).cards]
        assert answers["recommender (similar)"].boxes[seed] == cards
        assert answers["recommender (none)"].boxes[seed] == sample.ranking(seed, "none", 3)


def test_related_is_scored_by_other_events_and_what_shows_its_own_is_seen(sample: Recommender, few: Qrels) -> None:
    found = evaluate_boxes(sample, few, boxes=("related",), beside={})
    assert list(found.table.index) == ["recommender (related)", "similar minus duplicates"]
    assert found.qrels == few.background()
    share = found.table["same_event"]["mean"]
    assert share["recommender (related)"] < 0.05 < share["similar minus duplicates"]
    boxes = found.outputs["similar minus duplicates"].boxes
    cards = [(seed, card) for seed, shown in boxes.items() for card in shown if few.same_event(seed)]
    same = sum(few.grades[seed].get(card) == 2 for seed, card in cards)
    assert share["similar minus duplicates"] == pytest.approx(same / len(cards))


def test_without_judgements_all_articles_are_seeds_and_what_a_newsroom_sees_is_measured(sample: Recommender) -> None:
    found = evaluate_boxes(sample, beside={}, setting=Setting(depth=5))
    assert list(found.per_seed.index) == list(sample.catalogue.article_ids())
    assert set(found.per_seed.columns.get_level_values("measure")) == set(NEWSROOM)
    assert found.table.attrs["seeds_scored"] == 0
    assert found.table["same_event"]["mean"].isna().all()


def test_seeds_can_be_those_of_a_time(sample: Recommender, qrels: Qrels) -> None:
    since, until = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 4, 20, tzinfo=UTC)
    chosen = choose_seeds(sample.index.base.catalogue, qrels, Setting(since=since, until=until))
    times = {one.article_id: one.published_at for one in sample.catalogue}
    inside = [seed for seed, time in times.items() if time and since <= time <= until]
    assert chosen.seeds == sorted(set(inside) & set(qrels.seeds()))
    assert set(chosen.qrels.grades) == set(chosen.seeds)
    assert 0 < len(chosen.seeds) < len(qrels.seeds())
    with pytest.raises(CorpusError, match="judged seeds is of the time"):
        choose_seeds(sample.index.base.catalogue, qrels, Setting(since=datetime(2030, 1, 1, tzinfo=UTC)))


def test_in_a_replay_no_candidate_is_newer_than_the_seed(sample: Recommender, qrels: Qrels) -> None:
    setting, qrels = Setting(replay=True), qrels.of_seeds(qrels.seeds()[::7])
    theirs = Run.of_order({seed: sorted(sample.catalogue.article_ids()) for seed in qrels.seeds()})
    found = evaluate_boxes(
        sample,
        qrels,
        boxes=("none", "similar", "related"),
        setting=setting,
        beside=BASELINES,
        runs={"theirs": theirs},
    )
    base = sample.index.base.catalogue
    times = dict(zip(base.ids, base.published_at.tolist(), strict=True))
    listed = 0
    for answers in found.outputs.values():
        for seed in found.per_seed.index:
            for other in (*answers.run.ids(seed), *answers.boxes[seed]):
                assert times[other] <= times[seed]
                assert other != seed
                listed += 1
    assert listed > 5_000
    judged = evaluate_boxes(sample, qrels, setting=setting, beside={}).qrels
    assert all(times[other] <= times[seed] for seed, grades in judged.grades.items() for other in grades)
    later = [seed for seed in qrels.seeds() if min(times[other] for other in qrels.grades[seed]) > times[seed]]
    assert later
    assert not set(later) & set(judged.grades)


def test_in_a_replay_and_in_a_split_by_time_what_has_no_time_is_no_seed() -> None:
    corpus = catalogue(article(article_id="a"), article(article_id="b", published_at="2026-03-01T00:00:00Z"))
    qrels = Qrels({"a": {"b": 1}, "b": {"a": 1}})
    assert choose_seeds(corpus, qrels, Setting()).seeds == ["a", "b"]
    assert choose_seeds(corpus, qrels, Setting(replay=True)).seeds == ["b"]
    assert choose_seeds(corpus, qrels, Setting(until=NOON)).seeds == ["b"]


def test_judged_seeds_that_are_not_in_the_corpus_are_counted(sample: Recommender, few: Qrels) -> None:
    more = Qrels({**few.grades, "elsewhere": {"a": 1}, "nothing": {"a": 0}})
    chosen = choose_seeds(sample.index.base.catalogue, more, Setting())
    assert (chosen.seeds, chosen.unknown) == (few.seeds(), 1)
    with pytest.raises(CorpusError, match="none of the 1 seeds"):
        choose_seeds(sample.index.base.catalogue, Qrels({"elsewhere": {"a": 1}}), Setting())


def test_a_box_has_a_card_and_no_more_than_are_ranked() -> None:
    for k in (0, 11):
        with pytest.raises(ValueError, match="k: expected 1"):
            Setting(k=k, depth=10)


# Stories


def test_the_stories_of_a_recommender_are_measured_where_events_are_judged(sample: Recommender, qrels: Qrels) -> None:
    found = evaluate_boxes(sample, qrels, beside={}, setting=Setting(since=datetime(2026, 4, 24, tzinfo=UTC))).stories
    assert found is not None
    assert found.attrs == {"events": len(set(qrels.events().values())), "articles": len(qrels.events())}
    f1 = found["F1", "mean"].to_dict()
    assert f1["stories"] > f1["each alone"]
    catalogue, events = sample.catalogue, qrels.events()
    stories = {each: sample.stories.id_of(catalogue.row_of(each), catalogue) for each in events}
    assert list(found.loc["stories"].xs("mean", level="statistic")) == pytest.approx(list(bcubed(stories, events)))
    related = Qrels({seed: dict.fromkeys(grades, 1) for seed, grades in qrels.grades.items()})
    assert evaluate_boxes(sample, related.of_seeds(qrels.seeds()[:3]), beside={}).stories is None


def test_articles_linked_by_judgements_of_one_event_are_one_event() -> None:
    judged = Qrels({"d": {"c": 2}, "a": {"b": 2, "z": 1}, "c": {"b": 2}, "x": {"y": 2}, "alone": {"a": 1}})
    assert judged.events() == {"a": "a", "b": "a", "c": "a", "d": "a", "x": "x", "y": "x"}
    assert replace(judged, event_grade=None).events() == {}


def test_stories_that_are_the_events_are_without_fault() -> None:
    events = {f"a{i}": f"e{i % 5}" for i in range(23)}
    frame = evaluate_stories({article_id: f"story of {event}" for article_id, event in events.items()}, events)
    assert (frame.loc["stories"] == 1).all()
    alone = frame.loc["each alone"]
    assert alone["precision"].to_list() == [1, 1, 1]
    assert alone["recall", "mean"] == pytest.approx(5 / 23)
    assert frame.attrs == {"events": 5, "articles": 23}


def test_stories_are_measured_by_bcubed_with_intervals_over_events() -> None:
    generator = np.random.default_rng(5)
    events = {f"a{i}": f"e{generator.integers(40)}" for i in range(300)}
    found = {id_: event if generator.random() < 0.8 else f"s{generator.integers(9)}" for id_, event in events.items()}
    row = evaluate_stories(found, events).loc["stories"]
    assert [row[name, "mean"] for name in ("precision", "recall", "F1")] == pytest.approx(list(bcubed(found, events)))
    scores = bcubed_scores(found, events)
    members = [[scores[id_] for id_ in events if events[id_] == event] for event in sorted(set(events.values()))]
    drawn = []
    for _ in range(2_000):
        redrawn = [members[at] for at in generator.integers(len(members), size=len(members))]
        precision, recall = np.mean(list(chain.from_iterable(redrawn)), axis=0)
        drawn.append((precision, recall, 2 * precision * recall / (precision + recall)))
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    assert [row[name, "low"] for name in ("precision", "recall", "F1")] == pytest.approx(low, abs=0.01)
    assert [row[name, "high"] for name in ("precision", "recall", "F1")] == pytest.approx(high, abs=0.01)

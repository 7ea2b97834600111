"""The evaluation of boxes beside other systems, on the same seeds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from recommender import Recommender
from recommender.errors import CorpusError
from recommender.evaluation import BASELINES, Qrels, Run, Setting, bcubed, choose_seeds, evaluate_boxes
from recommender.evaluation.beyond_accuracy import NEWSROOM
from tests.support.builders import article, catalogue

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


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

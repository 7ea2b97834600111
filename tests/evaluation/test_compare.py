"""Two models, compared: wins, losses, and the boxes that changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from recommender import Recommender
from recommender.cli.demo import sample_folder
from recommender.errors import CorpusError
from recommender.evaluation import Qrels, Setting, compare_boxes, read_qrels
from recommender.evaluation.compare import Change, _changes
from recommender.ranking import CloseInTime, Cut
from tests.support.builders import article


@pytest.fixture(scope="module")
def few() -> Qrels:
    qrels = read_qrels(sample_folder() / "qrels.tsv")
    return qrels.of_seeds(qrels.seeds()[::9])


@pytest.fixture(scope="module")
def plain(sample: Recommender) -> Recommender:
    """Return the sample's model with boxes that fold nothing and leave nothing out."""
    return replace(sample, policies={**sample.policies, "similar": (CloseInTime(), Cut())})


def test_a_model_does_not_differ_from_itself(sample: Recommender, few: Qrels) -> None:
    found = compare_boxes(sample, sample, few)
    facts = found.evaluation.table.attrs
    assert (facts["wins"], facts["losses"], facts["ties"]) == (0, 0, len(few.seeds()))
    assert facts["boxes_changed"] == 0
    assert found.seeds.empty
    assert not any(found.changes.values())


def test_wins_and_losses_come_largest_first_and_count_all_seeds(
    sample: Recommender, plain: Recommender, few: Qrels
) -> None:
    found = compare_boxes(plain, sample, few, measures=("nDCG@5", "AP"))
    scores = {name: found.evaluation.per_seed[name, "nDCG@5"] for name in ("old", "new")}
    difference = scores["new"] - scores["old"]
    facts = found.evaluation.table.attrs
    assert found.measure == "nDCG@5"
    assert facts["wins"] == (difference > 0).sum() > 0
    assert facts["losses"] == (difference < 0).sum()
    assert facts["wins"] + facts["losses"] + facts["ties"] == len(few.seeds())
    sizes = found.seeds["difference"].abs().to_list()
    assert sizes == sorted(sizes, reverse=True)
    assert found.seeds["difference"].to_list() == pytest.approx(difference[found.seeds.index].to_list())
    boxes = [found.evaluation.outputs[name].boxes for name in ("old", "new")]
    assert facts["boxes_changed"] == sum(boxes[0][seed] != boxes[1][seed] for seed in few.seeds())


def test_the_other_way_round_wins_are_losses(sample: Recommender, plain: Recommender, few: Qrels) -> None:
    there, back = compare_boxes(plain, sample, few), compare_boxes(sample, plain, few)
    one, other = there.evaluation.table.attrs, back.evaluation.table.attrs
    assert (one["wins"], one["losses"]) == (other["losses"], other["wins"])
    assert set(there.seeds.index) == set(back.seeds.index)


def test_models_of_different_articles_are_asked_for_seeds_that_both_know(sample: Recommender, few: Qrels) -> None:
    fewer = Recommender.fit(list(sample.catalogue)[::3])
    found = compare_boxes(sample, fewer, few)
    assert list(found.evaluation.per_seed.index) == [seed for seed in few.seeds() if seed in fewer.catalogue]
    went = [change for changes in found.changes.values() for change in changes if change.new_rank is None]
    assert any(change.article_id not in fewer.catalogue for change in went)
    others = Recommender.fit([article(article_id="x", title="Another paper")])
    with pytest.raises(CorpusError, match="the models asked for"):
        compare_boxes(others, sample, few)


def test_without_judgements_nothing_is_won_and_all_boxes_are_compared(sample: Recommender, plain: Recommender) -> None:
    since = datetime(2026, 4, 24, tzinfo=UTC)
    found = compare_boxes(plain, sample, setting=Setting(k=3, depth=3, since=since))
    assert found.measure is None
    assert "wins" not in found.evaluation.table.attrs
    assert found.seeds["box_changed"].all()
    assert len(found.seeds) == found.evaluation.table.attrs["boxes_changed"] > 0


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("ab", "ab", []),
        ("ab", "ac", [("b", 2, None), ("c", None, 2)]),
        ("ab", "ba", [("a", 1, 2), ("b", 2, 1)]),
        ("abc", "bc", [("a", 1, None)]),  # b and c only moved up
        ("ab", "xab", [("x", None, 1)]),
        ("", "a", [("a", None, 1)]),
    ],
)
def test_a_change_is_a_card_that_went_came_or_moved_against_another(
    was: str, now: str, expected: list[tuple[str, int | None, int | None]]
) -> None:
    corpus = Recommender.fit([article(article_id=id_, title=f"Story {id_}") for id_ in "abcx"])
    changes = list(_changes(corpus, corpus, list(was), list(now)))
    assert changes == [Change(id_, f"Story {id_}", old, new) for id_, old, new in expected]

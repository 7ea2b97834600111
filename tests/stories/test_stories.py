"""The stories of a snapshot: as they were saved, or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from recommender import Recommender
from recommender.errors import SnapshotError
from recommender.snapshots.arrays import TextColumn
from recommender.stories import StoryThreshold, TrainedStories
from recommender.stories.passes import Membership
from tests.support.builders import Damage, drop, put
from tests.support.newsroom import newsroom


def arrays_of(recommender: Recommender) -> dict[str, NDArray[Any]]:
    return dict(recommender.stories.base.to_arrays())


def loaded(recommender: Recommender, arrays: dict[str, NDArray[Any]], threshold: object = None) -> TrainedStories:
    index, parameters = recommender.index.base, recommender.stories.base.threshold._asdict()
    return TrainedStories.from_arrays(
        parameters if threshold is None else threshold,
        arrays,
        corpus=index,
        number_columns=recommender.model.number_columns(),
    )


def test_stories_are_loaded_as_they_were_saved(served: Recommender, tmp_path: Path) -> None:
    after = Recommender.fit(newsroom(), before=served)
    after.save(tmp_path / "one")
    again = Recommender.load(tmp_path / "one").stories.base
    assert again.n_terms.tolist() == after.stories.base.n_terms.tolist()
    for name in Membership._fields:
        one, other = getattr(again.membership, name), getattr(after.stories.base.membership, name)
        assert (one.dtype, one.tolist()) == (other.dtype, other.tolist()), name
    assert (again.ids, again.redirects, again.threshold) == (
        after.stories.base.ids,
        after.stories.base.redirects,
        after.stories.base.threshold,
    )


@pytest.mark.parametrize(
    "damage",
    [
        drop("numbers"),
        drop("ids_data"),
        put("numbers", [0] * 8, np.int32),
        put("numbers", [99] * 9, np.int32),
        put("numbers", [-1] * 9, np.int32),
        put("numbers", [0] * 9, np.int32),
        put("numbers", [0] * 9, np.int64),
        put("squares", [1.0], np.float64),
        put("squares", [np.nan] * 3, np.float64),
        put("squares", [-1.0] * 3, np.float64),
        put("fingerprint", [0] * 16, np.uint8),
        lambda arrays: arrays.update(TextColumn.of(["x"] * 3).to_arrays("ids")),
        lambda arrays: arrays.update(TextColumn.of(["x"]).to_arrays("redirected")),
        lambda arrays: arrays.update(
            {**TextColumn.of(["x"]).to_arrays("redirected"), **TextColumn.of(["y"]).to_arrays("leads_to")}
        ),
    ],
)
def test_damaged_stories_are_refused(served: Recommender, damage: Damage) -> None:
    arrays = arrays_of(served)
    loaded(served, dict(arrays))
    damage(arrays)
    with pytest.raises(SnapshotError):
        loaded(served, arrays)


@pytest.mark.parametrize(
    "threshold",
    [[], {"base": 1.0}, StoryThreshold()._asdict() | {"base": "x"}, StoryThreshold()._asdict() | {"base": 0.0}],
)
def test_a_threshold_of_other_parameters_is_refused(served: Recommender, threshold: object) -> None:
    with pytest.raises(SnapshotError):
        loaded(served, arrays_of(served), threshold)

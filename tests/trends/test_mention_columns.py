"""The mentions of many articles in columns: read at once or part by part, saved and damaged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.article import Article
from recommender.errors import SnapshotError
from recommender.trends.mention_columns import Mentions
from tests.support.builders import Damage, article, drop, law, put
from tests.trends.test_mentions import articles


def arrays_of(*read: Article) -> dict[str, NDArray[Any]]:
    return Mentions.of(read).to_arrays()


def same(one: Mentions, other: Mentions) -> bool:
    pairs = zip(one.to_arrays().values(), other.to_arrays().values(), strict=True)
    return all(left.dtype == right.dtype and np.array_equal(left, right) for left, right in pairs)


@given(st.lists(articles, max_size=6), st.data())
@law
def test_stacked_mentions_are_those_of_all_articles_read_at_once(read: list[Article], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(read)))
    whole = Mentions.of(read)
    assert same(Mentions.stack([Mentions.of(read[:at]), Mentions.of(read[at:])]), whole)
    assert same(Mentions.from_arrays(whole.to_arrays(), n_rows=len(read)), whole)


@pytest.mark.parametrize(
    "damage",
    [
        drop("keys"),
        drop("texts"),
        put("starts", [0, 9, 3], np.int64),
        put("starts", [0, 1], np.int64),
        put("texts", [1], np.uint64),
        put("written", [1], np.uint8),
        put("written", [1, 1, 9, 1, 1], np.uint8),
        put("spans", [[1, 2]], np.uint16),
        put("spans", [[2, 1]] * 5, np.uint16),
        put("keys", [1, 2], np.int64),
    ],
)
def test_damaged_mentions_are_refused(damage: Damage) -> None:
    arrays = arrays_of(article(title="Rain in Brannock"), article(article_id="b", title="Snow"))
    damage(arrays)
    with pytest.raises(SnapshotError):
        Mentions.from_arrays(arrays, n_rows=2)

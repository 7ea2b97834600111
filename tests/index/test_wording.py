"""Wordings: what two articles share of their sequences of words, one pair or many at once, trained or live."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.analysis.sequences import MOST_SEQUENCES
from recommender.errors import SnapshotError
from recommender.index import wording
from recommender.index.live_catalogue import CombinedCatalogue, LiveCatalogue
from recommender.index.wording import ENOUGH, Wording, Wordings
from tests.support.builders import article, catalogue, law

TEXTS = st.lists(st.sampled_from(["ferry", "storm", "pier", "tax", "new", "in", "of"]), max_size=14).map(" ".join)
LONG = st.integers(0, 3000).flatmap(
    lambda first: st.integers(0, 400).map(lambda n: " ".join(f"w{at}" for at in range(first, first + n)))
)
BOTH = st.tuples(TEXTS, TEXTS | LONG)


def share_of(one: Wording, other: Wording) -> float | None:
    """Return the containment by sets."""
    (title, text), (other_title, other_text) = [tuple(map(set, map(np.ndarray.tolist, each))) for each in (one, other)]
    bounds = [max(each) for each in (text, other_text) if len(each) >= MOST_SEQUENCES]
    if min(len(text), len(other_text)) < ENOUGH:
        text, other_text = text | title, other_text | other_title
    text, other_text = (
        {number for number in each if number <= min(bounds, default=2**16)} for each in (text, other_text)
    )
    shorter = min(len(text), len(other_text))
    return len(text & other_text) / shorter if shorter else None


@law
@given(BOTH, st.lists(BOTH, max_size=5))
def test_the_share_is_that_of_sets(one: tuple[str, str], others: list[tuple[str, str]]) -> None:
    ours, wordings = Wording.of(*one), Wordings.of(others)
    shares = wordings.containments(np.arange(len(others))[::-1], ours).tolist()[::-1]
    expected = [share_of(ours, each) for each in wordings]
    assert [None if np.isnan(share) else share for share in shares] == expected
    assert [ours.containment(each) for each in wordings] == [each.containment(ours) for each in wordings] == expected


def test_half_of_a_long_text_is_about_half_of_it() -> None:
    words = [f"w{at}" for at in range(300)]
    one, other = (
        Wording.of("", " ".join(words)),
        Wording.of("", " ".join([*words[:150], *map(str.upper, "abcdefghij" * 15)])),
    )
    whole, beginning = Wording.of("", " ".join(words)), Wording.of("", " ".join(words[:200]))
    assert one.containment(whole) == 1.0
    assert beginning.containment(whole) == 1.0
    assert one.containment(other) == pytest.approx(0.9, abs=0.1)


def test_a_title_counts_only_beside_a_text_too_short() -> None:
    text = "the ferry to Portlea ran aground on Friday with eighty people aboard"
    assert Wording.of("Ferry aground off Portlea", text).containment(Wording.of("Eighty wait for tide", text)) == 1.0
    assert Wording.of("Ferry aground off Portlea", "").containment(Wording.of("Ferry aground off Portlea", text)) == 1.0
    assert Wording.of("Ferry aground", "").containment(Wording.of("Ferry aground", text)) is None


@law
@given(st.lists(BOTH, min_size=1, max_size=6), st.integers(0, 6), BOTH)
def test_trained_and_live_rows_are_compared_alike(
    corpus: list[tuple[str, str]], n_live: int, one: tuple[str, str]
) -> None:
    articles = [article(article_id=f"{at}", title=f"{title}.", text=text) for at, (title, text) in enumerate(corpus)]
    base, added = catalogue(*articles[n_live:]), articles[:n_live]
    live = LiveCatalogue.empty()
    together = CombinedCatalogue(base, np.empty(0, np.int64), live.with_splice(live.splice((), added), added))
    rows, ours = np.array([together.row_of(each.article_id) for each in articles], np.int32), Wording.of(*one)
    expected = [Wording.of(each.title, each.text) for each in articles]
    assert [[part.tolist() for part in together.wording(row)] for row in rows.tolist()] == [
        [part.tolist() for part in each] for each in expected
    ]
    shares = together.containments(rows, ours).tolist()
    assert [None if np.isnan(share) else share for share in shares] == [ours.containment(each) for each in expected]


def test_many_are_read_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "BATCH", 2)
    texts = [(f"Title of {at}", f"text of number {at} and so on") for at in range(5)]
    assert [[part.tolist() for part in each] for each in Wordings.of(iter(texts))] == [
        [part.tolist() for part in Wording.of(*each)] for each in texts
    ]


WORDINGS = Wordings.stack([Wording(np.array([3], np.uint16), np.array([1, 2], np.uint16))])


def test_arrays_give_the_same_back() -> None:
    back = Wordings.from_arrays(WORDINGS.to_arrays("w"), "w", n_rows=1)
    assert [part.tolist() for part in back[0]] == [[3], [1, 2]]


@pytest.mark.parametrize(
    "damage",
    [
        {"w_starts": np.array([0, 1, 4])},
        {"w_starts": np.array([0, 2, 1, 3, 3])},
        {"w_starts": np.array([0, 3])},
        {"w_starts": np.array([0, 1, 3], np.int32)},
        {"w_hashes": np.zeros(3, np.int16)},
        {"w_hashes": np.zeros(2, np.uint16)},
    ],
)
def test_damaged_arrays_are_refused(damage: dict[str, Any]) -> None:
    with pytest.raises(SnapshotError):
        Wordings.from_arrays(WORDINGS.to_arrays("w") | damage, "w", n_rows=1)

"""The live segment: articles put, edited and taken out one by one are found as if they had always been there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest

from recommender.index.catalogue import Catalogue
from recommender.index.filters import Filter
from recommender.index.live_segment import BLOCK_RATIO, FLUSHED_FROM, SPARE_SLOTS, Entry
from recommender.index.searcher import Searcher
from recommender.model.vectors import Vector, Vectors
from tests.support.builders import article, unit_rows, vector_of

PUBLISHERS = (None, "Herald", "Courier", "Post")
N_TERMS = 40


def made_up(n: int, *, seed: int) -> dict[str, Entry]:
    """Return n articles with random vectors of few levels, so that equal scores are common."""
    rows = unit_rows(n, N_TERMS, seed=seed, levels=2)
    ids = np.random.default_rng(seed).permutation(10 * n)[:n].tolist()
    return {
        f"{name:06}": Entry(
            article(
                article_id=f"{name:06}", publisher=PUBLISHERS[name % 4], published_at=f"2026-03-{name % 28 + 1:02}"
            ),
            vector_of(rows, at),
            vector_of(rows, at),
        )
        for at, name in enumerate(ids)
    }


def index_of(entries: Mapping[str, Entry]) -> Searcher:
    """Return an index made anew."""
    rows = [entries[article_id] for article_id in sorted(entries)]
    catalogue = Catalogue.build(entry.article for entry in rows)
    vectors = Vectors.stack([entry.expanded_vector for entry in rows], N_TERMS)
    return Searcher.build(catalogue, vectors.matrix())


def found(index: Searcher, query: Vector, **asked: object) -> list[tuple[str, float]]:
    candidates = index.search(query, **asked)  # type: ignore[arg-type]
    ids = [index.catalogue.id_of(row) for row in candidates.rows.tolist()]
    return list(zip(ids, candidates.score.tolist(), strict=True))


def queries(n: int) -> list[Vector]:
    rows = unit_rows(n, N_TERMS, seed=99, levels=2, empty=0)
    return [vector_of(rows, row) for row in range(n)]


def expect_same_searches(live: Searcher, entries: Mapping[str, Entry]) -> None:
    anew = index_of(entries)
    everything = Filter(publisher=frozenset({"Herald", "Post"}), until=datetime(2026, 3, 20, tzinfo=UTC))
    for query in queries(5):
        assert found(live, query, depth=10) == found(anew, query, depth=10)
        assert found(live, query, depth=10**6) == found(anew, query, depth=10**6)
        assert found(live, query, depth=30, filters=everything) == found(anew, query, depth=30, filters=everything)


@pytest.mark.parametrize("n_base", [1, 500])
def test_a_thousand_articles_put_one_by_one_are_found_as_if_they_had_always_been_there(n_base: int) -> None:
    base, more = made_up(n_base, seed=1), made_up(1_000, seed=2)
    live = index_of(base)
    for number, entry in enumerate(more.values()):
        live = live.with_changes([], [entry])
        if number in (FLUSHED_FROM - 2, FLUSHED_FROM - 1, FLUSHED_FROM, 5 * FLUSHED_FROM + 3, 999):
            expect_same_searches(live, base | dict(list(more.items())[: number + 1]))


def test_bulk_and_single_changes_lead_to_the_same() -> None:
    base, more = made_up(300, seed=1), made_up(700, seed=2)
    gone = [*list(base)[::3], *list(more)[::5]]
    one_by_one = index_of(base)
    for entry in more.values():
        one_by_one = one_by_one.with_changes([], [entry])
    for article_id in gone:
        one_by_one = one_by_one.with_changes([article_id], [])
    at_once = index_of(base).with_changes([], list(more.values())).with_changes(gone, [])
    left = {name: entry for name, entry in (base | more).items() if name not in gone}
    expect_same_searches(one_by_one, left)
    expect_same_searches(at_once, left)


def test_blocks_are_few_and_fall_in_size_and_cover_all_slots_but_the_last() -> None:
    live = index_of(made_up(3, seed=1))
    for number, entry in enumerate(made_up(3_000, seed=2).values(), start=1):
        live = live.with_changes([], [entry])
        blocks = live.live.blocks
        ends = [0, *(block.end for block in blocks)]
        assert [block.begin for block in blocks] == ends[:-1]
        assert number - ends[-1] < FLUSHED_FROM
        sizes = [block.end - block.begin for block in blocks]
        assert all(left >= BLOCK_RATIO * right for left, right in pairwise(sizes))


def test_one_article_edited_for_ever_does_not_grow_for_ever() -> None:
    base, versions = made_up(3, seed=1), list(made_up(3 * SPARE_SLOTS, seed=2).values())
    live = index_of(base)
    for at, version in enumerate(versions):
        one = article(article_id="one", publisher=f"P{at}")
        live = live.with_changes([], [Entry(one, version.own_vector, version.expanded_vector)])
        assert len(live.live.vectors) <= SPARE_SLOTS + 1
        assert len(live.live.catalogue.labels["publisher"]) <= SPARE_SLOTS + 1
    expect_same_searches(live, base | {"one": Entry(one, version.own_vector, version.expanded_vector)})


def test_two_futures_of_one_index_do_not_disturb_each_other() -> None:
    base, more = made_up(20, seed=1), made_up(60, seed=2)
    first, left, right = (list(more.items())[at : at + 20] for at in (0, 20, 40))
    shared = index_of(base).with_changes([], [entry for _, entry in first])
    one, other = (shared.with_changes([], [entry for _, entry in future]) for future in (left, right))
    expect_same_searches(one, base | dict([*first, *left]))
    expect_same_searches(other, base | dict([*first, *right]))
    expect_same_searches(shared, base | dict(first))


@pytest.mark.parametrize("exclude", [[-1], [7]])
def test_rows_outside_of_base_and_live_are_refused(exclude: Sequence[int]) -> None:
    entries = made_up(7, seed=1)
    live = index_of(dict(list(entries.items())[:4])).with_changes([], list(entries.values())[4:])
    with pytest.raises(ValueError, match="exclude: expected 0 to 6"):
        live.search(queries(1)[0], exclude=exclude)
    with pytest.raises(ValueError, match="depth: expected 0 or more"):
        live.search(queries(1)[0], depth=-1)
    with pytest.raises(ValueError, match="query: expected 0 to 39"):
        live.search(Vector(np.array([N_TERMS], np.int32), np.ones(1, np.float32)))

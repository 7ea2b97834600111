"""Many searches in one loop: each finds what a search of its own does."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.model.forward import Forward, PackedVectors
from recommender.model.neighbour_search import NO_ROW, nearest_of_each
from recommender.model.packed import packed_of
from recommender.model.postings import Postings
from recommender.model.sparse import Csr
from tests.support.builders import law, unit_rows


@law
@given(seed=st.integers(0, 9_999), n=st.integers(0, 40), depth=st.integers(0, 6), is_window=st.booleans())
def test_each_row_finds_what_a_search_finds_without_it(seed: int, n: int, depth: int, is_window: bool) -> None:
    forward, random = Forward.of(Csr.of(unit_rows(n, 12, seed=seed, levels=3))), np.random.default_rng(seed)
    row_of_slot = random.permutation(n).astype(np.int32)
    postings, vectors = Postings.of(forward, row_of_slot), PackedVectors(forward, forward.expanded)
    rows, hidden = random.permutation(n)[: n // 2].astype(np.int32), np.arange(0, n, 7, dtype=np.int32)
    passing = np.packbits(random.random(n) < 0.8, bitorder="little")
    window = (n // 4, n - n // 5) if is_window else (0, n)
    kept: dict[str, Any] = {"row_of_slot": row_of_slot, "window": window, "passing": passing}
    nearest, scores = nearest_of_each(postings, packed_of(vectors), rows, depth, **kept, hidden=hidden)
    assert nearest.shape == scores.shape == (len(rows), depth)
    for row, others, others_scores in zip(rows.tolist(), nearest, scores, strict=True):
        itself = np.union1d(hidden, [row]).astype(np.int32)
        expected = postings.best(vectors[row], depth, **kept, hidden=itself)
        is_there = others != NO_ROW
        assert others[is_there].tolist() == expected[0].tolist()
        assert others_scores[is_there].tolist() == expected[1].tolist()
        assert not others_scores[~is_there].any()

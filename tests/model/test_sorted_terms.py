"""Terms in a snapshot: each is found at its column, and nothing else is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.model.sorted_terms import SortedTerms
from tests.support.builders import Damage, drop, law, put

TERMS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@law
@given(st.sets(TERMS), TERMS)
@example({"plumless", "buckeroo"}, "plumless")  # of one CRC-32
@example({"plumless"}, "buckeroo")
@example(set(), "\ud800")
def test_every_term_is_found_at_its_column_and_no_other_is(terms: set[str], another: str) -> None:
    ordered = sorted(terms)
    found = SortedTerms.from_arrays(SortedTerms.of(ordered).to_arrays("terms"), "terms")
    assert list(found) == ordered
    assert [found.get(term, -1) for term in ordered] == list(range(len(ordered)))
    assert all(term in found for term in ordered)
    assert (another in found) == (another in terms)
    assert found.get(another, -7) == (ordered.index(another) if another in terms else -7)


DAMAGE = {
    "no texts": drop("terms_data"),
    "no hashes": drop("terms_hashes"),
    "hashes of another type": put("terms_hashes", [1, 2], np.int64),
    "a hash less": put("terms_hashes", [1], np.uint32),
    "hashes that fall": put("terms_hashes", [2, 1], np.uint32),
    "no columns": drop("terms_columns"),
    "a column too many": put("terms_columns", [0, 1, 1], np.int32),
    "a column past the end": put("terms_columns", [0, 2], np.int32),
    "a column below 0": put("terms_columns", [-1, 1], np.int32),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_arrays_that_do_not_fit_together_are_refused(damage: Damage) -> None:
    arrays: dict[str, NDArray[Any]] = SortedTerms.of(["a", "b"]).to_arrays("terms")
    damage(arrays)
    with pytest.raises(SnapshotError):
        SortedTerms.from_arrays(arrays, "terms")


def test_a_hash_that_leads_to_another_term_finds_nothing() -> None:
    arrays = SortedTerms.of(["a", "b"]).to_arrays("terms")
    arrays["terms_columns"] = arrays["terms_columns"][::-1].copy()
    assert SortedTerms.from_arrays(arrays, "terms").get("a", -1) == -1

"""Kinds that are shown on request."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recommender.article.fields import KINDS
from recommender.ranking import OnRequestOnly
from tests.support.candidates import SEEDS, entries, few, pool


@few
@given(SEEDS, st.frozensets(st.sampled_from(KINDS)))
def test_kinds_on_request_are_shown_to_those_who_ask_by_name(seed: int, asked: frozenset[str]) -> None:
    candidates, query = pool(seed, requested_kinds=asked)
    policy = OnRequestOnly(("opinion", "sponsored"))
    kinds = dict(zip(candidates.rows.tolist(), candidates.facet("kind"), strict=True))
    found = policy(candidates, query)
    expected = [entry for entry in entries(candidates) if kinds[entry[0]] not in {"opinion", "sponsored"} - asked]
    assert entries(found) == expected

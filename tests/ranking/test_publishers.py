"""Publishers: one card each, and the seed's own last."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from recommender.ranking import OneCardPerPublisher, OtherPublishersFirst
from tests.support.candidates import SEEDS, accounted, entries, few, pool, pool_of, told


@few
@given(SEEDS)
def test_each_publisher_has_one_card_its_best(seed: int) -> None:
    candidates, query = pool(seed)
    found = OneCardPerPublisher()(candidates, query)
    names = found.facet("publisher")
    known = [name for name in names if name]
    assert len(known) == len(set(known))
    assert set(known) == {name for name in candidates.facet("publisher") if name}
    assert names.count("") == candidates.facet("publisher").count("")
    assert accounted(found) == sorted(candidates.rows.tolist())
    best = {
        name: row
        for row, name in reversed(list(zip(candidates.rows.tolist(), candidates.facet("publisher"), strict=True)))
    }
    assert all(row == best[name] for row, name in zip(found.rows.tolist(), names, strict=True) if name)


def test_a_site_of_one_publisher_shows_all_its_reports() -> None:
    alone, query = pool_of([told(publisher="A")] * 3 + [told(publisher="")], np.ones((5, 2)))
    assert len(OneCardPerPublisher()(alone, query)) == 4
    beside, query = pool_of([told(publisher="A")] * 3 + [told(publisher="B")], np.ones((5, 2)))
    assert len(OneCardPerPublisher()(beside, query)) == 2


@few
@given(SEEDS)
def test_the_seeds_own_publisher_comes_last_and_the_rest_keeps_its_order(seed: int) -> None:
    candidates, query = pool(seed)
    own = query.seed.article.publisher
    found = OtherPublishersFirst()(candidates, query)
    is_own = np.array([own is not None and name == own for name in found.facet("publisher")], np.bool_)
    assert is_own.tolist() == sorted(is_own.tolist())
    for part in (True, False):
        before = [
            row for row in candidates.rows.tolist() if (candidates.catalogue.label("publisher", row) == own) == part
        ]
        after = [row for row in found.rows.tolist() if (candidates.catalogue.label("publisher", row) == own) == part]
        assert before == after or (candidates.score == 0).any()
    others = {row: score for row, _, score in entries(candidates)}
    assert all(others[row] == score for (row, _, score), mine in zip(entries(found), is_own, strict=True) if not mine)

"""Stories beside judged events."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest

from recommender.evaluation import bcubed
from recommender.evaluation.clustering import evaluate_stories
from recommender.evaluation.measures import bcubed_scores


def test_stories_that_are_the_events_are_without_fault() -> None:
    events = {f"a{i}": f"e{i % 5}" for i in range(23)}
    frame = evaluate_stories({article_id: f"story of {event}" for article_id, event in events.items()}, events)
    assert (frame.loc["stories"] == 1).all()
    alone = frame.loc["each alone"]
    assert alone["precision"].to_list() == [1, 1, 1]
    assert alone["recall", "mean"] == pytest.approx(5 / 23)
    assert frame.attrs == {"events": 5, "articles": 23}


def test_stories_are_measured_by_bcubed_with_intervals_over_events() -> None:
    generator = np.random.default_rng(5)
    events = {f"a{i}": f"e{generator.integers(40)}" for i in range(300)}
    found = {id_: event if generator.random() < 0.8 else f"s{generator.integers(9)}" for id_, event in events.items()}
    row = evaluate_stories(found, events).loc["stories"]
    assert [row[name, "mean"] for name in ("precision", "recall", "F1")] == pytest.approx(list(bcubed(found, events)))
    scores = bcubed_scores(found, events)
    members = [[scores[id_] for id_ in events if events[id_] == event] for event in sorted(set(events.values()))]
    drawn = []
    for _ in range(2_000):
        redrawn = [members[at] for at in generator.integers(len(members), size=len(members))]
        precision, recall = np.mean(list(chain.from_iterable(redrawn)), axis=0)
        drawn.append((precision, recall, 2 * precision * recall / (precision + recall)))
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    assert [row[name, "low"] for name in ("precision", "recall", "F1")] == pytest.approx(low, abs=0.01)
    assert [row[name, "high"] for name in ("precision", "recall", "F1")] == pytest.approx(high, abs=0.01)

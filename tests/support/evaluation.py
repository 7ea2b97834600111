"""What tests of judgements, runs and measures share: ids, strategies, files, refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
import pytest
from hypothesis import strategies as st

from recommender.errors import CorpusError
from recommender.evaluation import (
    Qrels,
    Run,
    parse_measure,
)


class Refused(list[CorpusError]):
    """Collects the errors of refused records."""

    def __call__(self, error: CorpusError) -> None:
        self.append(error)

    def lines(self) -> list[int | None]:
        return [error.line for error in self]


def written(path: Path, text: str) -> Path:
    """Write a text, and return its path."""
    path.write_text(text, encoding="utf-8")
    return path


IDS = [f"d{number}" for number in range(10)]
ids = st.text(
    st.characters(categories=["L", "N", "P", "S"], include_characters=" %#20"), min_size=1, max_size=12
).filter(lambda text: text == text.strip())
grades = st.dictionaries(st.sampled_from(["s0", "s1", "s2"]), st.dictionaries(st.sampled_from(IDS), st.integers(0, 3)))
scores = st.dictionaries(
    st.sampled_from(["s0", "s1", "s2", "s9"]),
    st.dictionaries(st.sampled_from(IDS), st.sampled_from([0.0, 0.25, 0.5, 1.0])),
)


def mirrored(by_seed: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the same by ids in reverse order: trec_eval orders ties by falling id, and we by rising id."""
    mirror = dict(zip(IDS, reversed(IDS), strict=True))
    return {seed: {mirror[article_id]: value for article_id, value in by_id.items()} for seed, by_id in by_seed.items()}


def compare(names: Sequence[str], judged: Any, run: Run, their_judged: Any, their_run: Any) -> None:
    """Expect that our measures of judgements and a run are those of ir_measures."""
    metrics = ir_measures.iter_calc([ir_measures.parse_measure(name) for name in names], their_judged, their_run)
    theirs = {(str(metric.measure), metric.query_id): metric.value for metric in metrics}
    qrels = Qrels(judged)
    for name in names:
        ours = parse_measure(name).per_seed(qrels, run)
        assert list(ours) == qrels.seeds()
        assert ours == {seed: pytest.approx(theirs[name, seed], abs=1e-9) for seed in ours}
    assert all(value == 0 for (_, seed), value in theirs.items() if seed not in qrels.seeds())


def saved(tmp_path: Path, vectors: object) -> Path:
    """Write vectors, and return their path."""
    path = tmp_path / "vectors.npy"
    np.save(path, np.asarray(vectors), allow_pickle=True)
    return path

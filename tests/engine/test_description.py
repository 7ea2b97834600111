"""What a recommender says of itself."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from recommender import Recommender
from recommender.engine.description import label_counts
from tests.support.builders import article


def test_a_recommender_is_told_in_ten_lines(sample: Recommender) -> None:
    lines = repr(sample).splitlines()
    assert len(lines) == 10
    assert all(len(line) < 120 for line in lines)
    assert lines[0] == f"Recommender, version {sample.version}"
    assert lines[1] == f"  articles: {len(sample.catalogue)}, 2026-03-03 to 2026-04-24"


def test_what_has_changed_is_counted(sample: Recommender) -> None:
    gone = next(iter(sample.catalogue))
    new = replace(article(article_id="new"), publisher="Quay Post", language="fi", published_at=None)
    changed = sample.with_changes({"new": new, gone.article_id: None})
    for facet in ("publisher", "section"):
        counted = Counter(label for each in changed.catalogue if (label := getattr(each, facet)))
        assert label_counts(changed.catalogue, facet) == counted
    assert label_counts(changed.catalogue, "language")["fi"] == 1
    told = repr(changed)
    assert re.search(rf"articles: {len(sample.catalogue)}, .*, 1 undated", told)
    assert "changes: 1 articles since the training" in told
    assert "and 1 more" in told

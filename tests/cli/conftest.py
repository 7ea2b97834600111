"""What commands work with: a small corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import jsonl


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a file of eight articles."""
    words = ["harbour", "bridge", "storm", "ferry", "council", "budget", "hospital", "strike"]
    return jsonl(tmp_path / "corpus.jsonl", ({"article_id": word, "title": f"{word} news today"} for word in words))

"""The boxes in a terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recommender import Recommender, Request
from recommender.cli.demo import CLOCK
from tests.support.commands import SEED, jsonl
from tests.support.terminal import Command


@pytest.mark.parametrize("name", ["similar", "related"])
def test_a_box_is_the_same_here_and_in_python(
    command: Command, published: Path, sample: Recommender, name: str
) -> None:
    said = command(name, SEED, "--models", published, "--k", 3, "--as-of", CLOCK.isoformat(), "--json")
    assert said.record == json.loads(
        json.dumps(sample.box(name, sample.seed(SEED), Request(k=3, as_of=CLOCK)).to_record())
    )
    assert said.record["cards"]
    assert said.err == ""


@pytest.mark.parametrize("name", ["similar", "related"])
def test_a_box_is_shown_with_reasons(command: Command, published: Path, sample: Recommender, name: str) -> None:
    said = command(name, SEED, "--models", published)
    box = sample.box(name, sample.seed(SEED))
    for card in box.cards:
        assert f"{card.rank}. {card.metadata['title']}" in said.out
        assert card.reason in said.out
    assert (box.notice or "") in said.out


@pytest.mark.parametrize("name", ["breaking", "trending"])
def test_what_is_sitewide_is_the_same_here_and_in_python(
    command: Command, published: Path, sample: Recommender, name: str
) -> None:
    asked = (name, "--models", published, "--k", 2, "--as-of", CLOCK.isoformat())
    box = getattr(sample, name)(Request(k=2, as_of=CLOCK))
    assert command(*asked, "--json").record == json.loads(json.dumps(box.to_record()))
    text = command(*asked).out
    assert len(box)
    titles = [card.title for card in box] if name == "breaking" else [card.tag.label for card in box]
    assert all(f"{rank}. {title}" in text for rank, title in enumerate(titles, 1))


def test_a_box_can_be_asked_for_a_moment(command: Command, published: Path) -> None:
    said = command("related", SEED, "--models", published, "--as-of", "2026-04-01", "--json")
    assert said.record["as_of"] == "2026-04-01T00:00:00Z"
    assert said.record["cards"]
    assert all(card["published_at"] <= "2026-04-01T00:00:00Z" for card in said.record["cards"])
    zoned = command("related", SEED, "--models", published, "--as-of", "2026-04-01T02:00:00+02:00", "--json")
    assert zoned.record == said.record


def test_a_box_shows_nothing_that_is_not_published_yet(command: Command, sample: Recommender, tmp_path: Path) -> None:
    late = sample.similar(SEED).cards[0].article_id
    now = datetime.now(UTC)
    later = {SEED: now - timedelta(hours=1), late: now + timedelta(days=1)}
    records = (
        {**each.to_record(), "published_at": str(later.get(each.article_id, each.published_at))}
        for each in sample.catalogue
    )
    models = tmp_path / "models"
    assert command("train", jsonl(tmp_path / "a.jsonl", records), "--models", models).code == 0

    def shown(*options: str) -> set[str]:
        box = command("similar", SEED, "--models", models, "--json", *options).record
        return {card["article_id"] for card in box["cards"]}

    assert late not in shown()
    assert late in shown("--as-of", (now + timedelta(days=2)).isoformat())


def test_an_unknown_article_is_named(command: Command, published: Path) -> None:
    for name in ("similar", "related"):
        said = command(name, "nobody-wrote-it", "--models", published, "--json")
        assert said.code == 1
        assert "nobody-wrote-it" in json.loads(said.out)["error"]
        assert "nobody-wrote-it" in said.err

"""Ids of stories: what keeps them, what leads on, from one training to the next and from one start to the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from recommender import Recommender, Registry
from recommender.api import create_app
from recommender.article import Article
from recommender.settings import Settings
from recommender.store import Store
from recommender.stories.story_ids import new_story_id
from recommender.training import Sources, train
from tests.support.builders import article
from tests.support.training import STRICT

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
CRACKS = (
    "Engineers found cracks in three pillars of the Pell viaduct.",
    "Inspectors measured the concrete of the viaduct with radar.",
    "The builder Harrow Stone says its mortar passed every trial.",
    "Steel braces will hold the pillars until summer.",
)
TRAINS = (
    "Commuters waited hours for buses after all trains to Lindmoor were cancelled.",
    "The railway promised refunds to holders of season tickets.",
    "Schools in Lindmoor opened late because teachers were stranded.",
    "Taxi fares on the coast doubled within the morning.",
)
OTHERS = (
    "Thousands watched the total eclipse from the observatory hill above the harbour of Averin.",
    "The national orchestra of Caldria named a conductor from the islands for its next tour.",
    "Farmers in the east began to harvest olives a month early after a dry winter and spring.",
    "A museum in Averin returned nine bronze masks to the fishing villages of the north coast.",
)


def told(name: str, sentences: tuple[str, ...], hours: float) -> Article:
    """Return a report made of sentences, begun at another one by each."""
    nth = int(name[-1]) % len(sentences)
    text = " ".join([*sentences[nth:], *sentences[:nth]])
    moment = (START + timedelta(hours=hours)).isoformat()
    fields = {"title": sentences[nth], "text": text, "published_at": moment, "publisher": name, "language": "en"}
    return article(article_id=name, **fields)


BACKGROUND = [told(f"other{nth}", OTHERS[nth : nth + 1], -30 * nth) for nth in range(4)]
# Early reports know a part of it; later ones tell that it is one event.
APART = [told(f"cracks{nth}", CRACKS[nth : nth + 2], nth) for nth in range(2)] + [
    told(f"trains{nth}", TRAINS[nth : nth + 2], nth) for nth in range(2)
]
BRIDGING = [told(f"both{nth}", CRACKS + TRAINS, 2 + nth) for nth in range(6)]


class Newsroom:
    """A store, and the models that are trained from it."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'store.sqlite'}"
        self.models = folder / "models"

    def put(self, *articles: Article) -> None:
        with Store.open(self.url) as store:
            store.put_many(articles)

    def remove(self, *articles: Article) -> None:
        with Store.open(self.url) as store:
            for each in articles:
                store.delete(each.article_id)

    def train(self) -> Recommender:
        train(Sources([self.url]), Registry(self.models), callbacks=STRICT)
        snapshot, version = Registry(self.models).open_current()
        return Recommender.of_snapshot(snapshot, version=version)

    @contextmanager
    def served(self) -> Iterator[TestClient]:
        """Serve the current model, kept current with the store."""
        settings = Settings(models=self.models, store=self.url, as_of=START + timedelta(days=9), poll_seconds=3_600)
        with TestClient(create_app(settings), raise_server_exceptions=False, follow_redirects=False) as client:
            yield client


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    room = Newsroom(tmp_path)
    room.put(*BACKGROUND, *APART)
    return room


def story_of(recommender: Recommender, name: str) -> str:
    catalogue = recommender.catalogue
    return recommender.stories.id_of(catalogue.row_of(name), catalogue)


def stories_shown(client: TestClient, name: str) -> dict[str, str]:
    """Return the story of each article beside one, by the cards of its page."""
    boxes: dict[str, Any] = client.get(f"/v1/articles/{name}/boxes?k=9").json()["boxes"]
    return {card["article_id"]: card["story_id"] for box in boxes.values() for card in box.get("cards", [])}


def test_stories_that_nothing_happens_to_keep_their_ids_through_trainings(newsroom: Newsroom) -> None:
    first = newsroom.train()
    newsroom.put(told("other9", ("Divers mapped a wreck off the southern cape of Caldria.",), 40))
    second = newsroom.train()
    ids = list(first.catalogue.article_ids())
    assert [story_of(second, each) for each in ids] == [story_of(first, each) for each in ids]
    assert second.version != first.version


def test_a_merged_story_leads_to_the_one_that_took_it_over_also_over_http(newsroom: Newsroom) -> None:
    first = newsroom.train()
    before = [story_of(first, "cracks0"), story_of(first, "trains0")]
    assert len(set(before)) == 2
    newsroom.put(*BRIDGING)
    second = newsroom.train()
    (survivor,) = {story_of(second, each.article_id) for each in [*APART, *BRIDGING]}
    assert survivor in before
    (merged,) = set(before) - {survivor}
    with newsroom.served() as client:
        answer = client.get(f"/v1/stories/{merged}")
        assert (answer.status_code, answer.headers["Location"]) == (308, f"/v1/stories/{survivor}")
        story = client.get(answer.headers["Location"]).json()
        assert story["story_id"] == survivor
        assert {each.article_id for each in [*APART, *BRIDGING]} <= {each["article_id"] for each in story["articles"]}
        shown = stories_shown(client, "trains0")
        assert {shown[name] for name in shown if not name.startswith("other")} == {survivor}
    # And still after one training more.
    third = newsroom.train()
    assert third.stories.resolve(merged) == survivor


def test_a_story_that_evidence_takes_apart_leaves_its_id_to_the_larger_part(newsroom: Newsroom) -> None:
    newsroom.put(*BRIDGING)
    first = newsroom.train()
    whole = story_of(first, "cracks0")
    assert whole == story_of(first, "trains0")
    newsroom.remove(*BRIDGING)
    newsroom.put(told("trains2", TRAINS, 2))
    second = newsroom.train()
    assert story_of(second, "trains0") == story_of(second, "trains2") == whole or (story_of(second, "cracks0") == whole)
    assert story_of(second, "cracks0") != story_of(second, "trains0")
    assert second.stories.resolve(whole) == whole


def test_a_story_founded_while_serving_leads_to_where_a_training_puts_it(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path)
    newsroom.put(*BACKGROUND, *APART[:2])
    newsroom.train()
    with newsroom.served() as client:
        newsroom.put(APART[2])
        assert client.get(f"/v1/stories/{new_story_id('trains0')}").json()["n_articles"] == 1
    newsroom.put(APART[3], *BRIDGING)
    after = newsroom.train()
    assert story_of(after, "trains0") == story_of(after, "cracks0") != new_story_id("trains0")
    assert after.stories.resolve(new_story_id("trains0")) == story_of(after, "cracks0")


def test_live_stories_are_the_same_after_a_restart(newsroom: Newsroom) -> None:
    newsroom.train()

    def stories() -> list[dict[str, str]]:
        return [stories_shown(client, each.article_id) for each in [*APART, BRIDGING[0], *BRIDGING[2:]]]

    with newsroom.served() as client:
        for each in BRIDGING:
            newsroom.put(each)
            assert client.get(f"/v1/articles/{each.article_id}/boxes").status_code == 200
        newsroom.put(BRIDGING[0])  # once more
        newsroom.remove(BRIDGING[1])
        before = stories()
        assert any(before)
    with newsroom.served() as client:
        assert stories() == before

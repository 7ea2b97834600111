"""Answers that are kept: the bytes of a service that keeps none, whatever happens meanwhile."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from recommender import Registry
from recommender.api.answer_cache import AnswerCache
from recommender.article import Article
from recommender.overrides import Override
from recommender.settings import Settings
from recommender.store import MAX_URGENT, Store
from tests.support.builders import article
from tests.support.serving import BOX_CALLS, Answer, path_of, serving, state_of, train_from
from tests.support.writing import KEY

BEGIN = datetime(2026, 4, 24, 10, tzinfo=UTC)
IDS = tuple(f"r{number:02}" for number in range(24))
PLACES = ("Caldria", "Brannock", "Ostvik", "Merrow")


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = BEGIN


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(Settings, "clock", lambda *_: clock.now)
    return clock


@pytest.fixture
def models(registry: Registry, store: Store) -> Path:
    store.put_many([storm(name, at) for at, name in enumerate(IDS)])
    train_from(store, registry)
    return registry.path


@pytest.fixture
def both(models: Path, store: Store, clock: Clock) -> Iterator[tuple[TestClient, TestClient]]:
    """Return clients of two services on one store: one keeps answers, the other none."""
    with ExitStack() as stack:
        options: dict[str, Any] = {"store": store.url, "editor_keys": (KEY,), "as_of": None, "verify": False}
        kept = stack.enter_context(serving(models, **options))
        yield kept, stack.enter_context(serving(models, **options, max_kept_bytes=0))


TITLES = (
    "Storm breaks the harbour wall of {0}", "Ferries stopped as gale hits {0}", "{0} counts the damage after the gale",
    "Harbour of {0} closed by high water", "Mayor of {0} asks for help after storm", "Boats adrift in {0} harbour",
)  # fmt: skip
SENTENCES = (
    "The storm reached {0} before dawn.",
    "Waves broke a part of the harbour wall.", "Ferries from {0} do not sail today.",
    "Nobody was hurt, said the fire brigade of {0}.", "The mayor called the damage the worst in thirty years.",
    "Pier {1} of the harbour is under water.", "Insurers expect claims of {1} million crowns.",
    "Fishermen had tied up their boats the evening before.", "Schools in {0} stay closed until Monday.",
    "Engineers will look at the wall when the gale has passed.", "The weather office warns of more gales this week.",
    "Trains between {0} and the capital are late by {1} minutes.",
)  # fmt: skip


def storm(name: str, at: int, **fields: datetime) -> Article:
    """Return a report of one of a few storms, minutes apart and each in words of its own."""
    place = PLACES[at % len(PLACES)]
    draw = random.Random(name)
    known: dict[str, Any] = {
        "article_id": name,
        "title": draw.choice(TITLES).format(place),
        "text": " ".join(draw.sample(SENTENCES, 5)).format(place, at),
        "publisher": f"Publisher {draw.randrange(9)}",
        "section": ("news", "weather")[at % 2],
        "published_at": (BEGIN - timedelta(minutes=7 * at)).isoformat(),
    }
    return article(**known | {key: moment.isoformat() for key, moment in fields.items()})


def same(clients: tuple[TestClient, TestClient], path: str, headers: dict[str, str]) -> Answer:
    """Return the answer of both, which is one answer."""
    kept, anew = (client.get(path, headers=headers) for client in clients)
    assert (kept.status_code, kept.content) == (anew.status_code, anew.content), path
    assert dict(kept.headers) == dict(anew.headers), path
    return kept


def paths(draw: random.Random) -> str:
    seed = draw.choice((*IDS, "n0", "n1", "n2", "nobody"))
    call = draw.choice((*BOX_CALLS, "boxes", "boxes", "boxes.html"))
    options = draw.choice(("", "", "?k=2", "?exclude=r01", "?section=news", "?k=-1", "?nothing=1"))
    sitewide = ("/v1/breaking", "/v1/breaking.html", "/v1/trending", "/v1/trending?k=3")
    return draw.choice((path_of(seed, call) + options,) * 4 + sitewide)


HEADERS: tuple[dict[str, str], ...] = (
    {}, {}, {"Accept-Encoding": "identity"}, {"Origin": "https://a.example"}, {"Authorization": f"Bearer {KEY}"},
    {"Authorization": "Bearer wrong"}, {"If-None-Match": "*"},
    {"Host": "evil.example", "Cookie": "a=b", "Range": "bytes=0-1"},
    {"X-Forwarded-Host": "evil.example", "Accept": "text/html", "X-HTTP-Method-Override": "PUT"},
)  # fmt: skip


class Newsroom:
    """What happens to a store, at random."""

    def __init__(self, draw: random.Random, store: Store, registry: Registry, clock: Clock) -> None:
        self.draw, self.store, self.registry, self.clock = draw, store, registry, clock
        self.n = 0

    def happens(self) -> None:
        events: tuple[tuple[int, Callable[[], object]], ...] = (
            (6, self.time_goes_on), (4, self.write), (3, self.take_down), (5, self.decide), (2, self.undo),
            (1, self.bulk), (1, self.train),
        )  # fmt: skip
        self.draw.choices([event for _, event in events], [weight for weight, _ in events])[0]()

    def time_goes_on(self) -> None:
        self.clock.now += timedelta(seconds=self.draw.choice((0, 1, 1, 20, 61, 600, 4_000)))

    def write(self) -> None:
        ahead = self.draw.choice((-600, -1, 1, 30, 900))
        name = self.draw.choice((*IDS, "n0", "n1", "n2"))
        moment = self.clock.now + timedelta(seconds=ahead)
        self.store.put(storm(name, self.draw.randrange(12), published_at=moment))

    def take_down(self) -> None:
        self.store.delete(self.draw.choice(IDS))

    def decide(self) -> None:
        self.n += 1
        begin, end = (self.draw.choice((None, 1, 30, 300)), self.draw.choice((None, 2, 45, 600)))
        one, other = self.draw.sample(IDS, 2)
        subjects: tuple[dict[str, object], ...] = (
            {"action": "hide", "article_id": one}, {"action": "hide", "section": "weather"},
            {"action": "ban", "article_id": one, "other": other}, {"action": "mute", "term": "storm"},
            {"action": "pin", "box": self.draw.choice(("similar", "related")), "article_id": one},
        )  # fmt: skip
        times = {
            name: (self.clock.now + timedelta(seconds=seconds)).isoformat()
            for name, seconds in (("starts_at", begin), ("ends_at", end))
            if seconds is not None and (begin or 0) < (end or 1_000)
        }
        record = {"override_id": f"o{self.n % 5}", "author": "Ada", **self.draw.choice(subjects), **times}
        self.store.overrides.put(str(record["override_id"]), Override.parse(record).to_record(), author="Ada")

    def undo(self) -> None:
        self.store.overrides.delete(f"o{self.draw.randrange(5)}", author="Ada")

    def bulk(self) -> None:
        self.store.put_many([storm(f"b{number:02}", number) for number in range(MAX_URGENT + 4)])

    def train(self) -> None:
        train_from(self.store, self.registry)


@pytest.mark.parametrize("seed", range(3))
def test_answers_are_those_of_a_service_that_keeps_none(
    both: tuple[TestClient, TestClient], store: Store, registry: Registry, clock: Clock, seed: int
) -> None:
    draw = random.Random(seed)
    newsroom = Newsroom(draw, store, registry, clock)
    for turn in range(60):
        newsroom.happens()
        if turn % 7 == 0:
            for client in both:
                state_of(client).follower.poll()
                state_of(client).follower.drain()
        some = [(paths(draw), HEADERS[draw.randrange(len(HEADERS))]) for _ in range(3)]
        for path, headers in (*some, *some):
            same(both, path, headers)


def cards(client: TestClient, seed: str = "r00") -> list[str]:
    record = client.get(path_of(seed, "similar") + "?k=20").json()
    return [card["article_id"] for card in record["cards"]]


def hide(store: Store, name: str, **times: datetime) -> None:
    record = {"override_id": "hidden", "author": "Ada", "action": "hide", "article_id": name}
    kept = Override.parse(record | {key: moment.isoformat() for key, moment in times.items()}).to_record()
    store.overrides.put("hidden", kept, author="Ada")


def test_an_override_begins_and_ends_at_its_second_in_answers_that_are_kept(
    both: tuple[TestClient, TestClient], store: Store, clock: Clock
) -> None:
    kept, _ = both
    name = cards(kept)[0]
    hide(store, name, starts_at=BEGIN + timedelta(seconds=30), ends_at=BEGIN + timedelta(seconds=90))
    for seconds, is_there in ((1, True), (29, True), (30, False), (89, False), (90, True)):
        clock.now = BEGIN + timedelta(seconds=seconds)
        assert (name in cards(kept)) is is_there, seconds
        same(both, path_of("r00", "boxes"), {})


def test_an_article_comes_at_its_second_in_answers_that_are_kept(
    both: tuple[TestClient, TestClient], store: Store, clock: Clock
) -> None:
    store.put(storm("n0", 1, published_at=BEGIN + timedelta(seconds=30)))
    for seconds, is_there in ((1, False), (29, False), (30, True), (31, True)):
        clock.now = BEGIN + timedelta(seconds=seconds)
        answers = [both[0].get(path_of(seed, "similar") + "?k=20").text for seed in IDS]
        assert any('"n0"' in answer for answer in answers) is is_there, seconds
        assert (both[0].get(path_of("n0", "boxes")).status_code == 200) is is_there
        assert both[0].get(path_of("n0", "boxes"), headers={"Authorization": f"Bearer {KEY}"}).status_code == 200


def test_who_reads_with_a_key_keeps_nothing_for_those_without(models: Path, clock: Clock) -> None:
    assert clock.now == BEGIN
    with serving(models, reader_keys=("a reader's own key",), as_of=None, verify=False) as client:
        path, right = path_of("r00", "boxes"), {"Authorization": "Bearer a reader's own key"}
        answer = client.get(path, headers=right)
        assert answer.status_code == client.get(path, headers=right).status_code == 200
        assert "private" in answer.headers["cache-control"]
        for headers in ({}, {"Authorization": "Bearer another"}, {"Authorization": "a reader's own key"}):
            assert client.get(path, headers=headers).status_code == 401


def test_an_article_that_waits_behind_others_is_answered_as_it_is_now(
    both: tuple[TestClient, TestClient], store: Store
) -> None:
    path = path_of("r03", "boxes")
    before = same(both, path, {})
    # The one that is named comes last.
    crowd = [storm(f"b{number:03}", number) for number in range(20 * MAX_URGENT)]
    fair = {"title": "Cheese fair opens", "text": "A fair of cheese in Ostvik.", "published_at": BEGIN.isoformat()}
    store.put_many([*crowd, article(article_id="r03", **fair)])
    assert same(both, path, {}).json()["boxes"]["similar"] != before.json()["boxes"]["similar"]


def test_kept_bytes_are_bounded_and_the_least_used_goes_first(models: Path, clock: Clock) -> None:
    assert clock.now == BEGIN
    with serving(models, as_of=None, verify=False, max_kept_bytes=60_000) as client:
        cache = client.app.middleware_stack  # type: ignore[attr-defined]
        while not isinstance(cache, AnswerCache):
            cache = cache.app
        for seed in IDS:
            client.get(path_of(seed, "boxes"), headers={"Accept-Encoding": "gzip"})
            assert cache.bytes <= 60_000
        assert 0 < len(cache._entries) < len(IDS)
        assert cache.bytes == sum(entry.size for entry in cache._entries.values())

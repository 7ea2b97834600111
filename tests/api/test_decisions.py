"""Decisions: what a form asks for, what is refused because it is not here, and that a second click decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from recommender.api import decisions
from recommender.api.override_records import read_overrides
from recommender.overrides import Override
from recommender.store import Store
from tests.support.builders import article
from tests.support.serving import SEED, problem_of, serving, state_of
from tests.support.writing import KEY, PIN

NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)
OTHER = "mw-0312-orrin-inspectors"


def decision(**fields: object) -> Override:
    override = Override.parse({"override_id": "new", "author": "Ada"} | fields)
    return replace(override, override_id=decisions.id_of_subject(override))


def decide(store: Store, override: Override) -> tuple[int, bool]:
    return decisions.decide(store, override, read_overrides(store))


@pytest.fixture
def service(published: Path, tmp_path: Path) -> Iterator[TestClient]:
    """Return a client of a service with a store."""
    options: dict[str, Any] = {"store": f"sqlite:///{tmp_path / 'store.sqlite'}", "editor_keys": (KEY,)}
    with serving(published, verify=False, **options) as client:
        client.headers["Authorization"] = f"Bearer {KEY}"
        yield client


def test_the_same_decision_twice_is_one_whoever_takes_it(store: Store) -> None:
    hide = decision(action="hide", section="sport")
    first, is_new = decide(store, hide)
    assert is_new
    for again in (hide, replace(hide, author="Ben")):
        assert decide(store, again) == (first, False)
    assert store.last_change() == first
    assert [each.author for each in read_overrides(store).all] == ["Ada"]


def test_clicks_at_once_are_one_decision(store: Store) -> None:
    pin = decision(action="pin", box="related", article_id="b", seed="a")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: decide(store, pin), range(24)))
    assert sorted(is_new for _, is_new in answers) == [False] * 23 + [True]
    assert len({change for change, _ in answers}) == 1
    assert len(store.audit.entries()) == 1


def test_another_place_or_end_or_note_replaces_the_decision_about_the_same(store: Store) -> None:
    pin = decision(action="pin", box="related", article_id="b", seed="a")
    for other in (
        pin,
        replace(pin, position=3),
        decision(action="pin", box="similar", article_id="b", seed="a"),
        replace(pin, note="the fair"),
        replace(pin, ends_at=NOW),
    ):
        assert decide(store, other)[1]
        assert len(read_overrides(store).all) == 1
    assert not decide(store, replace(pin, ends_at=NOW + timedelta(seconds=2)))[1]  # the second of two clicks
    assert decide(store, replace(pin, ends_at=NOW + timedelta(hours=1)))[1]
    assert decide(store, decision(action="pin", box="related", article_id="b"))[1]  # beside every article
    assert decide(store, decision(action="ban", article_id="a", other="b"))[1]
    assert not decide(store, decision(action="ban", article_id="a", other="b", author="Ben"))[1]
    decide(store, decision(action="ban", article_id="b", other="a"))  # the same pair
    assert len(read_overrides(store).all) == 3


def test_a_decision_that_came_by_a_call_is_found_by_its_subject(store: Store) -> None:
    store.overrides.put("fair", decision(action="mute", term="Fair").to_record() | {"override_id": "fair"})
    assert decide(store, decision(action="mute", term="Fair", author="Ben")) == (1, False)
    assert decide(store, decision(action="mute", term="fair"))[1]
    assert [each.override_id for each in read_overrides(store).all] == ["fair"]


def test_a_record_that_cannot_be_read_is_replaced(store: Store) -> None:
    mute = decision(action="mute", term="storm")
    store.overrides.put(mute.override_id, {"action": "promote"})
    assert decide(store, mute)[1]


@pytest.mark.parametrize(
    ("fields", "field", "nearest"),
    [
        ({"article_id": "mw-0312-orrin-inspector"}, "article_id", OTHER),
        ({"article_id": "Inspectors issue safety warning"}, "article_id", OTHER),
        ({"article_id": OTHER, "seed": f"{SEED}x"}, "seed", SEED),
        ({"article_id": "xyzzy"}, "article_id", None),
    ],
)
def test_a_pin_of_what_is_not_here_is_refused_and_names_what_is_near(
    service: TestClient, fields: dict[str, str], field: str, nearest: str | None
) -> None:
    problem = problem_of(service.put("/v1/overrides/1", json=PIN | fields), 422, field)
    assert problem["errors"][0]["found"].strip("'") == fields[field]
    assert (nearest is not None) == ("did you mean" in problem["detail"])
    assert nearest is None or nearest in problem["detail"]
    assert service.get("/v1/overrides").json()["overrides"] == []


def test_a_pin_of_what_was_taken_down_or_is_to_come_later(service: TestClient) -> None:
    service.delete(f"/v1/articles/{OTHER}")
    problem_of(service.put("/v1/overrides/1", json=PIN | {"article_id": OTHER}), 422, "article_id")
    store = state_of(service).writable_store()
    store.put(article(article_id="later", title="Harbour opens", url="https://a.example/x?utm_source=b"))
    assert service.put("/v1/overrides/1", json=PIN | {"article_id": "later"}).status_code == 200
    by_address = service.put("/v1/overrides/2", json=PIN | {"article_id": "https://www.a.example/x"})
    assert by_address.json()["article_id"] == "later"
    for other in ({"action": "hide", "article_id": "nowhere"}, {"action": "ban", "article_id": "a", "other": "b"}):
        assert service.put("/v1/overrides/3", json=other | {"author": "Ada"}).status_code == 200


def test_a_preview_says_what_would_change_and_decides_nothing(service: TestClient) -> None:
    from recommender.api import schemas

    pin = PIN | {"article_id": OTHER, "seed": SEED}
    answer = service.post("/v1/overrides/preview", json=pin)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    schemas.Preview.model_validate(told, extra="forbid")
    assert (told["articles"], told["pages"], told["is_estimate"], told["article_id"]) == (1, 1, False, SEED)
    before, after = (told[name]["boxes"]["related"]["cards"] for name in ("before", "after"))
    assert OTHER in [card["article_id"] for card in after]
    assert after[0]["article_id"] == OTHER
    assert before == service.get(f"/v1/articles/{SEED}/boxes").json()["boxes"]["related"]["cards"]
    assert service.get("/v1/overrides").json()["overrides"] == []
    beside = service.post("/v1/overrides/preview", params={"article_id": OTHER}, json=pin).json()
    assert beside["article_id"] == OTHER
    assert beside["before"]["boxes"] == beside["after"]["boxes"]
    nothing = {"action": "hide", "section": "no such", "author": "Ada"}
    told = service.post("/v1/overrides/preview", json=nothing).json()
    assert (told["articles"], told["pages"], told["article_id"], told["before"]) == (0, 0, None, None)
    problem_of(service.post("/v1/overrides/preview", params={"article_id": "nobody"}, json=pin), 404)
    problem_of(service.post("/v1/overrides/preview", json=pin | {"article_id": "nobody"}), 422, "article_id")


def test_overrides_that_decide_nothing_are_listed_with_the_reason(service: TestClient) -> None:
    service.put("/v1/overrides/1", json={"action": "hide", "section": "no such", "author": "Ada"})
    service.put("/v1/overrides/2", json=PIN)
    idle = service.get("/v1/overrides").json()["idle"]
    assert idle == [{"override_id": "1", "reason": "no article is in this section"}]

"""What is breaking and trending, over HTTP and on the pages."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from recommender import Recommender
from recommender.api import schemas
from recommender.cli.demo import sample_folder
from tests.support.serving import Record, serving
from tests.support.writing import KEY

# Eleven publishers tell of one explosion between 09:20 and 11:00; nothing else happens that morning.
MORNING = datetime(2026, 4, 24, 10, 40, tzinfo=UTC)
ELSEWHERE = "ac-0422-inflation-falls"
EXPLOSION = "ac-0424-orrin-two-dead"
LATER = "ac-0424-orrin-evening"
SITEWIDE = ("/v1/breaking", "/v1/trending")


def serving_at(as_of: datetime, models: Path, **options: Any) -> AbstractContextManager[TestClient]:
    return serving(models, as_of=as_of, verify=False, **options)


@pytest.fixture(scope="module")
def morning(published: Path) -> Iterator[TestClient]:
    with serving_at(MORNING, published) as client:
        yield client


@pytest.fixture(scope="module")
def events() -> dict[str, str]:
    with (sample_folder() / "events.tsv").open(encoding="utf-8") as file:
        return {row["article_id"]: row["event"] for row in csv.DictReader(file, delimiter="\t")}


def record(client: TestClient, path: str, **options: str | int) -> Record:
    answer = client.get(path, params=options)
    assert answer.status_code == 200, answer.text
    found: Record = answer.json()
    return found


def test_the_explosion_is_breaking_while_it_is_told_and_says_why(morning: TestClient, events: dict[str, str]) -> None:
    box = record(morning, "/v1/breaking")
    schemas.Box.model_validate(box, extra="forbid")
    [card] = box["cards"]
    assert events[card["article_id"]] == events[EXPLOSION]
    publishers, minutes = card["reason"]["text"].removesuffix(" min").split(" publishers in ")
    assert int(publishers) >= 4
    assert int(minutes) <= 60
    assert box["notice"] == "Only one story is breaking at the moment."
    assert record(morning, "/v1/breaking", k=1)["notice"] is None


@pytest.mark.parametrize("moment", [MORNING - timedelta(hours=2), MORNING + timedelta(hours=4)])
def test_nothing_is_breaking_before_and_after(published: Path, moment: datetime) -> None:
    with serving_at(moment, published) as client:
        box = record(client, "/v1/breaking")
    assert (box["cards"], box["notice"]) == ([], "Nothing is breaking at the moment.")


def test_the_day_s_names_are_trending_with_what_makes_them_so(morning: TestClient) -> None:
    box = record(morning, "/v1/trending")
    schemas.TagBox.model_validate(box, extra="forbid")
    assert "Orrin chemical works" in {tag["label"] for tag in box["tags"]}
    for rank, tag in enumerate(box["tags"], 1):
        assert tag["rank"] == rank
        assert tag["now"] == sum(tag["series"])
        assert tag["lift"] == pytest.approx((tag["now"] + 1) / (tag["usual"] + 1), rel=0.02)
        assert 1 <= len(tag["examples"]) <= 3
        for example in tag["examples"]:
            assert tag["publishers"] >= 3
            assert morning.get(f"/read/{example['article_id']}").status_code == 200
    scores = [tag["score"] for tag in box["tags"]]
    assert scores == sorted(scores, reverse=True)


def test_what_counts_and_what_is_shown_can_be_asked_for(morning: TestClient) -> None:
    [card] = record(morning, "/v1/breaking")["cards"]
    assert record(morning, "/v1/breaking", exclude=card["article_id"])["cards"][0]["article_id"] != card["article_id"]
    assert record(morning, "/v1/breaking", publisher="The Averin Courier")["cards"][0]["article_id"] == EXPLOSION
    assert record(morning, "/v1/breaking", language="de")["cards"] == []
    assert record(morning, "/v1/breaking", k=0)["cards"] == []
    assert len(record(morning, "/v1/trending", k=1)["tags"]) == 1
    assert record(morning, "/v1/trending", section="sport")["tags"] == []
    assert record(morning, "/v1/trending", language="ja")["tags"] == []


@pytest.mark.parametrize("path", SITEWIDE)
@pytest.mark.parametrize(
    ("options", "field"), [({"k": "-1"}, "k"), ({"k": "51"}, "k"), ({"seed": "a"}, "seed"), ({"since": "x"}, "since")]
)
def test_an_option_that_cannot_be_used_is_named(morning: TestClient, path: str, options: Record, field: str) -> None:
    answer = morning.get(path, params=options)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("path", SITEWIDE)
def test_an_answer_may_be_kept_and_has_a_validator(morning: TestClient, path: str) -> None:
    answer = morning.get(path)
    assert answer.headers["cache-control"] == "public, max-age=60"
    again = morning.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", SITEWIDE)
def test_without_a_model_the_service_is_not_ready(tmp_path: Path, path: str) -> None:
    with serving_at(MORNING, tmp_path / "models") as client:
        assert client.get(path).status_code == 503


def test_no_story_is_in_two_boxes_of_a_page_nor_the_seed_s_own_beside_it(
    morning: TestClient, events: dict[str, str]
) -> None:
    for seed in [article_id for article_id in events if article_id.split("-")[1] >= "0415"]:
        answer = morning.get(f"/v1/articles/{seed}/boxes")
        if answer.status_code == 404:
            continue
        boxes = answer.json()["boxes"]
        told = {name: {events[card["article_id"]] for card in boxes[name]["cards"]} for name in ("similar", "related")}
        breaking = {events[card["article_id"]] for card in boxes["breaking"]["cards"]}
        assert breaking.isdisjoint({events[seed]} | told["similar"] | told["related"]), seed


def test_a_page_beside_another_story_shows_what_is_breaking(morning: TestClient) -> None:
    page = record(morning, f"/v1/articles/{ELSEWHERE}/boxes")
    schemas.Page.model_validate(page, extra="forbid")
    [card] = page["boxes"]["breaking"]["cards"]
    markup = morning.get(f"/read/{ELSEWHERE}").text
    assert card["reason"]["text"] in markup
    assert f'href="/read/{card["article_id"]}"' in markup
    assert all(tag["label"] in markup for tag in page["boxes"]["trending"]["tags"])
    assert "<polyline" in markup


def test_the_page_of_the_breaking_story_does_not_tell_it_again(morning: TestClient) -> None:
    assert record(morning, f"/v1/articles/{EXPLOSION}/boxes")["boxes"]["breaking"]["cards"] == []
    assert "Breaking news" not in morning.get(f"/read/{EXPLOSION}").text


def test_a_draft_of_the_breaking_story_is_not_shown_it_again(morning: TestClient) -> None:
    known = record(morning, f"/v1/articles/{EXPLOSION}")
    draft = {name: known[name] for name in ("title", "text", "language")}
    assert morning.post("/v1/boxes", json=draft).json()["boxes"]["breaking"]["cards"] == []
    other = {"title": "Inflation falls", "text": "Prices rise more slowly, Statistics Caldria says.", "language": "en"}
    assert len(morning.post("/v1/boxes", json=other).json()["boxes"]["breaking"]["cards"]) == 1


def test_the_front_page_tells_it_once(morning: TestClient) -> None:
    [card] = record(morning, "/v1/breaking", k=3)["cards"]
    markup = morning.get("/").text
    assert markup.count(f'<a href="/read/{card["article_id"]}">') == 1
    assert card["reason"]["text"] in markup


def test_an_article_of_later_is_behind_no_door_yet(morning: TestClient) -> None:
    later = f"/v1/articles/{LATER}"
    doors = ("", "/similar", "/related", "/boxes", f"/why/{ELSEWHERE}")
    answers = [morning.get(f"{later}{door}") for door in doors]
    answers += [morning.get(f"/read/{LATER}"), morning.get(f"/v1/articles/{ELSEWHERE}/why/{LATER}")]
    assert [answer.status_code for answer in answers] == [404] * 7
    assert [answer.text for answer in answers if "explosion" in answer.text.lower()] == []
    batch = morning.post("/v1/batch", json={"seeds": [LATER]}).json()
    assert batch["results"][0]["problem"]["status"] == 404
    assert LATER not in morning.get("/").text


def test_editors_see_an_article_of_later_and_no_cache_keeps_it(published: Path) -> None:
    key = {"Authorization": f"Bearer {KEY}"}
    with serving_at(MORNING, published, editor_keys=(KEY,)) as client:
        for door in ("", "/similar", "/related", "/boxes", f"/why/{ELSEWHERE}"):
            answer = client.get(f"/v1/articles/{LATER}{door}", headers=key)
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
            assert client.get(f"/v1/articles/{LATER}{door}").status_code == 404
        now = client.get(f"/v1/articles/{ELSEWHERE}", headers=key)
        assert now.headers["cache-control"].startswith("public")


def test_an_article_of_later_is_behind_every_door_when_its_time_has_come(published: Path) -> None:
    with serving_at(datetime(2026, 4, 25, tzinfo=UTC), published) as client:
        for door in ("", "/boxes"):
            assert client.get(f"/v1/articles/{LATER}{door}").status_code == 200


def test_the_front_page_tells_no_story_twice(morning: TestClient, sample: Recommender) -> None:
    below_the_bar = morning.get("/").text.partition('class="box')[2]
    shown = re.findall(r'href="/read/([^"]+)"', below_the_bar)
    catalogue = sample.index.base.catalogue
    stories = [sample.stories.id_of(catalogue.row_of(article_id), catalogue) for article_id in shown]
    assert len(stories) > 20
    assert len(set(stories)) == len(stories)


def test_outlets_of_one_owner_count_as_one_and_lines_can_be_set(published: Path) -> None:
    one = {"City Desk Averin": "A", "Harbour Times": "A", "Kestrel Online": "A", "Caldria Public Radio": "A",
           "Meridian Wire": "A", "The Daily Lantern": "A", "Lowmoor Chronicle": "A"}  # fmt: skip
    with serving_at(MORNING, published, owners=one) as client:
        assert record(client, "/v1/breaking")["cards"] == []
    with serving_at(MORNING, published, breaking_publishers=12) as client:
        assert record(client, "/v1/breaking")["cards"] == []
    with serving_at(MORNING, published, trending_publishers=12) as client:
        assert record(client, "/v1/trending")["tags"] == []


def test_an_editor_hides_the_story_and_it_is_breaking_no_more(published: Path, tmp_path: Path) -> None:
    with serving_at(MORNING, published, store=f"sqlite:///{tmp_path / 'store.sqlite'}", editor_keys=(KEY,)) as client:
        [card] = record(client, "/v1/breaking")["cards"]
        hide = {"action": "hide", "author": "Ada", "story_id": card["story_id"], "note": "not confirmed"}
        headers = {"Authorization": f"Bearer {KEY}"}
        assert client.put("/v1/overrides/veto", json=hide, headers=headers).status_code < 300
        assert record(client, "/v1/breaking")["cards"] == []
        page = record(client, f"/v1/articles/{ELSEWHERE}/boxes")["boxes"]
        assert page["breaking"]["cards"] == []
        assert all("Orrin" not in tag["label"] for tag in page["trending"]["tags"])
        why = record(client, f"/v1/articles/{ELSEWHERE}/why/{card['article_id']}")
        assert [each["story_id"] for each in why["overrides"]] == [card["story_id"]]
        assert client.delete("/v1/overrides/veto?author=Ada", headers=headers).status_code < 300
        assert record(client, "/v1/breaking")["cards"] == [card]

"""Metrics: by route template, never by address."""

from __future__ import annotations

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from recommender import Registry
from recommender.api import create_app
from recommender.api.worker_slots import Place, WorkerSlots
from recommender.settings import Settings
from tests.support.serving import (
    JSON_TYPE,
    SEED,
    path_of,
    serving,
)


def values_of(text: str) -> dict[str, float]:
    """Return the value of each sample, by its name and its labels."""
    samples = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {" ".join((each.name, *map(str, each.labels.values()))): each.value for each in samples}


def test_metrics_count_by_template_and_never_by_address(published: Path) -> None:
    with serving(published, verify=False) as client:
        for path in (
            path_of(SEED, "similar"),
            path_of("secret-id", "similar"),
            "/secret-path",
            "/static/secret-file",
            f"/read/{SEED}",
        ):
            client.get(path)
        client.post("/v1/similar", content=b"x" * 300_000, headers=JSON_TYPE)
        text = client.get("/metrics").text
    assert 'recommender_requests_total{route="/v1/articles/{article_id}/similar",status="200"} 1.0' in text
    assert 'recommender_requests_total{route="/v1/articles/{article_id}/similar",status="404"} 1.0' in text
    assert 'recommender_requests_total{route="(none)",status="404"} 1.0' in text
    assert 'recommender_requests_total{route="/v1/similar",status="413"} 1.0' in text
    assert 'recommender_request_seconds_count{route="/read/{article_id}"} 1.0' in text
    assert "recommender_articles 331.0" in text
    assert 'recommender_model{version="000001"} 1.0' in text
    assert "secret" not in text


def test_any_worker_tells_the_counts_of_all_and_of_those_that_died(published: Path) -> None:
    slots, settings = WorkerSlots(2), Settings(models=published, verify=False)
    with (
        TestClient(create_app(settings, slots=slots, worker=0)) as one,
        TestClient(create_app(settings, slots=slots, worker=1)) as other,
    ):
        for client in (one, other, other):
            client.get(path_of(SEED, "similar"))
        slots.count_death()
        values = [values_of(client.get("/metrics").text) for client in (one, other)]
        slots.slot(1).vacate()
        alone = values_of(one.get("/metrics").text)
    for each in values:
        assert each["recommender_requests_total /v1/articles/{article_id}/similar 200"] == 3
        assert each["recommender_request_seconds_count /v1/articles/{article_id}/similar"] == 3
        assert (each["recommender_workers"], each["recommender_workers_expected"]) == (2, 2)
        assert (each["recommender_model 000001"], each["recommender_ready"]) == (2, 1)
        assert each["recommender_worker_deaths_total"] == 1
        assert each["recommender_worker_memory_bytes 1"] > 1_000_000
        assert each["recommender_worker_open_files 0"] > 2
    assert values[1]["recommender_requests_total /metrics 200"] == 1
    assert (alone["recommender_workers"], alone["recommender_model 000001"]) == (1, 1)
    assert alone["recommender_requests_total /v1/articles/{article_id}/similar 200"] == 3
    assert alone["recommender_processor_seconds_total"] > 0


def test_a_gauge_is_that_of_the_worker_that_is_worst_off(published: Path, url: str) -> None:
    slots, settings = WorkerSlots(3), Settings(models=published, verify=False, store=url)
    well, ill, dead = (slots.slot(at) for at in range(3))
    with TestClient(create_app(settings, slots=slots, worker=0)) as client:
        assert values_of(client.get("/metrics").text)["recommender_store_followed"] == 1
        ill[Place.STARTED] = 1
        for place, value in (
            (Place.WAITING, 7),
            (Place.ARTICLES, 3),
            (Place.REFUSED_ARTICLES, 2),
            (Place.DAMAGED, 1),
            (Place.AWAY, 1),
        ):
            ill[place] = value
            dead[place] = 99
        ill.version = "000007"
        values = values_of(client.get("/metrics").text)
    assert well[Place.ARTICLES] == 331
    told = ("articles", "waiting_changes", "refused_articles", "model_damaged", "ready", "store_followed", "store_away")
    assert [values[f"recommender_{name}"] for name in told] == [3, 7, 2, 1, 0, 0, 1]
    assert values["recommender_workers"] == 2
    assert (values["recommender_model 000001"], values["recommender_model 000007"]) == (1, 1)


def test_a_service_without_a_model_says_so(tmp_path: Path) -> None:
    Registry(tmp_path)
    with serving(tmp_path) as client:
        values = values_of(client.get("/metrics").text)
    assert (values["recommender_ready"], values["recommender_articles"], values["recommender_workers"]) == (0, 0, 1)

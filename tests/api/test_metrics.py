"""Metrics: by route template, never by address."""

from __future__ import annotations

from pathlib import Path

from tests.support.serving import (
    JSON_TYPE,
    SEED,
    path_of,
    serving,
)


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

"""A story over HTTP."""

from __future__ import annotations

from starlette.testclient import TestClient


def test_a_story_is_told_over_http(client: TestClient) -> None:
    card = client.get("/v1/articles/ac-0424-orrin-two-dead/similar").json()["cards"][0]
    answer = client.get(f"/v1/stories/{card['story_id']}")
    told = answer.json()
    assert answer.status_code == 200
    assert told["story_id"] == card["story_id"]
    assert card["article_id"] in [each["article_id"] for each in told["articles"]]
    times = [each["published_at"] for each in told["articles"]]
    assert times == sorted(times)
    assert (told["first_published_at"], told["latest_published_at"]) == (times[0], times[-1])
    assert len(set(told["publishers"])) == len(told["publishers"]) > 1
    same = client.get(f"/v1/stories/{card['story_id']}", headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304


def test_an_unknown_story_is_a_404(client: TestClient) -> None:
    answer = client.get("/v1/stories/s0000000000000000")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/v1/stories/s1?x=1").status_code == 422

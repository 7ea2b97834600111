"""One article behind all forms of its address, at every door of the service."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from recommender.store import Store
from recommender.training import Sources, import_articles
from tests.support.serving import path_of, problem_of, publish, serving
from tests.support.training import STRICT
from tests.support.writing import KEY, NDJSON, STORM, lines_of, put, written

COURT = "https://gazette.example/court"
# As they come by proxies that merge slashes, from pages, and by slips.
ODD_FORMS = (
    "https:/gazette.example/court", "//gazette.example/court", "feed:https://gazette.example//x/../court",
    "https:\\\\gazette.example\\court", f"{COURT}%20", f"{COURT}%2F", f"{COURT}&utm_source=rss",
)  # fmt: skip
FORMS = ("http://www.gazette.example/court/", f"{COURT}?utm_source=rss", "https://m.gazette.example/court#top")


def test_an_article_is_read_and_written_by_every_form_of_its_address(writer: TestClient) -> None:
    written(put(writer, "991", url=FORMS[1]), 201, "new")
    for number, form in enumerate((COURT, *FORMS)):
        assert writer.get(path_of(form)).json()["article_id"] == "991"
        assert writer.get(path_of(form, "boxes")).json()["seed"] == "991"
        assert writer.get(path_of(form, "similar")).json()["seed"] == "991"
        assert writer.get(path_of(form, "why", form)).status_code == 200
        assert writer.get(f"/read/{form.partition('#')[0]}").status_code == 200
        answer = put(writer, form, title=f"Corrected {number}", url=form)
        assert written(answer, 200, "changed")["article_id"] == "991"
    results = writer.post("/v1/batch", json={"seeds": list(FORMS)}).json()["results"]
    assert [result["seed"] for result in results] == ["991"] * 3
    # As a browser sends it: with its slashes, but not with its parameters, which would be those of the call.
    assert writer.get(f"/v1/articles/{FORMS[0]}/boxes").json()["seed"] == "991"


def test_an_article_that_only_a_model_knows_is_found_by_every_form_of_its_address(tmp_path: Path) -> None:
    publish(tmp_path, COURT, "b", "c")
    with serving(tmp_path) as client:
        for form in FORMS:
            assert client.get(path_of(form, "boxes")).json()["seed"] == COURT
            assert client.get(path_of(form)).json()["article_id"] == COURT
        problem_of(client.get(path_of("https://gazette.example/other", "boxes")), 404)
    with serving(tmp_path, store=f"sqlite:///{tmp_path / 'store.sqlite'}", editor_keys=(KEY,)) as client:
        client.headers["Authorization"] = f"Bearer {KEY}"
        written(client.delete(path_of(FORMS[0])), 200, "gone")
        for form in (COURT, *FORMS):
            problem_of(client.get(path_of(form, "boxes")), 410)


@pytest.mark.parametrize("form", [COURT, *FORMS])
def test_a_hold_is_of_the_article_at_every_door(writer: TestClient, url: str, tmp_path: Path, form: str) -> None:
    written(writer.delete(path_of(form), params={"hold": True}), 200, "held")
    for other in (COURT, *FORMS):
        problem_of(writer.get(path_of(other)), 410)
        problem_of(writer.get(path_of(other, "boxes")), 410)
        assert "held" in problem_of(put(writer, other), 409)["detail"]
        problem_of(put(writer, "992", url=other), 409)
        body = lines_of(STORM | {"article_id": other}, STORM | {"article_id": "993", "url": other})
        results = writer.post("/v1/articles", content=body, headers=NDJSON).json()["results"]
        assert [result["outcome"] for result in results] == ["held", "held"]
    feed = tmp_path / "feed.rss"
    item = f"<item><title>Court</title><link>{FORMS[1]}</link><guid isPermaLink='false'>991</guid></item>"
    feed.write_text(f"<rss version='2.0'><channel><title>Gazette</title>{item}</channel></rss>")
    with Store.open(url) as store:
        assert import_articles(Sources([feed]), store, STRICT).outcomes == {"held": 1}
    written(writer.post(f"{path_of(FORMS[0])}/release"), 200, "gone")
    problem_of(writer.post(f"{path_of(COURT)}/release"), 404)
    written(put(writer, "992", url=COURT), 201, "new")


def test_a_take_down_by_address_takes_down_what_has_an_id_of_its_own(writer: TestClient) -> None:
    for one in ("991", "992"):
        written(put(writer, one, url=FORMS[0]), 201, "new")
    problem_of(writer.get(path_of(COURT)), 404)  # which of the two, nobody knows
    written(writer.delete(path_of(FORMS[2])), 200, "gone")
    for one in ("991", "992", COURT):
        problem_of(writer.get(path_of(one, "boxes")), 410)


def test_a_precondition_is_of_the_article_that_is_there(writer: TestClient) -> None:
    etag = put(writer, "991", url=COURT).headers["etag"]
    problem_of(put(writer, FORMS[0], headers={"If-None-Match": "*"}), 412)
    problem_of(put(writer, FORMS[0], headers={"If-Match": '"another"'}), 412)
    written(put(writer, FORMS[0], headers={"If-Match": etag}, title="Corrected"), 200, "changed")


@pytest.mark.parametrize("form", ODD_FORMS)
def test_a_hold_is_of_the_live_article_whose_address_is_written_oddly(writer: TestClient, form: str) -> None:
    written(put(writer, COURT, url=COURT), 201, "new")
    assert written(put(writer, form, url=COURT, title="Corrected"), 200, "changed")["article_id"] == COURT
    assert writer.get(path_of(form)).json()["article_id"] == COURT
    assert written(writer.delete(path_of(form), params={"hold": True}), 200, "held")["article_id"] == COURT
    problem_of(writer.get(path_of(COURT, "boxes")), 410)
    problem_of(put(writer, form), 409)


@pytest.mark.parametrize(
    "address", ["gazette.example/court", "//gazette.example/court", "https:/gazette.example/court"]
)
def test_the_address_of_an_article_is_whole_where_a_program_puts_it(writer: TestClient, address: str) -> None:
    problem_of(put(writer, "991", url=address), 422)

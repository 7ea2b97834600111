"""Private texts, public boxes: what everybody reads, what takes a key, and what a publishable key in a page opens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from recommender import Recommender, Registry
from tests.api.test_who_gets_in import ROUTES
from tests.support.builders import article
from tests.support.serving import Answer, Record, path_of, problem_of, serving
from tests.support.writing import KEY, READER_KEY

# Each stands in the text of one article and nowhere else: what two texts share, the reason on a card may name.
MARKER, STORED_MARKER = "Quendelvast", "Brisselmoor"
PUBLISHABLE, NEXT_PUBLISHABLE = "publishable-key-of-today", "publishable-key-of-tomorrow"
SITE, ANOTHER_SITE = "https://news.example", "https://www.news.example"
WORDS = ("harbour wall breaks", "ferries are stopped", "sea wall repaired", "storm damage counted", "pier is closed")
STORM = {"title": "Storm Ines breaks the sea wall", "text": "Storm Ines broke the sea wall and closed the pier."}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a registry with an article that has the marker in its first sentence and in its last."""
    path = tmp_path_factory.mktemp("private") / "models"
    articles = [
        article(
            article_id=f"a{at}",
            title=f"Storm Ines: {words}",
            text=f"Storm Ines {'at ' + MARKER if not at else 'again'}. The {words} at Brannock, at pier {at}.\n"
            f"{MARKER if not at else 'Nobody'} was hurt.",
            publisher=f"Paper {at}",
            section="weather",
            tags=["Storm Ines"],
            published_at=f"2026-04-24T{17 - 3 * at:02}:00:00Z",
        )
        for at, words in enumerate(WORDS)
    ]
    Registry(path).publish(Recommender.fit(articles).save)
    return path


@pytest.fixture(scope="module")
def service(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of a service whose boxes are public and whose texts are not; the newest article is stored."""
    store = f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.sqlite'}"
    keys: Record = {"editor_keys": (KEY,), "reader_keys": (READER_KEY,)}
    with serving(models, verify=False, store=store, public="boxes", **keys) as client:
        stored = STORM | {
            "text": f"{STORED_MARKER} again.",
            "published_at": "2026-04-24T17:55:00Z",
            "section": "weather",
        }
        assert client.put(path_of("b0"), json=stored, headers=bearer(KEY)).status_code == 201
        yield client


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def documented(client: TestClient) -> list[str]:
    """Return the calls of the OpenAPI document, as routes."""
    paths: dict[str, Record] = client.get("/openapi.json").json()["paths"]
    return sorted(f"{method.upper()} {path}" for path, methods in paths.items() for method in methods)


def answers_of(client: TestClient, route: str, headers: dict[str, str]) -> Iterator[Answer]:
    """Yield what a route answers of each article that holds the marker, whatever it takes."""
    method, _, path = route.partition(" ")
    path = path.replace("/section/{name:path}", "/section/weather").replace("/tag/{name:path}", "/tag/Storm%20Ines")
    for name, value in {"{name}": "site.css", "{override_id}": "o", "{story_id}": story_of(client)}.items():
        path = path.replace(name.replace("}", ":path}"), value).replace(name, value)
    bodies: list[Any] = [None] if method == "GET" else [STORM, {"seeds": ["a0", "b0"], "box": "boxes"}]
    for seed in ("a0", "b0"):
        for other in ("a0", "b0", "a1"):
            address = path.replace(":path}", "}").replace("{article_id}", seed).replace("{other_id}", other)
            yield from (client.request(method, address, json=body, headers=headers) for body in bodies)


def story_of(client: TestClient) -> str:
    page = client.get(path_of("a1", "boxes")).json()["boxes"]
    return str(next(card["story_id"] for box in page.values() for card in box.get("cards", ())))


def test_a_text_that_is_private_is_in_no_answer_to_who_has_no_key(service: TestClient) -> None:
    routes = {*documented(service), *ROUTES}
    assert len(routes) > len(ROUTES)  # the document names parameters otherwise, so these are asked twice
    statuses = set()
    for route in sorted(routes):
        for headers in ({}, {"Origin": SITE}, bearer("the-key-of-a-stranger")):
            for answer in answers_of(service, route, headers):
                statuses.add(answer.status_code)
                for marker in (MARKER, STORED_MARKER):
                    assert marker.casefold() not in f"{answer.text} {answer.headers}".casefold(), route
    assert {200, 401} <= statuses


def test_the_key_of_a_reader_or_an_editor_opens_the_texts(service: TestClient) -> None:
    for key in (READER_KEY, KEY):
        for seed, marker in (("a0", MARKER), ("b0", STORED_MARKER)):
            for path in (path_of(seed), f"/read/{seed}"):
                answer = service.get(path, headers=bearer(key))
                assert answer.status_code == 200
                assert marker.casefold() in answer.text.casefold(), path
        assert MARKER.casefold() in service.get(path_of("a0", "why", "a0"), headers=bearer(key)).text.casefold()
        for path in ("/", "/section/weather"):
            assert STORED_MARKER in service.get(path, headers=bearer(key)).text
        assert MARKER in service.get("/tag/storm%20ines", headers=bearer(key)).text


def test_without_a_key_an_article_is_read_with_all_but_its_text(service: TestClient) -> None:
    without, whole = service.get(path_of("a0")), service.get(path_of("a0"), headers=bearer(READER_KEY))
    text = whole.json()["text"]
    assert without.json() | {"text": text} == whole.json()
    page = service.get("/read/a0")
    assert "Storm Ines: harbour wall breaks" in page.text
    assert '<article class="card">' in page.text
    assert STORM["title"] in service.get("/").text


@pytest.mark.parametrize("path", [path_of("a0"), path_of("b0"), "/read/a0", "/", path_of("a0", "why", "a1")])
def test_what_a_key_opens_is_kept_by_no_shared_cache_and_sent_to_nobody_else(service: TestClient, path: str) -> None:
    opened = service.get(path, headers=bearer(READER_KEY))
    assert "private" in opened.headers["cache-control"]
    closed = service.get(path, headers={"If-None-Match": opened.headers["etag"]})
    assert closed.status_code in (200, 401)  # it is not what the reader has
    for answer in (opened, closed):
        assert "Authorization" in answer.headers.get("vary", "") or answer.status_code == 401
    if closed.status_code == 200:
        assert "private" not in closed.headers["cache-control"]


def test_boxes_are_the_same_for_everybody_and_every_cache_may_keep_them(service: TestClient) -> None:
    for call in ("similar", "related", "boxes"):
        plain, keyed = service.get(path_of("a1", call)), service.get(path_of("a1", call), headers=bearer(READER_KEY))
        assert plain.content == keyed.content
        assert plain.headers["cache-control"] == keyed.headers["cache-control"] == "public, max-age=60"


def test_texts_are_for_nobody_where_there_are_no_keys(models: Path) -> None:
    with serving(models, verify=False, public="boxes") as client:
        assert client.get(path_of("a1", "boxes")).status_code == 200
        assert "text" not in client.get(path_of("a0")).json()
        problem_of(client.get(path_of("a0", "why", "a1")), 401, "Authorization")


# --- A publishable key ---


@pytest.fixture(scope="module")
def closed(models: Path) -> Iterator[TestClient]:
    """Return a client of a service that lets nobody read without a key, but the pages of two sites with theirs."""
    keys: Record = {"editor_keys": (KEY,), "reader_keys": (READER_KEY,)}
    keys |= {"publishable_keys": (PUBLISHABLE, NEXT_PUBLISHABLE), "cors_origins": (SITE, ANOTHER_SITE)}
    with serving(models, verify=False, **keys) as client:
        yield client


@pytest.mark.parametrize("key", [PUBLISHABLE, NEXT_PUBLISHABLE])
@pytest.mark.parametrize("site", [SITE, ANOTHER_SITE])
def test_a_publishable_key_lets_the_pages_of_its_sites_read_boxes(closed: TestClient, key: str, site: str) -> None:
    headers = bearer(key) | {"Origin": site}
    for _ in range(2):  # anew, and as it was kept
        answer = closed.get(path_of("a1", "boxes"), headers=headers)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == site
        assert answer.headers["cache-control"] == "private, max-age=60"
    assert closed.post("/v1/boxes", json=STORM, headers=headers).status_code == 200
    assert closed.post("/v1/batch", json={"seeds": ["a1"]}, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403), ({"Origin": "https://evil.example"}, 403), ({"Origin": "null"}, 403), ({"Origin": ""}, 403),
        ({"Origin": f"{SITE}.evil.example"}, 403), ({"Origin": "http://news.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
)  # fmt: skip
def test_a_publishable_key_is_refused_from_anywhere_else(
    closed: TestClient, headers: dict[str, str], status: int
) -> None:
    assert closed.get(path_of("a1", "boxes"), headers=bearer(PUBLISHABLE) | {"Origin": SITE}).status_code == 200
    for call in ("boxes", "similar"):  # one of them is kept
        answer = closed.get(path_of("a1", call), headers=bearer(PUBLISHABLE) | headers)
        assert answer.status_code == status
        if status == 403:
            problem_of(answer, 403, "Origin")


def test_the_origin_without_the_key_or_with_another_opens_nothing(closed: TestClient) -> None:
    for key in ({}, bearer("publishable-key-of-others"), {"Authorization": f"Basic {PUBLISHABLE}"}):
        problem_of(closed.get(path_of("a1", "boxes"), headers={"Origin": SITE} | key), 401, "Authorization")


def test_a_publishable_key_opens_no_text_no_write_and_not_the_desk(closed: TestClient, models: Path) -> None:
    headers = bearer(PUBLISHABLE) | {"Origin": SITE}
    for route in sorted({*documented(closed), *ROUTES}):
        if "{story_id" not in route:
            for answer in answers_of_closed(closed, route, headers):
                assert MARKER not in answer.text, route
    problem_of(closed.get(path_of("a0", "why", "a1"), headers=headers), 401, "Authorization")
    problem_of(closed.delete(path_of("a0"), headers=headers), 401, "Authorization")
    problem_of(closed.put(path_of("a0"), json=STORM, headers=headers), 401, "Authorization")
    problem_of(closed.get("/v1/overrides", headers=headers), 401, "Authorization")
    problem_of(closed.post("/v1/model/reload", headers=headers), 401, "Authorization")
    sent = {"key": PUBLISHABLE, "author": "Eve"}
    assert "Log" not in closed.post("/desk/sign-in", data=sent, headers={"Origin": "http://testserver"}).text
    assert "set-cookie" not in closed.post("/desk/sign-in", data=sent).headers


def answers_of_closed(client: TestClient, route: str, headers: dict[str, str]) -> Iterator[Answer]:
    method, _, path = route.partition(" ")
    for name in ("article_id", "other_id"):
        path = path.replace(f"{{{name}:path}}", "a0").replace(f"{{{name}}}", "a0")
    yield client.request(method, path, json=None if method == "GET" else STORM, headers=headers)


def test_publishable_keys_are_all_compared_in_constant_time(
    closed: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[bytes] = []

    def compare(sent: bytes, known: bytes) -> bool:
        compared.append(known)
        return sent == known

    monkeypatch.setattr("recommender.api.keys.hmac.compare_digest", compare)
    closed.get("/v1/model", headers=bearer(PUBLISHABLE) | {"Origin": SITE})
    assert {PUBLISHABLE.encode(), NEXT_PUBLISHABLE.encode()} <= set(compared)


# --- Preflights ---

READS_BY_POST = ("/v1/boxes", "/v1/batch", "/v1/similar", "/v1/related")


def preflight(client: TestClient, path: str, origin: str | None, method: str = "POST") -> Answer:
    headers = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "content-type"}
    return client.options(path, headers=headers | ({} if origin is None else {"Origin": origin}))


@pytest.mark.parametrize("path", READS_BY_POST)
def test_a_page_of_any_site_may_post_a_draft_where_everybody_reads(service: TestClient, path: str) -> None:
    asked = preflight(service, path, "https://any.example")
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked.headers["access-control-allow-origin"] == "*"
    assert asked.headers["access-control-allow-methods"] == "POST"
    assert "Content-Type" in asked.headers["access-control-allow-headers"]
    assert "Authorization" not in asked.headers["access-control-allow-headers"]  # such a page sends no key
    body = {"seeds": ["a1"]} if path == "/v1/batch" else STORM
    answer = service.post(path, json=body, headers={"Origin": "https://any.example"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")


@pytest.mark.parametrize(
    ("path", "method", "origin"),
    [
        ("/v1/boxes", "PUT", SITE), ("/v1/boxes", "DELETE", SITE), ("/v1/boxes", "post", SITE), ("/v1/boxes", "", SITE),
        ("/v1/boxes", "POST", None), ("/v1/articles", "POST", SITE), ("/v1/model/reload", "POST", SITE),
        ("/v1/boxes/", "POST", SITE), ("/desk", "GET", SITE), ("/desk/take-down", "POST", SITE), ("/", "GET", SITE),
        (path_of("a1"), "PUT", SITE),
    ],
)  # fmt: skip
def test_no_page_of_another_site_may_do_anything_else(
    service: TestClient, path: str, method: str, origin: str | None
) -> None:
    asked = preflight(service, path, origin, method)
    assert asked.status_code in (404, 405)
    assert "access-control-allow-origin" not in asked.headers


@pytest.mark.parametrize("path", READS_BY_POST)
def test_where_nothing_is_public_the_named_sites_alone_may_post_a_draft(closed: TestClient, path: str) -> None:
    asked = preflight(closed, path, SITE)
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (200, SITE)
    assert "Authorization" in asked.headers["access-control-allow-headers"]
    assert asked.headers["access-control-max-age"] == "7200"  # a page does not ask before each box
    for origin in ("https://evil.example", "null"):
        refused = preflight(closed, path, origin)
        assert refused.status_code == 400
        assert "access-control-allow-origin" not in refused.headers


def test_where_nothing_is_public_and_no_site_is_named_no_preflight_is_answered(models: Path) -> None:
    with serving(models, verify=False, reader_keys=(READER_KEY,)) as client:
        for path in READS_BY_POST:
            asked = preflight(client, path, SITE)
            assert asked.status_code == 405
            assert "access-control-allow-origin" not in asked.headers


def test_a_problem_is_read_by_the_page_that_caused_it(service: TestClient) -> None:
    answer = service.post("/v1/boxes", content=json.dumps({}), headers={"Origin": SITE})
    assert answer.status_code in (415, 422)
    assert answer.headers["access-control-allow-origin"] == "*"

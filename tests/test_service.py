"""The HTTP door: every call of version 1, every refusal, and what stands around them."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from recommender import Recommender, Registry
from recommender.http import schemas
from recommender.http.middleware import ExactPaths
from recommender.ranking.copies import COPY_SIMILARITY
from recommender.settings import Settings
from service import create_app
from tests.builders import article, law
from tests.conformance import checks, operations_of

Record = dict[str, Any]
Answer = Any  # a response of the test client

SEED = "mw-0303-brightwater-approach"
KEYS = ("the-first-key", "the-second-ключ")
JSON_TYPE = {"Content-Type": "application/json"}
PROBLEM_JSON = "application/problem+json"

CARD = {
    "rank", "article_id", "title", "url", "publisher", "published_at", "section", "kind", "image_url", "score",
    "story_id", "reason", "also_published_by",
}  # fmt: skip
BOX = {"box", "seed", "cards", "notice", "model", "as_of"}
PAGE = {"seed", "boxes", "model", "as_of"}

BOX_CALLS = ("similar", "related", "boxes")
# Ids that are awkward in a path: slashes, spaces, percent signs, names of calls, other scripts.
AWKWARD_IDS = (
    "2026/03/storm", "a b", "100%", "%41", "%2F", "x", "x/similar", "x/boxes", "x/why/y", "similar", "/", "//", "why",
    "why/x", "新聞/１", "a?b#c", "a;b=c", "a+b", "é", "é/é", "...", ".x", "\"'<b>", "\\",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MODELS", "SITE", "AS_OF", "EDITOR_KEYS", "MAX_K", "MAX_BATCH", "MAX_BODY_BYTES", "MAX_AGE_SECONDS"):
        monkeypatch.delenv(f"RECOMMENDER_{name}", raising=False)


@contextmanager
def serving(models: Path, **options: Any) -> Iterator[TestClient]:
    """Serve a registry; nobody looks for new models meanwhile."""
    known: Record = {
        "models": models,
        "as_of": datetime(2026, 4, 24, 18, tzinfo=UTC),
        "poll_seconds": 3_600,
        "max_batch": 400,
    }
    app = create_app(Settings(**known | options))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def client(published: Path) -> Iterator[TestClient]:
    with serving(published, editor_keys=KEYS) as client:
        yield client


@pytest.fixture
def unready(tmp_path: Path) -> Iterator[TestClient]:
    with serving(tmp_path / "models", editor_keys=KEYS) as client:
        yield client


def publish(models: Path, *ids: str, **fields: object) -> None:
    """Publish a model of articles that differ in little but their ids."""
    texts = ("Storm hits the coast of Caldria", "Ferries stop as the storm nears", "Harbour wall breaks in the storm")
    articles = [
        article(article_id=name, title=texts[at % 3], text=f"{texts[at % 3]}. The sea is high at pier {at}.", **fields)
        for at, name in enumerate(ids)
    ]
    Registry(models).publish(Recommender.fit(articles).save)


def http_scope(method: str, path: str) -> Scope:
    """Return an ASGI scope, for what the test client cannot send."""
    common = {"type": "http", "http_version": "1.1", "scheme": "http", "server": ("test", 80), "client": ("test", 1)}
    asked = {"method": method, "path": path, "raw_path": path.encode(), "query_string": b"", "headers": []}
    return {**common, **asked, "asgi": {"version": "3.0"}, "root_path": "", "state": {}}


async def never() -> Message:
    """Receive nothing, ever."""
    await asyncio.sleep(60)
    raise AssertionError("the service waits for ever")


def header(name: str, value: str | bytes) -> list[tuple[bytes, bytes]]:
    """Return a header of any bytes; the test client takes but ASCII as text."""
    return [(name.encode(), value.encode() if isinstance(value, str) else value)]


def path_of(article_id: str, *rest: str) -> str:
    return "/".join(("/v1/articles", quote(article_id, safe=""), *(quote(part, safe="") for part in rest)))


def cards_of(answer: Answer) -> list[Record]:
    assert answer.status_code == 200, answer.text
    cards: list[Record] = answer.json()["cards"]
    return cards


def problem_of(answer: Answer, status: int, field: str | None = None) -> Record:
    """Return the problem document of a refusal, having looked at its form."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM_JSON
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["etag"]
    problem: Record = answer.json()
    assert {"type", "title", "status", "detail"} <= set(problem) <= {"type", "title", "status", "detail", "errors"}
    assert problem["status"] == status
    assert problem["title"]
    assert 0 < len(problem["detail"]) < 10_000
    for error in problem.get("errors", []):
        assert {"field", "expected"} <= set(error) <= {"field", "expected", "found"}
        assert all(error.values())
    if field is not None:
        assert field in [error["field"] for error in problem["errors"]]
    return problem


# The calls and their shapes


@pytest.mark.parametrize("call", ["similar", "related"])
def test_a_box_has_the_shape_of_the_contract(client: TestClient, call: str) -> None:
    answer = client.get(path_of(SEED, call))
    box = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert set(box) == BOX
    assert (box["box"], box["seed"], box["as_of"]) == (call, SEED, "2026-04-24T18:00:00Z")
    assert box["cards"]
    for rank, card in enumerate(box["cards"], 1):
        assert set(card) == CARD
        assert card["rank"] == rank
        assert set(card["reason"]) == {"text", "terms"}
        assert card["reason"]["text"]
        assert all(set(term) == {"term", "share"} for term in card["reason"]["terms"])
        assert card["published_at"].endswith("Z")
    scores = [card["score"] for card in box["cards"]]
    assert scores == sorted(scores, reverse=True)
    schemas.Box.model_validate(box, extra="forbid")


def test_a_page_holds_all_boxes_and_similar_is_the_one_that_stands_alone(client: TestClient) -> None:
    page = client.get(path_of(SEED, "boxes")).json()
    assert set(page) == PAGE
    assert set(page["boxes"]) == {"similar", "related", "breaking", "trending"}
    assert page["boxes"]["similar"] == client.get(path_of(SEED, "similar")).json()
    schemas.Page.model_validate(page, extra="forbid")


def test_an_article_is_read_back(client: TestClient, sample: Recommender) -> None:
    record = client.get(path_of(SEED)).json()
    assert record == sample.seed(SEED).article.to_record()
    schemas.Article.model_validate(record, extra="forbid")


def test_why_tells_terms_time_and_verdicts(client: TestClient) -> None:
    other = cards_of(client.get(path_of(SEED, "similar")))[0]["article_id"]
    record = client.get(path_of(SEED, "why", other)).json()
    assert (record["seed"], record["other"]) == (SEED, other)
    assert set(record["verdicts"]) == {"similar", "related"}
    assert record["verdicts"]["similar"][-1]["kept"]
    assert record["terms"]
    schemas.Why.model_validate(record, extra="forbid")


def test_a_batch_answers_each_seed_in_its_place(client: TestClient) -> None:
    asked = {"seeds": [SEED, "no such article", SEED], "k": 2, "box": "similar"}
    answer = client.post("/v1/batch", json=asked)
    first, unknown, last = answer.json()["results"]
    assert first == last == client.get(path_of(SEED, "similar"), params={"k": 2}).json()
    assert unknown["seed"] == "no such article"
    assert unknown["problem"]["status"] == 404
    assert answer.headers["cache-control"] == "no-store"
    schemas.Batch.model_validate(answer.json(), extra="forbid")


def test_a_batch_of_pages_is_that_of_the_page_call(client: TestClient) -> None:
    page = client.post("/v1/batch", json={"seeds": [SEED]}).json()["results"][0]
    assert page == client.get(path_of(SEED, "boxes")).json()


def test_the_model_tells_its_version_and_corpus(client: TestClient) -> None:
    answer = client.get("/v1/model")
    assert answer.json()["version"] == "000001"
    assert answer.json()["corpus"]["articles"] == 331
    assert answer.headers["cache-control"] == "no-cache"


def test_operations_answer(client: TestClient) -> None:
    assert client.get("/livez").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {"status": "ready", "model": "000001", "store": None}


@pytest.mark.parametrize("call", BOX_CALLS)
def test_a_draft_is_answered_like_an_article(client: TestClient, call: str, sample: Recommender) -> None:
    known = sample.seed(SEED).article.to_record()
    draft = {name: known[name] for name in ("title", "text", "publisher", "published_at", "language")}
    answer = client.post(f"/v1/{call}", json=draft)
    record = answer.json()
    assert record["seed"] is None
    assert answer.headers["cache-control"] == "no-store"
    if call == "boxes":
        assert all(box["seed"] is None for box in record["boxes"].values())
        schemas.Page.model_validate(record, extra="forbid")
    else:
        schemas.Box.model_validate(record, extra="forbid")
        # The published article is a copy of this draft, so it is not shown to it.
        assert SEED not in [card["article_id"] for card in record["cards"]]
        assert record["cards"]


def test_a_draft_of_a_published_article_is_never_shown_that_article(client: TestClient) -> None:
    draft = {
        "article_id": SEED,
        "title": "Brightwater rejects Halden",
        "text": "Brightwater Foods rejects the Halden Group.",
    }
    answer = client.post("/v1/boxes", json=draft, params={"k": 50})
    assert answer.json()["seed"] == SEED
    assert SEED not in shown_on(answer.json())


def test_a_draft_without_an_id_is_not_taken_for_an_article_called_draft(tmp_path: Path) -> None:
    publish(tmp_path / "models", "draft", "other")
    with serving(tmp_path / "models") as client:
        record = client.post("/v1/related", json={"title": "Storm", "text": "A storm at the coast, ferries"}).json()
    assert record["seed"] is None


def test_an_article_without_known_terms_has_an_empty_box_and_a_notice(client: TestClient) -> None:
    box = client.post("/v1/similar", json={"title": "qwxzv", "language": "en"}).json()
    assert box["cards"] == []
    assert box["notice"]


# Options


@pytest.fixture(scope="module")
def seeds(sample: Recommender) -> list[str]:
    return list(sample.catalogue.article_ids())[::24]


def narrowed(client: TestClient, seeds: list[str], options: Callable[[list[Record]], Record | None]) -> Iterator[Any]:
    """Yield, for each seed, options made from its cards, and the cards that they leave: at least once, others."""
    changed = 0
    for seed in seeds:
        for call in ("similar", "related"):
            before = cards_of(client.get(path_of(seed, call), params={"k": 50}))
            asked = options(before) if before else None
            if asked is not None:
                after = cards_of(client.get(path_of(seed, call), params={"k": 50} | asked))
                changed += [card["article_id"] for card in after] != [card["article_id"] for card in before]
                yield asked, after
    assert changed


@pytest.mark.parametrize("facet", ["publisher", "section", "kind"])
def test_a_facet_narrows(client: TestClient, seeds: list[str], facet: str) -> None:
    shown = 0
    for asked, after in narrowed(client, seeds, lambda cards: {facet: cards[-1][facet]}):
        assert {card[facet] for card in after} <= {asked[facet]}
        shown += len(after)
    assert shown


def test_a_facet_may_be_given_twice(client: TestClient, seeds: list[str]) -> None:
    some = lambda cards: {"publisher": sorted({card["publisher"] for card in cards})[:2]}  # noqa: E731
    found = [
        ({card["publisher"] for card in after}, set(asked["publisher"]))
        for asked, after in narrowed(client, seeds, some)
    ]
    assert all(shown <= asked for shown, asked in found)
    assert any(len(shown) == 2 for shown, _ in found)


def test_opinion_is_shown_in_related_on_request_alone(client: TestClient, seeds: list[str]) -> None:
    opinion = 0
    for seed in seeds:
        assert "opinion" not in {
            card["kind"] for card in cards_of(client.get(path_of(seed, "related"), params={"k": 50}))
        }
        asked = cards_of(client.get(path_of(seed, "related"), params={"k": 50, "kind": "opinion"}))
        assert {card["kind"] for card in asked} <= {"opinion"}
        opinion += len(asked)
    assert opinion


def test_exclude_leaves_articles_out(client: TestClient, seeds: list[str]) -> None:
    for asked, after in narrowed(client, seeds, lambda cards: {"exclude": [card["article_id"] for card in cards[:2]]}):
        assert not set(asked["exclude"]) & {card["article_id"] for card in after}


def test_since_and_until_bound_the_time(client: TestClient, seeds: list[str]) -> None:
    def window(cards: list[Record]) -> Record | None:
        times = sorted(card["published_at"] for card in cards)
        return {"since": times[0], "until": times[len(times) // 2]} if len(times) > 2 else None

    for asked, after in narrowed(client, seeds, window):
        assert all(asked["since"] <= card["published_at"] <= asked["until"] for card in after)


def test_since_takes_a_day_or_a_time_in_any_zone_and_never_a_number(client: TestClient) -> None:
    def titles(since: str) -> list[str]:
        return [card["title"] for card in cards_of(client.get(path_of(SEED, "related"), params={"since": since}))]

    assert titles("2026-03-10") == titles("2026-03-10T00:00:00Z") == titles("2026-03-10T01:00:00+01:00")
    for wrong in ("2026", "1770000000", "yesterday", "", "2026-13-01", "2026-03-10T01:00:00 01:00"):
        problem_of(client.get(path_of(SEED, "related"), params={"since": wrong}), 422, "since")


@pytest.mark.parametrize(
    "options",
    [
        {"k": 1},
        {"publisher": "Harbour Times"},
        {"section": "local"},
        {"kind": "video"},
        {"language": "de"},
        {"exclude": "ht-0303-brightwater-no"},
        {"since": "2026-03-04"},
        {"until": "2026-03-03T10:00:00Z"},
    ],
)
def test_a_page_takes_the_options_of_a_box_and_so_does_a_draft(client: TestClient, options: Record) -> None:
    plain, asked = (client.get(path_of(SEED, "similar"), params=given).json() for given in ({}, options))
    assert asked != plain
    assert client.get(path_of(SEED, "boxes"), params=options).json()["boxes"]["similar"] == asked
    known = client.get(path_of(SEED)).json()
    for call in ("similar", "boxes"):
        record = client.post(f"/v1/{call}", params=options, json=known).json()
        assert (record if call == "similar" else record["boxes"]["similar"]) == asked


def test_another_language_is_shown_on_request(client: TestClient, sample: Recommender) -> None:
    german = [a.article_id for a in sample.catalogue if a.language == "de"][:3]
    for seed in (SEED, *german):
        for asked in ("en", "de", "es"):
            cards = cards_of(client.get(path_of(seed, "related"), params={"language": asked, "k": 50}))
            assert {sample.seed(card["article_id"]).article.language for card in cards} <= {asked}
    own = cards_of(client.get(path_of(german[0], "related"), params={"k": 50}))
    assert {sample.seed(card["article_id"]).article.language for card in own} <= {"de"}


def test_k_bounds_the_cards_and_a_smaller_k_is_a_beginning_of_a_larger(client: TestClient, seeds: list[str]) -> None:
    for seed in seeds[:10]:
        many = cards_of(client.get(path_of(seed, "similar"), params={"k": 8}))
        for k in (0, 1, 3):
            few = client.get(path_of(seed, "similar"), params={"k": k}).json()
            assert len(few["cards"]) <= k
            assert (few["notice"] is None) == (len(few["cards"]) == k)
            assert len(few["cards"]) == min(k, len(many))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("sections=politics", "sections"),
        ("K=5", "K"),
        ("k=5&limit=3", "limit"),
        ("k=-1", "k"),
        ("k=five", "k"),
        ("k=51", "k"),
        ("k=" + "9" * 5_000, "k"),
        ("k=1e3", "k"),
        ("k=", "k"),
        ("kind=gossip", "kind.0"),
        ("kind=", "kind.0"),
        ("language=*", "language.0"),
        ("language=english", "language.0"),
        ("exclude=" + "x" * 201, "exclude.0"),
        ("&".join(["publisher=x"] * 101), "publisher"),
        ("since=soon", "since"),
        ("until=NaN", "until"),
        ("%00=1", "\x00"),
        ("%ff=%ff", "\ufffd"),
    ],
)
@pytest.mark.parametrize("call", BOX_CALLS)
def test_an_option_that_cannot_be_used_is_refused_by_name(
    client: TestClient, call: str, query: str, field: str
) -> None:
    problem = problem_of(client.get(f"{path_of(SEED, call)}?{query}"), 422, field)
    assert field in problem["detail"]
    assert problem_of(client.post(f"/v1/{call}?{query}", json={"title": "A storm"}), 422, field) == problem


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", path_of(SEED)),
        ("GET", path_of(SEED, "why", SEED)),
        ("GET", "/v1/model"),
        ("POST", "/v1/batch"),
        ("POST", "/v1/model/reload"),
    ],
)
def test_a_call_without_options_refuses_them(client: TestClient, method: str, path: str) -> None:
    problem_of(client.request(method, f"{path}?k=5", json={"seeds": [SEED]} if method == "POST" else None), 422, "k")


# The promises of a page


@pytest.fixture(scope="module")
def all_pages(client: TestClient, sample: Recommender) -> list[Record]:
    answer = client.post("/v1/batch", json={"seeds": list(sample.catalogue.article_ids())})
    pages: list[Record] = answer.json()["results"]
    return pages


def shown_on(page: Record) -> list[str]:
    return [card["article_id"] for box in page["boxes"].values() for card in box.get("cards", ())]


def examples_on(page: Record) -> set[str]:
    return {example["article_id"] for tag in page["boxes"]["trending"]["tags"] for example in tag["examples"]}


def test_no_article_is_twice_on_a_page_and_never_the_seed(all_pages: list[Record]) -> None:
    assert len(all_pages) == 331
    for page in all_pages:
        shown = shown_on(page)
        assert page["seed"] not in shown
        assert len(shown) == len(set(shown))
        assert examples_on(page).isdisjoint([page["seed"], *shown])


def test_no_two_cards_of_a_page_nor_a_card_and_the_seed_are_copies(
    all_pages: list[Record], sample: Recommender
) -> None:
    for page in all_pages:
        rows = [sample.seed(article_id).row or 0 for article_id in [page["seed"], *shown_on(page)]]
        for at, row in enumerate(rows):
            plain = sample.index.plain[row]
            assert all(sample.index.plain[other].dot(plain) < COPY_SIMILARITY for other in rows[:at])


def test_the_same_page_comes_twice(client: TestClient, all_pages: list[Record], sample: Recommender) -> None:
    answer = client.post("/v1/batch", json={"seeds": list(sample.catalogue.article_ids())})
    assert answer.json()["results"] == all_pages


def test_nothing_newer_than_the_moment_is_shown(client: TestClient, published: Path, sample: Recommender) -> None:
    times = sorted(card["published_at"] for card in cards_of(client.get(path_of(SEED, "similar"))))
    with serving(published, as_of=datetime.fromisoformat(times[0]), verify=False) as earlier:
        box = earlier.get(path_of(SEED, "similar")).json()
        front = earlier.get("/").text
    assert {card["published_at"] for card in box["cards"]} == {times[0]} != set(times)
    assert box["as_of"] == times[0]
    newer = {a.article_id for a in sample.catalogue if a.published_at and a.published_at.isoformat() > times[0]}
    assert not {unquote(found) for found in re.findall(r'href="/read/([^"]+)"', front)} & newer


# Addresses


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    models = tmp_path_factory.mktemp("awkward") / "models"
    publish(models, *AWKWARD_IDS)
    with serving(models) as client:
        yield client


@pytest.mark.parametrize("article_id", AWKWARD_IDS)
def test_every_id_can_be_asked_for(awkward: TestClient, article_id: str) -> None:
    assert awkward.get(path_of(article_id)).json()["article_id"] == article_id
    for call in ("similar", "related", "boxes"):
        assert awkward.get(path_of(article_id, call)).json()["seed"] == article_id
    for other in AWKWARD_IDS:
        record = awkward.get(path_of(article_id, "why", other)).json()
        assert (record["seed"], record["other"]) == (article_id, other)
    assert awkward.get(f"/read/{quote(article_id, safe='')}").status_code == 200


def test_an_id_with_slashes_may_be_sent_as_it_is(awkward: TestClient) -> None:
    assert awkward.get("/v1/articles/2026/03/storm").json()["article_id"] == "2026/03/storm"
    assert awkward.get("/v1/articles/2026/03/storm/similar").json()["seed"] == "2026/03/storm"
    assert awkward.get("/v1/articles/x/similar").json()["seed"] == "x"
    assert awkward.get("/v1/articles/x%2Fsimilar").json()["article_id"] == "x/similar"
    assert awkward.get("/v1/articles/x%2fsimilar").json()["article_id"] == "x/similar"
    assert awkward.get("/v1/articles/x%2Fsimilar/similar").json()["seed"] == "x/similar"
    assert awkward.get("/read/2026/03/storm").status_code == 200


@pytest.mark.parametrize("raw_path", [None, b"/v1/articles/100%25"])
def test_a_server_that_tells_only_the_decoded_path_is_understood(raw_path: bytes | None) -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["path"])

    async def send(message: Message) -> None: ...

    told = {} if raw_path is None else {"raw_path": raw_path}
    asyncio.run(ExactPaths(app)({"type": "http", "path": "/v1/articles/100%", **told}, never, send))
    assert seen == ["/v1/articles/100%25"]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (path_of("no such article", "similar"), "no such article"),
        (path_of("x" * 5_000, "boxes"), "x" * 79 + "…"),
        (path_of("\x00\u202e<b>"), "'\\x00\\u202e<b>'"),
        (path_of(SEED, "why", "nobody"), "nobody"),
        (path_of("nobody", "why", SEED), "nobody"),
        (path_of(""), "no article "),
        ("/v1/articles/%ff%fe/similar", "\ufffd"),
    ],
)
def test_an_unknown_article_is_named_escaped_and_bounded(client: TestClient, path: str, shown: str) -> None:
    problem = problem_of(client.get(path), 404)
    assert shown in problem["detail"]
    assert len(problem["detail"]) < 200


@pytest.mark.parametrize(
    "path", ["/nothing", "/v1/nothing", "/v1/articles/", "/livez/", "/static/nothing", "/static/docs/..%2fx"]
)
def test_an_address_that_is_not_there_is_a_problem(client: TestClient, path: str) -> None:
    problem_of(client.get(path), 404)
    if path == "/v1/nothing":
        problem_of(client.post(path, json={}), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        # With its slash not encoded, this could be the id of an article as well.
        ("POST", path_of(SEED, "similar"), {"GET", "HEAD", "PUT", "DELETE"}),
        ("PATCH", path_of(SEED), {"GET", "HEAD", "PUT", "DELETE"}),
        ("GET", "/v1/articles", {"POST"}),
        ("GET", "/v1/similar", {"POST"}),
        ("HEAD", "/v1/batch", {"POST"}),
        ("OPTIONS", "/v1/boxes", {"POST"}),
        ("GET", "/v1/model/reload", {"POST"}),
        ("PUT", "/livez", {"GET", "HEAD"}),
        ("PATCH", "/", {"GET", "HEAD"}),
        ("POST", "/docs", {"GET", "HEAD"}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(client: TestClient, method: str, path: str, allowed: set[str]) -> None:
    answer = client.request(method, path)
    assert set(answer.headers["allow"].split(", ")) == allowed
    if method == "HEAD":
        assert (answer.status_code, answer.content) == (405, b"")
    else:
        problem_of(answer, 405, "method")


# Drafts


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({}, "title"),
        ({"title": "", "text": " \n"}, "title"),
        ({"title": "\x00\u202e"}, "title"),
        ({"title": "A storm", "headline": "x"}, "headline"),
        ({"title": "A storm", "k": 5}, "k"),
        ({"title": 5}, "title"),
        ({"title": ["A storm"]}, "title"),
        ({"title": "x" * 1_001}, "title"),
        ({"title": "A storm", "url": "javascript:alert(1)"}, "url"),
        ({"title": "A storm", "kind": "gossip"}, "kind"),
        ({"title": "A storm", "language": "english please"}, "language"),
        ({"title": "A storm", "published_at": "soon"}, "published_at"),
        ({"title": "A storm", "published_at": "0001-01-01T00:00:00+14:00"}, "published_at"),
        ({"title": "A storm", "published_at": 2026}, "published_at"),
        ({"title": "A storm", "tags": "one"}, "tags"),
        ({"title": "A storm", "tags": ["x"] * 101}, "tags"),
        ({"title": "A storm", "tags": [None]}, "tags.0"),
        ({"title": "A storm", "article_id": "x" * 201}, "article_id"),
        ({"title": "A storm", "article_id": "\x00"}, "article_id"),
        ({"title": "A storm", "x" * 5_000: 1}, "x" * 200),
        ({"title": "A storm", "a\nb": 1}, "a\nb"),
        ([], "body"),
        ("A storm", "body"),
        (None, "body"),
    ],
)
@pytest.mark.parametrize("call", BOX_CALLS)
def test_a_draft_that_cannot_be_used_is_refused_by_field(
    client: TestClient, call: str, draft: object, field: str
) -> None:
    problem = problem_of(client.post(f"/v1/{call}", content=json.dumps(draft), headers=JSON_TYPE), 422, field)
    assert field.split(".", maxsplit=1)[0] in problem["detail"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"title": NaN}', 422),
        (b'{"title": "A storm", "tags": [Infinity]}', 422),
        (b'{"title": 1' + b"0" * 5_000 + b"}", 400),
        (b'{"title": "A storm",}', 422),
        (b"{'title': 'A storm'}", 422),
        (b"A storm", 422),
        (b"\xff\xfe\xfd", 400),
        (b'{"title": "\xe9"}', 400),
        (b"\xef\xbb\xbf{}", 422),
        (b"[" * 100_000, 400),
        (b'{"a":' * 30_000 + b"1" + b"}" * 30_000, 400),
        (b'{"title": "A storm", "tags": ' + b"[" * 500 + b"]" * 500 + b"}", 422),
        (b'{"title": "A storm", "\\ud800": 1}', 422),
        (b"", 422),
        (b" ", 422),
        (b"null", 422),
    ],
)
@pytest.mark.parametrize("path", ["/v1/similar", "/v1/batch"])
def test_a_body_that_is_no_json_is_refused(client: TestClient, path: str, body: bytes, status: int) -> None:
    problem = problem_of(client.post(path, content=body, headers=JSON_TYPE), status)
    if status == 400:
        assert problem["errors"] == [{"field": "body", "expected": "JSON in UTF-8"}]


def test_where_json_breaks_off_is_told(client: TestClient) -> None:
    answer = client.post("/v1/similar", content=b'{"title": "A storm",}', headers=JSON_TYPE)
    (error,) = problem_of(answer, 422)["errors"]
    assert error["field"] == "body"
    assert re.fullmatch(r"JSON \(.+, character \d+\)", error["expected"])


def test_of_many_errors_some_are_told(client: TestClient) -> None:
    answer = client.post("/v1/similar", json={"title": "A storm", "tags": [None] * 1_000})
    assert 1 < len(problem_of(answer, 422, "tags.0")["errors"]) <= 20


@pytest.mark.parametrize(
    "title", ["\\u0000storm", "\\u202estorm", "storm \\ud800", "\\ud83d\\ude00 storm", "\\ufeffstorm", "st\u00f6rm"]
)
def test_marks_that_cannot_be_shown_are_cleaned_out_of_drafts(client: TestClient, title: str) -> None:
    answer = client.post("/v1/boxes", content=f'{{"title": "{title}", "text": "{title}"}}'.encode(), headers=JSON_TYPE)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "*", "json"]
)
def test_a_body_of_another_type_is_refused(client: TestClient, media_type: str) -> None:
    answer = client.post("/v1/similar", content=b'{"title": "A storm"}', headers={"Content-Type": media_type})
    problem_of(answer, 415, "Content-Type")
    assert client.post(
        "/v1/similar", content=b'{"title": "A storm"}', headers={"Content-Type": "application/json; charset=utf-8"}
    ).is_success


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "seeds"),
        ({"seeds": []}, "seeds"),
        ({"seeds": ["a"] * 401}, "seeds"),
        ({"seeds": ["x" * 201]}, "seeds.0"),
        ({"seeds": [1]}, "seeds.0"),
        ({"seeds": "a"}, "seeds"),
        ({"seeds": [SEED], "k": 51}, "k"),
        ({"seeds": [SEED], "k": -1}, "k"),
        ({"seeds": [SEED], "k": False}, "k"),
        ({"seeds": [SEED], "k": "5"}, "k"),
        ({"seeds": [SEED], "box": "none"}, "box"),
        ({"seeds": [SEED], "exclude": []}, "exclude"),
    ],
)
def test_a_batch_that_cannot_be_used_is_refused_by_field(client: TestClient, asked: Record, field: str) -> None:
    problem_of(client.post("/v1/batch", json=asked), 422, field)


def test_a_body_over_the_limit_is_refused_announced_or_not(published: Path) -> None:
    def drops(size: int) -> Iterator[bytes]:
        yield from (b" " for _ in range(size))

    with serving(published, max_body_bytes=1_000) as client:
        draft = json.dumps({"title": "A storm"}).encode()
        for body, status in ((draft.ljust(1_000), 200), (draft.ljust(1_001), 413)):
            assert client.post("/v1/similar", content=body, headers=JSON_TYPE).status_code == status
        for path in ("/v1/similar", "/v1/batch"):
            problem_of(client.post(path, content=b"x" * 1_001, headers=JSON_TYPE), 413, "body")
            problem_of(client.post(path, content=drops(1_001), headers=JSON_TYPE), 413, "body")
        announced = {**JSON_TYPE, "Content-Length": "9" * 5_000}
        problem_of(client.post("/v1/similar", content=b"{}", headers=announced), 413, "body")


def test_a_body_that_never_comes_is_refused(published: Path) -> None:
    app = create_app(Settings(models=published, max_body_seconds=0.05, verify=False))
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"content-length", b"5")]
    asyncio.run(app({**http_scope("POST", "/v1/similar"), "headers": headers}, never, send))
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["errors"][0]["field"] == "body"


# Answers that a cache may keep


GET_CALLS = (
    path_of(SEED), path_of(SEED, "similar"), path_of(SEED, "related"), path_of(SEED, "boxes"),
    path_of(SEED, "why", SEED), "/v1/model", "/livez", "/readyz", "/docs", "/openapi.json", "/", f"/read/{SEED}",
    "/embed.js", "/embed-example", "/static/site.css", "/static/docs/swagger-ui.css",
)  # fmt: skip


@pytest.mark.parametrize("path", GET_CALLS)
def test_every_answer_has_a_validator_and_is_not_sent_twice(client: TestClient, path: str) -> None:
    first = client.get(path)
    etag = first.headers["etag"]
    assert first.status_code == 200
    assert first.headers["cache-control"]
    for known in (etag, f'"other", {etag}', etag.removeprefix("W/"), "*"):
        again = client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
        assert again.headers["cache-control"] == first.headers["cache-control"]
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", [*GET_CALLS, "/metrics", path_of("nobody"), "/nothing"])
def test_head_is_answered_as_get_without_the_body(client: TestClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    if path != "/metrics":
        assert head.headers == get.headers


def test_no_body_is_sent_to_head_even_to_a_server_that_would_pass_it_on(tmp_path: Path) -> None:
    app = create_app(Settings(models=tmp_path))
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(http_scope("HEAD", "/livez"), never, send))
    assert sent[0]["status"] == 200
    assert b"".join(message.get("body", b"") for message in sent) == b""


@pytest.mark.parametrize("path", ["/metrics", path_of("nobody"), f"{path_of(SEED)}?k=5", "/nothing", "/read/nobody"])
def test_what_changes_or_fails_is_not_kept(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["cache-control"] in ("no-cache", "no-store")
    assert answer.headers["etag"]
    if answer.status_code != 200:
        assert client.get(path, headers={"If-None-Match": "*"}).status_code == answer.status_code


def test_a_draft_is_answered_whatever_the_client_has(client: TestClient) -> None:
    answer = client.post("/v1/similar", json={"title": "A storm"}, headers={"If-None-Match": "*"})
    assert answer.status_code == 200


@pytest.mark.parametrize("call", [path_of(SEED, "similar"), path_of(SEED, "boxes")])
def test_the_validator_stays_while_the_clock_moves_and_the_cards_do_not(published: Path, call: str) -> None:
    begin = datetime(2026, 4, 24, 18, tzinfo=UTC)
    tags, moments = set(), set()
    # Tags count down by the minute.
    for seconds in (0, 1, 59 if call.endswith("boxes") else 3_600):
        with serving(published, as_of=begin + timedelta(seconds=seconds), verify=False) as client:
            answer = client.get(call)
            tags.add(answer.headers["etag"])
            moments.add(answer.json()["as_of"])
    assert (len(tags), len(moments)) == (1, 3)


def test_the_validator_changes_with_the_cards(client: TestClient) -> None:
    tags = {client.get(path_of(SEED, "similar"), params={"k": k}).headers["etag"] for k in (1, 2)}
    assert len(tags) == 2


def test_a_box_may_be_kept_for_as_long_as_is_set(published: Path) -> None:
    with serving(published, max_age_seconds=7, verify=False) as client:
        assert client.get(path_of(SEED, "related")).headers["cache-control"] == "public, max-age=7"


def test_the_page_of_any_site_may_read_what_a_reader_may(client: TestClient) -> None:
    for path in (path_of(SEED, "related"), "/embed.js"):
        assert (
            client.get(path, headers={"Origin": "https://site.example"}).headers["access-control-allow-origin"] == "*"
        )


# Not ready, keys, failures, logs


def test_without_a_model_the_service_lives_and_is_not_ready(unready: TestClient) -> None:
    assert unready.get("/livez").status_code == 200
    assert unready.get("/metrics").status_code == 200
    for path in ("/readyz", "/v1/model", path_of(SEED, "similar"), "/", f"/read/{SEED}", "/embed-example"):
        answer = unready.get(path)
        problem_of(answer, 503)
        assert int(answer.headers["retry-after"]) > 0
    assert unready.post("/v1/similar", json={"title": "A storm"}).headers["retry-after"]
    answer = unready.post("/v1/model/reload", headers={"Authorization": f"Bearer {KEYS[0]}"})
    problem_of(answer, 503)
    assert answer.headers["retry-after"]


def test_reload_serves_what_has_been_published_meanwhile(tmp_path: Path) -> None:
    with serving(tmp_path / "models", editor_keys=KEYS) as client:
        key = {"Authorization": f"Bearer {KEYS[0]}"}
        for version in ("000001", "000002"):
            publish(tmp_path / "models", "a", "b")
            assert client.post("/v1/model/reload", headers=key).json() == {"version": version, "changed": True}
            assert client.post("/v1/model/reload", headers=key).json() == {"version": version, "changed": False}
            assert client.get("/readyz").json()["model"] == version
            served = re.findall(r'^recommender_model\{version="(\d+)"\} 1', client.get("/metrics").text, re.MULTILINE)
            assert served == [version]
        Registry(tmp_path / "models").rollback()
        assert client.post("/v1/model/reload", headers=key).json() == {"version": "000001", "changed": True}
        schemas.Reloaded.model_validate(client.post("/v1/model/reload", headers=key).json(), extra="forbid")


def test_nobody_may_write_without_a_configured_key(published: Path) -> None:
    with serving(published, verify=False) as client:
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer the-first-key"}):
            problem_of(client.post("/v1/model/reload", headers=headers), 403)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer the-first-ke",
        "Bearer the-first-key2",
        "Basic the-first-key",
        "the-first-key",
        "Bearer the-first-key,the-second-ключ",
        "Bearer \xff",
    ],
)
def test_a_missing_or_wrong_key_is_refused(client: TestClient, sent: str | None) -> None:
    headers = [] if sent is None else header("Authorization", sent)
    answer = client.post("/v1/model/reload", headers=headers)
    problem_of(answer, 401, "Authorization")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("sent", ["Bearer the-first-key", "bearer  the-first-key ", "Bearer the-second-ключ"])
def test_each_key_opens(client: TestClient, sent: str) -> None:
    assert client.post("/v1/model/reload", headers=header("Authorization", sent)).json() == {
        "version": "000001",
        "changed": False,
    }


def test_all_keys_are_compared_in_constant_time(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(sent: bytes, known: bytes) -> bool:
        compared.append((sent, known))
        return sent == known

    monkeypatch.setattr("recommender.http.keys.hmac.compare_digest", compare)
    client.post("/v1/model/reload", headers={"Authorization": "Bearer the-first-key"})
    assert compared == [(b"the-first-key", key.encode()) for key in KEYS]


def test_a_failure_of_ours_is_a_problem_without_details(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **options: object) -> None:
        raise RuntimeError("an inner secret")

    monkeypatch.setattr(Recommender, "box", fail)
    problem = problem_of(client.get(path_of(SEED, "similar")), 500)
    assert "secret" not in json.dumps(problem)


def test_texts_and_bodies_are_never_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = "Unpublishedscoop"
    caplog.set_level(logging.DEBUG)
    for fields in (
        {"text": secret},
        {"title": f"{secret}\x00"},
        {"title": [secret]},
        {"kind": secret},
        {"url": secret},
        {secret: 1},
    ):
        client.post("/v1/boxes", json={"title": "A storm", **fields})
    for body in (f'{{"title": "{secret}', f"\xff{secret}", f'{{"title": {secret}}}', f'"{secret}"', secret * 20_000):
        client.post("/v1/similar", content=body.encode("latin-1"), headers=JSON_TYPE)
        client.post("/v1/similar", content=body.encode("latin-1"))
    client.post("/v1/batch", json={"seeds": [secret]})
    client.get(path_of(secret, "similar"), params={secret: secret})
    client.post("/v1/model/reload", headers={"Authorization": f"Bearer {secret}"})
    ours = [
        record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore", "asyncio"))
    ]
    assert not [message for message in ours if secret in message]
    assert secret not in "".join(capfd.readouterr())


# Pages


@pytest.mark.parametrize("path", ["/", f"/read/{SEED}", "/read/nobody", "/embed-example", "/docs"])
def test_a_page_lets_nothing_in_but_its_own(client: TestClient, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["content-security-policy"]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"]
    for rule in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    scripts = next(rule for rule in policy.split("; ") if rule.startswith("script-src")).split()[1:]
    assert all(source == "'self'" or source.startswith("'sha256-") for source in scripts)
    for script in re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL):
        assert f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in scripts
    assert not re.search(r"\son\w+=", answer.text)


@pytest.mark.parametrize("path", ["/", f"/read/{SEED}", "/embed-example", "/docs"])
def test_a_page_works_without_a_network(client: TestClient, path: str) -> None:
    page = client.get(path).text
    loaded = re.findall(r"<script[^>]*\ssrc=[\"']([^\"']+)", page) + re.findall(
        r"<link[^>]*\shref=[\"']([^\"']+)", page
    )
    assert loaded
    for address in loaded:
        assert not re.match(r"(?:https?:)?//", address)
        assert client.get(f"/{address.lstrip('/')}").status_code == 200
    if path == "/docs":
        assert re.search(r"url: '(openapi\.json)'", page)
        assert "/v1/articles/{article_id}/similar" in client.get("/openapi.json").json()["paths"]


def test_the_reader_page_shows_the_article_and_the_cards_of_its_boxes(client: TestClient, sample: Recommender) -> None:
    page = client.get(f"/read/{SEED}").text
    for article_id in shown_on(client.get(path_of(SEED, "boxes")).json()):
        assert f'href="/read/{article_id}"' in page
    assert "Brightwater Foods rejects 31-crown approach" in page


def test_the_front_page_leads_to_reader_pages(client: TestClient) -> None:
    found = re.findall(r'href="(/read/[^"]+)"', client.get("/").text)
    assert len(found) > 20
    assert all(client.get(path).status_code == 200 for path in found[:5])


def test_a_page_that_is_not_there_is_a_page(client: TestClient) -> None:
    answer = client.get("/read/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("host", ["[x", "a b", "x:99999999", "<b>", "\xff", "x/y?z#", ""])
def test_a_hostile_host_is_no_failure(client: TestClient, host: str) -> None:
    for path in ("/embed-example", "/", path_of(SEED, "similar"), "/livez/"):
        answer = client.get(path, headers=header("Host", host))
        assert answer.status_code in (200, 400, 404)
        assert "<b>" not in answer.text


def test_the_embed_example_names_the_host_that_was_asked(client: TestClient) -> None:
    assert "https://news.example" in client.get("https://news.example/embed-example").text


# Metrics and the description


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


def test_every_call_describes_its_errors_as_problem_documents(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    calls = {f"{method} {path}": call for path, item in described["paths"].items() for method, call in item.items()}
    assert len(calls) >= 14
    for name, call in calls.items():
        assert call["summary"]
        assert call["description"], name
        for status, answer in call["responses"].items():
            if int(status) >= 400:
                content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
                assert answer["content"] == content, (name, status)
    assert {"title", "status", "detail", "errors"} <= set(described["components"]["schemas"]["Problem"]["properties"])
    assert {p["name"] for p in calls["get /v1/articles/{article_id}/similar"]["parameters"]} == {
        "article_id", *schemas.Options.model_fields
    }  # fmt: skip


# Fuzz: whatever is asked, it is never our failure

texts = st.text(st.characters(), max_size=20)
option_names = st.sampled_from([*schemas.Options.model_fields, "sections", "", "\x00"]) | texts
option_values = (
    st.sampled_from(
        [
            "5",
            "-1",
            "",
            "news",
            "opinion",
            "en",
            SEED,
            "2026-03-03T08:12:00Z",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
        ]
    )
    | texts
)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | texts
    | st.sampled_from([SEED, "news", "https://x.example/a"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)
field_names = st.sampled_from([*schemas.DraftIn.model_fields, *schemas.BatchIn.model_fields]) | texts
fuzz = settings(law, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def fine(answer: Answer) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        problem_of(answer, answer.status_code)


@fuzz
@given(call=st.sampled_from(BOX_CALLS), options=st.lists(st.tuples(option_names, option_values), max_size=4))
def test_no_options_make_the_service_fail(client: TestClient, call: str, options: list[tuple[str, str]]) -> None:
    query = "&".join(
        f"{quote(name, errors='surrogatepass')}={quote(value, errors='surrogatepass')}" for name, value in options
    )
    fine(client.get(f"{path_of(SEED, call)}?{query}"))


@fuzz
@given(
    call=st.sampled_from([*BOX_CALLS, "batch"]),
    body=st.dictionaries(field_names, json_values, max_size=5).map(json.dumps) | json_values.map(json.dumps),
)
def test_no_json_makes_the_service_fail(client: TestClient, call: str, body: str) -> None:
    fine(client.post(f"/v1/{call}", content=body, headers=JSON_TYPE))


@fuzz
@given(
    call=st.sampled_from([*BOX_CALLS, "batch"]),
    body=st.binary(max_size=60),
    media_type=texts | st.just("application/json"),
)
def test_no_bytes_make_the_service_fail(client: TestClient, call: str, body: bytes, media_type: str) -> None:
    sent = media_type.encode("utf-8", "replace").translate(None, bytes(range(32)) + b"\x7f").strip()
    fine(client.post(f"/v1/{call}", content=body, headers=header("Content-Type", sent)))


@fuzz
@given(article_id=texts, rest=st.sampled_from([(), ("similar",), ("boxes",), ("why", SEED)]))
def test_no_address_makes_the_service_fail(client: TestClient, article_id: str, rest: tuple[str, ...]) -> None:
    fine(client.get("/".join(("/v1/articles", quote(article_id, safe="", errors="surrogatepass"), *rest))))


@fuzz
@given(
    name=st.sampled_from(["If-None-Match", "Authorization", "Host", "Content-Type", "Accept", "Content-Length"]),
    value=st.binary(max_size=30),
)
def test_no_header_makes_the_service_fail(client: TestClient, name: str, value: bytes) -> None:
    sent = header(name, value.translate(None, b"\r\n\x00").strip())
    for answer in (client.get(path_of(SEED, "similar"), headers=sent), client.get("/embed-example", headers=sent)):
        assert answer.status_code < 500
    assert client.post("/v1/model/reload", headers=sent).status_code in (401, 422)


@pytest.mark.slow
def test_the_service_keeps_to_its_own_description(client: TestClient) -> None:
    schemathesis = pytest.importorskip("schemathesis")
    operations = operations_of(client)
    assert len(operations) >= 14
    # What is cleaned away, a title of nothing but spaces say, no schema can tell.
    excluded = checks("positive_data_acceptance")
    positive, negative = schemathesis.GenerationMode
    for operation in operations:
        # Where there is nothing but a path to give, there is nothing to give wrong.
        for mode in [positive, negative] if operation.query or operation.body else [positive]:

            @settings(law, max_examples=20, suppress_health_check=list(HealthCheck))
            @given(case=operation.as_strategy(generation_mode=mode), is_known=st.booleans())
            def keeps_to_it(case: Any, is_known: bool) -> None:
                if is_known:
                    case.path_parameters = dict.fromkeys(case.path_parameters or {}, SEED)
                case.call_and_validate(excluded_checks=excluded)

            keeps_to_it()

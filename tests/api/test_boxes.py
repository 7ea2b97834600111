"""The HTTP door: every call of version 1, its options, and the pages."""

from __future__ import annotations

import re
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
import pytest
from starlette.testclient import TestClient

from recommender import Recommender
from recommender.api import schemas
from recommender.ranking import SAME_TEXT
from tests.support.serving import (
    BOX_CALLS,
    SEED,
    Record,
    cards_of,
    header,
    path_of,
    problem_of,
    publish,
    serving,
    shown_on,
)

CARD = {
    "rank", "article_id", "title", "url", "publisher", "published_at", "section", "kind", "image_url", "score",
    "story_id", "reason", "also_published_by",
}  # fmt: skip
BOX = {"box", "seed", "cards", "notice", "model", "as_of"}
PAGE = {"seed", "boxes", "model", "as_of"}


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
        assert set(card["reason"]) == {"text", "terms", "days"}
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


@pytest.mark.parametrize(("call", "schema"), [("boxes", schemas.Page), ("similar", schemas.Box)])
def test_an_answer_is_what_pydantic_writes_of_its_documented_schema(
    client: TestClient, sample: Recommender, call: str, schema: type[schemas.Page | schemas.Box]
) -> None:
    for seed in list(sample.catalogue.article_ids())[::40]:
        body = client.get(path_of(seed, call)).content
        assert schema.model_validate_json(body, extra="forbid").model_dump_json(exclude_unset=True).encode() == body


def test_a_long_draft_is_answered_as_a_short_one_is(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    threads = set()
    fill = Recommender.page

    def page(*given: Any) -> Any:
        threads.add(threading.get_ident())
        return fill(*given)

    monkeypatch.setattr(Recommender, "page", page)
    answers = []
    for bound in (0, 20_000):
        monkeypatch.setattr("recommender.api.routes.boxes.LONG_DRAFT_BYTES", bound)
        answers.append(client.post("/v1/boxes", json={"title": "Brightwater rejects Halden", "language": "en"}).content)
    assert answers[0] == answers[1]
    assert len(threads) == 2


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


def test_the_markup_of_a_draft_is_no_words(client: TestClient, sample: Recommender) -> None:
    known = sample.seed(SEED).article.to_record()
    draft = {name: known[name] for name in ("title", "text", "publisher", "published_at", "language")}
    marked = draft | {"text": f"<p class='lead'>{draft['text']}</p><!-- wp:image --><script>var slot;</script>"}
    answers = [client.post("/v1/similar", json=each).json() for each in (draft, marked)]
    assert answers[0]["cards"] == answers[1]["cards"]


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


ALONE = "lp-0414-sponsored-home-storm"  # of whose event nobody else reports


@pytest.mark.parametrize("fill", ["section", "latest"])
def test_an_empty_box_is_filled_on_request_and_says_so(client: TestClient, fill: str) -> None:
    plain = client.get(path_of(ALONE, "similar")).json()
    box = client.get(path_of(ALONE, "similar"), params={"fill": fill}).json()
    assert (plain["cards"], "kind_of_box" in plain) == ([], False)
    assert (box["kind_of_box"], box["notice"]) == (fill, plain["notice"])
    assert box["cards"]
    schemas.Box.model_validate(box, extra="forbid")
    page = client.get(path_of(ALONE, "boxes"), params={"fill": fill}).json()
    assert page["boxes"]["similar"]["kind_of_box"] == fill
    schemas.Page.model_validate(page, extra="forbid")
    batch = client.post("/v1/batch", json={"seeds": [ALONE], "box": "similar", "fill": fill}).json()
    assert batch["results"] == [box]
    draft = {"title": "Qwxzv", "language": "en", "section": "business"}
    assert client.post("/v1/similar", json=draft, params={"fill": fill}).json()["kind_of_box"] == fill


@pytest.mark.parametrize(("call", "fill"), [("similar", "random"), ("related", "latest")])
def test_a_filler_that_is_not_known_or_has_no_place_is_refused(client: TestClient, call: str, fill: str) -> None:
    answer = client.get(path_of(ALONE, call), params={"fill": fill})
    problem_of(answer, 422, "fill")


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


# The promises of a page


@pytest.fixture(scope="module")
def all_pages(client: TestClient, sample: Recommender) -> list[Record]:
    answer = client.post("/v1/batch", json={"seeds": list(sample.catalogue.article_ids())})
    pages: list[Record] = answer.json()["results"]
    return pages


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
            before = np.array(rows[:at], np.int32)
            alike = sample.index.own_vectors.similarities(before, sample.index.own_vectors[row])
            assert not SAME_TEXT.of_row(row, alike, before, sample.catalogue).any()


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


# Pages


@pytest.mark.parametrize(
    "path", ["/", f"/read/{SEED}", "/read/nobody", "/section/national", "/tag/nothing", "/embed-example", "/docs"]
)
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


@pytest.mark.parametrize("path", ["/", f"/read/{SEED}", "/section/national", "/embed-example", "/docs"])
def test_a_page_works_without_a_network(client: TestClient, path: str) -> None:
    page = client.get(path).text
    loaded = re.findall(r"<script[^>]*\ssrc=[\"']([^\"']+)", page) + re.findall(
        r"<link(?![^>]*rel=.(?:canonical|prev|next))[^>]*\shref=[\"']([^\"']+)", page
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

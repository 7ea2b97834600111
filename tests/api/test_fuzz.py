"""Whatever is sent, it is never our failure."""

from __future__ import annotations

import json
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from recommender.api import schemas
from tests.support.builders import law_of_fixtures
from tests.support.serving import (
    BOX_CALLS,
    JSON_TYPE,
    SEED,
    Answer,
    Record,
    header,
    json_values,
    path_of,
    problem_of,
    texts,
)
from tests.support.writing import NDJSON

field_names = texts | st.sampled_from(
    [*schemas.DraftIn.model_fields, *schemas.BatchIn.model_fields, *schemas.OverrideIn.model_fields]
)
header_names = st.sampled_from(["If-Match", "If-None-Match", "Content-Type", "Origin"])


@law_of_fixtures
@given(
    path=st.sampled_from(["/v1/articles/", "/v1/overrides/"]),
    name=texts,
    body=st.dictionaries(field_names, json_values, max_size=5).map(json.dumps) | json_values.map(json.dumps),
    sent=st.dictionaries(header_names, st.sampled_from(['"a"', "*", "W/*", "application/json"]), max_size=3),
)
def test_no_write_makes_the_service_fail(writer: TestClient, path: str, name: str, body: str, sent: Record) -> None:
    address = path + quote(name, safe="", errors="surrogatepass")
    headers = {"Content-Type": "application/json"} | sent
    for answer in (
        writer.put(address, content=body, headers=headers),
        writer.get(address),
        writer.delete(address, headers=sent),
    ):
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            problem_of(answer, answer.status_code)


@law_of_fixtures
@given(st.lists(st.binary(max_size=40) | json_values.map(lambda value: json.dumps(value).encode()), max_size=5))
def test_no_lines_make_the_service_fail(writer: TestClient, lines: list[bytes]) -> None:
    answer = writer.post("/v1/articles", content=b"\n".join(lines), headers=NDJSON)
    assert answer.status_code == 200, answer.text
    schemas.Imported.model_validate(answer.json(), extra="forbid")


fields = {*schemas.FillOptions.model_fields, *schemas.FragmentOptions.model_fields}
option_names = st.sampled_from([*sorted(fields), "sections", "", "\x00"]) | texts
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
            "both",
            "true",
            "/news/{id}",
            "javascript:{id}",
            "2026-03-03T08:12:00Z",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
        ]
    )
    | texts
)


def fine(answer: Answer) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        problem_of(answer, answer.status_code)


@law_of_fixtures
@given(
    call=st.sampled_from([*BOX_CALLS, "boxes.html"]),
    options=st.lists(st.tuples(option_names, option_values), max_size=4),
)
def test_no_options_make_the_service_fail(client: TestClient, call: str, options: list[tuple[str, str]]) -> None:
    query = "&".join(
        f"{quote(name, errors='surrogatepass')}={quote(value, errors='surrogatepass')}" for name, value in options
    )
    fine(client.get(f"{path_of(SEED, call)}?{query}"))


@law_of_fixtures
@given(
    call=st.sampled_from([*BOX_CALLS, "batch"]),
    body=st.dictionaries(field_names, json_values, max_size=5).map(json.dumps) | json_values.map(json.dumps),
)
def test_no_json_makes_the_service_fail(client: TestClient, call: str, body: str) -> None:
    fine(client.post(f"/v1/{call}", content=body, headers=JSON_TYPE))


@law_of_fixtures
@given(
    call=st.sampled_from([*BOX_CALLS, "batch"]),
    body=st.binary(max_size=60),
    media_type=texts | st.just("application/json"),
)
def test_no_bytes_make_the_service_fail(client: TestClient, call: str, body: bytes, media_type: str) -> None:
    sent = media_type.encode("utf-8", "replace").translate(None, bytes(range(32)) + b"\x7f").strip()
    fine(client.post(f"/v1/{call}", content=body, headers=header("Content-Type", sent)))


@law_of_fixtures
@given(article_id=texts, rest=st.sampled_from([(), ("similar",), ("boxes",), ("boxes.html",), ("why", SEED)]))
def test_no_address_makes_the_service_fail(client: TestClient, article_id: str, rest: tuple[str, ...]) -> None:
    fine(client.get("/".join(("/v1/articles", quote(article_id, safe="", errors="surrogatepass"), *rest))))


@law_of_fixtures
@given(
    name=st.sampled_from(["If-None-Match", "Authorization", "Host", "Content-Type", "Accept", "Content-Length"]),
    value=st.binary(max_size=30),
)
def test_no_header_makes_the_service_fail(client: TestClient, name: str, value: bytes) -> None:
    sent = header(name, value.translate(None, b"\r\n\x00").strip())
    for answer in (client.get(path_of(SEED, "similar"), headers=sent), client.get("/embed-example", headers=sent)):
        assert answer.status_code < 500
    assert client.post("/v1/model/reload", headers=sent).status_code in (401, 422)

"""Who gets in: each route and each caller, from the routes themselves, so that a new route without a rule fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from recommender.api.routes import ROUTERS
from tests.support.serving import SEED, Answer, serving
from tests.support.writing import KEY, READER_KEY

Rule = Literal["everybody", "readers", "editors", "who has signed in"]
# Of each route: who gets in where readers have keys. Without keys of theirs, readers are everybody.
RULES: dict[Rule, set[str]] = {
    "everybody": {
        "GET /livez", "GET /readyz", "GET /metrics", "GET /docs", "GET /openapi.json", "GET /static/{name}",
        "GET /static/docs/{name}", "GET /embed.js", "POST /desk/sign-in",
    },
    "readers": {
        "GET /", "GET /read/{article_id:path}", "GET /section/{name:path}", "GET /tag/{name:path}",
        "GET /embed-example", "GET /v1/model",
        "GET /v1/articles/{article_id:path}", "GET /v1/articles/{article_id:path}/similar",
        "GET /v1/articles/{article_id:path}/related", "GET /v1/articles/{article_id:path}/boxes",
        "GET /v1/articles/{article_id:path}/boxes.html", "GET /v1/breaking.html",
        "GET /v1/trending.html",
        "GET /v1/articles/{article_id:path}/why/{other_id:path}", "POST /v1/similar", "POST /v1/related",
        "POST /v1/boxes", "POST /v1/batch", "GET /v1/breaking", "GET /v1/trending", "GET /v1/stories/{story_id:path}",
    },
    "editors": {
        "PUT /v1/articles/{article_id:path}", "DELETE /v1/articles/{article_id:path}", "POST /v1/articles",
        "POST /v1/articles/{article_id:path}/release", "GET /v1/overrides", "GET /v1/overrides/log",
        "GET /v1/overrides/{override_id:path}", "PUT /v1/overrides/{override_id:path}",
        "DELETE /v1/overrides/{override_id:path}", "POST /v1/overrides/preview", "POST /v1/model/reload",
    },
    "who has signed in": {
        "GET /desk", "GET /desk/articles/{article_id:path}", "GET /desk/decisions/{override_id:path}",
        "GET /desk/titles", "POST /desk/overrides", "POST /desk/undo",
        "POST /desk/take-down", "POST /desk/release", "POST /desk/sign-out",
        "GET /desk/stories", "GET /desk/readers", "GET /desk/orphans", "POST /desk/survey",
    },
}  # fmt: skip
RULE_OF = {route: rule for rule, routes in RULES.items() for route in routes}
ROUTES = sorted(
    f"{method} {route.path}"
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
)


class Caller(NamedTuple):
    """Someone who asks: what is sent as a key, and by which rules that lets in."""

    authorization: str | None
    gets_in: frozenset[Rule]


CALLERS = {
    "nobody": Caller(None, frozenset(["everybody"])),
    "a wrong key": Caller("Bearer the-key-of-a-stranger", frozenset(["everybody"])),
    "a reader": Caller(f"Bearer {READER_KEY}", frozenset(["everybody", "readers"])),
    "an editor": Caller(f"Bearer {KEY}", frozenset(["everybody", "readers", "editors"])),
    "a key as another scheme": Caller(f"Basic {KEY}", frozenset(["everybody"])),
}


@pytest.fixture(scope="module")
def service(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of a service with a store, whose readers have keys."""
    store = f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.sqlite'}"
    with serving(published, verify=False, store=store, editor_keys=(KEY,), reader_keys=(READER_KEY,)) as client:
        yield client


def is_kept_out(answer: Answer, rule: Rule) -> bool:
    """Return whether an answer keeps its caller out and says nothing else."""
    if rule != "who has signed in":
        return bool(answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer")
    if answer.status_code == 303:
        return bool(answer.headers["location"] == "/desk")
    return answer.status_code == 200 and "Key of an editor" in answer.text and "Log" not in answer.text


def test_every_route_has_one_rule() -> None:
    assert sorted(RULE_OF) == ROUTES
    assert sum(map(len, RULES.values())) == len(RULE_OF)


@pytest.mark.parametrize("caller", CALLERS.values(), ids=CALLERS)
@pytest.mark.parametrize("route", ROUTES)
def test_each_route_lets_in_whom_its_rule_names_and_nobody_else(
    service: TestClient, route: str, caller: Caller
) -> None:
    service.cookies.clear()
    method, _, path = route.partition(" ")
    path = (
        path.replace("{name}", "site.css")
        .replace("{name:path}", "national")
        .replace("{override_id:path}", "o")
        .replace("{story_id:path}", "s")
    )
    path = path.replace("{article_id:path}", SEED).replace("{other_id:path}", SEED)
    headers = {} if caller.authorization is None else {"Authorization": caller.authorization}
    answer = service.request(method, path, headers=headers, follow_redirects=False)
    rule = RULE_OF[route]
    if route == "POST /desk/sign-in":  # where everybody may try, by a form
        assert answer.status_code == 415
        return
    assert answer.status_code < 500
    assert is_kept_out(answer, rule) == (rule not in caller.gets_in)

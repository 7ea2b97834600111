"""nginx, as the recipe has it, before a real service: what it keeps, for how long, and whom it slows down."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.browser import running, until
from tests.support.guides import free_port, in_a_terminal, path_with_our_python
from tests.support.nginx import write_around
from tests.support.programs import find_program

RECIPE = (Path(__file__).parents[2] / "deploy" / "nginx" / "recommender.conf").read_text("utf-8")
KEY = "the-key-behind-nginx"
SEED = "/v1/articles/ac-0424-orrin-two-dead"


class Answer(NamedTuple):
    """What nginx answered."""

    status: int
    cache: str
    body: bytes


class Client:
    """Somebody who asks nginx.

    Args:
        port: Where it listens.
        address: Whence it is asked; every address of 127.0.0.0/8 is this machine's.
    """

    def __init__(self, port: int, address: str = "127.0.0.1") -> None:
        self.port = port
        self._from = (address, 0)

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=self._from)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"Host": "recommender.example", **sent})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers.get("X-Cache") or "", answer.read())
        finally:
            connection.close()

    def write(self, method: str, path: str, body: bytes | None = None) -> Answer:
        return self.ask(path, method, body, Authorization=f"Bearer {KEY}", Content_Type="application/json")


@pytest.fixture(scope="module")
def port(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run nginx before a service, and return its port."""
    program = find_program("nginx", "nginx-light")
    folder = tmp_path_factory.mktemp("nginx")
    ours, theirs = free_port(), free_port()
    recipe = RECIPE.replace("listen 80;", f"listen 127.0.0.1:{ours};").replace(
        "127.0.0.1:8000;", f"127.0.0.1:{theirs};"
    )
    recipe = recipe.replace("/var/cache/nginx/recommender", f"{folder}/cache")
    assert recipe.count(str(ours)) == recipe.count(str(theirs)) == 1
    (folder / "recommender.conf").write_text(recipe)
    command = [program, "-c", str(write_around(folder / "recommender.conf")), "-p", str(folder)]
    checked = subprocess.run([*command, "-t"], check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr
    line = f"recommender serve --models {published} --store sqlite:///{folder}/store.sqlite --port {theirs}"
    environment = {
        "PATH": path_with_our_python(folder),
        "RECOMMENDER_EDITOR_KEYS": KEY,
        "RECOMMENDER_AS_OF": "2026-04-24T18:00:00Z",
    }
    with (
        in_a_terminal(line, folder, environment, theirs),
        running(command, folder / "nginx.log", r"(start worker process)"),
    ):
        yield ours


@pytest.fixture
def reader(port: int) -> Client:
    return Client(port)


def test_a_box_is_made_once_and_then_kept(reader: Client) -> None:
    first = reader.ask(f"{SEED}/boxes?k=3")
    again = reader.ask(f"{SEED}/boxes?k=3")
    assert (first.status, first.cache) == (200, "MISS")
    assert (again.status, again.cache, again.body) == (200, "HIT", first.body)
    assert reader.ask(f"{SEED}/boxes?k=4").cache == "MISS"


def test_what_was_taken_down_is_out_of_the_cache_after_the_seconds_that_the_recipe_says(port: int) -> None:
    seconds = float(re.findall(r"proxy_cache_valid 200 (\d+)s;", RECIPE)[0])
    reader, editor = Client(port, "127.0.0.5"), Client(port, "127.0.0.6")
    path = "/v1/articles/mw-0424-orrin-one-dead"
    assert reader.ask(path).status == 200
    assert reader.ask(path).cache == "HIT"
    assert editor.write("DELETE", f"{path}?author=Ada").status == 200
    # An editor's key is asked past the cache, so editors see at once what they did.
    assert editor.write("GET", path).status == 410
    polls = 0
    for _ in until(seconds + 10):
        polls += 1
        if (answer := reader.ask(path)).status == 410:
            break
    assert answer.status == 410
    assert polls < (seconds + 2) / 0.05


def test_nothing_of_the_desk_and_nothing_that_a_key_has_opened_is_kept(reader: Client) -> None:
    for path in ("/desk", "/v1/overrides", "/v1/articles/not-there"):
        assert {reader.ask(path).cache for _ in range(2)} <= {"MISS"}
    asked = {reader.write("GET", f"{SEED}/similar?k=2").cache for _ in range(3)}
    assert asked == {"BYPASS"}
    assert reader.ask(f"{SEED}/similar?k=2").cache == "MISS"


def test_one_address_alone_that_asks_too_often_is_slowed_down(port: int) -> None:
    statuses: list[int] = []
    connection = HTTPConnection("127.0.0.1", port, timeout=30, source_address=("127.0.0.7", 0))
    while 429 not in statuses and len(statuses) < 5_000:
        connection.request("GET", "/embed.js", headers={"Host": "recommender.example"})
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()
    assert statuses[-1] == 429
    assert set(statuses[:100]) == {200}
    assert Client(port, "127.0.0.8").ask("/embed.js").status == 200


def test_a_body_that_is_too_large_is_refused_before_it_is_read(reader: Client) -> None:
    size = int(re.findall(r"client_max_body_size (\d+)m;", RECIPE)[0]) * 1_000_000 * 2
    assert reader.ask("/v1/articles", "POST", b"{}", Content_Length=str(size)).status == 413


def test_metrics_are_for_this_machine_alone(port: int) -> None:
    for path in ("/metrics", "/readyz", "/livez"):
        assert Client(port).ask(path).status == 200
        assert Client(port, "127.0.0.9").ask(path).status == 403


def test_a_write_goes_through_and_is_read(port: int) -> None:
    editor = Client(port, "127.0.0.10")
    path = "/v1/articles/behind-nginx"
    assert (
        editor.write("PUT", path, b'{"title": "Behind nginx", "text": "A story that came through nginx."}').status
        == 201
    )
    assert editor.ask(path).status == 200

"""One request: only whole responses within the limits, only from machines that may be asked."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from recommender.training.following.exchange import Exchange, FetchError, Limits, user_agent
from tests.support.misbehaving import Misbehaving, Request

PATH = "/feed"


def get(site: Misbehaving, exchange: Exchange | None = None, address: str | None = None) -> bytes:
    exchange = exchange or site.exchange()
    return exchange.get(urlsplit(address or site.address(PATH)), {}).body


def raw(content: bytes, *, drip: bytes = b"") -> Callable[[Request], None]:
    def answer(request: Request) -> None:
        request.wfile.write(content)
        if drip:
            request.drip(drip)

    return answer


def test_a_response_is_whole(site: Misbehaving) -> None:
    site.answers[PATH] = lambda request: request.say(200, gzip.compress(b"<rss/>"), Content_Encoding="gzip", ETag='"1"')
    response = site.exchange().get(urlsplit(site.address(PATH)), {"If-None-Match": '"0"'})
    assert (response.status, response.body, response.headers["etag"]) == (200, b"<rss/>", '"1"')
    ((_, headers),) = site.requests
    assert headers["Host"] == f"post.example:{site.port}"
    assert (headers["User-Agent"], headers["If-None-Match"]) == ("tests/1", '"0"')
    assert headers["Accept-Encoding"] == "gzip, deflate"
    assert "Cookie" not in headers


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<rss>", "cut off after 5 of 500 bytes"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n50\r\n<", "its response was cut off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "its response was cut off"),
        (b"", "no HTTP"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 2000 + b"\r\n", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nxxx", "not asked for"),
    ],
)
def test_what_is_no_whole_response_is_refused(site: Misbehaving, content: bytes, reason: str) -> None:
    site.answers[PATH] = raw(content)
    with pytest.raises(FetchError, match=reason):
        get(site)


@pytest.mark.parametrize(
    ("start", "drip"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"<"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"y"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n", b"<"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n<\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
def test_a_server_that_drips_is_left_when_its_time_is_over(site: Misbehaving, start: bytes, drip: bytes) -> None:
    site.answers[PATH] = raw(start, drip=drip)
    with pytest.raises(FetchError, match=r"took longer than 0\.2 seconds"):
        get(site, site.exchange(seconds=0.2))


def test_a_server_that_says_nothing_is_left(site: Misbehaving) -> None:
    site.answers[PATH] = lambda request: request.server.owner.over.wait()
    with pytest.raises(FetchError, match="does not answer"):
        get(site, site.exchange(waiting_seconds=0.1))


def test_an_endless_body_is_left_when_it_is_long_enough(site: Misbehaving) -> None:
    site.answers[PATH] = raw(b"HTTP/1.1 200 OK\r\n\r\n", drip=b"<" * 100_000)
    with pytest.raises(FetchError, match="longer than 1000000 bytes"):
        get(site, site.exchange(body=1_000_000))


def test_a_bomb_is_refused(site: Misbehaving) -> None:
    bomb = gzip.compress(b"0" * 10_000_000)
    site.answers[PATH] = lambda request: request.say(200, bomb, Content_Encoding="gzip")
    with pytest.raises(FetchError, match="longer than 1000000 bytes, unpacked"):
        get(site, site.exchange(body=1_000_000))


def test_a_body_of_another_status_is_not_read(site: Misbehaving) -> None:
    site.answers[PATH] = raw(b"HTTP/1.1 500 Oh\r\n\r\n", drip=b"<" * 100_000)
    response = site.exchange().get(urlsplit(site.address(PATH)), {})
    assert (response.status, response.body) == (500, b"")


def test_machines_of_this_network_are_not_asked(site: Misbehaving) -> None:
    exchange = Exchange("tests/1", resolve=lambda *_: ["127.0.0.1", "::1"])
    with pytest.raises(FetchError, match=r"post.example is no machine of the Internet \(127.0.0.1, ::1\)"):
        get(site, exchange)
    assert site.requests == []


def test_the_connection_goes_to_the_address_that_was_checked(
    site: Misbehaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers[PATH] = b"<rss/>"
    answers = iter([["127.0.0.2", "127.0.0.1"], ["127.0.0.2"]])
    connected: list[tuple[str, int]] = []
    create = socket.create_connection

    def create_connection(address: tuple[str, int], timeout: float) -> socket.socket:
        connected.append(address)
        return create(address, timeout)

    monkeypatch.setattr(socket, "create_connection", create_connection)
    monkeypatch.setattr("recommender.training.following.exchange.is_public", lambda numeric: numeric == "127.0.0.1")
    exchange = Exchange("tests/1", resolve=lambda *_: next(answers))
    assert get(site, exchange) == b"<rss/>"
    assert connected == [("127.0.0.1", site.port)]
    with pytest.raises(FetchError, match="no machine of the Internet"):
        get(site, exchange)


def test_a_name_that_is_not_known_is_told() -> None:
    def resolve(*_: object) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(FetchError, match="its name is not known"):
        Exchange("tests/1", resolve=resolve).get(urlsplit("https://post.example/"), {})


def test_a_port_that_nobody_listens_on_is_told(site: Misbehaving) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(FetchError, match="refused"):
        get(site, address=f"http://post.example:{port}/")


def test_tls_is_verified(site: Misbehaving) -> None:
    with pytest.raises(FetchError):
        get(site, address=f"https://post.example:{site.port}/")


def test_the_user_of_an_address_is_sent_as_a_header(site: Misbehaving) -> None:
    site.answers[PATH] = b"<rss/>"
    get(site, address=site.address(PATH).replace("://", "://ada:se%40cret@"))
    ((_, headers),) = site.requests
    assert headers["Authorization"] == "Basic YWRhOnNlQGNyZXQ="
    assert headers["Host"] == f"post.example:{site.port}"


def test_signs_of_an_address_beyond_ascii_are_escaped(site: Misbehaving) -> None:
    get(site, address=site.address("/gr%C3%BCn/é?q=ö&a=%20", host="bücher.example"))
    ((path, headers),) = site.requests
    assert path == "/gr%C3%BCn/%C3%A9?q=%C3%B6&a=%20"
    assert headers["Host"].startswith("xn--bcher-kva.example")


def test_what_is_under_way_is_broken_off_at_the_end(site: Misbehaving) -> None:
    exchange = site.exchange()

    def answer(request: Request) -> None:
        exchange.end()
        request.drip(b"<")

    site.answers[PATH] = answer
    with pytest.raises(FetchError):
        get(site, exchange)
    with pytest.raises(FetchError, match="stopped"):
        get(site, exchange)


def test_the_product_names_itself_and_whom_to_ask() -> None:
    assert user_agent("https://desk.example/bot").endswith(" (+https://desk.example/bot)")
    assert user_agent(None).startswith("related-news-recommender/")
    assert "(" not in user_agent(None)


def test_limits_are_those_of_a_feed() -> None:
    assert Limits().body == 32_000_000

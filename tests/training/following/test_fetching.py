"""Fetching politely: each hop is checked, secrets stay home, and a host is asked by one at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Thread

import pytest

from recommender.training.following.exchange import Exchange, FetchError
from recommender.training.following.fetching import Fetcher, Turns, Validators
from tests.support.misbehaving import Misbehaving, Request, redirect

NOW = datetime(2026, 3, 14, 7, 40, tzinfo=UTC)


def fetcher(site: Misbehaving, exchange: Exchange | None = None) -> Fetcher:
    turns = Turns(0.0, lambda: 0.0, lambda _: None)
    return Fetcher(exchange or site.exchange(), turns, lambda: NOW, {})


def test_a_feed_comes_with_what_its_server_knows_it_by(site: Misbehaving) -> None:
    site.answers["/a"] = lambda request: request.say(200, b"<rss/>", ETag='W/"1"', Last_Modified="yesterday")
    fetched = fetcher(site).fetch(site.address("/a#top"))
    assert (fetched.address, fetched.moved_to, fetched.response.body) == (site.address("/a"), None, b"<rss/>")
    assert fetched.validators == Validators('W/"1"', "yesterday")


def test_a_feed_that_has_not_changed_is_not_sent(site: Misbehaving) -> None:
    def answer(request: Request) -> None:
        request.say(304 if request.headers["If-None-Match"] == '"1"' else 200, ETag='"1"')

    site.answers["/a"] = answer
    assert fetcher(site).fetch(site.address("/a"), Validators('"1"', "x")).response.status == 304
    assert site.requests[-1][1]["If-Modified-Since"] == "x"


@pytest.mark.parametrize(
    ("statuses", "is_for_good"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False), ((303,), False), ((307, 308), False)],
)
def test_redirects_are_followed_and_those_for_good_are_noted(
    site: Misbehaving, statuses: tuple[int, ...], is_for_good: bool
) -> None:
    for number, status in enumerate(statuses):
        site.answers[f"/{number}"] = redirect(status, f"/{number + 1}")
    site.answers[f"/{len(statuses)}"] = b"<rss/>"
    fetched = fetcher(site).fetch(site.address("/0"))
    end = site.address(f"/{len(statuses)}")
    assert (fetched.address, fetched.moved_to) == (end, end if is_for_good else None)


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://post.example/", "javascript:alert(1)", "", "//[::1", "http://a:99999/",
     "gopher://127.0.0.1:70/"],
)  # fmt: skip
def test_a_redirect_to_what_is_not_of_the_web_is_refused(site: Misbehaving, location: str) -> None:
    site.answers["/a"] = redirect(302, location)
    with pytest.raises(FetchError, match="redirected to what is no address"):
        fetcher(site).fetch(site.address("/a"))


def test_redirects_in_circles_and_too_far_are_refused(site: Misbehaving) -> None:
    site.answers |= {"/a": redirect(301, "/b"), "/b": redirect(301, "/a")}
    site.answers |= {f"/{number}": redirect(302, f"/{number + 1}") for number in range(20)}
    for path in ("/a", "/0"):
        with pytest.raises(FetchError, match="in a circle, or too far"):
            fetcher(site).fetch(site.address(path))
    assert len(site.paths) == 2 + 6


def test_a_redirect_to_a_machine_of_this_network_is_refused(site: Misbehaving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.training.following.exchange.is_public", lambda numeric: numeric == "127.0.0.1")
    inside = {"inside.example": ["127.0.0.2"], "post.example": ["127.0.0.1"]}
    exchange = Exchange("tests/1", resolve=lambda host, _: inside.get(host, [host]))
    site.answers |= {
        "/a": redirect(302, site.address("/b", "inside.example")),
        "/c": redirect(302, "http://127.0.0.3/"),
    }
    for path in ("/a", "/c"):
        with pytest.raises(FetchError, match="no machine of the Internet"):
            fetcher(site, exchange).fetch(site.address(path))
    assert site.paths == ["/a", "/c"]


def test_secrets_stay_with_their_origin(site: Misbehaving) -> None:
    site.answers |= {"/a": redirect(301, "/b"), "/b": redirect(301, site.address("/c", "other.example"))}
    site.answers["/c"] = lambda request: request.say(200, b"<rss/>", Set_Cookie="a=b")
    fetched = fetcher(site).fetch(site.address("/a").replace("://", "://ada:secret@"))
    sent = {path: headers for path, headers in site.requests if path != "/robots.txt"}
    assert ["Authorization" in sent[path] for path in ("/a", "/b", "/c")] == [True, True, False]
    assert all("secret" not in str(headers) and "Referer" not in headers for headers in sent.values())
    assert (fetched.address, fetched.moved_to) == (site.address("/c", "other.example"),) * 2


def test_a_redirect_from_an_odd_address_leads_to_the_same_bytes(site: Misbehaving) -> None:
    site.answers["/a"] = redirect(302, "/fähre zurück?a=%20".encode().decode("latin-1"))
    site.answers["/f%C3%A4hre%20zur%C3%BCck?a=%20"] = b"<rss/>"
    assert fetcher(site).fetch(site.address("/a")).response.body == b"<rss/>"


@pytest.mark.parametrize("status", [401, 403, 404, 410, 418, 500, 503, 204, 206])
def test_every_other_status_is_a_failure(site: Misbehaving, status: int) -> None:
    site.answers["/a"] = lambda request: request.say(status, Retry_After="120")
    with pytest.raises(FetchError, match=f"status {status}") as raised:
        fetcher(site).fetch(site.address("/a"))
    assert (raised.value.status, raised.value.retry_after) == (status, "120")


# robots.txt


@pytest.mark.parametrize(
    ("rules", "is_allowed"),
    [
        (b"User-agent: *\nDisallow: /", False),
        (b"User-agent: *\nDisallow: /private", True),
        (b"User-agent: *\nDisallow: /\nAllow: /a$", True),
        (b"User-agent: *\nDisallow: /*.php", True),
        (b"User-agent: *\nDisallow:\n\nUser-agent: Related-News-Recommender\nDisallow: /", False),
        (b"User-agent: related-news-recommender\nAllow: /\n\nUser-agent: *\nDisallow: /", True),
        (b"\xff\xfe no rules <html>", True),
        (b"", True),
    ],
)
def test_a_site_says_what_may_be_fetched(site: Misbehaving, rules: bytes, is_allowed: bool) -> None:
    site.answers |= {"/robots.txt": rules, "/a": b"<rss/>"}
    if is_allowed:
        assert fetcher(site).fetch(site.address("/a")).response.status == 200
    else:
        with pytest.raises(FetchError, match=r"its robots.txt does not allow it"):
            fetcher(site).fetch(site.address("/a"))
        assert site.paths == []


@pytest.mark.parametrize(
    ("answer", "is_allowed"),
    [
        (lambda request: request.say(404), True),
        (lambda request: request.say(403), True),
        (lambda request: request.say(500), False),
        (lambda request: request.say(503, Retry_After="60"), False),
        (redirect(301, "/other.txt"), True),
        (redirect(301, "/robots.txt"), False),
        (b"#" * 600_000, False),
    ],
)
def test_rules_that_cannot_be_reached_allow_nothing_and_those_that_are_not_there_everything(
    site: Misbehaving, answer: Callable[[Request], None] | bytes, is_allowed: bool
) -> None:
    site.answers |= {"/robots.txt": answer, "/a": b"<rss/>"}
    if is_allowed:
        assert fetcher(site).fetch(site.address("/a")).response.body == b"<rss/>"
        return
    with pytest.raises(FetchError, match=r"its robots\.txt cannot be reached"):
        fetcher(site).fetch(site.address("/a"))
    assert "/a" not in site.paths


def test_a_site_is_asked_for_its_rules_once_a_day(site: Misbehaving) -> None:
    site.answers |= {"/a": b"<rss/>", "/b": redirect(302, "/a")}
    kept: dict[str, dict[str, str]] = {}
    moments = iter([NOW] * 20)
    for _ in range(2):  # what is kept is known to the next follower
        each = Fetcher(site.exchange(), Turns(0.0, lambda: 0.0, lambda _: None), lambda: next(moments), kept)
        each.fetch(site.address("/a"))
        each.fetch(site.address("/b"))
    assert [path for path, _ in site.requests].count("/robots.txt") == 1
    later = Fetcher(site.exchange(), Turns(0.0, lambda: 0.0, lambda _: None), lambda: NOW.replace(day=16), kept)
    later.fetch(site.address("/a"))
    assert [path for path, _ in site.requests].count("/robots.txt") == 2


# One at a time


def test_between_two_requests_to_a_host_is_a_pause() -> None:
    waits: list[float] = []
    clock = iter([10.0, 10.25, 20.0, 20.0, 20.0, 30.0])
    turns = Turns(1.0, lambda: next(clock), waits.append)
    with turns.at("a"):
        pass
    with turns.at("a"):
        pass
    with turns.at("b", pause=9.0):
        pass
    with turns.at("b", pause=9.0):
        pass
    assert waits == [0.75, 9.0]


def test_a_host_is_asked_by_one_at_a_time() -> None:
    turns = Turns(0.0, lambda: 0.0, lambda _: None)
    inside: list[int] = []
    most: list[int] = []

    def ask() -> None:
        for _ in range(200):
            with turns.at("a"):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [Thread(target=ask) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert set(most) == {1}


def test_a_site_may_ask_for_a_longer_pause(site: Misbehaving) -> None:
    waits: list[float] = []
    site.answers |= {"/robots.txt": b"User-agent: *\nCrawl-delay: 7", "/a": b"<rss/>"}
    each = Fetcher(site.exchange(), Turns(1.0, lambda: 0.0, waits.append), lambda: NOW, {})
    each.fetch(site.address("/a"))
    each.fetch(site.address("/a"))
    assert waits == [7.0, 7.0]

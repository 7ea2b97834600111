"""Following feeds: what is new comes into the store, and whatever else a server does costs its own feed alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event

import pytest

from recommender.article import Article
from recommender.corpus import Subscription
from recommender.errors import BusyError, CorpusError, MissingExtraError, StoreError
from recommender.store import Store
from recommender.training.following.exchange import FetchError
from recommender.training.following.job import Clock, Following
from recommender.training.following.state import State
from tests.support.misbehaving import Misbehaving, Request, feed_of, in_turn, redirect
from tests.support.sources import refuse_none

NOW = datetime(2026, 3, 14, 7, 40, tzinfo=UTC)


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def clock(self) -> Clock:
        return Clock(lambda: self.now, lambda: 0.0, Random(7))


@pytest.fixture
def hands() -> Hands:
    return Hands()


def following(site: Misbehaving, url: str, folder: Path, hands: Hands, *paths: str) -> Following:
    subscriptions = [Subscription(site.address(path), "My Post") for path in paths]
    return Following(
        subscriptions,
        url,
        folder / "state.json",
        site.exchange(),
        timedelta(minutes=15),
        hands.clock(),
        refuse_none,
        0.0,
    )


def stored(url: str) -> list[Article]:
    with Store.open(url) as store:
        return list(store.articles().articles)


def titles(url: str) -> Sequence[str]:
    return sorted(article.title for article in stored(url))


def test_what_feeds_list_is_stored(site: Misbehaving, url: str, tmp_path: Path, hands: Hands) -> None:
    site.answers |= {"/a": feed_of("Ferry back"), "/b": feed_of("Mill sold", "Storm near")}
    report = following(site, url, tmp_path, hands, "/a", "/b").once()
    assert report.to_text() == "2 feeds: 2 read; articles: 3 new, 0 changed, 0 same, 0 refused"
    assert titles(url) == ["Ferry back", "Mill sold", "Storm near"]


def test_a_feed_that_has_not_changed_costs_an_empty_response(
    site: Misbehaving, url: str, tmp_path: Path, hands: Hands
) -> None:
    def answer(request: Request) -> None:
        if request.headers["If-None-Match"] == '"1"':
            request.say(304)
        else:
            request.say(200, feed_of("Ferry back"), ETag='"1"')

    site.answers |= {"/a": answer, "/b": feed_of("Mill sold")}
    assert following(site, url, tmp_path, hands, "/a", "/b").once().results == {"read": 2}
    # Another process, later: what is known is in the file. The second server knows no versions, but sends the same.
    assert following(site, url, tmp_path, hands, "/a", "/b").once().results == {"unchanged": 2}


def test_of_another_store_nothing_is_known(site: Misbehaving, url: str, tmp_path: Path, hands: Hands) -> None:
    site.answers["/a"] = lambda request: request.say(
        304 if request.headers["If-None-Match"] else 200, feed_of("Ferry back"), ETag='"1"'
    )
    following(site, url, tmp_path, hands, "/a").once()
    other = f"sqlite:///{tmp_path / 'other.sqlite'}"
    following(site, other, tmp_path, hands, "/a").once()
    assert titles(other) == ["Ferry back"]


def test_what_was_taken_down_stays_down(site: Misbehaving, url: str, tmp_path: Path, hands: Hands) -> None:
    site.answers["/a"] = in_turn(feed_of("Ferry back"), feed_of("Ferry back", "Mill sold"))
    following(site, url, tmp_path, hands, "/a").once()
    with Store.open(url) as store:
        store.delete(next(iter(store.articles().articles)).article_id, hold=True)
    report = following(site, url, tmp_path, hands, "/a").once()
    assert (report.outcomes["held"], report.outcomes["new"], titles(url)) == (1, 1, ["Mill sold"])


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda request: request.say(500), "status 500"),
        (lambda request: request.say(404), "status 404"),
        (b"<html><link rel='alternate' type='application/rss+xml' href='/rss?a=1&amp;b=2'><p>Hi</p></html>",
         "expected a feed, found a page, which names the feed http://post.example:"),
        (b"<html><body><h1>Log in</h1></body></html>", "expected a feed, found a page"),
        (b'{"error": "no"}', "expected a feed, found something else (JSON"),
        (b"id,title\n1,Ferry\n", "expected a feed, found something else (CSV or TSV)"),
        (b"", "its feed cannot be read: the file is empty"),
        (b"PK\x03\x04 no feed", "expected a feed, found something else (archive)"),
        (redirect(302, "file:///etc/passwd"), "redirected to what is no address"),
        (b"<sitemapindex><sitemap><loc>https://post.example/a</loc></sitemap></sitemapindex>", "an index of sitemaps"),
    ],
)  # fmt: skip
def test_a_feed_that_fails_leaves_the_others_alone(
    site: Misbehaving, url: str, tmp_path: Path, hands: Hands, answer: bytes, reason: str
) -> None:
    site.answers |= {"/a": answer, "/b": feed_of("Mill sold")}
    report = following(site, url, tmp_path, hands, "/a", "/b").once()
    assert report.results == {"read": 1, "failed": 1}
    (failed,) = [each for each in report.feeds if each.result == "failed"]
    assert reason in failed.reason
    assert titles(url) == ["Mill sold"]
    assert not report.is_failure


def test_the_type_that_a_server_names_does_not_matter(
    site: Misbehaving, url: str, tmp_path: Path, hands: Hands
) -> None:
    wrapped = b"<html><body>" + feed_of("Ferry back") + b"</body></html>"
    site.answers |= {
        "/a": lambda request: request.say(200, feed_of("Mill sold"), Content_Type="image/png"),
        "/b": lambda request: request.say(200, wrapped, Content_Type="text/html"),
    }
    following(site, url, tmp_path, hands, "/a", "/b").once()
    assert titles(url) == ["Ferry back", "Mill sold"]


def test_a_server_may_name_the_encoding_where_the_feed_does_not(
    site: Misbehaving, url: str, tmp_path: Path, hands: Hands
) -> None:
    body = feed_of("Северный причал").decode().partition("?>")[2].encode("koi8-r")
    site.answers["/a"] = lambda request: request.say(200, body, Content_Type="application/rss+xml; charset=KOI8-R")
    following(site, url, tmp_path, hands, "/a").once()
    assert titles(url) == ["Северный причал"]


def test_a_feed_without_a_title_has_the_name_that_its_follower_gave_it(
    site: Misbehaving, url: str, tmp_path: Path, hands: Hands
) -> None:
    nameless = (
        feed_of("Ferry back").replace(b"<title>Harbour Post</title>", b"").replace(b"https://post.example/", b"/")
    )
    site.answers["/a"] = nameless
    following(site, url, tmp_path, hands, "/a").once()
    (article,) = stored(url)
    assert (article.publisher, article.url) == ("My Post", site.address("/ferry-back"))


def test_a_feed_without_items_is_no_failure(site: Misbehaving, url: str, tmp_path: Path, hands: Hands) -> None:
    site.answers["/a"] = feed_of()
    assert following(site, url, tmp_path, hands, "/a").once().results == {"read": 1}


def test_a_feed_that_is_removed_is_never_asked_again(site: Misbehaving, url: str, tmp_path: Path, hands: Hands) -> None:
    site.answers["/a"] = in_turn(410, feed_of("Ferry back"))
    assert following(site, url, tmp_path, hands, "/a").once().results == {"gone": 1}
    hands.now += timedelta(days=400)
    assert following(site, url, tmp_path, hands, "/a").once().results == {"gone": 1}
    assert site.paths == ["/a"]


@pytest.mark.parametrize("retry", ["3600", "Sat, 14 Mar 2026 08:40:00 GMT"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_server_says_when_it_may_be_asked_again(
    site: Misbehaving, url: str, tmp_path: Path, hands: Hands, status: int, retry: str
) -> None:
    site.answers["/a"] = in_turn(lambda request: request.say(status, Retry_After=retry), feed_of("Ferry back"))
    report = following(site, url, tmp_path, hands, "/a").once()
    assert report.feeds[0].reason == f"status {status}; asked again in 60 min"
    hands.now += timedelta(minutes=59)
    assert following(site, url, tmp_path, hands, "/a").once().results == {"waiting": 1}
    hands.now += timedelta(minutes=2)
    assert following(site, url, tmp_path, hands, "/a").once().results == {"read": 1}
    assert site.paths == ["/a", "/a"]


def test_a_server_that_failed_once_is_asked_again_and_then_forgiven(
    site: Misbehaving, url: str, tmp_path: Path, hands: Hands
) -> None:
    site.answers["/a"] = in_turn(500, 500, feed_of("Ferry back"))
    results: list[str] = []
    for _ in range(3):
        results += following(site, url, tmp_path, hands, "/a").once().results
        hands.now += timedelta(hours=1)
    assert results == ["failed", "failed", "read"]
    assert State.read(tmp_path / "state.json").feed(site.address("/a")).failures == 0


@pytest.mark.parametrize("path", ["/a", "/moved"])
def test_a_feed_that_may_not_be_asked_is_asked_as_soon_as_it_may(
    site: Misbehaving, url: str, tmp_path: Path, hands: Hands, path: str
) -> None:
    site.answers |= {"/a": feed_of("Ferry back"), "/moved": redirect(301, site.address("/a"))}
    follower = following(site, url, tmp_path, hands, path)
    follower.exchange.allow_private = False
    for _ in range(3):
        (result,) = follower.once().feeds
        assert result.result == "failed"
        assert result.reason.endswith("post.example is no machine of the Internet (127.0.0.1)")
    assert site.requests == []
    state = State.read(tmp_path / "state.json").feed(site.address(path))
    assert (state.failures, state.wait_until) == (0, "")
    assert state.due_at == (NOW + timedelta(minutes=15)).isoformat()  # for whoever follows for ever
    assert following(site, url, tmp_path, hands, path).once().results == {"read": 1}


def test_a_clock_that_was_set_back_makes_no_feed_wait(
    site: Misbehaving, url: str, tmp_path: Path, hands: Hands
) -> None:
    site.answers["/a"] = in_turn(500, feed_of("Ferry back"))
    following(site, url, tmp_path, hands, "/a").once()
    hands.now -= timedelta(days=400)
    assert following(site, url, tmp_path, hands, "/a").once().results == {"read": 1}


def test_a_feed_that_has_moved_is_asked_where_it_is(site: Misbehaving, url: str, tmp_path: Path, hands: Hands) -> None:
    site.answers |= {"/a": redirect(301, "/b"), "/b": in_turn(feed_of("Ferry back"), feed_of("Mill sold"), 404)}
    for _ in range(2):
        following(site, url, tmp_path, hands, "/a").once()
    assert site.paths == ["/a", "/b", "/b"]
    # There is nothing any more: its own address is asked again.
    assert following(site, url, tmp_path, hands, "/a").once().results == {"failed": 1}
    site.answers["/a"] = feed_of("Storm near")
    hands.now += timedelta(hours=1)
    following(site, url, tmp_path, hands, "/a").once()
    assert titles(url) == ["Ferry back", "Mill sold", "Storm near"]


# The store, the state, the end


def test_a_store_that_is_away_is_an_error_of_one_round_and_waited_for_otherwise(
    site: Misbehaving, tmp_path: Path, hands: Hands
) -> None:
    site.answers["/a"] = feed_of("Ferry back")
    url = f"sqlite:///{tmp_path / 'away' / 'store.sqlite'}"
    with pytest.raises(StoreError):
        following(site, url, tmp_path, hands, "/a").once()
    job = following(site, url, tmp_path, hands, "/a")
    job.stop = stop = Pauses(most=3)
    reports = []
    for report in job.for_ever():
        reports.append(report)
        (tmp_path / "away").mkdir(exist_ok=True)
    assert reports[0].error
    assert (reports[1].results, titles(url)) == ({"read": 1}, ["Ferry back"])
    assert stop.pauses[0] == 60.0


def test_a_store_that_fails_in_the_middle_loses_nothing(
    site: Misbehaving, url: str, tmp_path: Path, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers["/a"] = feed_of("Ferry back")

    def full(*_: object, **__: object) -> None:
        raise StoreError(url, "database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "put_many", full)
        report = following(site, url, tmp_path, hands, "/a").once()
    assert "disk is full" in report.error
    assert report.is_failure
    # What is not stored is not taken for known.
    assert following(site, url, tmp_path, hands, "/a").once().outcomes == {"new": 1}


class Pauses(Event):
    """A stop that counts the pauses instead of taking them, and is set after the last."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.pauses: list[float] = []
        self._most = most

    def wait(self, timeout: float | None = None) -> bool:
        self.pauses.append(timeout or 0.0)
        if len(self.pauses) >= self._most:
            self.set()
        return self.is_set()


def test_for_ever_each_feed_is_asked_when_it_is_due(site: Misbehaving, url: str, tmp_path: Path, hands: Hands) -> None:
    hourly = feed_of("Mill sold").replace(b"<channel>", b"<channel><ttl>60</ttl>")
    site.answers |= {"/a": feed_of("Ferry back"), "/b": hourly}
    job = following(site, url, tmp_path, hands, "/a", "/b")

    class Moves(Pauses):
        def wait(self, timeout: float | None = None) -> bool:
            hands.now += timedelta(seconds=timeout or 0.0)
            return super().wait(timeout)

    job.stop = stop = Moves(most=5)
    reports = list(job.for_ever())
    assert stop.pauses == [900.0] * 5
    assert [len(report.feeds) for report in reports] == [2, 1, 1, 1, 2]


def test_a_follower_that_is_stopped_keeps_what_it_has(
    site: Misbehaving, url: str, tmp_path: Path, hands: Hands
) -> None:
    job = following(site, url, tmp_path, hands, "/a", "/b")

    def slow(request: Request) -> None:
        job.end()
        request.drip(b"<")

    site.answers |= {"/a": feed_of("Ferry back"), "/b": slow}
    report = job.once()
    assert report.results == {"read": 1}
    assert titles(url) == ["Ferry back"]
    state = State.read(tmp_path / "state.json")
    assert (state.feed(site.address("/b")).failures, state.feed(site.address("/a")).digest != "") == (0, True)
    assert not list(tmp_path.glob("*.aside"))


def test_a_parser_that_the_end_takes_along_is_no_failure_of_its_feed(
    site: Misbehaving, url: str, tmp_path: Path, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = following(site, url, tmp_path, hands, "/a")

    def interrupted(*_: object) -> None:
        job.end()
        raise FetchError("its parser was ended by signal 2")

    site.answers["/a"] = feed_of("Ferry back")
    monkeypatch.setattr("recommender.training.following.job.take", interrupted)
    job.once()
    assert State.read(tmp_path / "state.json").feed(site.address("/a")).wait_until == ""


def test_two_followers_do_not_share_a_state(site: Misbehaving, url: str, tmp_path: Path, hands: Hands) -> None:
    job = following(site, url, tmp_path, hands, "/a")

    def answer(request: Request) -> None:
        with pytest.raises(BusyError):
            following(site, url, tmp_path, hands, "/a").once()
        request.say(200, feed_of("Ferry back"))

    site.answers["/a"] = answer
    assert job.once().results == {"read": 1}


def test_a_file_of_something_else_is_no_state(site: Misbehaving, url: str, tmp_path: Path, hands: Hands) -> None:
    (tmp_path / "state.json").write_text('{"mine": 1}', encoding="utf-8")
    with pytest.raises(CorpusError, match="expected a state of followed feeds"):
        following(site, url, tmp_path, hands, "/a").once()
    assert (tmp_path / "state.json").read_text(encoding="utf-8") == '{"mine": 1}'


def test_without_the_extra_an_error_says_what_to_install(
    site: Misbehaving, url: str, tmp_path: Path, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recommender.training.following.job.find_spec", lambda name: None if name == "protego" else 1)
    with pytest.raises(MissingExtraError, match=r"related-news-recommender\[web\]"):
        following(site, url, tmp_path, hands, "/a")

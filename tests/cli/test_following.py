"""`recommender follow`, as a person and a scheduler run it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
import typer

from recommender.cli.following import duration
from recommender.store import Store
from tests.support.commands import PATIENCE
from tests.support.misbehaving import Misbehaving, Request, feed_of, misbehaving
from tests.support.terminal import Command


@pytest.fixture
def site() -> object:
    with misbehaving() as server:
        yield server


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "following.json"


def local(site: Misbehaving, path: str) -> str:
    return site.address(path, "127.0.0.1")


def test_a_list_is_followed_once(command: Command, site: Misbehaving, url: str, tmp_path: Path, state: Path) -> None:
    site.answers |= {"/a": feed_of("Ferry back", "Mill sold")}
    outlines = "".join(f'<outline xmlUrl="{local(site, path)}"/>' for path in ("/a", "/b"))
    (tmp_path / "feeds.opml").write_text(f"<opml><body>{outlines}</body></opml>", encoding="utf-8")
    said = command("follow", "feeds.opml", "--store", url, "--once", "--allow-private")
    assert (said.code, said.out) == (
        0, "2 feeds: 1 read, 1 failed; articles: 2 new, 0 changed, 0 same, 0 refused\n",
    )  # fmt: skip
    assert f"failed {local(site, '/b')}: status 404; asked again in" in said.err
    assert state.exists()
    record = command("follow", "feeds.opml", "--store", url, "--once", "--allow-private", "--json").record
    assert (record["unchanged"], record["waiting"], record["new"]) == (1, 1, 0)
    assert [each["result"] for each in record["feeds"]] == ["waiting", "unchanged"]


def test_a_round_of_which_more_was_refused_than_read_ends_with_1(
    command: Command, site: Misbehaving, url: str, tmp_path: Path
) -> None:
    # What has neither a title nor a text is no article.
    site.answers |= {"/a": feed_of("Ferry back", "", ""), "/b": feed_of("Ferry back", "")}
    words = ("--store", url, "--once", "--allow-private")
    said = command("follow", local(site, "/a"), *words, "--state", tmp_path / "a.json")
    assert (said.code, "2 refused" in said.out) == (1, True), said
    assert command("follow", local(site, "/b"), *words, "--state", tmp_path / "b.json").code == 0


def test_machines_of_this_network_are_asked_only_when_that_is_said(
    command: Command, site: Misbehaving, url: str
) -> None:
    said = command("follow", local(site, "/a"), "--store", url, "--once")
    assert said.code == 1
    assert "is no machine of the Internet" in said.err
    assert site.requests == []


def test_sites_are_told_whom_to_ask(command: Command, site: Misbehaving, url: str) -> None:
    site.answers["/a"] = feed_of("Ferry back")
    command("follow", local(site, "/a"), "--store", url, "--once", "--allow-private", "--contact", "desk@post.example")
    assert site.requests[-1][1]["User-Agent"].endswith("(+desk@post.example)")


@pytest.mark.parametrize(
    "wrong",
    [["--every", "10s"], ["--every", "2d"], ["--every", "often"], ["--contact", "a\nb"], ["--state", "no/s.json"]],
)
def test_wrong_usage_ends_with_2(command: Command, url: str, wrong: list[str]) -> None:
    assert command("follow", "https://post.example/", "--store", url, "--once", *wrong).code == 2


@pytest.mark.parametrize(
    ("source", "reason"), [("feeds.opml", "found none"), ("ftp://post.example/", "expected the address of a feed")]
)
def test_what_cannot_be_followed_ends_with_1(command: Command, url: str, source: str, reason: str) -> None:
    said = command("follow", source, "--store", url, "--once")
    assert (said.code, said.out) == (1, "")
    assert reason in said.err


def test_a_time_is_a_number_and_its_unit() -> None:
    assert (duration("15m"), duration("2 h"), duration("1d")) == (
        timedelta(minutes=15), timedelta(hours=2), timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(typer.BadParameter):
        duration("15")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(site: Misbehaving, url: str, tmp_path: Path, state: Path, number: int) -> None:
    site.answers["/a"] = feed_of("Ferry back")
    line = [
        sys.executable,
        "-m",
        "recommender",
        "follow",
        local(site, "/a"),
        "--store",
        url,
        "--allow-private",
        "--json",
    ]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["new"] == 1
        process.send_signal(number)
        rest, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, rest, errors) == (0, "", "")
    assert state.exists()
    with Store.open(url) as store:
        assert store.count() == 1


def test_an_interrupted_round_ends_with_130(site: Misbehaving, url: str, state: Path) -> None:
    asked = Event()

    def slow(request: Request) -> None:
        asked.set()
        request.drip(b"<")

    site.answers["/a"] = slow
    line = [
        sys.executable,
        "-m",
        "recommender",
        "follow",
        local(site, "/a"),
        "--store",
        url,
        "--allow-private",
        "--once",
    ]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert asked.wait(PATIENCE)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert state.exists()

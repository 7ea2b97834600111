"""What is followed: OPML as readers of feeds export it, lists of addresses, and what is no address at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.corpus import Subscription, read_subscriptions
from recommender.errors import CorpusError
from tests.support.sources import put

OPML = """<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Harbour"><outline text="Local">
<outline type="rss" text="Harbour Post" xmlUrl="https://post.example/rss?a=1&b=2" htmlUrl="https://post.example/"/>
</outline><outline type="rss" text="dock" title="Dock Times &amp; Tides" xmlUrl="http://dock.example/feed"/></outline>
<outline text="Again" xmlUrl="https://post.example/rss?a=1&amp;b=2"/><outline text="A folder"/>
</body></opml>"""


def test_an_opml_file_names_feeds_wherever_they_are_nested(tmp_path: Path) -> None:
    assert read_subscriptions([str(put(tmp_path, "feeds.opml", OPML))]) == [
        Subscription("https://post.example/rss?a=1&b=2", "Harbour Post"),
        Subscription("http://dock.example/feed", "Dock Times & Tides"),
    ]


def test_a_list_has_an_address_a_line(tmp_path: Path) -> None:
    path = put(tmp_path, "feeds.txt", "# mine\n\nhttps://post.example/rss#news\r\n  feed://dock.example/rss \n")
    found = read_subscriptions([str(path), "feed:http://mill.example/", "https://post.example/rss#news"])
    assert [each.address for each in found] == [
        "https://post.example/rss#news", "https://dock.example/rss", "http://mill.example/",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    ["ftp://post.example/a", "post.example/rss", "https://", "file:///etc/passwd", "https://post.example:99999/",
     "https://post.example/with space", "https://[::1/"],
)  # fmt: skip
def test_what_is_no_address_is_refused_by_its_place(tmp_path: Path, line: str) -> None:
    path = put(tmp_path, "feeds.txt", f"https://post.example/rss\n{line}\n")
    with pytest.raises(CorpusError, match="expected the address of a feed") as raised:
        read_subscriptions([str(path)])
    assert (raised.value.path, raised.value.line) == (str(path), 2)


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "<opml><body/></opml>"])
def test_a_list_of_nothing_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(CorpusError, match="found none"):
        read_subscriptions([str(put(tmp_path, "feeds", content))])


def test_a_file_that_is_missing_or_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="found none"):
        read_subscriptions([str(tmp_path / "feeds.opml")])
    with pytest.raises(CorpusError, match="not readable XML"):
        read_subscriptions([str(put(tmp_path, "feeds.opml", OPML[:330]))])


def test_messages_keep_secrets_to_themselves() -> None:
    assert Subscription("https://ada:secret@post.example:8000/rss?token=17").label == "https://post.example:8000/rss?…"
    with pytest.raises(CorpusError) as raised:
        read_subscriptions(["ftp://ada:secret@post.example/?token=17"])
    assert "secret" not in str(raised.value)
    assert "17" not in str(raised.value)

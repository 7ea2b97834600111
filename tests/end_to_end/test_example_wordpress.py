"""The WordPress plugin of the examples, in PHP's own interpreter, with a running service and a browser.

What the plugin calls of WordPress is in `tests/support/wordpress/stand_in.php`: each act of a test is a process of its
own, as it is on a web server, and what is kept between them is in one file.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.support.browser import chromium, new_tab, running
from tests.support.examples import EXAMPLES, KEY, ROOT, TEXT, TITLE, Service, path_of, service
from tests.support.programs import find_program

PLUGIN = EXAMPLES / "wordpress" / "related-news"
SITE = ROOT / "tests" / "support" / "wordpress" / "site.php"
NUMBERS = count(1)  # no test of one service meets the posts of another
POST = {
    "post_title": TITLE,
    "post_name": "inquiry",
    "post_status": "publish",
    "post_content": f"<!-- wp:paragraph --><p>{TEXT}</p><!-- /wp:paragraph -->",
}


# Two events of one affair: each is in the box of the other.
STORIES = {
    TITLE: TEXT,
    "Families of the Orrin dead sue Sable Orrin": "Families of two workers killed at the Orrin chemical works sued "
    "Sable Orrin. Their lawyer said that corroded valves at Port Averin had been reported for years.",
}


def find_php() -> str:
    return find_program("php", "php-cli php-xml", "-r", 'exit(extension_loaded("dom") ? 0 : 1);')


class Site:
    """A site with the plugin."""

    def __init__(self, folder: Path) -> None:
        self.php = find_php()
        self.home = f"https://site-{next(NUMBERS)}.example"
        self.state = folder / "site.json"
        self.state.write_text(json.dumps({"options": {"home": self.home}}), "utf-8")

    def id_of(self, number: int) -> str:
        """Return the id by which the service knows a post."""
        return f"{self.home}/?p={number}"

    def do(self, act: str, given: object = None) -> str:
        """Do one thing, in a process of its own, and return what it printed."""
        command = [self.php, "-d", "display_errors=stderr", "-d", "error_reporting=-1", str(SITE), str(self.state), act]
        command.append(json.dumps(given))
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
        return done.stdout

    def waiting(self) -> list[dict[str, Any]]:
        options = json.loads(self.state.read_text("utf-8"))["options"]
        return [note for name, note in options.items() if name.startswith("related_news_waiting_")]

    def connect(self, address: str, **settings: str) -> None:
        self.do("save", {"service": f"{address}/", "key": KEY} | settings)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture(scope="module")
def running_service(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(published, tmp_path_factory.mktemp("service")) as address:
        yield address


@pytest.fixture
def recommender(running_service: Service, site: Site) -> Service:
    """Return the service, to which the site is connected."""
    site.connect(running_service.address)
    return running_service


def test_every_file_of_the_plugin_is_php() -> None:
    php = find_php()
    files = sorted(PLUGIN.rglob("*.php"))
    assert len(files) > 6
    for file in files:
        subprocess.run([php, "-l", file], check=True, capture_output=True, timeout=60)
        guarded = "exit;" in file.read_text("utf-8")
        assert guarded or file.name == "edit.asset.php", f"{file} does nothing where it is called by its address"


def test_a_post_is_sent_as_it_is_when_its_terms_are_saved(site: Site, recommender: Service) -> None:
    terms = {"category": ["National", "Safety"], "post_tag": ["Orrin"]}
    site.do("publish", {"post": POST, "terms": terms})
    recommender.wait_for(site.id_of(1), 200)
    article = recommender.article(site.id_of(1))
    assert article["title"] == TITLE
    assert article["text"] == TEXT
    assert article["url"] == f"{site.home}/2026/inquiry/"
    assert article["publisher"] == "Averin & Coast News"
    assert article["section"] == "National"
    assert article["tags"] == ["Safety", "Orrin"]
    assert site.waiting() == []


@pytest.mark.parametrize(
    "change",
    [{"post_status": "trash"}, {"post_status": "draft"}, {"post_status": "private"}, {"post_password": "secret"}],
    ids=lambda change: " ".join(change.values()),
)
def test_what_is_not_public_any_more_is_taken_down(site: Site, recommender: Service, change: dict[str, str]) -> None:
    site.do("insert", POST)
    recommender.wait_for(site.id_of(1), 200)
    site.do("insert", {"ID": 1} | change)
    recommender.wait_for(site.id_of(1), 410)
    site.do("insert", {"ID": 1, "post_status": "publish", "post_password": ""})
    recommender.wait_for(site.id_of(1), 200)
    site.do("delete", 1)
    recommender.wait_for(site.id_of(1), 410)
    assert site.waiting() == []


@pytest.mark.parametrize(
    "hidden",
    [{"post_status": "draft"}, {"post_status": "future"}, {"post_password": "secret"}, {"post_type": "page"}],
    ids=lambda hidden: " ".join(hidden.values()),
)
def test_what_was_never_public_is_never_sent(site: Site, recommender: Service, hidden: dict[str, str]) -> None:
    site.do("insert", POST | hidden)
    site.do("cron", 86_400)
    assert recommender.status(path_of(site.id_of(1))) == 404
    assert site.waiting() == []


def test_nothing_is_lost_while_the_service_is_away(site: Site, published: Path, tmp_path: Path) -> None:
    with service(published, tmp_path) as first:
        port = int(first.address.rpartition(":")[2])
        site.connect(first.address)
        site.do("insert", POST)
        first.wait_for(site.id_of(1), 200)
    site.do("trash", 1)
    site.do("insert", POST | {"post_title": "Ferries sail again from Port Averin"})
    site.do("save", {"service": first.address, "append": "both"})
    assert "<section" not in site.do("page", 2)
    assert [note["attempts"] for note in site.waiting()] == [1, 1]
    site.do("cron", 3_600)  # one fails again, and the other is left for later
    assert sorted(note["attempts"] for note in site.waiting()) == [1, 2]
    with service(published, tmp_path, port) as second:
        site.do("cron", 86_400)
        second.wait_for(site.id_of(1), 410)
        second.wait_for(site.id_of(2), 200)
    assert site.waiting() == []


def test_a_wrong_key_loses_nothing_either(site: Site, recommender: Service) -> None:
    site.do("save", {"service": recommender.address, "key": "not-the-key-of-an-editor"})
    site.do("insert", POST)
    assert len(site.waiting()) == 1
    site.connect(recommender.address)
    site.do("cron", 3_600)
    recommender.wait_for(site.id_of(1), 200)


def test_what_the_service_refuses_is_said_on_the_page_of_settings(site: Site, recommender: Service) -> None:
    site.do("insert", POST | {"post_title": "", "post_content": ""})
    assert site.waiting() == []
    assert "422 title: expected a title or a text" in site.do("settings-page", True)
    site.do("insert", {"ID": 1, "post_title": TITLE})
    recommender.wait_for(site.id_of(1), 200)
    assert "422" not in site.do("settings-page", True)


def test_the_page_of_settings_shows_no_key_and_is_for_whoever_manages_the_site(
    site: Site, recommender: Service
) -> None:
    page = site.do("settings-page", True)
    assert recommender.address in page
    assert KEY not in page
    assert site.do("settings-page", False) == ""
    site.do("save", {"service": "javascript:alert(1)", "key": "", "append": "everything"})
    saved = json.loads(site.state.read_text("utf-8"))["options"]["related_news"]
    assert saved == {"service": "", "key": KEY, "append": ""}


def test_all_posts_are_sent_by_who_may_and_meant_to(site: Site, recommender: Service) -> None:
    site.do("insert", POST)
    site.do("trash", 1)
    for number in (2, 3):
        site.do("insert", POST | {"post_title": f"{TITLE}, day {number}"})
    recommender.wait_for(site.id_of(2), 200)
    for given in ({"is_admin": False, "nonce": ""}, {"is_admin": True, "nonce": "guess"}):
        assert "Location" not in site.do("send-all", given)
    assert site.waiting() == []
    [nonce] = re.findall(
        r'name="_wpnonce" value="(\w+)">\s*<button name="submit">Send all', site.do("settings-page", True)
    )
    site.do("send-all", {"is_admin": True, "nonce": nonce})
    assert len(site.waiting()) == 2
    site.do("cron", 0)
    assert site.waiting() == []


def test_boxes_are_where_the_author_or_the_owner_wants_them(site: Site, recommender: Service) -> None:
    site.do("insert", POST)
    recommender.wait_for(site.id_of(1), 200)
    assert "<section" not in site.do("page", 1)
    site.connect(recommender.address, append="both")
    assert site.do("page", 1).count('<section class="related-news related-news--related"') == 1
    for own in ('[related_news box="related" k="2"]', '<!-- wp:related-news/box {"k":2} /-->'):
        site.do("insert", {"ID": 1, "post_content": f"<p>{TEXT}</p>{own}"})
        page = site.do("page", 1)
        assert page.count("<section") == 1, own
        assert page.count('class="related-news__card"') == 2
        assert 'href="https://' in page
        assert "Both mention" in page
    site.do("insert", {"ID": 1, "post_content": TEXT, "post_password": "secret"})
    assert "<section" not in site.do("page", 1)


def test_what_is_taken_down_is_in_no_box_that_was_kept(site: Site, recommender: Service) -> None:
    for title, text in STORIES.items():
        site.do("insert", POST | {"post_title": title, "post_content": text})
    recommender.wait_for(site.id_of(2), 200)
    site.connect(recommender.address, append="both")
    assert "Families of the Orrin dead" in site.do("page", 1)
    site.do("trash", 2)
    assert "Families of the Orrin dead" not in site.do("page", 1)


def test_only_the_elements_of_boxes_are_shown_whatever_the_service_sends(site: Site) -> None:
    sent = '<section class="related-news" onclick="x()"><script>x()</script><a href="javascript:x()">a</a></section>'
    assert site.do("sanitize", sent) == '<section class="related-news">x()<a>a</a></section>'


@pytest.mark.browser
def test_a_reader_sees_the_boxes_without_javascript(site: Site, recommender: Service, tmp_path: Path) -> None:
    site.do("insert", POST)
    recommender.wait_for(site.id_of(1), 200)
    site.connect(recommender.address, append="related")
    command = ["env", f"STATE={site.state}", site.php, "-S", "127.0.0.1:0", str(SITE)]
    with (
        running(command, tmp_path / "php.log", r"\((http://127\.0\.0\.1:\d+)\) started") as address,
        chromium(tmp_path) as port,
        new_tab(port, scripts=False, width=390) as tab,
    ):
        tab.open(f"{address}/1")
        assert tab.texts("h1") == [TITLE]
        assert tab.texts(".related-news__heading") == ["Related"]
        assert all(tab.texts(".related-news__link"))
        assert len(tab.texts(".related-news__link")) > 1
        assert tab.value("getComputedStyle(document.querySelector('.related-news__list')).listStyleType") == "none"
        assert tab.value("document.documentElement.scrollWidth") <= 390
        assert tab.complaints == []

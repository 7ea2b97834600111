"""The Django app of the examples, in a site of Django's own, with a running service and a browser."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.browser import chromium, new_tab, running
from tests.support.examples import EXAMPLES, KEY, TEXT, TITLE, Service, path_of, service

PROJECT = EXAMPLES / "django"
ID = "news.story-1"
BEGIN = """
import django
django.setup()
from datetime import UTC, datetime, timedelta
from django.db import transaction
from news.models import Story
now = datetime.now(UTC)
def publish(**fields):
    return Story.objects.create(**{"title": TITLE, "text": TEXT, "is_public": True, "published_at": now} | fields)
"""


class Site:
    """The project, with a database of its own."""

    def __init__(self, folder: Path, address: str) -> None:
        self.address = address
        self.database = folder / "site.sqlite3"
        self.manage("migrate", "--verbosity=0")

    def command(self, *arguments: str) -> list[str]:
        """Return a command of Python in the project."""
        settings = {"DATABASE": self.database, "RELATED_NEWS_SERVICE": self.address, "RELATED_NEWS_KEY": KEY}
        settings |= {"DJANGO_SETTINGS_MODULE": "project.settings", "PYTHONPATH": PROJECT}
        return ["env", *(f"{name}={value}" for name, value in settings.items()), sys.executable, "-u", *arguments]

    def manage(self, *arguments: str, code: int = 0) -> str:
        return self._run(code, str(PROJECT / "manage.py"), *arguments)

    def do(self, *lines: str) -> str:
        """Run some lines of Python inside the project."""
        return self._run(0, "-c", "\n".join([f"{TITLE=}\n{TEXT=}", BEGIN, *lines]))

    def _run(self, code: int, *arguments: str) -> str:
        done = subprocess.run(self.command(*arguments), capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def recommender(published: Path, tmp_path: Path) -> Iterator[Service]:
    with service(published, tmp_path) as address:
        yield address


@pytest.fixture
def site(recommender: Service, tmp_path: Path) -> Site:
    return Site(tmp_path, recommender.address)


def test_a_row_is_sent_when_it_is_committed_and_taken_down_when_it_is_hidden_or_deleted(
    site: Site, recommender: Service
) -> None:
    site.do('publish(slug="one", section="National")')
    recommender.wait_for(ID, 200)
    article = recommender.article(ID)
    assert (article["title"], article["text"], article["section"]) == (TITLE, TEXT, "National")
    assert article["url"] == "https://news.example/stories/one/"
    site.do("story = Story.objects.get()", "story.is_public = False", "story.save()")
    recommender.wait_for(ID, 410)
    site.do("story = Story.objects.get()", "story.is_public = True", "story.save()")
    recommender.wait_for(ID, 200)
    site.do("Story.objects.all().delete()")
    recommender.wait_for(ID, 410)


def test_what_is_rolled_back_or_not_public_is_not_sent(site: Site, recommender: Service) -> None:
    site.do(
        "try:",
        "    with transaction.atomic():",
        '        publish(slug="one")',
        "        raise ValueError",
        "except ValueError:",
        "    pass",
        'publish(pk=2, slug="two", is_public=False)',
        'publish(pk=3, slug="three", published_at=now + timedelta(days=2))',
    )
    assert site.manage("send_articles") == "0 sent\n"
    assert recommender.status(path_of(ID)) == 404
    assert recommender.status(path_of("news.story-2")) in (404, 410)
    assert recommender.status(path_of("news.story-3")) == 404  # the service has it, and shows it to nobody yet


def test_nothing_is_lost_while_the_service_is_away(site: Site, published: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with service(published, tmp_path / "other") as first:
        site.address = first.address
        site.do('publish(slug="one")', 'publish(slug="two")')
        first.wait_for(ID, 200)
    port = int(first.address.rpartition(":")[2])
    assert "waits to be sent" in site.do('Story.objects.get(slug="one").delete()', 'publish(slug="three")')
    assert "2 wait" in site.manage("send_articles", code=1)
    with service(published, tmp_path / "other", port) as second:
        assert site.manage("send_articles") == "2 sent\n"
        second.wait_for(ID, 410)
        second.wait_for("news.story-3", 200)
        assert site.manage("send_articles", "--all") == "2 sent\n"


@pytest.mark.browser
def test_a_reader_sees_the_boxes_without_javascript_and_the_page_without_the_service(
    site: Site, recommender: Service, published: Path, tmp_path: Path
) -> None:
    site.do('publish(slug="one")')
    recommender.wait_for(ID, 200)
    server = (str(PROJECT / "manage.py"), "runserver", "--noreload", "127.0.0.1:0")
    with chromium(tmp_path) as port, new_tab(port, scripts=False, width=390) as tab:
        for address, shows_boxes in ((recommender.address, True), ("http://127.0.0.1:9", False)):
            site.address = address
            with running(site.command(*server), tmp_path / "site.log", r"at (http://127\.0\.0\.1:\d+)/") as origin:
                tab.open(f"{origin}/stories/one/")
                assert tab.texts("h1") == [TITLE]
                assert tab.texts("h2") == (["Related"] if shows_boxes else [])
                assert bool(tab.texts(".related-news__link")) == shows_boxes
                assert tab.value("document.documentElement.scrollWidth") <= 390
        assert tab.complaints == []

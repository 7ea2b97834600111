"""Boxes on a page of another site, in a real browser, from the service as it is deployed: by a key, and without one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.support.browser import Tab, new_tab, running
from tests.support.embedding import File, Site, site
from tests.support.serving import SEED, path_of
from tests.support.site import wait_until_ready

pytestmark = pytest.mark.browser

PUBLISHABLE = "a-key-that-stands-in-a-page"
READER = "a-key-that-readers-have-alone"
TITLES = (
    "[...document.querySelector('related-news').shadowRoot.querySelectorAll('[part=title]')].map((e) => e.innerText)"
)


@pytest.fixture(scope="module")
def host() -> Iterator[Site]:
    """Return a site that loads scripts and boxes from other origins of this machine."""
    with site("default-src 'none'; script-src http://127.0.0.1:*; connect-src http://127.0.0.1:*") as news:
        yield news


@pytest.fixture(scope="module")
def service(published: Path, host: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample corpus to readers with keys, and to the pages of the site with a publishable one."""
    settings = {"READER_KEYS": READER, "PUBLISHABLE_KEYS": PUBLISHABLE, "CORS_ORIGINS": host.origin}
    command = ["env", *(f"RECOMMENDER_{name}={value}" for name, value in settings.items())]
    command += [sys.executable, "-m", "recommender", "serve", "--models", str(published), "--port", "0"]
    command += ["--as-of", "2026-04-24T18:00:00"]
    log = tmp_path_factory.mktemp("service") / "service.log"
    with running(command, log, r"(http://127\.0\.0\.1:\d+)") as address:
        wait_until_ready(address)
        yield address


def show(host: Site, tab: Tab, service: str, element: str) -> None:
    """Open a page with an embed, its script loaded from the service."""
    script = "window.said = []; for (const name of ['loaded', 'error'])"
    script += " document.addEventListener(`related-news:${name}`, ({ detail }) => said.push([name, detail.status]));"
    host.files["/say.js"] = File(script.encode(), "text/javascript")
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>T</title><script src="/say.js"></script>'
    host.files["/"] = File(f'{head}<script src="{service}/embed.js" async></script>{element}'.encode())
    tab.open(f"{host.origin}/")


def test_a_publishable_key_opens_boxes_to_the_pages_of_its_site(host: Site, service: str, driven: int) -> None:
    element = f'<related-news article="{SEED}" publishable-key="{PUBLISHABLE}"></related-news>'
    with new_tab(driven, scripts=True) as tab:
        show(host, tab, service, element)
        assert tab.wait_for("said.length && said[0][0]") == "loaded"
        assert len(tab.value(TITLES)) > 2
        assert tab.complaints == tab.warnings == []


@pytest.mark.parametrize("key", ["", 'publishable-key="another-key"'])
def test_without_it_the_page_gets_an_event_and_its_reader_nothing(
    host: Site, service: str, driven: int, key: str
) -> None:
    with new_tab(driven, scripts=True) as tab:
        show(host, tab, service, f'<related-news article="{SEED}" {key}></related-news>')
        assert tab.wait_for("said.length && said[0]") == ["error", 401]
        assert tab.value("document.querySelector('related-news').offsetHeight") == 0
        assert not tab.warnings


def test_a_key_of_the_page_is_no_key_for_the_pages_of_another_site(service: str, driven: int) -> None:
    with site("") as another, new_tab(driven, scripts=True) as tab:
        show(another, tab, service, f'<related-news article="{SEED}" publishable-key="{PUBLISHABLE}"></related-news>')
        assert tab.wait_for("said.length && said[0][0]") == "error"
        assert tab.value(f"document.querySelector('related-news').shadowRoot && {TITLES}") == []


@pytest.mark.parametrize("scripts", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_a_box_that_the_server_puts_into_the_page_is_seen_without_scripts(
    host: Site, service: str, driven: int, scripts: bool
) -> None:
    """The server asks with a reader's key, which no page ever has."""
    asked = Request(f"{service}{path_of(SEED, 'boxes.html')}?box=related&link=/news/%7Bid%7D")
    asked.add_header("Authorization", f"Bearer {READER}")
    with urlopen(asked, timeout=60) as answer:
        fragment = answer.read().decode()
    inside = (
        f'<related-news article="{SEED}" link="/news/{{id}}" publishable-key="{PUBLISHABLE}">{fragment}</related-news>'
    )
    with new_tab(driven, scripts=scripts) as tab:
        show(host, tab, service, inside)
        if scripts:
            tab.wait_for("said.length")
        titles = "[...document.querySelectorAll('.related-news__title')].map((each) => each.innerText.trim())"
        served = tab.value(titles)
        assert len(served) > 2
        is_seen = "document.querySelector('.related-news').offsetHeight > 0"
        assert tab.value(is_seen) is not scripts
        assert tab.value(f"document.querySelector('related-news').shadowRoot && {TITLES}") == (
            served if scripts else None
        )

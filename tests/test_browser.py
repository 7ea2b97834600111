"""The reader's way through the site, in a real browser: the service runs as it is deployed, and pages are clicked."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import pytest

from recommender import Recommender
from tests.browser import PATIENCE, Tab, chromium, new_tab, running, until

pytestmark = pytest.mark.browser

PHONE = 360
AGE = re.compile(r"\b(\d+ (minute|hour|day|week|month|year)s? ago|just now)\b")


@pytest.fixture(scope="module")
def origin(published: Path, sample: Recommender, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample corpus from a process of its own, the clock at the newest article."""
    newest = sample.index.base.catalogue.newest()
    assert newest is not None
    command = [sys.executable, "-m", "recommender", "serve", "--models", str(published), "--port", "0"]
    command += ["--as-of", f"{newest:%Y-%m-%dT%H:%M:%S}"]
    log = tmp_path_factory.mktemp("service") / "service.log"
    with running(command, log, r"(http://127\.0\.0\.1:\d+)") as address:
        wait_until_ready(address)
        yield address


def wait_until_ready(address: str) -> None:
    for _ in until(PATIENCE):
        with suppress(URLError), urlopen(f"{address}/readyz", timeout=PATIENCE):
            return
    raise TimeoutError("the service did not become ready")


@pytest.fixture(scope="module")
def driven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run one browser for all tests; each has tabs of its own."""
    with chromium(tmp_path_factory.mktemp("browser")) as port:
        yield port


def expect_loopback(tab: Tab, origin: str) -> None:
    """Expect that the tab asked nobody but the service, and that the browser had nothing to complain of."""
    elsewhere = [url for url in tab.requested if not url.startswith((origin + "/", "data:"))]
    assert tab.requested
    assert elsewhere == []
    assert tab.complaints == []


def expect_cards(tab: Tab, heading: str) -> None:
    """Expect a box with cards, each with a title that leads to a story, a publisher, an age and a reason."""
    box = f"section:has(> h2#{box_id(tab, heading)})"
    cards = tab.texts(f"{box} article.card")
    assert cards, f"{heading} has cards"
    for part in ("h3 a[href^='/read/']", ".publisher", ".reason"):
        assert all(tab.texts(f"{box} article.card {part}")), part
        assert len(tab.texts(f"{box} article.card {part}")) == len(cards), part
    assert all(AGE.search(age) for age in tab.texts(f"{box} article.card time"))
    assert len(tab.texts(f"{box} article.card time")) == len(cards)


def box_id(tab: Tab, heading: str) -> str:
    found = tab.value(f"[...document.querySelectorAll('aside h2')].find(e => e.innerText == '{heading}')?.id")
    assert found, f"the page has a box {heading}"
    return str(found)


@pytest.mark.parametrize("scripts", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_a_reader_clicks_from_story_to_story(driven: int, origin: str, scripts: bool) -> None:
    with new_tab(driven, scripts=scripts) as tab:
        tab.open(f"{origin}/")
        headlines = tab.texts("main article h2 a")
        assert len(headlines) > 3
        assert all(headlines)

        tab.click("main article h2 a")
        assert tab.texts("h1") == headlines[:1]
        assert headlines[0] in tab.value("document.title")
        assert len(tab.texts("article.story .text p")) > 1
        expect_cards(tab, "Related")
        expect_cards(tab, "Similar News")

        first = f"section:has(> h2#{box_id(tab, 'Related')}) article.card h3 a"
        [chosen, *_] = tab.texts(first)
        tab.click(first)
        assert tab.texts("h1") == [chosen]
        assert chosen != headlines[0]
        assert urlsplit(tab.value("document.URL")).path.startswith("/read/")
        expect_loopback(tab, origin)


def test_a_page_without_javascript_runs_none(driven: int, origin: str) -> None:
    with new_tab(driven, scripts=False) as tab:
        tab.open(f"{origin}/embed-example")
        assert tab.value("customElements.get('related-news') === undefined")
        assert tab.texts("noscript") == ["The embed needs JavaScript; the reader page does not."]


def test_nothing_scrolls_sideways_on_a_phone(driven: int, origin: str, sample: Recommender) -> None:
    """One page of each kind, and one story in each language, for each breaks its lines in its own way."""
    languages = {article.language: article.article_id for article in sample.catalogue}
    stories = [f"/read/{quote(article_id, safe='')}" for article_id in languages.values()]
    assert len(stories) > 3
    with new_tab(driven, scripts=True, width=PHONE) as tab:
        for path in ["/", *stories, "/embed-example", "/read/nowhere"]:
            tab.open(origin + path)
            assert tab.value("document.documentElement.scrollWidth") <= PHONE, path
            assert tab.value("window.innerWidth") == PHONE, path


def test_the_embed_shows_cards_in_its_shadow_root(driven: int, origin: str) -> None:
    part = partial("[...document.querySelector('related-news').shadowRoot.querySelectorAll('[part~={}]')]".format)
    with new_tab(driven, scripts=True) as tab:
        tab.open(f"{origin}/embed-example")
        assert tab.wait_for(f"document.querySelector('related-news').shadowRoot && {part('card')}.length")
        titles = tab.value(f"{part('link')}.map(e => e.innerText)")
        assert all(titles)
        assert all(tab.value(f"{part('reason')}.map(e => e.innerText)"))
        assert all(tab.value(f"{part('publisher')}.map(e => e.innerText)"))
        assert all(path.startswith("/read/") for path in tab.value(f"{part('link')}.map(e => e.pathname)"))
        expect_loopback(tab, origin)


def test_the_documentation_is_drawn_without_a_network(driven: int, origin: str) -> None:
    with new_tab(driven, scripts=True) as tab:
        tab.open(f"{origin}/docs")
        assert tab.wait_for("document.querySelectorAll('.opblock').length > 5")
        expect_loopback(tab, origin)

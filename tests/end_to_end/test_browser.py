"""The reader's way through the site, in a real browser: the service runs as it is deployed, and pages are clicked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from recommender import Recommender
from tests.support.browser import Tab, new_tab
from tests.support.site import expect_loopback, serving

pytestmark = pytest.mark.browser

PHONE = 360
SEED = "ac-0424-orrin-two-dead"
AGE = re.compile(r"\b(\d+ (minute|hour|day|week|month|year)s? ago|just now)\b")


@pytest.fixture(scope="module")
def morning(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the same while an explosion is breaking."""
    moment = datetime(2026, 4, 24, 10, 40, tzinfo=UTC)
    with serving(published, moment, tmp_path_factory.mktemp("morning")) as address:
        yield address


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


def test_a_reader_goes_on_from_a_tag_to_its_stories(driven: int, origin: str) -> None:
    with new_tab(driven, scripts=True) as tab:
        tab.open(f"{origin}/read/{SEED}")
        [tag, *_] = tab.texts("ul.tags a")
        tab.click("ul.tags a")
        assert tab.texts("h1") == [tag[0].upper() + tag[1:]]
        titles = tab.texts(".storyline h2 a")
        assert titles
        assert tab.texts(".timeline h3 a")
        tab.click(".storyline h2 a")
        assert tab.texts("h1") == titles[:1]
        assert tab.value("JSON.parse(document.querySelector('script[type$=json]').text)['@type']") == "NewsArticle"
        tab.click(".story .kicker a")
        assert urlsplit(tab.value("document.URL")).path.startswith("/section/")
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
        for path in ["/", *stories, "/tag/storm%20ines", "/section/national", "/embed-example", "/read/nowhere"]:
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


@pytest.mark.parametrize("width", [1280, 390])
def test_a_reader_sees_what_is_trending_and_breaking(driven: int, morning: str, width: int) -> None:
    with new_tab(driven, scripts=False, width=width) as tab:
        tab.open(f"{morning}/read/ac-0422-inflation-falls")
        tags = tab.texts("nav.trending .tag")
        assert tags
        assert all(tags)
        assert tab.value("document.querySelectorAll('nav.trending svg.line polyline').length") == len(tags)
        top = "document.querySelector('{}').getBoundingClientRect().top".format
        assert tab.value(top("nav.trending")) < tab.value(top("h1"))
        assert re.fullmatch(r"\d+ publishers in \d+ min", tab.texts(".box.breaking .reason")[0])
        assert tab.value("document.documentElement.scrollWidth") <= width
        [title] = tab.texts(".box.breaking h3 a")
        tab.click(".box.breaking h3 a")
        assert tab.texts("h1") == [title]
        assert not tab.texts(".box.breaking")
        expect_loopback(tab, morning)


def test_the_embed_shows_breaking_news(driven: int, morning: str) -> None:
    part = partial("[...document.querySelector('related-news').shadowRoot.querySelectorAll('[part~={}]')]".format)
    with new_tab(driven, scripts=True) as tab:
        tab.open(f"{morning}/embed-example")
        # Beside a report of the story that is breaking, it would be on the page twice.
        there = "Object.assign(document.querySelector('related-news'), {{ box: 'breaking', article: '{}' }})".format
        tab.value(f"void {there('ac-0422-inflation-falls')}")
        told = f"{part('heading')}.map(e => e.innerText)[0] == 'Breaking news'"
        assert tab.wait_for(f"document.querySelector('related-news').shadowRoot && {told}")
        assert re.fullmatch(r"\d+ publishers in \d+ min", tab.value(f"{part('reason')}.map(e => e.innerText)")[0])
        expect_loopback(tab, morning)

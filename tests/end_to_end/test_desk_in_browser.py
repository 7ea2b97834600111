"""The editor's way through the desk, in a real browser: by mouse, by keyboard alone, and as axe-core sees it."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from recommender import Recommender
from tests.support.accessibility import violations
from tests.support.browser import Tab, new_tab
from tests.support.site import expect_loopback, sign_in

pytestmark = pytest.mark.browser

PHONE = 360
SEED = "ac-0424-orrin-two-dead"


def titles_in(tab: Tab, box: str) -> list[str]:
    return tab.texts(f"section:has(> h2#box-{box}) .cards h3")


@pytest.mark.parametrize("scripts", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_an_editor_finds_a_story_pins_a_card_sees_it_and_undoes_it(driven: int, origin: str, scripts: bool) -> None:
    with new_tab(driven, scripts=scripts) as tab:
        sign_in(tab, origin)
        assert tab.value("document.cookie") == ""
        tab.value("document.querySelector('[name=words]').value = 'chemical works explosion two dead'")
        tab.click("form[role=search] button")
        assert tab.texts(".found h3 a")
        tab.click(f".found a[href$='{SEED}']")
        first, second, *_ = titles_in(tab, "similar")
        before = titles_in(tab, "related")

        # The second card of one box is the first of the other from now on, and nowhere twice.
        moved = "section:has(> h2#box-similar) .cards li:nth-child(2)"
        article_id = tab.value(f"document.querySelector('{moved} [name=article_id]').value")
        another = "section:has(> h2#box-related) .another"
        tab.value(f"document.querySelector('{another} [name=article_id]').value = '{article_id}'")
        tab.click(f"{another} button[value=pin]")
        assert titles_in(tab, "related")[:2] == [second, before[0]]
        assert titles_in(tab, "similar")[0] == first
        assert second not in titles_in(tab, "similar")
        assert tab.texts(".pinned h3") == [second]
        assert tab.texts(".decisions li .meta") == ["Ada Lovelace"]

        tab.open(f"{origin}/read/{SEED}")
        assert second in tab.texts("aside article.card h3")

        tab.open(f"{origin}/desk/articles/{SEED}")
        tab.click(".decisions button")
        assert titles_in(tab, "related") == before
        assert tab.texts(".pinned h3") == []
        tab.click("a[href='/desk']")
        assert [line.partition(":")[0] for line in tab.texts(".log li p:nth-child(2)")[:1]] == ["Undone"]
        expect_loopback(tab, origin)
        tab.click(".out button")
        assert tab.texts("input[name=key]") == [""]


def test_the_desk_does_not_scroll_sideways_on_a_phone(driven: int, origin: str) -> None:
    with new_tab(driven, scripts=True, width=PHONE) as tab:
        sign_in(tab, origin)
        for path in ("/desk?words=storm", f"/desk/articles/{SEED}"):
            tab.open(origin + path)
            tab.value("document.querySelectorAll('details').forEach(each => each.open = true)")
            assert tab.value("document.documentElement.scrollWidth") <= PHONE, path


FOCUS = "document.activeElement"


def tab_to(tab: Tab, selector: str) -> int:
    """Move the focus to the first match by the Tab key alone, and return how often it was pressed."""
    for presses in range(1, 200):
        tab.press("Tab")
        if tab.value(f"{FOCUS}.matches({selector!r})"):
            outline = tab.value(f"getComputedStyle({FOCUS}).outlineStyle")
            assert outline != "none", f"the focus on {selector} is not to be seen"
            return presses
    raise AssertionError(f"the Tab key does not lead to {selector}")


def test_an_editor_corrects_a_box_by_the_keyboard_alone_in_a_few_steps(driven: int, origin: str) -> None:
    with new_tab(driven, scripts=True) as tab:
        sign_in(tab, origin)
        assert tab.wait_for(f"{FOCUS}.name == 'words'")  # 1. one may type at once
        tab.type("two dead and 26 inj")
        assert tab.wait_for("document.querySelectorAll('[role=option]').length")
        tab.press("ArrowDown")
        option = tab.value(f"document.getElementById({FOCUS}.getAttribute('aria-activedescendant')).innerText")
        assert option.startswith("Two dead and 26 injured")
        assert tab.value(f"{FOCUS}.getAttribute('aria-expanded')") == "true"
        tab.press("Enter", loads=True)  # 2. the article, with its boxes
        assert tab.value("location.pathname").endswith(SEED)
        first, second, *_ = titles_in(tab, "similar")
        assert tab_to(tab, "section:has(> h2#box-similar) .cards li:first-child button[value=ban]") < 30
        tab.press("Enter", loads=True)  # 3. it is decided
        assert first not in titles_in(tab, "similar")
        [done] = tab.texts(".done p")
        assert done.startswith("Done: Ban")
        assert tab_to(tab, ".done button") < 12
        tab.press("Enter", loads=True)  # and undone
        assert titles_in(tab, "similar")[:2] == [first, second]
        assert tab.texts(".done p")[0].startswith("Undone: Ban")
        expect_loopback(tab, origin)


def test_titles_are_offered_and_put_away_by_the_keyboard(driven: int, origin: str) -> None:
    with new_tab(driven, scripts=True) as tab:
        sign_in(tab, origin)
        tab.wait_for(f"{FOCUS}.name == 'words'")
        tab.type("orrin insp")
        n_options = tab.wait_for("document.querySelectorAll('[role=option]').length")
        selected = "[...document.querySelectorAll('[role=option]')].findIndex(e => e.ariaSelected == 'true')"
        places = []
        for _ in range(n_options + 2):
            tab.press("ArrowDown")
            places.append(tab.value(selected))
        assert places == [*range(n_options), -1, 0]
        tab.press("ArrowUp")
        assert tab.value(selected) == -1
        tab.press("Escape")
        assert not tab.texts("ul.titles:not([hidden])")
        assert tab.value(f"{FOCUS}.value") == "orrin insp"
        tab.press("Enter", loads=True)  # the form is sent as it is without the script
        assert tab.texts(".found h3")

        tab.open(f"{origin}/desk/articles/{SEED}")
        assert tab_to(tab, "section:has(> h2#box-related) .another [data-titles]")
        tab.type("inspectors issue")
        tab.wait_for(f"{FOCUS}.getAttribute('aria-expanded') == 'true'")
        tab.press("ArrowDown")
        tab.press("Enter")
        assert tab.value(f"{FOCUS}.value") == "mw-0312-orrin-inspectors"
        assert tab.complaints == []


def test_the_skip_link_leads_past_the_head_of_the_desk(driven: int, origin: str) -> None:
    with new_tab(driven, scripts=False) as tab:
        sign_in(tab, origin)
        tab.open(f"{origin}/desk/articles/{SEED}")
        tab.press("Tab")
        assert tab.value(f"{FOCUS}.className") == "skip"
        tab.press("Enter")
        assert tab.value("location.hash") == "#main"
        tab.press("Tab")
        assert tab.value(f"{FOCUS}.closest('main') !== null")


@pytest.mark.parametrize("scripts", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_what_touches_the_whole_site_asks_first_and_shows_boxes_with_it(
    driven: int, origin: str, scripts: bool
) -> None:
    with new_tab(driven, scripts=scripts) as tab:
        sign_in(tab, origin)
        tab.open(f"{origin}/desk/articles/{SEED}")
        tab.click("button[value='hide section']")
        assert tab.texts("h1") == ["Hide the section national"]
        assert "42 articles" in tab.texts(".reach")[0]
        assert tab.texts(".compared .label")
        tab.click("header.subject .choices a")  # no
        assert tab.texts(".decisions li") == []
        tab.click("button[value='hide section']")
        tab.click("header.subject button.main")  # yes
        assert tab.texts(".done p") == ["Done: Hide the section national."]
        tab.click(".done button")
        assert tab.texts(".decisions li") == []


def pages_of(sample: Recommender) -> list[str]:
    """Return the path of a page of each kind that readers see, and of an article in each language."""
    languages = {each.language: each.article_id for each in sample.catalogue}
    articles = [f"/read/{quote(article_id, safe='')}" for article_id in languages.values()]
    return ["/", f"/read/{SEED}", *articles, "/embed-example", "/read/nowhere"]


SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [1280, 390])


def expect_no_violations(tab: Tab) -> None:
    tab.value("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert violations(tab) == []


@SCHEMES
@WIDTHS
def test_axe_finds_nothing_on_what_readers_see(
    driven: int, origin: str, sample: Recommender, scheme: str, width: int
) -> None:
    with new_tab(driven, scripts=True, width=width) as tab:
        tab.prefer(scheme)
        for path in (*pages_of(sample), "/nowhere", "/tag/Quayside", "/tag/nothing"):
            tab.open(origin + path)
            if path == "/embed-example":
                assert tab.wait_for("document.querySelector('related-news').shadowRoot?.querySelectorAll('a').length")
            expect_no_violations(tab)


@SCHEMES
@WIDTHS
def test_axe_finds_nothing_on_the_desk(driven: int, origin: str, scheme: str, width: int) -> None:
    with new_tab(driven, scripts=True, width=width) as tab:
        tab.prefer(scheme)
        tab.open(f"{origin}/desk")
        expect_no_violations(tab)  # the sign-in
        sign_in(tab, origin)
        expect_no_violations(tab)
        ways = tab.value("[...document.querySelectorAll('nav[aria-label=Desk] a')].map(e => e.pathname)")
        for path in (*ways, "/desk?words=storm", "/desk?words=xyzzy", f"/desk/articles/{SEED}", "/desk/articles/none"):
            tab.open(origin + path)
            expect_no_violations(tab)
        tab.open(f"{origin}/desk")
        tab.wait_for(f"{FOCUS}.name == 'words'")
        tab.type("orrin insp")
        tab.wait_for("document.querySelectorAll('[role=option]').length")
        tab.press("ArrowDown")
        assert violations(tab) == []

        tab.open(f"{origin}/desk/articles/{SEED}")
        another = "section:has(> h2#box-related) .another"
        tab.value(f"document.querySelector('{another} [name=article_id]').value = 'mw-0312-orrin-inspector'")
        tab.click(f"{another} button[value=pin]")
        expect_no_violations(tab)  # refused, with a suggestion
        tab.click(".error button.main")
        expect_no_violations(tab)  # done
        tab.click("button[value='hide section']")
        expect_no_violations(tab)  # what it touches
        tab.click("header.subject button.main")
        expect_no_violations(tab)  # and the pin does nothing any more
        assert tab.texts(".decisions .state")
        tab.click(".decisions .ways-out a")
        expect_no_violations(tab)  # a decision that stands
        tab.open(f"{origin}/desk")
        expect_no_violations(tab)
        while tab.texts(".decisions button"):
            tab.click(".decisions button")


def test_axe_sees_what_is_wrong(driven: int, origin: str) -> None:
    with new_tab(driven, scripts=True) as tab:
        tab.open(f"{origin}/read/{SEED}")
        tab.value("document.querySelector('h1 + *').insertAdjacentHTML('afterend', '<input><img src=x>')")
        found = violations(tab)
        assert any(line.startswith("critical label") for line in found)
        assert any(line.startswith("critical image-alt") for line in found)

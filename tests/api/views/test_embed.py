"""The embed: what a page of others shows of a box, and that nothing of it runs, jumps or is refused there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from recommender.api import views
from recommender.api.views import wording
from recommender.article import LANGUAGES, messages_of
from tests.support.browser import Tab, chromium, new_tab
from tests.support.embedding import File, Site, answer, page, site
from tests.support.html import Html
from tests.support.reader_pages import NOW, box, card, front, read, tag, tag_box, teaser

TITLE = "<img src=x onerror=window.pwned=1>"
RELATED = "/v1/articles/a/related"
TALL = box("related", *(card(title="A headline that is long enough for two lines of a box " * 2) for _ in range(5)))


def test_the_embed_example_prints_a_line_that_can_be_copied() -> None:
    markup = views.embed_example(origin="https://r.example/", article_id='a "b" <c>')
    [line] = Html(markup).texts("pre")
    copied = Html(line)
    assert copied.find("script")[0][0] == {"src": "https://r.example/embed.js", "async": ""}
    assert copied.find("related-news")[0][0] == {"article": 'a "b" <c>', "box": "related", "count": "5"}
    assert Html(markup).find("related-news")[0][0]["article"] == 'a "b" <c>'


def script() -> str:
    """Return the script of the embed as pages get it."""
    found = views.static_file("embed.js")
    assert found is not None
    return found[0].decode()


def test_the_embed_never_parses_data_as_markup_and_sets_no_style() -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|\.style\b|Range\b|setHTML", script()
    )


def test_the_embed_is_one_file_with_the_words_of_all_languages() -> None:
    assert all(messages_of(language).untitled in script() for language in LANGUAGES)
    assert "cards.js */" not in script().partition("(() => {")[2].replace("A part of embed.js", "")
    assert 'STYLE = ""' not in script()
    assert len(script()) < 40_000


@pytest.fixture(scope="module")
def driven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with chromium(tmp_path_factory.mktemp("browser")) as port:
        yield port


@pytest.fixture
def news(driven: int) -> Iterator[tuple[Site, Tab]]:
    """Return a site whose pages have a strict policy, and an empty tab."""
    with site() as running, new_tab(driven, scripts=True) as tab:
        running.files["/probe.js"] = running.at("/nowhere")._replace(
            body=PROBE.encode(), media_type="text/javascript", status=200
        )
        yield running, tab


# What a page can see: the events, what moved, and what its policy refused.
PROBE = """
window.events = []; window.moved = 0; window.refused = [];
for (const name of ["loaded", "empty", "error"]) {
  document.addEventListener(`related-news:${name}`, ({ target, detail }) => events.push([target.id, name, detail]));
}
new PerformanceObserver((list) => list.getEntries().forEach((each) => { moved += each.value; }))
  .observe({ type: "layout-shift", buffered: true });
document.addEventListener("securitypolicyviolation", (event) => refused.push(event.violatedDirective));
"""


def show(news: tuple[Site, Tab], markup: str, **files: Any) -> Tab:
    """Open a page of the site, and return its tab."""
    running, tab = news
    running.files |= {"/": page(f'<script src="/probe.js"></script>{markup}'), **files.get("at", {})}
    tab.open(running.origin + "/")
    return tab


def told(tab: Tab, *expected: str) -> list[Any]:
    """Return the details of the first events, having waited for them by `id name`."""
    seen = "events.map(([id, name]) => `${id} ${name}`)"
    tab.wait_for(f"events.length >= {len(expected)}")
    assert sorted(tab.value(seen)) == sorted(expected)
    return [detail for _, _, detail in tab.value("events")]


def texts(tab: Tab, part: str, element: str = "related-news") -> list[str]:
    """Return the text of each part of an embed."""
    found = f"document.querySelector('{element}').shadowRoot.querySelectorAll('[part~={part}]')"
    return list(tab.value(f"[...{found}].map((each) => each.textContent)"))


@pytest.mark.browser
def test_a_box_is_shown_and_nothing_in_it_runs(news: tuple[Site, Tab]) -> None:
    hostile = card(url="javascript:window.pwned=1", title=TITLE, kind="sponsored", image_url="javascript:1")
    boxes = box("similar", hostile, card(article_id="x/y ?", publisher="<b>P</b>"))
    tab = show(
        news,
        """<related-news id="good" article="a/b ?" box="similar" k="2" images></related-news>
        <related-news id="own" article="a/b ?" box="similar" k="2" link="/story/{id}" heading="Mehr">
        </related-news>""",
        at={"/v1/articles/a%2Fb%20%3F/similar?k=2&page_language=en": answer(boxes)},
    )
    told(tab, "good loaded", "own loaded")
    assert texts(tab, "heading", "#good") == ["Similar News"]
    assert texts(tab, "title", "#good") == [TITLE, "Ferries stop"]
    assert texts(tab, "meta", "#good") == ["Times · 2 days ago", "<b>P</b> · 2 days ago"]
    assert texts(tab, "label", "#good") == ["Sponsored"]
    assert texts(tab, "reason", "#good") == ["Both mention Skerrow · 2 days earlier"] * 2
    assert texts(tab, "heading", "#own") == ["Mehr"]
    links = "[...document.querySelector('{}').shadowRoot.querySelectorAll('a')].map((a) => [a.pathname, a.rel])".format
    assert tab.value(links("#good")) == [["/c-1", "external noopener"]]
    assert tab.value(links("#own")) == [["/story/c-1", "sponsored"], ["/story/x%2Fy%20%3F", ""]]
    assert tab.value("document.querySelector('#good').shadowRoot.querySelectorAll('img').length") == 0
    assert tab.value("window.pwned") is None


@pytest.mark.browser
def test_a_strict_policy_of_the_page_refuses_nothing_of_it(news: tuple[Site, Tab]) -> None:
    one = box("related", card(image_url="/i.png"))
    markup = '<related-news article="a" images height="400"></related-news>'
    tab = show(news, markup, at={RELATED: answer(one)})
    told(tab, " loaded")
    style = "getComputedStyle(document.querySelector('related-news').shadowRoot.querySelector('[part={}]')).{}".format
    assert tab.value(style("list", "listStyleType")) == "none"
    assert tab.value(style("image", "aspectRatio")) == "3 / 2"
    assert tab.value("document.querySelector('related-news').offsetHeight") == 400
    assert tab.value("refused") == []
    assert not tab.warnings
    # The policy does refuse what is not the page's own: the count above could have been another.
    tab.value("document.head.append(Object.assign(document.createElement('style'), {textContent: 'p { color: red }'}))")
    assert tab.wait_for("refused.length") == 1


@pytest.mark.browser
def test_an_image_is_loaded_late_and_keeps_its_place(news: tuple[Site, Tab]) -> None:
    tab = show(news, '<related-news article="a" images></related-news>', at={
        RELATED: answer(box("related", card(image_url="/i.png")))
    })  # fmt: skip
    told(tab, " loaded")
    image = "document.querySelector('related-news').shadowRoot.querySelector('img')"
    names = ("alt", "loading", "width", "referrerPolicy")
    seen = [tab.value(f"{image}.{name}") for name in names]
    assert [seen[0], seen[1], seen[3]] == ["", "lazy", "no-referrer"]
    assert tab.value(f"{image}.getBoundingClientRect().width / {image}.getBoundingClientRect().height") == 1.5


@pytest.mark.browser
def test_what_is_not_wanted_is_not_there(news: tuple[Site, Tab]) -> None:
    few = box("related", card(), notice="Only one related story was found.")
    bare = '<related-news id="{}" article="a" {}></related-news>'.format
    markup = bare("all", "") + bare("bare", 'reasons="false" notices="false" heading="none"') + bare("on", 'reasons=""')
    tab = show(news, markup, at={RELATED: answer(few)})
    told(tab, "all loaded", "bare loaded", "on loaded")
    parts = ("heading", "title", "reason", "notice", "image")
    assert [len(texts(tab, part, "#all")) for part in parts] == [1, 1, 1, 1, 0]
    assert [len(texts(tab, part, "#bare")) for part in parts] == [0, 1, 0, 0, 0]
    assert [len(texts(tab, part, "#on")) for part in parts] == [1, 1, 1, 1, 0]


@pytest.mark.browser
def test_a_box_that_is_not_known_says_so_to_the_page_and_not_to_its_reader(news: tuple[Site, Tab]) -> None:
    tab = show(news, '<related-news id="a" article="a" box="relatd"></related-news>')
    [detail] = told(tab, "a error")
    assert detail["message"] == 'box="relatd": expected related, similar, breaking, trending'
    assert (detail["status"], detail["article"], detail["box"]) == (None, "a", "relatd")
    assert tab.warnings == [f"<related-news>: {detail['message']}"]
    assert news[0].boxes_asked() == []
    assert tab.value("document.querySelector('#a').offsetHeight") == 0


@pytest.mark.browser
@pytest.mark.parametrize(("status", "warns"), [(404, False), (410, False), (422, True), (500, False)])
def test_an_error_is_an_event_and_nothing_is_shown(news: tuple[Site, Tab], status: int, warns: bool) -> None:
    problem = {"detail": "k: expected at most 50", "cards": [card()]}
    tab = show(news, '<related-news id="a" article="a" count="60"></related-news>', at={
        RELATED: answer(problem, status)
    })  # fmt: skip
    [detail] = told(tab, "a error")
    assert (detail["status"], detail["message"]) == (status, f"the service answered {status}: k: expected at most 50")
    assert bool(tab.warnings) == warns
    assert (texts(tab, "card"), tab.value("document.querySelector('#a').offsetHeight")) == ([], 0)


@pytest.mark.browser
def test_an_address_that_is_none_and_an_answer_that_is_no_json_are_errors(news: tuple[Site, Tab]) -> None:
    markup = (
        '<related-news id="a" article="a" src="ftp://nowhere.example"></related-news><related-news id="b" article="b">'
    )
    tab = show(news, markup, at={"/v1/articles/b/related": page("an error of a proxy")})
    told(tab, "a error", "b error")
    assert len(tab.warnings) == 2


@pytest.mark.browser
def test_an_empty_box_is_its_notice_or_nothing(news: tuple[Site, Tab]) -> None:
    markup = '<related-news id="a" article="a"></related-news><related-news id="b" article="a" notices="false">'
    tab = show(news, markup, at={RELATED: answer(box("related", notice="No related story was found."))})
    told(tab, "a loaded", "a empty", "b loaded", "b empty")
    assert texts(tab, "notice", "#a") == ["No related story was found."]
    assert texts(tab, "heading", "#a") == ["Related"]
    assert tab.value("document.querySelector('#a').matches(':state(empty)')")
    assert tab.value("document.querySelector('#b').offsetHeight") == 0


@pytest.mark.browser
def test_what_the_server_rendered_stays_until_the_box_is_there_and_when_it_does_not_come(
    news: tuple[Site, Tab],
) -> None:
    inside = '<related-news id="{0}" article="{0}"><p>From the server</p></related-news>'.format
    tab = show(news, inside("a") + inside("b"), at={RELATED: answer(box("related", card()), is_held=True)})
    told(tab, "b error")
    for each in "ab":
        assert tab.value(f"document.querySelector('#{each} p').offsetHeight > 0"), each
        placeholder = f"document.querySelector('#{each}').shadowRoot.querySelector('[part=placeholder]')"
        assert not tab.value(f"{placeholder}?.offsetHeight"), each
    news[0].let_go.set()
    told(tab, "b error", "a loaded")
    assert tab.value("document.querySelector('#a p').offsetHeight") == 0
    assert texts(tab, "title", "#a") == ["Ferries stop"]


@pytest.mark.browser
def test_a_box_is_fetched_when_it_is_near_the_screen(news: tuple[Site, Tab]) -> None:
    """The page is long by a thousand empty lines, since its policy lets it have no style."""
    far = "<br>" * 1_000 + '<related-news id="{0}" article="a" {1}></related-news>'
    markup = far.format("late", "") + '<related-news id="now" article="a" loading="eager"></related-news>'
    tab = show(news, markup, at={RELATED: answer(box("related", card()))})
    told(tab, "now loaded")
    assert len(news[0].boxes_asked()) == 1
    tab.value("document.querySelector('#late').scrollIntoView()")
    told(tab, "now loaded", "late loaded")


CASES = {
    "five long cards": answer(TALL, is_held=True),
    "one card": answer(box("related", card()), is_held=True),
    "nothing": answer(box("related"), is_held=True),
    "an error": answer({"detail": "failed"}, 500, is_held=True),
}


def after_the_answer(news: tuple[Site, Tab], attributes: str, held: Any) -> float:
    """Return how far things moved when the answer came, once what is under the box had been seen."""
    markup = f'<p>Above</p><related-news article="a" {attributes}></related-news><p id="below">Below</p>'
    tab = show(news, markup, at={RELATED: held})
    tab.wait_for("document.querySelector('related-news').offsetHeight > 100")
    tab.value("new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(seen, 300))))")
    news[0].let_go.set()
    tab.wait_for("events.length")
    tab.wait_for("performance.now() > 1500")
    return float(tab.value("moved"))


@pytest.mark.browser
@pytest.mark.parametrize("case", CASES)
def test_in_a_box_of_fixed_height_nothing_jumps_whatever_comes(news: tuple[Site, Tab], case: str) -> None:
    assert after_the_answer(news, 'height="300"', CASES[case]) == 0
    assert news[1].value("document.querySelector('#below').getBoundingClientRect().top") > 300


@pytest.mark.browser
@pytest.mark.parametrize("is_documented", [True, False])
def test_with_the_rules_of_the_documentation_nothing_jumps_when_the_script_comes_late(
    news: tuple[Site, Tab], is_documented: bool
) -> None:
    guide = (Path(views.__file__).parents[3] / "docs" / "embed.md").read_text("utf-8")
    [rules] = re.findall(r"```css\n([^`]*:not\(:defined\)[^`]*)```", guide)
    running, tab = news
    running.files |= {
        "/look.css": File((rules if is_documented else "").encode(), "text/css"),
        "/embed.js": File(script().encode(), "text/javascript", is_held=True),
        RELATED: answer(TALL),
    }
    head = '<!doctype html><html lang="en"><title>T</title><link rel="stylesheet" href="/look.css">'
    late = '<script src="/probe.js"></script><script src="/embed.js" async></script>'
    markup = f'{head}{late}<p>Above</p><related-news article="a"></related-news><p>Below</p></html>'
    running.files["/"] = File(markup.encode())
    tab.go_to(f"{running.origin}/")  # its load is over only when the script has come
    tab.wait_for("window.events && document.querySelectorAll('p').length == 2 && performance.now() > 500")
    running.let_go.set()
    tab.wait_for("events.length && performance.now() > 1500")
    assert (tab.value("moved") == 0) is is_documented


@pytest.mark.browser
@pytest.mark.parametrize("case", ["one card", "five long cards"])
def test_without_a_height_a_box_that_is_seen_keeps_the_place_of_its_cards(news: tuple[Site, Tab], case: str) -> None:
    assert after_the_answer(news, "", CASES[case]) == 0
    assert news[1].value("document.querySelector('#below').getBoundingClientRect().top") > 400


@pytest.mark.browser
def test_a_box_without_cards_gives_up_the_place_that_was_kept_for_them(news: tuple[Site, Tab]) -> None:
    after_the_answer(news, "", answer(box("related", notice="No other report is near enough."), is_held=True))
    assert news[1].value("document.querySelector('#below').getBoundingClientRect().top") < 300


@pytest.mark.browser
def test_the_measure_of_jumps_sees_one(news: tuple[Site, Tab]) -> None:
    assert after_the_answer(news, "", CASES["an error"]) > 0.01


@pytest.mark.browser
def test_attributes_that_change_later_show_the_box_anew(news: tuple[Site, Tab]) -> None:
    tab = show(news, '<related-news id="a"></related-news>', at={
        RELATED: answer(box("related", card())), "/v1/articles/a/similar": answer(box("similar", card(), card())),
    })  # fmt: skip
    element = "document.querySelector('#a')"
    tab.value(f"for (const [name, value] of [['article', 'a'], ['count', '2']]) {element}.setAttribute(name, value)")
    told(tab, "a loaded")
    assert news[0].boxes_asked() == [f"{RELATED}?k=2&page_language=en"]
    tab.value(f"{element}.setAttribute('reasons', 'false')")
    assert tab.wait_for(f"!{element}.shadowRoot.querySelector('[part=reason]')")
    assert len(news[0].boxes_asked()) == 1, "what has been answered is drawn anew"
    tab.value(f"{element}.box = 'similar'")
    told(tab, "a loaded", "a loaded")
    assert texts(tab, "heading") == ["Similar News"]
    tab.value(f"{element}.removeAttribute('article')")
    assert tab.wait_for(f"!{element}.shadowRoot.querySelector('[part~=card]')")


@pytest.mark.browser
def test_the_box_of_another_article_takes_its_own_place(news: tuple[Site, Tab]) -> None:
    tab = show(news, '<related-news id="a" article="a"></related-news>', at={
        RELATED: answer(box("related", card())), "/v1/articles/b/related": answer(TALL),
        "/v1/articles/c/related": answer(box("related", card())),
    })  # fmt: skip
    heights: list[int] = []
    for article_id in "abc":
        tab.value(f"void (document.querySelector('#a').article = '{article_id}')")
        tab.wait_for(f"events.length == {len(heights) + 1}")
        heights.append(tab.value("document.querySelector('#a').offsetHeight"))
    kept, five_cards, one_card = heights
    assert kept > five_cards > one_card, "the first keeps the place that it had while it was fetched, and no later one"


@pytest.mark.browser
def test_an_element_that_is_taken_out_lets_its_request_go_and_one_that_is_moved_asks_again(
    news: tuple[Site, Tab],
) -> None:
    markup = '<related-news id="a" article="a"></related-news><div id="other"></div>'
    tab = show(news, markup, at={RELATED: answer(box("related", card()), is_held=True)})
    for _ in range(200):
        if news[0].boxes_asked():
            break
        tab.value("new Promise((soon) => setTimeout(soon, 20))")
    tab.value("window.element = document.querySelector('#a'); element.remove()")
    news[0].let_go.set()
    tab.value("new Promise((later) => setTimeout(later, 200))")
    assert tab.value("events.length") == 0
    tab.value("document.querySelector('#other').append(element)")
    told(tab, "a loaded")
    assert len(news[0].boxes_asked()) == 2


@pytest.mark.browser
def test_a_property_is_its_attribute_before_and_after_the_script_is_there(news: tuple[Site, Tab]) -> None:
    """As frameworks do it, which set properties where an element has them."""
    news[0].files["/early.js"] = news[0].at("/probe.js")._replace(
        body=b"""window.early = document.createElement("related-news");
        Object.assign(early, { id: "early", article: "a", box: "similar", count: 3 });""",
        media_type="text/javascript", status=200,
    )  # fmt: skip
    news[0].files["/"] = page("")._replace(
        body=b"""<!doctype html><html lang="en"><title>T</title><script src="/probe.js"></script>
        <script src="/early.js"></script><script src="/embed.js"></script><body></body></html>"""
    )
    news[0].files["/v1/articles/a/similar"] = answer(box("similar", card()))
    tab = news[1]
    tab.open(news[0].origin + "/")
    tab.value("document.body.append(early)")
    told(tab, "early loaded")
    assert news[0].boxes_asked() == ["/v1/articles/a/similar?k=3&page_language=en"]
    assert tab.value("early.getAttribute('box')") == "similar"
    tab.value("early.reasons = false; early.heading = null")
    assert tab.wait_for("!early.shadowRoot.querySelector('[part=reason]')")
    assert tab.value("[early.reasons, early.heading]") == ["false", None]


@pytest.mark.browser
@pytest.mark.parametrize("language", ["de", "ar", "ja", "pt-BR", "fi"])
def test_its_words_are_those_of_the_page_around_it(news: tuple[Site, Tab], language: str) -> None:
    words = messages_of(language)
    live = box("related", card(kind="live", published_at="2026-04-24T16:00:00Z"))
    tab = show(news, f'<div lang="{language}"><related-news article="a"></related-news></div>', at={
        RELATED: answer(live)
    })  # fmt: skip
    told(tab, " loaded")
    assert news[0].boxes_asked() == [f"{RELATED}?k=5&page_language={words.language}"]
    assert texts(tab, "heading") == [words.headings["related"]]
    assert texts(tab, "label") == [words.kinds["live"]]
    assert texts(tab, "age") == [wording.age("2026-04-24T16:00:00Z", NOW, words)]
    frame = "document.querySelector('related-news').shadowRoot.querySelector('section')"
    assert tab.value(f"[{frame}.lang, {frame}.dir]") == [words.language, words.direction]


@pytest.mark.browser
def test_a_title_is_read_in_the_direction_of_most_of_its_letters(news: tuple[Site, Tab]) -> None:
    titles = ("Brannock: سكان المدينة ينتظرون", "עיתון", "In Arabic: سكان", "1 — 2")
    tab = show(news, '<related-news article="a"></related-news>', at={
        RELATED: answer(box("related", *(card(title=title) for title in titles)))
    })  # fmt: skip
    told(tab, " loaded")
    headings = "[...document.querySelector('related-news').shadowRoot.querySelectorAll('h3')].map((each) => each.dir)"
    assert tab.value(headings) == ["rtl", "rtl", "auto", "auto"]


@pytest.mark.browser
def test_trending_tags_lead_to_a_story(news: tuple[Site, Tab]) -> None:
    tags = tag_box(tag(label="Port Averin"), tag(label="Halden", examples=[]))
    tab = show(news, '<related-news article="a" box="trending" link="/n/{id}"></related-news>', at={
        "/v1/articles/a/boxes?k=5&page_language=en": answer({"boxes": {"trending": tags, "breaking": box("breaking")}})
    })  # fmt: skip
    told(tab, " loaded")
    assert texts(tab, "heading") == ["Trending"]
    assert texts(tab, "title") == ["Port Averin", "Halden"]
    links = tab.value(
        "[...document.querySelector('related-news').shadowRoot.querySelectorAll('a')].map((a) => a.pathname)"
    )
    assert len(links) == 1
    assert links[0].startswith("/n/")


@pytest.mark.browser
def test_what_is_trending_beside_no_article_is_in_the_language_of_the_page(news: tuple[Site, Tab]) -> None:
    tags = {"/v1/trending?k=5&page_language=de&language=de": answer(tag_box(tag(label="Rathaus", language="de")))}
    tab = show(news, '<related-news box="trending" language="de-AT"></related-news>', at=tags)
    told(tab, " loaded")
    assert texts(tab, "title") == ["Rathaus"]


@pytest.mark.browser
@pytest.mark.parametrize("status", [404, 410])
def test_what_is_breaking_is_shown_beside_an_article_that_the_service_does_not_have(
    news: tuple[Site, Tab], status: int
) -> None:
    files = {"/v1/articles/a/boxes": answer({"detail": "no"}, status), "/v1/breaking": answer(box("breaking", card()))}
    tab = show(news, '<related-news article="a" box="breaking"></related-news>', at=files)
    told(tab, " loaded")
    assert texts(tab, "heading") == ["Breaking news"]
    assert len(news[0].boxes_asked()) == 2


@pytest.mark.browser
def test_that_nothing_is_breaking_is_nothing_to_say(news: tuple[Site, Tab]) -> None:
    nothing = box("breaking", notice="Nothing is breaking at the moment.")
    markup = (
        '<related-news id="a" box="breaking"></related-news><related-news id="b" box="breaking" notices></related-news>'
    )
    tab = show(news, markup, at={"/v1/breaking": answer(nothing)})
    told(tab, "a loaded", "a empty", "b loaded", "b empty")
    assert texts(tab, "notice", "#a") == []
    assert texts(tab, "notice", "#b") == ["Nothing is breaking at the moment."]


@pytest.mark.browser
def test_what_fills_a_box_is_never_called_by_its_name(news: tuple[Site, Tab]) -> None:
    filled = box("similar", card()) | {"kind_of_box": "latest"}
    tab = show(news, '<related-news article="a" box="similar" fill="latest" heading="Same event"></related-news>', at={
        "/v1/articles/a/similar?k=5&page_language=en&fill=latest": answer(filled)
    })  # fmt: skip
    told(tab, " loaded")
    assert texts(tab, "heading") == ["Latest news"]


@pytest.mark.browser
def test_long_words_of_a_reader_page_do_not_make_it_wider(driven: int) -> None:
    long = "Unbreakable" * 40
    boxes = [box(name, card(title=long, publisher=long, also_published_by=[long])) for name in ("related", "similar")]
    section = {"name": long, "articles": [teaser(title=long), teaser(title=long)]}
    pages = (
        read(*boxes, title=long, paragraphs=(long,), tags=[long], authors=[long]),
        front(teaser(standfirst=long), sections=(section,), site=long),
    )
    with site() as running, new_tab(driven, scripts=True, width=360) as tab:
        for at, markup in enumerate(pages):
            running.files[f"/{at}"] = page("")._replace(body=markup.encode())
            tab.open(f"{running.origin}/{at}")
            assert tab.value("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0

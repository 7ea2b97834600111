"""The reader's pages: what a reader, a hostile record and a browser meet."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from recommender.api import views
from recommender.api.views import wording
from tests.support.html import Html
from tests.support.reader_pages import (
    NOW,
    Record,
    box,
    card,
    everything,
    front,
    page,
    read,
    tag,
    tag_box,
    teaser,
    topic,
)

HOSTILE = [
    "<script>alert(1)</script>",
    "</title></h1><script src=//evil.example></script>",
    "\"' onmouseover='alert(1)' x=\"",
    "--></style><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp;amp; &#x3c;i>",
    "safe \u202egnp.exe\u2066",
    "lone \ud800 surrogate and \x00 nul",
]
UNSAFE_URLS = [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "JaVaScRiPt:alert(1)//http://x.example",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example/x",
    "/relative",
    "http:///no-host",
    "https://[broken",
    "https://x.example/ onclick=alert(1)",
    "",
]
AWKWARD_IDS = ["2026/03/storm", "a b", "what?", "part#2", "100%", "%2F", "..%2f", 'a&b="c"<d>\'', "新聞/１", "../x"]


# --- What the reader sees ---


def test_the_front_page_leads_with_a_story_and_goes_on_with_sections() -> None:
    section = {"name": "courts", "articles": [teaser(article_id="t-2", title="A verdict")]}
    shown = Html(front(teaser(title="The lead"), sections=(section, {"name": "sport", "articles": []})))
    assert shown.texts("h2") == ["The lead", "Courts"]
    assert shown.texts("h3") == ["A verdict"]
    assert shown.texts("p", class_="standfirst") == ["It happened.", "It happened."]
    assert shown.texts("time")[1] == "3 hours ago"
    assert [has["href"] for has, _ in shown.find("a") if has["href"].startswith("/read/")] == ["/read/t-1", "/read/t-2"]
    assert [(has["href"], text) for has, text in shown.find("a") if has["href"].startswith("#section")] == [
        ("#section-1", "Courts")
    ]


def test_a_front_page_without_articles_says_so() -> None:
    assert Html(front()).texts("p", class_="empty") == ["No articles yet."]


def test_the_read_page_shows_the_article_and_its_boxes() -> None:
    about: Record = {"publisher": "Courier", "authors": ["Ada Lund"], "section": "weather", "tags": ["storm"]}
    times = {"published_at": "2026-04-24T07:40:00Z", "updated_at": "2026-04-24T09:00:00Z"}
    similar, related = card(title="The same storm"), card(article_id="c-2", title="The last storm")
    shown = Html(read(box("similar", similar), box("related", related), paragraphs=("One.", "Two."), **about, **times))
    assert shown.texts("h1") == ["Storm hits the coast"]
    assert shown.texts("h2") == ["Related", "Similar News"]
    assert shown.texts("h3") == ["The last storm", "The same storm"]
    assert shown.texts("div", class_="text") == ["One. Two."]
    assert shown.texts("article", class_="story")[0].startswith(
        "Weather Storm hits the coast By Ada Lund Courier 24 April 2026, 07:40 UTC, 10 hours ago "
        "Updated 24 April 2026, 09:00 UTC"
    )
    assert shown.texts("title") == ["Storm hits the coast · The Reader"]


def test_a_card_tells_publisher_age_reason_and_who_else_published_it() -> None:
    shown = Html(read(box("similar", card(also_published_by=["Post", "Herald"]))))
    [(_, words)] = shown.find("article", class_="card")
    assert words == (
        "Local Ferries stop Times 2 days ago Original: Times Both mention Skerrow · 2 days earlier "
        "Also published by Post, Herald"
    )
    assert {"datetime": "2026-04-22T18:00:00Z", "title": "22 April 2026, 18:00 UTC", "dir": "ltr"} in [
        has for has, _ in shown.find("time")
    ]


def test_a_long_list_of_other_publishers_is_cut_and_counted() -> None:
    shown = Html(read(box("similar", card(also_published_by=list("ABCDEFG")))))
    assert shown.texts("p", class_="also") == ["Also published by A, B, C, D and 3 more"]


def test_a_record_of_an_id_and_a_text_alone_is_a_whole_page() -> None:
    bare = {"article_id": "a-1", "text": "One."}
    shown = Html(views.read_page(site="S", article=bare, paragraphs=["One."], page=page(), as_of=NOW))
    assert shown.texts("h1") == ["Untitled story"]
    assert not shown.find("aside")
    assert not shown.find("img")


def test_a_card_of_unknown_publisher_time_and_address_has_no_gaps() -> None:
    unknown = dict.fromkeys(("url", "publisher", "published_at", "section", "image_url", "story_id"))
    shown = Html(read(box("related", card(**unknown))))
    assert shown.texts("article", class_="card") == ["Ferries stop Both mention Skerrow · 2 days earlier"]


def test_an_agency_that_signs_its_own_story_is_named_once() -> None:
    assert "By Meridian" not in Html(read(authors=["Meridian"], publisher="Meridian")).texts("article")[0]


@pytest.mark.parametrize(
    ("boxes", "headings", "notices"),
    [
        ([], [], []),
        ([box("related"), box("similar")], [], []),
        ([box("related", notice="Nothing close enough.")], ["Related"], ["Nothing close enough."]),
        ([box("related", card()), box("similar", notice="None.")], ["Related", "Similar News"], ["None."]),
        ([box("related", card(), notice="Only one.")], ["Related"], ["Only one."]),
        ([box("breaking", card())], ["Breaking news"], []),
        ([box("breaking")], [], []),
    ],
)
def test_a_box_has_a_frame_only_when_it_has_cards_or_a_notice(
    boxes: list[Record], headings: list[str], notices: list[str]
) -> None:
    shown = Html(read(*boxes))
    assert shown.texts("h2") == headings
    assert shown.texts("p", class_="notice") == notices
    assert bool(shown.find("aside")) == bool(headings)


@pytest.mark.parametrize(
    ("kind", "label"),
    [("opinion", "Opinion"), ("live", "Live"), ("video", "Video"), ("sponsored", "Sponsored"), ("news", None)],
)
def test_all_but_plain_news_is_labelled_on_every_page(kind: str, label: str | None) -> None:
    section = {"name": "courts", "articles": [teaser(kind=kind)]}
    on_read = Html(read(box("related", card(kind=kind)), kind=kind)).texts("strong", class_="label")
    on_front = Html(front(teaser(kind=kind), sections=(section,))).texts("strong", class_="label")
    assert on_read == on_front == ([label, label] if label else [])


def test_trending_tags_stand_above_the_article_with_a_line_and_lead_to_their_pages() -> None:
    markup = read(box("related", card()), tag_box(tag(), tag(label="Brexit", examples=[])))
    assert markup.index("Joe Biden") < markup.index("<h1")
    assert '<a href="/tag/Joe%20Biden">' in markup
    assert '<a href="/tag/Brexit">' in markup
    assert '<polyline points="0,13 2,7 4,1"/>' in markup
    assert "in 14 stories by 9 publishers, usually &lt; 1" in markup


def test_breaking_news_stands_behind_the_article_s_own_boxes_with_its_trigger() -> None:
    told = card(title="Blast", reason={"text": "5 publishers in 40 min", "terms": []})
    markup = read(
        box("breaking", told, notice="Only one story is breaking."), box("similar", card()), box("related", card())
    )
    titles = [markup.index(f">{title}</h2>") for title in ("Related", "Similar News", "Breaking news")]
    assert titles == sorted(titles)
    assert "5 publishers in 40 min" in markup
    assert "Only one story is breaking." not in markup


def test_nothing_breaking_and_nothing_trending_take_no_place() -> None:
    markup = read(box("breaking", notice="Nothing is breaking."), tag_box(), box("related", card()))
    assert "reaking" not in markup
    assert "Trending" not in markup
    assert "reaking" not in front(teaser())


def test_the_front_page_tells_what_is_breaking_and_trending_before_all_else() -> None:
    told = card(title="Blast", reason={"text": "5 publishers in 40 min", "terms": []})
    markup = front(teaser(), breaking=(told,), tags=(tag(),))
    places = [markup.index(word) for word in ("Joe Biden", "Blast", "5 publishers in 40 min", "A teaser")]
    assert places == sorted(places)


def test_the_breaking_card_names_the_report_that_made_the_story_so() -> None:
    by = {"article_id": "e-1", "title": "Blast at the works", "url": None, "publisher": "Times", "published_at": None}
    told = card(title="Blast", reason={"text": "5 publishers in 40 min", "terms": []}, trigger=by)
    for markup in (front(teaser(), breaking=(told,)), read(box("breaking", told))):
        shown = Html(markup)
        assert shown.texts("p", class_="trigger") == ["Triggered by Blast at the works (Times)"]
        assert ("/read/e-1", "Blast at the works") in [(has["href"], text) for has, text in shown.find("a")]
    itself = card(trigger=by | {"article_id": card()["article_id"]})
    for plain in (itself, card(trigger=None), card()):
        assert not Html(front(teaser(), breaking=(plain,))).find("p", class_="trigger")


def test_a_lead_says_how_many_have_told_its_story_if_more_than_one() -> None:
    assert Html(front(teaser(publishers=7))).texts("p", class_="coverage") == ["Reported by 7 publishers"]
    assert not Html(front(teaser(publishers=1))).find("p", class_="coverage")


def test_sections_and_tags_lead_to_their_pages() -> None:
    shown = Html(read(box("related", card(section="local")), section="a/b", tags=["Orrin works", "100% <b>"]))
    links = [has["href"] for has, _ in shown.find("a")]
    for path in ("/section/a%2Fb", "/section/local", "/tag/Orrin%20works", "/tag/100%25%20%3Cb%3E"):
        assert path in links
    sections = ({"name": "courts", "articles": [teaser()]}, {"name": "news", "has_page": False, "articles": [teaser()]})
    assert [has["href"] for has, text in Html(front(sections=sections)).find("a") if text in ("Courts", "News")] == [
        "#section-1", "#section-2", "/section/courts",
    ]  # fmt: skip


def test_an_article_without_a_text_leads_to_where_it_can_be_read() -> None:
    shown = Html(read(paragraphs=(), url="https://p.example/a", publisher="Courier"))
    assert shown.texts("p", class_="read-at") == ["Read it at Courier"]
    assert not Html(read(url="https://p.example/a")).find("p", class_="read-at")
    assert not Html(read(paragraphs=())).find("p", class_="read-at")
    unnamed = Html(read(paragraphs=(), url="https://p.example/a", language="de"))
    assert unnamed.texts("p", class_="read-at") == ["Weiterlesen bei p.example"]


def test_the_page_of_a_tag_has_its_stories_each_with_what_came_before() -> None:
    first, earlier = teaser(title="Wall fell", image_url=None), teaser(article_id="t-2", title="Wall cracked")
    shown = Html(topic((first, earlier), (teaser(article_id="t-3", title="Alone"),), name="sea wall"))
    assert shown.texts("h1") == ["Sea wall"]
    assert shown.texts("h2") == ["Wall fell", "Alone"]
    assert shown.texts("h3") == ["Wall cracked"]
    assert len(shown.find("ol", class_="timeline")) == 1
    assert [has["href"] for has, _ in shown.find("link", rel="canonical")] == ["/tag/sea%20wall"]
    assert not shown.find("nav", class_="pages")


def test_a_topic_says_at_its_end_that_only_the_newest_articles_were_looked_through() -> None:
    for number in (1, 2):
        known = {"facet": "tag", "name": "wall", "page": number, "n_pages": 2, "among_newest": 100_000}
        story = {"story_id": "s", "articles": (teaser(),), "n_articles": 1}
        page = views.topic_page(known | {"stories": [story]}, [teaser(language="de")], site="S", as_of=NOW)
        notices = Html(page).texts("p", class_="notice")
        assert notices == ["Nur die neuesten 100.000 Artikel wurden durchsucht."] * (number == 2)


def test_a_long_topic_is_turned_page_by_page() -> None:
    ways = {number: Html(topic((teaser(),), name="a&b", number=number, of=3)) for number in (1, 2, 3)}
    links = {
        number: [(has["href"], text) for has, text in way.find("a") if has.get("rel") in ("prev", "next")]
        for number, way in ways.items()
    }
    assert links == {
        1: [("/tag/a%26b?page=2", "Older stories")],
        2: [("/tag/a%26b", "Newer stories"), ("/tag/a%26b?page=3", "Older stories")],
        3: [("/tag/a%26b?page=2", "Newer stories")],
    }
    assert [has["href"] for has, _ in ways[2].find("link", rel="canonical")] == ["/tag/a%26b?page=2"]


# --- Languages and directions ---


def test_a_right_to_left_article_is_laid_out_from_the_right() -> None:
    shown = Html(read(language="ar", title="BBC: محكمة", paragraphs=("نص", "نص")))
    assert shown.find("h1")[0][0] == {"lang": "ar", "dir": "rtl"}
    assert shown.find("article", class_="story")[0][0]["dir"] == "rtl"
    assert [has["dir"] for has, text in shown.find("p") if text == "نص"] == ["rtl", "rtl"]


def test_a_left_to_right_article_names_its_language_and_lets_its_letters_decide() -> None:
    shown = Html(read(language="ja", title="市場が再開"))
    assert shown.find("h1")[0][0] == {"lang": "ja", "dir": "auto"}
    assert "dir" not in shown.find("article", class_="story")[0][0]


def test_a_card_is_in_its_own_language_or_else_in_the_articles() -> None:
    own, other = card(language="he"), card(article_id="c-2")
    heads = [has for has, _ in Html(read(box("related", own, other), language="de")).find("h3")]
    assert heads == [{"lang": "he", "dir": "rtl"}, {"lang": "de", "dir": "auto"}]


def test_an_unknown_language_is_said_to_be_unknown() -> None:
    assert Html(read()).find("h1")[0][0] == {"lang": "", "dir": "auto"}


# --- Hostile records ---


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    for hostile, plain in zip(everything("x" + words), everything("xplain"), strict=True):
        assert Html(hostile).skeleton() == Html(plain).skeleton()
        assert not re.search("[\x00\u202a-\u202e\u2066-\u2069\ud800-\udfff]", hostile)
        hostile.encode()


@given(
    st.text(
        st.one_of(st.sampled_from("<>\"'&;{}%#/\\-!`\u202e\u2067\ud800\x00\r"), st.characters(exclude_categories=()))
    )
)
def test_no_words_change_the_structure_of_a_page(words: str) -> None:
    for wild, plain in zip(everything("x" + words), everything("xplain"), strict=True):
        assert Html(wild).skeleton() == Html(plain).skeleton()
        wild.encode()


@given(st.text())
def test_a_title_reads_as_it_was_written(words: str) -> None:
    written = " ".join(str(wording.visible("x" + words)).split())
    shown = Html(read(box("related", card(title="x" + words)), title="x" + words))
    assert shown.texts("h1") == shown.texts("h3") == [written]


@pytest.mark.parametrize("url", UNSAFE_URLS)
def test_an_unsafe_address_is_neither_linked_nor_loaded(url: str) -> None:
    markup = read(box("related", card(url=url, image_url=url)), url=url, image_url=url)
    shown = Html(markup)
    assert not shown.find("img")
    assert not shown.find("a", class_="original")
    assert "alert" not in markup


def test_the_publishers_own_page_is_linked_without_trust() -> None:
    originals = Html(read(box("related", card()), url="https://p.example/a?x=1&y='2'")).find("a", class_="original")
    assert [has["href"] for has, _ in originals] == ["https://p.example/a?x=1&y='2'", "https://p.example/c-1"]
    assert {has["rel"] for has, _ in originals} == {"noopener nofollow"}


def test_an_image_is_lazy_and_tells_no_one_where_it_was_shown() -> None:
    image = "https://p.example/i.jpg"
    images = Html(read(box("related", card(image_url=image)), image_url=image)).find("img")
    wanted = {"src": image, "alt": "", "loading": "lazy", "decoding": "async", "referrerpolicy": "no-referrer"}
    wanted |= {"width": "600", "height": "400"}  # so that its place is kept while it comes
    assert [has for has, _ in images] == [wanted, wanted]
    section = {"name": "courts", "articles": [teaser(image_url=image)]}
    on_front = Html(front(teaser(image_url=image), sections=(section,), breaking=(card(image_url=image),))).find("img")
    assert [has for has, _ in on_front] == [wanted] * 3
    assert [has for has, _ in Html(topic((teaser(image_url=image),))).find("img")] == [wanted]


@pytest.mark.parametrize("article_id", AWKWARD_IDS)
def test_any_id_is_one_segment_of_a_link(article_id: str) -> None:
    links = [has["href"] for has, text in Html(read(box("related", card(article_id=article_id)))).find("a")]
    assert [unquote(link.removeprefix("/read/")) for link in links if link.startswith("/read/")] == [article_id]


@pytest.mark.parametrize("field", sorted(card().keys() - {"rank", "score", "story_id"}))
def test_a_card_without_a_field_of_the_contract_is_an_error(field: str) -> None:
    short = card()
    del short[field]
    with pytest.raises((UndefinedError, TypeError)):
        read(box("related", short))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_tags_are_escaped(hostile: str) -> None:
    example = {"article_id": hostile, "title": hostile, "url": hostile, "publisher": hostile, "published_at": None}
    for markup in (
        read(tag_box(tag(label=hostile, language=hostile, examples=[example]))),
        front(tags=(tag(label=hostile, examples=[example]),)),
    ):
        assert not [has for name, has in Html(markup).tags if name == "img" or (name == "script" and "type" not in has)]
        assert "onmouseover" not in [name for _, attributes in Html(markup).tags for name in attributes]


# --- The rules of the house ---


def test_every_page_keeps_to_the_content_security_policy() -> None:
    for markup in everything("words"):
        shown = Html(markup)
        assert not shown.find("style")
        assert not [has for _, has in shown.tags for name in has if name == "style" or name.startswith("on")]
        # A description of the article is no script: its type is none that a browser runs.
        assert {has["src"] for has, _ in shown.find("script") if has.get("type") != "application/ld+json"} <= {
            "/embed.js"
        }
        loaded = {has["href"] for has, _ in shown.find("link") if has["rel"] in ("stylesheet", "icon")}
        assert loaded == {"/static/site.css", "/static/icon.svg"}
        assert {has["rel"] for has, _ in shown.find("link")} <= {"stylesheet", "icon", "canonical", "prev", "next"}


def test_every_page_can_be_walked_by_landmarks() -> None:
    for markup in everything("words"):
        shown = Html(markup)
        assert [len(shown.find(tag)) for tag in ("main", "h1")] == [1, 1]
        assert shown.find("a")[0][0]["href"] == "#" + shown.find("main")[0][0]["id"]
        ids = [has["id"] for _, has in shown.tags if "id" in has]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("language", "arrived", "own", "label"),
    [
        ("en", "arrived 2 hours ago", "Related", "Opinion"),
        ("de", "vor 2 Stunden eingegangen", "Zum Thema", "Meinung"),
        ("ar", "وصل قبل ساعتين", "مواضيع ذات صلة", "رأي"),
    ],
)
def test_a_page_speaks_the_language_of_its_article(language: str, arrived: str, own: str, label: str) -> None:
    then: Record = {"published_at": "2026-04-24T16:00:00Z", "dated_by": "arrival", "kind": "opinion"}
    shown = Html(read(box("related", card(language=language, **then)), language=language, **then))
    [has] = [has for has, _ in shown.find("html")]
    assert (has["lang"], has["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    [body] = shown.texts("body")
    assert body.count(arrived) == 2
    assert body.count(label) == 2
    assert own in shown.texts("h2")
    if language != "en":
        assert not re.search(r"Related|Opinion|[Aa]rrived|\bago\b|Front page|Stories|Skip", body)

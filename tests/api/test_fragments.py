"""Boxes as a piece of HTML: what is in it, in which words, and what is never in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from recommender import Recommender
from recommender.api.state import State
from recommender.article import LANGUAGES, messages_of
from recommender.settings import Settings
from tests.support.html import Html
from tests.support.serving import SEED, Answer, Record, cards_of, path_of, problem_of, serving, state_of
from tests.support.writing import READER_KEY, put

HTML = "text/html; charset=utf-8"
TEXTS = (
    "An explosion at the Orrin chemical works in Port Averin killed two workers in the morning. A valve had burst.",
    "Firefighters fought for hours at the chemical works in Port Averin, where a blast killed two people at a valve.",
)
MORNING = datetime(2026, 4, 24, 10, 40, tzinfo=UTC)


def fragment(client: TestClient, article_id: str = SEED, **options: Any) -> Html:
    """Return the piece beside an article."""
    answer = client.get(path_of(article_id, "boxes.html"), params={"k": 5, **options})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == HTML
    return Html(answer.text)


def titles(answer: Answer) -> list[str]:
    return [card["title"] for card in cards_of(answer)]


def test_a_box_in_html_has_the_cards_of_the_box(client: TestClient) -> None:
    for box in ("related", "similar"):
        page = fragment(client, box=box, k=3)
        assert page.texts("h3") == titles(client.get(path_of(SEED, box), params={"k": 3}))
        assert len(page.find("section", class_=f"related-news--{box}")) == 1


def test_both_boxes_are_those_of_the_page_and_no_card_is_twice(client: TestClient) -> None:
    boxes = client.get(path_of(SEED, "boxes")).json()["boxes"]
    both = [card["title"] for name in ("related", "similar") for card in boxes[name]["cards"]]
    page = fragment(client)
    assert page.texts("h3") == both
    assert page.texts("h2") == ["Related", "Similar News"]
    assert len(set(both)) == len(both) > 5


def test_it_says_nothing_that_is_true_at_one_moment_alone(published: Path, client: TestClient) -> None:
    later = datetime(2026, 5, 24, 18, tzinfo=UTC)
    path = path_of(SEED, "boxes.html")
    with serving(published, as_of=later, verify=False) as month_after:
        assert month_after.get(path).headers["etag"] == client.get(path).headers["etag"]
    assert "16 March 2026" in fragment(client, box="related").texts("time")


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_its_words_are_in_the_language_of_the_page(client: TestClient, language: str) -> None:
    words = messages_of(language)
    page = fragment(client, language=language, k=40)
    assert page.texts("h2") == [words.headings["related"], words.headings["similar"]]
    assert {each["lang"] for each, _ in page.find("section")} == {language}
    assert {each["dir"] for each, _ in page.find("section")} == {words.direction}
    assert {each["lang"] for each, _ in page.find("h3")} == {"en"}, "the titles are in the language of the article"
    before, _, after = words.both_mention.partition("{terms}")
    reasons = page.texts("p", class_="related-news__reason")
    assert any(reason.startswith(before.strip()) and after.strip() in reason for reason in reasons)
    notices = {notice.replace("{n}", "") for box in ("related", "similar") for notice in getattr(words.notices, box)}
    said = ["".join(each for each in notice if not each.isdigit()) for notice in page.texts("p", class_="__notice")]
    assert set(said) <= notices


def test_what_is_not_wanted_is_not_there(client: TestClient) -> None:
    bare = fragment(client, box="similar", k=40, reasons="false", notices="false", heading="false")
    assert bare.texts("h3")
    assert not bare.find("h2")
    assert not bare.find("p", class_="related-news__reason")
    assert not bare.find("p", class_="related-news__notice")
    assert bare.find("section")[0][0]["aria-label"] == "Similar News"
    assert fragment(client, box="similar", heading="Elsewhere").texts("h2") == ["Elsewhere"]
    problem_of(client.get(path_of(SEED, "boxes.html"), params={"heading": "Elsewhere"}), 422, "heading")


def test_an_empty_box_without_notices_is_nothing(client: TestClient) -> None:
    empty = client.get(path_of(SEED, "boxes.html"), params={"k": 5, "section": ""})
    problem_of(empty, 422, "section")
    alone = "lp-0414-sponsored-home-storm"
    assert not cards_of(client.get(path_of(alone, "similar")))
    assert fragment(client, alone, box="similar").texts("p") == ["No other report of this event was found."]
    assert client.get(path_of(alone, "boxes.html"), params={"box": "similar", "notices": "false"}).content == b""
    filled = fragment(client, alone, box="similar", fill="latest", heading="Elsewhere")
    assert filled.texts("h2") == ["Latest news"], "what fills a box is never called by the box's name"


def test_links_lead_to_the_site_or_say_that_they_leave_it(client: TestClient, sample: Recommender) -> None:
    own = fragment(client, link="/news/{id}?from={id}").find("a")
    assert all(each["href"].startswith("/news/") and each["href"].count("/") == 2 for each, _ in own)
    assert not any("rel" in each for each, _ in own)
    host = str(sample.seed(SEED).article.url).split("/")[2]
    outside = fragment(client).find("a")
    assert {host in each["href"] for each, _ in outside} == {True, False}
    for each, _ in outside:
        assert ("rel" not in each) == (host in each["href"])
        assert each.get("rel", "external nofollow noopener") == "external nofollow noopener"


@pytest.mark.parametrize(
    "link", ["javascript:{id}", "/news/", "news/{id}", "/a b/{id}", "/\\evil.example/{id}", "ftp://a/{id}", "/{id}\n"]
)
def test_a_link_that_is_no_address_of_a_site_is_refused(client: TestClient, link: str) -> None:
    problem_of(client.get(path_of(SEED, "boxes.html"), params={"link": link}), 422, "link")


@pytest.mark.parametrize("name", ["boxs", "kind"])
def test_an_option_that_is_not_known_is_refused_with_those_that_are(client: TestClient, name: str) -> None:
    problem = problem_of(client.get(path_of(SEED, "boxes.html"), params={name: "x"}), 422, name)
    assert "k, language, heading, link, exclude, reasons, notices, images, box, fill" in problem["detail"]


def test_what_is_not_public_is_not_in_it(writer: TestClient) -> None:
    state: State = state_of(writer)
    to_come = (state.now() + timedelta(hours=1)).isoformat()
    fields: Record = {"language": "en", "published_at": (state.now() - timedelta(hours=1)).isoformat()}
    put(writer, "a", **fields | {"title": "Explosion at Orrin chemical works kills two", "text": TEXTS[0]})
    put(writer, "b", **fields | {"title": "Two dead after blast at the Orrin works", "text": TEXTS[1]})
    reader = {"Authorization": ""}
    path = path_of("a", "boxes.html")
    shown = writer.get(path, headers=reader, params={"link": "/n/{id}"})
    assert '"/n/b"' in shown.text
    assert writer.get(path, headers={**reader, "If-None-Match": shown.headers["etag"]}).status_code == 200
    put(writer, "b", **fields | {"published_at": to_come})
    assert '"/n/b"' not in writer.get(path, headers=reader, params={"link": "/n/{id}"}).text
    problem_of(writer.get(path_of("b", "boxes.html"), headers=reader), 404)
    early = writer.get(path_of("b", "boxes.html"))
    assert (early.status_code, early.headers["cache-control"]) == (200, "no-store")
    problem_of(writer.get(path_of("b", "boxes.html"), headers=reader), 404)
    writer.delete(path_of("a"))
    problem_of(writer.get(path, headers=reader), 410)


def test_readers_with_keys_alone_get_it_and_no_cache_of_others_keeps_it(published: Path) -> None:
    with serving(published, verify=False, reader_keys=(READER_KEY,)) as client:
        path = path_of(SEED, "boxes.html")
        assert client.get(path).status_code == 401
        answer = client.get(path, headers={"Authorization": f"Bearer {READER_KEY}"})
        assert answer.headers["cache-control"].startswith("private")
        assert "Authorization" in answer.headers["vary"], "nor does the browser's own, for a page without a key"


def test_it_is_made_once_and_sent_again(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 4, 24, 18, tzinfo=UTC)
    monkeypatch.setattr(Settings, "clock", lambda *_: now)
    with serving(published, as_of=None, verify=False) as client:
        first = client.get(path_of(SEED, "boxes.html"))
        monkeypatch.delattr("recommender.api.views.boxes_fragment")
        now += timedelta(hours=1)
        assert client.get(path_of(SEED, "boxes.html")).content == first.content
        assert client.get(path_of(SEED, "boxes.html"), params={"k": 1}).status_code == 500


def test_it_may_be_read_by_any_site_and_opened_alone_it_runs_nothing(client: TestClient) -> None:
    for _ in range(2):  # the second one is sent again
        answer = client.get(path_of(SEED, "boxes.html"), headers={"Origin": "https://news.example"})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "public, max-age=60"


def test_breaking_news_in_html_are_there_while_something_is_breaking(published: Path, client: TestClient) -> None:
    assert client.get("/v1/breaking.html").content == b""
    with serving(published, as_of=MORNING, verify=False) as morning:
        page = Html(morning.get("/v1/breaking.html?language=de").text)
        assert page.texts("h3") == titles(morning.get("/v1/breaking"))
        assert page.texts("h2") == ["Eilmeldungen"]
        assert {attributes["lang"] for attributes, _ in page.find("h3")} == {"en"}
        assert "Medien in" in page.texts("p", class_="related-news__reason")[0]
        excluded = cards_of(morning.get("/v1/breaking"))[0]["article_id"]
        assert page.texts("h3") != Html(morning.get(f"/v1/breaking.html?exclude={excluded}").text).texts("h3")
    problem_of(client.get("/v1/breaking.html?box=related"), 422, "box")


def test_what_is_trending_in_html_is_a_list_of_one_language_that_leads_to_articles(client: TestClient) -> None:
    tags = client.get("/v1/trending?language=en").json()["tags"]
    assert tags
    page = Html(client.get("/v1/trending.html?link=/n/{id}").text)
    assert page.texts("li") == [tag["label"] for tag in tags], "that of most of the newest articles"
    assert [has["href"] for has, _ in page.find("a")] == [f"/n/{tag['examples'][0]['article_id']}" for tag in tags]
    assert page.texts("h2") == [messages_of("en").headings["trending"]]
    assert client.get("/v1/trending.html?language=de").content == b"", "nothing is trending in German"
    assert not Html(client.get("/v1/trending.html?heading=none&k=1").text).find("h2")
    problem_of(client.get("/v1/trending.html?reasons=false"), 422, "reasons")


def test_the_same_words_are_said_in_json_on_request(client: TestClient) -> None:
    box = client.get(path_of(SEED, "similar"), params={"page_language": "de", "k": 40}).json()
    assert all("Beide erwähnen" in card["reason"]["text"] for card in box["cards"][:2])
    assert not set(messages_of("en").notices.similar) & {box["notice"]}
    page = client.get(path_of(SEED, "boxes"), params={"page_language": "fr"}).json()["boxes"]
    assert page["breaking"]["notice"] == messages_of("fr").notices.breaking.none

"""The reader pages as they are served: sections and tags, what leads, and nothing that is not public."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from starlette.testclient import TestClient

from recommender import Recommender
from tests.support.html import Html
from tests.support.serving import SEED, path_of, serving, state_of
from tests.support.writing import KEY, put

HOSTILE_TAGS = (
    "a/b", "100%", "?page=2", "#x", "1 < 2 & 3 > 2", "\"onmouseover=alert(1)", "..%2f", "Größe", "新聞",
    "{{7*7}}",
)  # fmt: skip


def headings(client: TestClient, path: str, level: str = "h2") -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return Html(answer.text).texts(level)


def links_in(client: TestClient, path: str, prefix: str) -> list[str]:
    return re.findall(rf'href="({prefix}[^"]+)"', client.get(path).text)


def story_of(client: TestClient, article_id: str) -> str:
    recommender = state_of(client).recommender()
    return recommender.stories.id_of(recommender.catalogue.row_of(article_id), recommender.catalogue)


def test_every_section_and_tag_that_a_page_names_has_a_page(client: TestClient) -> None:
    paths = {*links_in(client, "/", "/section/"), *links_in(client, f"/read/{SEED}", "/(?:section|tag)/")}
    assert {path.split("/")[1] for path in paths} == {"section", "tag"}
    for path in paths:
        assert headings(client, path), path


def test_a_tag_s_page_has_the_articles_with_that_tag_in_any_spelling(client: TestClient, sample: Recommender) -> None:
    tagged = {story_of(client, each.article_id) for each in sample.catalogue if "Storm Ines" in each.tags}
    assert tagged
    for spelling in ("Storm Ines", "storm ines", "STORM  INES"):
        paths = links_in(client, f"/tag/{quote(spelling)}", "/read/")
        assert {story_of(client, path.removeprefix("/read/")) for path in paths} == tagged
    assert Html(client.get("/tag/STORM%20INES").text).find("link", rel="canonical")[0][0]["href"] == "/tag/Storm%20Ines"


@pytest.mark.parametrize(
    "path",
    ["/tag/nothing", "/section/nothing", "/tag/", "/tag/%20", "/tag/%00", "/section/%FF", f"/tag/{'x' * 5_000}",
     *(f"/section/national?page={page}" for page in ("0", "-1", "99", "x", "9" * 400, "1.5", "%D9%A1", "")) ],
)  # fmt: skip
def test_what_is_on_no_page_is_answered_by_a_page_that_says_so(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert Html(answer.text).texts("h1") == ["This page is not here"]
    assert len(answer.content) < 3_000


def test_a_long_section_goes_on_on_further_pages(client: TestClient) -> None:
    [following] = {*links_in(client, "/section/business", r"/section/business\?page=")}
    assert following == "/section/business?page=2"
    first, second = headings(client, "/section/business"), headings(client, following)
    assert len(first) == 20
    assert not {*first} & {*second}


@pytest.mark.parametrize("tag", HOSTILE_TAGS)
def test_a_hostile_tag_is_one_segment_and_its_words(writer: TestClient, tag: str) -> None:
    assert put(writer, "a", tags=[tag], section=tag, published_at="2026-04-24T17:00:00Z").status_code == 201
    links = [each for each in links_in(writer, "/read/a", "/(?:tag|section)/") if unquote(each.split("/")[2]) == tag]
    assert len(links) == 2
    for link in links:
        answer = writer.get(link)
        assert (answer.status_code, link.count("/")) == (200, 2)
        assert Html(answer.text).texts("h1") == [tag[:1].upper() + tag[1:]]
        assert not re.search(r"<[^>]*\sonmouseover=", answer.text)


def test_what_is_not_public_is_on_no_page(writer: TestClient) -> None:
    put(writer, "here", title="Harbour wall holds", tags=["wall"], section="port", published_at="2026-04-24T17:00:00Z")
    put(
        writer,
        "coming",
        title="Wall is to fall",
        tags=["wall", "plan"],
        section="port",
        published_at="2026-04-24T18:30:00Z",
    )
    put(writer, "hidden", title="Wall secret", tags=["wall"], section="port", published_at="2026-04-24T17:30:00Z")
    put(writer, "gone", title="Wall mistake", tags=["wall"], section="port", published_at="2026-04-24T17:40:00Z")
    writer.delete(path_of("gone"))
    hide = {"action": "hide", "article_id": "hidden", "author": "Ada"}
    assert writer.put("/v1/overrides/1", json=hide).status_code == 200
    for headers in ({}, {"Authorization": f"Bearer {KEY}"}):
        for path in ("/tag/wall", "/section/port", "/"):
            text = writer.get(path, headers=headers).text
            assert "Harbour wall holds" in text
            assert not re.search("to fall|secret|mistake", text), path
        assert writer.get("/tag/plan", headers=headers).status_code == 404


def lead_of(client: TestClient) -> str:
    page = client.get("/").text.partition('class="lead"')[2]
    return str(re.findall(r'<h2[^>]*>\s*<a href="/read/([^"]+)"', page)[0])


def test_the_lead_is_the_latest_report_of_the_day_s_largest_story_and_not_the_newest_row(writer: TestClient) -> None:
    assert lead_of(writer) == "ac-0424-orrin-evening"
    put(writer, "a", title="Cheese fair opens", text="A fair of cheese.", published_at="2026-04-24T17:59:00Z")
    assert writer.get("/v1/breaking").json()["cards"] == []
    assert "Cheese fair opens" in writer.get("/").text
    assert lead_of(writer) == "ac-0424-orrin-evening"


def test_what_is_breaking_does_not_lead_as_well(published: Path) -> None:
    with serving(published, verify=False, as_of=datetime(2026, 4, 24, 11, tzinfo=UTC)) as client:
        [card] = client.get("/v1/breaking").json()["cards"]
        largest = state_of(client).recommender().stories_of_day(state_of(client).now())[0]
        assert card["story_id"] == largest.story_id
        assert card["article_id"] == largest.article_id
        assert card["trigger"]["article_id"] == "ac-0424-orrin-two-dead"
        assert story_of(client, lead_of(client)) != card["story_id"]


def test_no_story_is_on_the_front_page_twice(client: TestClient) -> None:
    ids = re.findall(r'<h[23][^>]*>\s*<a href="/read/([^"]+)"', client.get("/").text)
    told = [story_of(client, article_id) for article_id in ids]
    assert len(told) == len({*told}) > 20


def test_a_page_s_own_address_is_that_of_the_settings_and_never_the_host_that_was_asked(published: Path) -> None:
    with serving(published, verify=False, site_url="https://reader.example") as client:
        for path in ("/", "/section/national", "/tag/storm%20ines"):
            page = client.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}).text
            assert "evil.example" not in page
            assert '<link rel="canonical" href="https://reader.example/' in page


def test_a_page_that_a_client_has_is_not_sent_again(client: TestClient) -> None:
    etag = client.get("/section/national").headers["etag"]
    assert client.get("/section/national", headers={"If-None-Match": etag}).status_code == 304


def test_what_is_trending_leads_to_a_page_of_the_articles_that_hold_it(client: TestClient) -> None:
    trending = {*links_in(client, "/", "/tag/")}
    tags = client.get("/v1/trending?language=en").json()["tags"]
    assert trending == {f"/tag/{quote(tag['label'], safe='')}" for tag in tags}
    for tag in tags:
        path = f"/tag/{quote(tag['label'], safe='')}"
        on_page = {story_of(client, each.removeprefix("/read/")) for each in links_in(client, path, "/read/")}
        assert {story_of(client, each["article_id"]) for each in tag["examples"]} <= on_page, path


def test_what_editors_mute_has_no_page_as_what_is_trending(writer: TestClient) -> None:
    tagged = {tag for article in state_of(writer).recommender().catalogue for tag in article.tags}
    label = next(tag["label"] for tag in writer.get("/v1/trending").json()["tags"] if tag["label"] not in tagged)
    path = f"/tag/{quote(label, safe='')}"
    assert writer.get(path).status_code == 200
    mute = {"action": "mute", "term": label, "author": "Ada"}
    assert writer.put("/v1/overrides/1", json=mute).status_code == 200
    assert writer.get(path).status_code == 404

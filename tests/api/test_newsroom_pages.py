"""The desk's pages of figures: what they count, of how many articles, and that all they name is public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from recommender import Recommender, Registry
from recommender.api import surveying
from tests.support.builders import STORM, article
from tests.support.desk import HOSTILE, decide, sign_in, token_of
from tests.support.serving import Answer, Record, serving, state_of
from tests.support.waiting import wait_until
from tests.support.writing import KEY

NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)
PAGES = ("/desk/stories", "/desk/readers", "/desk/orphans")
LONELY = "A recital of zithers"


def seen(answer: Answer) -> str:
    """Return the words of a page."""
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveying, "REST", 0.0)


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[TestClient]:
    """Return who has signed in, at a paper with a storm, a recital that nothing is like, and one of tomorrow."""
    articles = [
        *(article(article_id=f"storm-{n}", title=f"{words} {HOSTILE}", text=f"{words} at pier {n}.", section=HOSTILE,
                  publisher=f"Paper {n}", published_at=NOW - timedelta(hours=6 - n)) for n, words in enumerate(STORM)),
        article(article_id="lonely", title=LONELY, text="Zithers sounded.", published_at=NOW - timedelta(days=3)),
        article(article_id="later", title="An embargoed lute", text="Lutes.", published_at=NOW + timedelta(hours=2)),
    ]  # fmt: skip
    Registry(tmp_path / "models").publish(Recommender.fit(articles).save)
    options: Record = {"store": f"sqlite:///{tmp_path / 'store.sqlite'}", "editor_keys": (KEY,)}
    with serving(tmp_path / "models", verify=False, **options) as client:
        sign_in(client)
        yield client


def test_the_days_stories_are_those_of_the_last_24_hours(editor: TestClient) -> None:
    page = editor.get("/desk/stories")
    assert "3 articles on 1 stories" in seen(page)
    assert "12:00 – 14:00" in seen(page)
    assert LONELY not in page.text
    [lane] = re.findall(r'class="lane".*?</svg>', page.text, re.DOTALL)
    assert [float(x) for x in re.findall(r'cx="([\d.]+)%"', lane)] == [75.0, 79.2, 83.3]
    assert 'aria-label="3 articles, from 24 April 2026, 12:00 UTC' in lane


def test_a_day_of_the_calendar_leads_to_those_around_it(editor: TestClient) -> None:
    page = editor.get("/desk/stories?day=2026-04-21")
    assert LONELY in seen(page)
    assert "18:00" in seen(page)
    assert "?day=2026-04-20" in page.text
    assert "?day=2026-04-22" in page.text
    empty = editor.get("/desk/stories?day=2026-04-23")
    assert "Nothing was published in these hours" in seen(empty)
    assert "?day=2026-04-21" in empty.text
    today = editor.get("/desk/stories?day=2026-04-24")
    assert "3 articles on 1 stories" in seen(today)
    assert "The day after" not in today.text


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "2026-4-", "<b>", "9999-12-31T00", "٢٠٢٦-٠٤-٢٤"])
def test_what_is_no_day_is_refused_on_the_page(editor: TestClient, day: str) -> None:
    answer = editor.get("/desk/stories", params={"day": day})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "<b>" not in answer.text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_are_days(editor: TestClient, day: str) -> None:
    assert "Nothing was published" in seen(editor.get(f"/desk/stories?day={day}"))


def test_what_readers_get_is_counted_on_all_public_pages(editor: TestClient) -> None:
    page = editor.get("/desk/readers")
    assert "Counted on the pages of 4 of 4 articles, as of 24 April 2026, 18:00 UTC" in seen(page)
    assert "Empty Similar News 25 %" in seen(page)
    assert "Similar News 1 0 3 0 0 0" in seen(page)
    assert "Related 4 0 0 0 0 0" in seen(page)
    assert page.text.count('<svg role="img"') == 4
    for name in re.findall(r'aria-labelledby="([^"]+)"', page.text):
        assert all(f'id="{each}"' in page.text for each in name.split())


def test_an_orphan_is_named_until_it_is_none(editor: TestClient) -> None:
    page = editor.get("/desk/orphans")
    assert "Orphans 1 Of these articles 25 %" in seen(page)
    assert LONELY in page.text
    decide(editor, "hide", article_id="lonely")
    assert LONELY not in editor.get("/desk/orphans").text


def test_an_orphan_that_was_taken_down_is_not_named_by_the_survey_of_before(editor: TestClient) -> None:
    assert LONELY in editor.get("/desk/orphans").text
    assert editor.delete("/v1/articles/lonely", headers={"Authorization": f"Bearer {KEY}"}).status_code == 200
    for path in PAGES:
        assert LONELY not in editor.get(path).text


def test_counting_anew_takes_in_what_was_decided(editor: TestClient) -> None:
    assert "4 of 4 articles" in seen(editor.get("/desk/readers"))
    decide(editor, "hide", article_id="lonely")
    form = {"token": token_of(editor), "path": "/desk/orphans"}
    answer = editor.post("/desk/survey", data=form, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/orphans")
    state_of(editor).surveyor.wait(60)
    assert "3 of 3 articles" in seen(editor.get("/desk/readers"))
    assert editor.post("/desk/survey", data=form | {"token": "x"}).status_code == 403
    away = editor.post("/desk/survey", data=form | {"path": "https://evil.example"}, follow_redirects=False)
    assert away.headers["location"] == "/desk/readers"


def test_while_it_is_counted_a_page_says_how_far_that_is(editor: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveying, "REST", 1e9)
    monkeypatch.setattr(surveying, "BETWEEN_RESTS", 2)
    monkeypatch.setattr("recommender.api.newsroom_pages.PATIENCE_SECONDS", 0.0)
    wait_until(lambda: "2 of 4 articles" in seen(editor.get("/desk/readers")))
    page = seen(editor.get("/desk/orphans"))
    assert "2 of 4 articles" in page
    assert "Still counting , up to 4 pages" in page


@pytest.mark.parametrize("path", PAGES)
def test_nothing_that_is_to_come_is_on_a_page_and_all_outside_text_is_escaped(editor: TestClient, path: str) -> None:
    answer = editor.get(path)
    assert answer.status_code == 200
    assert "lute" not in answer.text
    assert answer.text.count("<script") == answer.text.count('<script src="/static/desk.js" defer></script>') == 1
    assert " style=" not in answer.text
    assert "\u202e" not in answer.text
    assert "alert(1)" in answer.text or path == "/desk/orphans"
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert f'href="{path}" aria-current="page"' in answer.text

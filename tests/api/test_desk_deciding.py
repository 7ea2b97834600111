"""The editor's desk: what a form decides, and what it asks first."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from tests.support.desk import (
    DESK,
    OTHER,
    SEED,
    decide,
    leads_to,
    overrides_of,
    seen,
    sign_in,
    token_of,
)
from tests.support.serving import Record, problem_of


@pytest.mark.parametrize(
    ("do", "fields", "expected"),
    [
        (
            "pin",
            {"box": "related", "article_id": OTHER, "seed": SEED, "position": "2", "note": "the fair"},
            {"action": "pin", "box": "related", "article_id": OTHER, "seed": SEED, "position": 2, "note": "the fair"},
        ),
        (
            "pin everywhere",
            {"box": "similar", "article_id": OTHER, "seed": SEED, "position": "1"},
            {"action": "pin", "box": "similar", "article_id": OTHER, "position": 1},
        ),
        ("ban", {"article_id": "b", "seed": SEED}, {"action": "ban", "article_id": "b", "other": SEED}),
        ("hide", {"article_id": "b", "section": "sport"}, {"action": "hide", "article_id": "b"}),
        ("hide section", {"article_id": "b", "section": "sport"}, {"action": "hide", "section": "sport"}),
        (
            "hide story",
            {"article_id": "b", "section": "sport", "story_id": "s1"},
            {"action": "hide", "story_id": "s1"},
        ),
        ("mute", {"term": "Thames Water"}, {"action": "mute", "term": "Thames Water"}),
        (
            "hide",
            {"article_id": "b", "span": "1 day"},
            {"action": "hide", "article_id": "b", "ends_at": "2026-04-25T18:00:00Z"},
        ),
    ],
)
def test_each_button_takes_its_decision_and_leads_back(
    editor: TestClient, do: str, fields: dict[str, str], expected: Record
) -> None:
    answer = decide(editor, do, **fields)
    leads_to(answer, DESK)
    assert overrides_of(editor) == [{"author": "Ada"} | expected]


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("", {}),
        ("promote", {"article_id": "b"}),
        ("pin", {"box": "related", "article_id": "", "seed": SEED, "position": "1"}),
        ("pin", {"box": "related", "article_id": "b", "seed": SEED, "position": "0"}),
        ("pin", {"box": "related", "article_id": "b", "seed": SEED, "position": "²"}),
        ("pin", {"box": "related", "article_id": SEED, "seed": SEED, "position": "1"}),
        ("ban", {"article_id": SEED, "seed": SEED}),
        ("mute", {"term": ""}),
    ],
)
def test_what_cannot_be_decided_is_said_on_the_page(editor: TestClient, do: str, fields: dict[str, str]) -> None:
    for page, shown in ((SEED, "Two dead"), ("", "Decisions")):
        answer = decide(editor, do, **{"page": page} | fields)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert shown in answer.text
    assert overrides_of(editor) == []


def test_what_can_be_no_article_is_not_taken_down(editor: TestClient) -> None:
    for page in ("", " ", f"{SEED} ", "x" * 201):
        answer = decide(editor, "", "/desk/take-down", page=page, confirmed="yes")
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


def test_a_form_that_is_none_is_refused(editor: TestClient) -> None:
    token = token_of(editor)
    kinds = {
        "json": ("application/json", b"{}", 415),
        "bytes": ("", b"token=\xff", 422),
        "no UTF-8": ("", b"token=%FF", 422),
        "many": ("", b"a=1&" * 40, 422),
    }
    for media_type, body, status in kinds.values():
        headers = {"Content-Type": media_type or "application/x-www-form-urlencoded"}
        problem_of(editor.post("/desk/overrides", content=body, headers=headers), status)
        problem_of(editor.post("/desk/sign-in", content=body, headers=headers), status)
    problem_of(editor.post("/desk/overrides", data={"token": token, "note": "x" * 300_000}), 413)


def test_where_a_form_leads_is_on_the_desk_whatever_it_says(editor: TestClient) -> None:
    for page in ("//evil.example", "https://evil.example", "\\evil", "a\r\nSet-Cookie: b=c"):
        answer = decide(editor, "mute", term="storm", page=page)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/desk/articles/")
        assert answer.headers["location"].count("/") == 3
        assert "set-cookie" not in answer.headers


def test_a_second_click_says_that_the_decision_stands_and_decides_nothing(editor: TestClient) -> None:
    acts = {leads_to(decide(editor, "hide", article_id=OTHER, span="1 day"), DESK) for _ in range(3)}
    assert len(acts) == len(overrides_of(editor)) == 1
    sign_in(editor, "Ben")
    act = leads_to(decide(editor, "hide", article_id=OTHER, span="1 day"), DESK)
    page = editor.get(DESK, params={"act": act})
    assert "This stands already, decided by Ada: Hide Inspectors" in seen(page)
    assert 'name="act"' not in page.text
    assert len(overrides_of(editor)) == 1


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("hide section", {"section": "sport"}),
        ("mute", {"term": "Orrin"}),
        ("pin everywhere", {"box": "related", "article_id": OTHER, "position": "1"}),
        ("hide", {"article_id": OTHER, "preview": "yes"}),
    ],
)
def test_what_touches_the_whole_site_is_asked_for_first(editor: TestClient, do: str, fields: dict[str, str]) -> None:
    answer = decide(editor, do, confirmed="", **fields)
    assert re.search(
        r"It is about [\d,]+ articles?, and would change the boxes of (about )?[\d,]+ pages?", seen(answer)
    )
    assert "Boxes beside" in seen(answer)
    assert overrides_of(editor) == []
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text.partition('"choices"')[2]))
    assert {name: unescape(sent[name]) for name in fields if name != "preview"} == {
        name: value for name, value in fields.items() if name != "preview"
    }
    act = leads_to(editor.post("/desk/overrides", data=sent, follow_redirects=False), DESK)
    assert len(overrides_of(editor)) == 1
    assert "Done: " in seen(editor.get(DESK, params={"act": act}))
    leads_to(decide(editor, do, confirmed="", **fields), DESK)  # what stands is not asked for again


def test_a_pin_of_what_is_not_here_is_refused_with_a_form_that_pins_what_was_meant(editor: TestClient) -> None:
    answer = decide(editor, "pin", box="related", article_id=OTHER[:-1], seed=SEED, position="2")
    assert answer.status_code == 422
    assert "Nothing was pinned: no article mw-0312-orrin-inspector is here." in unescape(answer.text)
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text.partition("<h1")[0]))
    assert (sent["article_id"], sent["position"]) == (OTHER, "2")
    leads_to(editor.post("/desk/overrides", data={**sent, "do": "pin"}, follow_redirects=False), DESK)
    assert [each["article_id"] for each in overrides_of(editor)] == [OTHER]
    nowhere = decide(editor, "pin", box="related", article_id="xyzzy", seed=SEED, position="2")
    assert "Did you mean" not in nowhere.text


def test_decisions_that_do_nothing_are_marked_and_shown_with_what_they_touch(editor: TestClient) -> None:
    decide(editor, "hide section", section="no such")
    decide(editor, "hide", article_id=OTHER)
    home = editor.get("/desk")
    assert seen(home).count("does nothing now") == 1
    assert "does nothing now: no article is in this section" in seen(home)
    paths = re.findall(r'href="(/desk/decisions/[^"]+)"', home.text)
    assert len(paths) == 2
    pages = [seen(editor.get(unescape(path))) for path in paths]
    assert any("It is about 0 articles" in page for page in pages)
    assert any("It is about 1 article, and changes the boxes" in page for page in pages)
    assert editor.get("/desk/decisions/none").status_code == 404

"""The editor's desk: who may enter, what a form may do, and what its pages show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from recommender import Recommender, boxes
from recommender.api.throttle import OF_ONE
from recommender.serving.find import find_articles
from recommender.store import Store
from tests.support.builders import article
from tests.support.serving import Answer, Record, problem_of, serving, state_of
from tests.support.writing import KEY

SEED = "ac-0424-orrin-two-dead"
OTHER = "mw-0312-orrin-inspectors"
DESK = f"/desk/articles/{SEED}"
NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)
SCRIPT = '<script src="/static/desk.js" defer></script>'
HOSTILE = "<script>alert(1)</script>\"' \u202e"


@pytest.fixture
def visitor(published: Path, tmp_path: Path) -> Iterator[TestClient]:
    """Return a client of a service with a store, that nobody has signed in with."""
    options: Record = {"store": f"sqlite:///{tmp_path / 'store.sqlite'}", "editor_keys": ("another-editors-key", KEY)}
    with serving(published, verify=False, **options) as client:
        yield client


@pytest.fixture
def editor(visitor: TestClient) -> TestClient:
    sign_in(visitor)
    return visitor


def sign_in(client: TestClient, author: str = "Ada", key: str = KEY, **options: Any) -> Answer:
    return client.post("/desk/sign-in", data={"author": author, "key": key}, follow_redirects=False, **options)


def token_of(client: TestClient) -> str:
    found = re.search(r'name="token" value="(\w+)"', client.get("/desk").text)
    assert found
    return found[1]


def decide(client: TestClient, do: str, path: str = "/desk/overrides", **fields: str) -> Answer:
    """Send a form whose editor has seen what it touches, where that is asked."""
    data = {"token": token_of(client), "page": SEED, "do": do}
    data |= {"confirmed": "yes"} if path == "/desk/overrides" else {}
    return client.post(path, data=data | fields, follow_redirects=False)


def leads_to(answer: Answer, path: str, *, acts: bool = True) -> str:
    """Expect that an answer leads to a page, and return the signed name of what was done."""
    target, _, act = answer.headers["location"].partition("?act=")
    assert (answer.status_code, target, bool(act)) == (303, path, acts)
    return str(act)


def overrides_of(client: TestClient) -> list[Record]:
    records: list[Record] = client.get("/v1/overrides", headers={"Authorization": f"Bearer {KEY}"}).json()["overrides"]
    return [{name: value for name, value in record.items() if name != "override_id"} for record in records]


def seen(answer: Answer) -> str:
    """Return the words of a page."""
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(re.sub(r"<[^>]+>", "", answer.text)).split())


def test_a_visitor_is_asked_for_the_key_and_sees_nothing_else(visitor: TestClient) -> None:
    for path in ("/desk", DESK, "/desk?words=storm"):
        answer = visitor.get(path)
        assert "Key of an editor" in seen(answer)
        assert "Log" not in seen(answer)
        assert "Orrin" not in answer.text


@pytest.mark.parametrize(("author", "key"), [("Ada", "wrong"), ("Ada", ""), ("", KEY), (" ", KEY), ("Ada", "ключ")])
def test_without_a_name_or_the_key_nobody_signs_in(visitor: TestClient, author: str, key: str) -> None:
    answer = sign_in(visitor, author, key)
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert not visitor.cookies
    assert "wrong" not in answer.text


def test_after_a_few_wrong_keys_an_address_waits_but_the_right_key_signs_in(visitor: TestClient) -> None:
    now = [1_000.0]
    state_of(visitor).failed_attempts.clock = lambda: now[0]
    another = TestClient(visitor.app, client=("192.0.2.7", 1))
    assert sign_in(visitor, author="").status_code == 401  # a name that is missing is no guess
    assert [sign_in(visitor, key=f"wrong{n}").status_code for n in range(OF_ONE.burst)] == [401] * OF_ONE.burst
    answer = sign_in(visitor, key="wrong again", author="\u0301" * 1_000)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, f"{OF_ONE.seconds:.0f}")
    assert "Try again in 30 seconds" in answer.text
    assert not visitor.cookies
    assert "www-authenticate" not in answer.headers
    assert sign_in(another, key="wrong").status_code == 401
    now[0] += OF_ONE.seconds
    assert sign_in(visitor, key="wrong").status_code == 401
    assert sign_in(visitor, key="wrong").status_code == 429
    assert sign_in(visitor).status_code == 303


def test_the_cookie_is_no_scripts_business_and_goes_to_the_desk_alone(visitor: TestClient) -> None:
    answer = sign_in(visitor)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    [cookie] = answer.headers.get_list("set-cookie")
    assert {"HttpOnly", "SameSite=strict", "Path=/desk"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert KEY not in cookie
    secure = sign_in(TestClient(visitor.app, base_url="https://desk.example"))
    assert "Secure" in secure.headers["set-cookie"].split("; ")
    assert "Ada" in seen(visitor.get("/desk"))


def test_who_signs_out_has_to_sign_in_again(editor: TestClient) -> None:
    editor.post("/desk/sign-out", data={"token": token_of(editor)})
    assert "Key of an editor" in seen(editor.get("/desk"))


def test_the_cookie_of_a_session_that_was_ended_opens_nothing(editor: TestClient) -> None:
    cookie, token = editor.cookies["recommender_desk"], token_of(editor)
    sign_in(another := TestClient(editor.app), author="Ben")
    editor.post("/desk/sign-out", data={"token": token})
    thief = TestClient(editor.app, cookies={"recommender_desk": cookie})
    assert "Key of an editor" in seen(thief.get("/desk"))
    data = {"token": token, "page": SEED, "do": "hide", "article_id": SEED}
    for path in ("/desk/overrides", "/desk/take-down", "/desk/sign-out"):
        answer = thief.post(path, data=data, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert overrides_of(editor) == []
    assert "Ben" in seen(another.get("/desk"))


def test_only_a_trusted_proxy_says_from_where_a_wrong_key_comes(visitor: TestClient) -> None:
    config = uvicorn.Config(visitor.app, log_config=None)
    config.load()
    for client, tries in (("203.0.113.9", OF_ONE.burst), ("127.0.0.1", 3 * OF_ONE.burst)):
        through = TestClient(config.loaded_app, client=(client, 1))
        for at in range(tries):
            assert sign_in(through, key="wrong", headers={"X-Forwarded-For": f"198.51.100.{at}"}).status_code == 401
        last = sign_in(through, key="wrong", headers={"X-Forwarded-For": f"198.51.100.{tries}"})
        assert last.status_code == (429 if client == "203.0.113.9" else 401)


def test_a_closed_desk_says_how_to_open_it(published: Path) -> None:
    with serving(published, verify=False) as client:
        answer = client.get("/desk")
        assert answer.status_code == 403
        assert "RECOMMENDER_EDITOR_KEYS" in answer.text
        assert sign_in(client, key="").status_code == 403
    with serving(published, verify=False, editor_keys=(KEY,)) as client:
        sign_in(client)
        assert "RECOMMENDER_STORE" in problem_of(client.get("/desk"), 503)["detail"]


FORMS = ("/desk/overrides", "/desk/undo", "/desk/sign-out", "/desk/take-down", "/desk/release")


@pytest.mark.parametrize("path", FORMS)
def test_a_form_of_another_site_does_nothing(editor: TestClient, path: str) -> None:
    """It has the cookie at most, were a browser to send it, and never the token."""
    for token in ("", "0" * 64, "ключ"):
        data = {"token": token, "do": "hide", "article_id": SEED, "page": SEED, "confirmed": "yes"}
        problem_of(editor.post(path, data=data), 403)
    assert overrides_of(editor) == []
    assert "Ada" in seen(editor.get("/desk"))
    assert editor.get(f"/v1/articles/{SEED}").status_code == 200


@pytest.mark.parametrize("path", FORMS)
def test_a_form_without_a_session_leads_to_the_sign_in(visitor: TestClient, path: str) -> None:
    answer = visitor.post(path, data={"do": "hide", "article_id": SEED}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert overrides_of(visitor) == []


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


def test_a_decision_is_undone_and_the_log_tells_who_did_what(editor: TestClient) -> None:
    decide(editor, "hide", article_id="mw-0312-orrin-inspectors", note="wrong photo")
    home = editor.get("/desk")
    assert "Hide Inspectors issue safety warning" in seen(home)
    assert "wrong photo" in seen(home)
    override_id = re.search(r'name="override_id" value="(\w+)"', home.text)
    assert override_id
    sign_in(editor, "Bea")
    for time in range(2):  # undone twice is undone
        answer = decide(editor, "", "/desk/undo", override_id=override_id[1], page="")
        leads_to(answer, "/desk", acts=bool(time == 0))
    assert overrides_of(editor) == []
    assert re.search(r"Bea Undone: Hide Inspectors .* Ada Hide Inspectors", seen(editor.get("/desk")))


def test_an_article_is_taken_down_and_held_by_a_form_that_says_so_and_released_by_another(editor: TestClient) -> None:
    headers, address = {"Authorization": f"Bearer {KEY}"}, f"/v1/articles/{SEED}"
    refused = decide(editor, "", "/desk/take-down", note="a court order")
    assert refused.status_code == 422
    assert "tick that you mean it" in refused.text
    assert editor.get(address).status_code == 200
    answer = decide(editor, "", "/desk/take-down", note="a court order", hold="yes", confirmed="yes")
    leads_to(answer, DESK)
    assert editor.get(address).status_code == editor.get(f"{address}/boxes").status_code == 410
    left = editor.get(DESK)
    assert left.status_code == 410
    for words in ("Held", SEED, "Ada", "a court order", "Release the hold"):
        assert words in left.text
    article = {"title": "Two dead", "text": "Two are dead at Orrin."}
    assert editor.put(address, json=article, headers=headers).status_code == 409
    assert "Ada Hold" in seen(editor.get("/desk"))
    for time in range(2):  # released twice is released
        answer = decide(editor, "", "/desk/release", note="settled")
        leads_to(answer, DESK, acts=bool(time == 0))
    assert "Release the hold" not in editor.get(DESK).text
    assert "Hold it" in editor.get(DESK).text
    assert editor.put(address, json=article, headers=headers).status_code == 201
    assert "Two dead" in seen(editor.get(DESK))
    log = editor.get("/v1/overrides/log", headers=headers).json()["entries"]
    assert [(each["action"], each["author"], each["note"], each["subject"]) for each in log] == [
        ("release", "Ada", "settled", SEED),
        ("hold", "Ada", "a court order", SEED),
    ]


def test_what_can_be_no_article_is_not_taken_down(editor: TestClient) -> None:
    for page in ("", " ", f"{SEED} ", "x" * 201):
        answer = decide(editor, "", "/desk/take-down", page=page, confirmed="yes")
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


def test_a_story_is_hidden_and_shown_again_in_one_click_each(editor: TestClient, sample: Recommender) -> None:
    members = {sample.catalogue.id_of(row) for row in sample.seed(SEED).story.tolist()}
    page = editor.get(DESK).text
    story = editor.get(f"/v1/stories/{sample.stories.id_of(sample.catalogue.row_of(SEED), sample.catalogue)}").json()
    assert f"Hide its story, {story['n_articles']} articles" in page
    story_id = re.search(r'name="story_id" value="([^"]+)"', page)
    assert story_id

    def shown() -> set[str]:
        others = (SEED, "mw-0312-orrin-inspectors")
        boxes = (editor.get(f"/v1/articles/{one}/boxes").json()["boxes"] for one in others)
        return {card["article_id"] for box in boxes for name in ("similar", "related") for card in box[name]["cards"]}

    assert shown() & members
    decide(editor, "hide story", story_id=story_id[1])
    assert not shown() & members
    first = sample.catalogue.metadata(int(sample.seed(SEED).story[0]))["title"]
    for path in ("/desk", DESK):
        assert f"Hide the story {first}" in seen(editor.get(path))
    override_id = re.search(r'name="override_id" value="(\w+)"', editor.get("/desk").text)
    assert override_id
    decide(editor, "", "/desk/undo", override_id=override_id[1])
    assert shown() & members


def test_an_override_that_cannot_be_read_is_shown_and_can_be_undone(editor: TestClient, tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        store.overrides.put("later", {"action": "promote", "author": "Ada"})
    decide(editor, "mute", term="storm")
    told = editor.get("/v1/overrides", headers={"Authorization": f"Bearer {KEY}"}).json()
    assert [each["action"] for each in told["overrides"]] == ["mute"]
    assert [each["override_id"] for each in told["refused"]] == ["later"]
    assert "Cannot be read later decides nothing action: expected one of pin" in seen(editor.get("/desk"))
    assert "recommender_refused_overrides 1.0" in editor.get("/metrics").text
    decide(editor, "", "/desk/undo", override_id="later", page="")
    assert "Cannot be read" not in seen(editor.get("/desk"))
    assert "recommender_refused_overrides 0.0" in editor.get("/metrics").text


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


def test_an_article_is_found_by_words_or_by_its_id(editor: TestClient) -> None:
    for words in ("orrin INSPECTORS warning", "mw-0312-orrin-inspectors", " mw-0312-orrin-inspectors "):
        found = re.findall(
            r'<h3[^>]*><a href="/desk/articles/([^"]+)"', editor.get("/desk", params={"words": words}).text
        )
        assert "mw-0312-orrin-inspectors" in found[:2]
    assert "No article holds these words" in seen(editor.get("/desk", params={"words": "xyzzy qwrtp"}))


def test_words_find_articles_in_each_language(sample: Recommender) -> None:
    languages = {each.language: each for each in sample.catalogue}
    assert len(languages) > 3
    for each in languages.values():
        found = find_articles(sample, each.title, most=5)
        assert each.article_id in [other.article_id for other in found]
        assert len(found) <= 5
    newest = max(filter(None, (each.published_at for each in sample.catalogue)))
    [latest] = [each for each in sample.catalogue if each.published_at == newest][:1]
    before = find_articles(sample, latest.title, most=50, as_of=newest - timedelta(seconds=1))
    assert latest.article_id not in [other.article_id for other in before]
    assert find_articles(sample, "", most=5) == []


def test_an_article_is_shown_with_its_boxes_and_what_made_each_card(editor: TestClient, sample: Recommender) -> None:
    answer = editor.get(DESK)
    page = sample.page(sample.seed(SEED), boxes.Request(as_of=NOW))
    for box in page.boxes.values():
        for card in box.cards:
            assert f'href="/desk/articles/{card.article_id}"' in answer.text
            assert card.reason.split(" · ")[0] in seen(answer)
    assert "KeepSameEvent(" in answer.text
    assert answer.text.count("<summary>Why</summary>") == sum(len(box.cards) for box in page.boxes.values())


def test_an_article_that_is_not_there_or_no_more_is_a_page(editor: TestClient) -> None:
    assert editor.get("/desk/articles/nobody").status_code == 404
    editor.delete("/v1/articles/gone", headers={"Authorization": f"Bearer {KEY}"})
    answer = editor.get("/desk/articles/gone")
    assert answer.status_code == 410
    assert "was taken down" in answer.text
    assert "Take down gone" in seen(editor.get("/desk"))


def test_whatever_editors_and_articles_say_is_escaped(published: Path, tmp_path: Path) -> None:
    from recommender import Registry

    models = tmp_path / "models"
    articles = [
        article(article_id=f"{at}<b>", title=f"{HOSTILE} storm", text="A storm at the coast.", section=HOSTILE)
        for at in range(3)
    ]
    Registry(models).publish(Recommender.fit(articles).save)
    options: Record = {"store": f"sqlite:///{tmp_path / 'store.sqlite'}", "editor_keys": (KEY,)}
    with serving(models, verify=False, **options) as client:
        sign_in(client, HOSTILE)
        decide(client, "hide section", section=HOSTILE, note=HOSTILE)
        decide(client, "mute", term=HOSTILE)
        decide(client, "ban", article_id="0<b>", seed="1<b>")
        for answer in (
            client.get("/desk", params={"words": f"{HOSTILE} storm"}),
            client.get("/desk/articles/1%3Cb%3E"),
        ):
            assert answer.status_code == 200
            assert answer.text.count("<script") == answer.text.count(SCRIPT) == 1
            assert "<b>" not in answer.text
            assert "\u202e" not in answer.text
            assert "alert(1)" in answer.text


@pytest.mark.parametrize("path", ["/desk", DESK, "/desk/articles/nobody"])
def test_a_page_of_the_desk_runs_its_own_script_alone_and_is_kept_nowhere(editor: TestClient, path: str) -> None:
    for client in (editor, TestClient(editor.app)):
        answer = client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "form-action 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.text.count("<script") == answer.text.count(SCRIPT)
        assert " style=" not in answer.text


def test_an_article_is_found_by_an_address_that_an_editor_pastes(editor: TestClient) -> None:
    court = {"title": "Court names the witness", "url": "https://www.gazette.example/court?utm_source=rss"}
    store = state_of(editor).writable_store()
    store.put(article(article_id="991", **court))
    pasted = "https://gazette.example/court/"
    assert court["title"] in seen(editor.get("/desk", params={"words": pasted}))
    assert court["title"] in seen(editor.get(f"/desk/articles/{pasted}"))


def test_an_act_says_what_it_did_and_is_undone_exactly_by_its_session_alone(editor: TestClient) -> None:
    decide(editor, "pin", box="related", article_id=OTHER, seed=SEED, position="1", note="first")
    act = leads_to(decide(editor, "pin", box="related", article_id=OTHER, seed=SEED, position="3"), DESK)
    page = editor.get(DESK, params={"act": act})
    assert "Done: Pin Inspectors issue safety warning" in seen(page)
    assert 'name="act"' in page.text
    sign_in(other := TestClient(editor.app), "Ben")
    assert 'name="act"' not in other.get(DESK, params={"act": act}).text
    leads_to(decide(other, "", "/desk/undo", act=act), DESK, acts=False)
    assert [each["position"] for each in overrides_of(editor)] == [3]
    for _ in range(2):  # the second click finds the first one's work done
        undone = leads_to(decide(editor, "", "/desk/undo", act=act), DESK)
        assert [(each["position"], each["note"]) for each in overrides_of(editor)] == [(1, "first")]
    assert "Pin Inspectors" in seen(editor.get(DESK, params={"act": undone}))
    for forged in ("1.0.", act.replace(".", "9.", 1), "x"):
        leads_to(decide(editor, "", "/desk/undo", act=forged), DESK, acts=False)
        assert 'class="done"' not in editor.get(DESK, params={"act": forged}).text


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


def test_titles_are_offered_to_editors_alone(editor: TestClient, visitor: TestClient) -> None:
    answer = editor.get("/desk/titles", params={"words": "orrin insp"})
    assert answer.headers["cache-control"] == "no-store"
    first = answer.json()["articles"][0]
    assert (first["article_id"], first["path"]) == (OTHER, f"/desk/articles/{OTHER}")
    assert editor.get("/desk/titles").json()["articles"] == []
    stranger = TestClient(visitor.app).get("/desk/titles", params={"words": "orrin"}, follow_redirects=False)
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/desk")


def test_a_take_down_is_undone_at_once(editor: TestClient) -> None:
    act = leads_to(decide(editor, "", "/desk/take-down", confirmed="yes"), DESK)
    page = editor.get(DESK, params={"act": act})
    assert page.status_code == 410
    assert "Done: <strong>Take down" in page.text
    leads_to(decide(editor, "", "/desk/undo", act=act), DESK)
    assert "Two dead" in seen(editor.get(DESK))
    assert editor.get(f"/v1/articles/{SEED}").status_code == 200

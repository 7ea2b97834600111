"""The editor's desk: who may enter, and from where."""

from __future__ import annotations

from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient

from recommender.api.throttle import OF_ONE
from tests.support.desk import (
    DESK,
    FORMS,
    SCRIPT,
    SEED,
    overrides_of,
    seen,
    sign_in,
    token_of,
)
from tests.support.serving import problem_of, serving, state_of
from tests.support.writing import KEY


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

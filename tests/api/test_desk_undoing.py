"""The editor's desk: what was decided or taken down, and how it is undone."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.testclient import TestClient

from recommender import Recommender
from recommender.store import Store
from tests.support.desk import (
    DESK,
    OTHER,
    SEED,
    decide,
    leads_to,
    overrides_of,
    seen,
    sign_in,
)
from tests.support.writing import KEY


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


def test_a_take_down_is_undone_at_once(editor: TestClient) -> None:
    act = leads_to(decide(editor, "", "/desk/take-down", confirmed="yes"), DESK)
    page = editor.get(DESK, params={"act": act})
    assert page.status_code == 410
    assert "Done: <strong>Take down" in page.text
    leads_to(decide(editor, "", "/desk/undo", act=act), DESK)
    assert "Two dead" in seen(editor.get(DESK))
    assert editor.get(f"/v1/articles/{SEED}").status_code == 200

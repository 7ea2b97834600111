"""The editor's desk: what is found on it, and what its pages show."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from starlette.testclient import TestClient

from recommender import Recommender, boxes
from recommender.serving.find import find_articles
from tests.support.builders import article
from tests.support.desk import (
    DESK,
    HOSTILE,
    NOW,
    OTHER,
    SCRIPT,
    SEED,
    decide,
    seen,
    sign_in,
)
from tests.support.serving import Record, serving, state_of
from tests.support.writing import KEY, put


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


def test_what_is_not_english_says_its_language(editor: TestClient) -> None:
    told = {"language": "de", "published_at": "2026-04-24T16:00:00Z"}
    for name, title in (("a", "Brand im Rathaus von Halden"), ("b", "Rathaus von Halden brennt: Brand in der Nacht")):
        put(
            editor,
            name,
            title=title,
            text=f"{title}. Die Feuerwehr war im Rathaus.",
            headers={"Authorization": f"Bearer {KEY}"},
            **told,
        )
    decide(editor, "ban", article_id="b", seed="a")
    decide(editor, "hide", article_id=SEED)
    page = editor.get("/desk/articles/a").text
    assert '<html lang="en"' in page
    said = re.findall(r'<(?:h3|p class="(?:reason|notice)") lang="(\w*)"', page)
    assert len(said) >= 2
    assert {*said} == {"de"}
    named = {
        title: language for language, title in re.findall(r'<bdi lang="(\w*)"[^>]*>([^<]+)', editor.get("/desk").text)
    }
    assert named["Brand im Rathaus von Halden"] == "de"
    assert "en" in named.values()


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


def test_an_article_is_found_by_an_address_that_an_editor_pastes(editor: TestClient) -> None:
    court = {"title": "Court names the witness", "url": "https://www.gazette.example/court?utm_source=rss"}
    store = state_of(editor).writable_store()
    store.put(article(article_id="991", **court))
    pasted = "https://gazette.example/court/"
    assert court["title"] in seen(editor.get("/desk", params={"words": pasted}))
    assert court["title"] in seen(editor.get(f"/desk/articles/{pasted}"))


def test_titles_are_offered_to_editors_alone(editor: TestClient, visitor: TestClient) -> None:
    answer = editor.get("/desk/titles", params={"words": "orrin insp"})
    assert answer.headers["cache-control"] == "no-store"
    first = answer.json()["articles"][0]
    assert (first["article_id"], first["path"]) == (OTHER, f"/desk/articles/{OTHER}")
    assert editor.get("/desk/titles").json()["articles"] == []
    stranger = TestClient(visitor.app).get("/desk/titles", params={"words": "orrin"}, follow_redirects=False)
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/desk")

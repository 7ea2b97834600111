"""What a person reads where nothing can be shown: in a language, and in words that are held here."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from recommender.article import LANGUAGES, messages_of
from tests.support.html import Html
from tests.support.serving import path_of, problem_of, serving
from tests.support.writing import put

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
WORDS = {
    "en": ("This page is not here", "There is nothing at this address.", "This article was taken down."),
    "de": ("Diese Seite gibt es nicht", "Unter dieser Adresse ist nichts zu finden.",
           "Dieser Artikel wurde zurückgezogen."),
    "ar": ("هذه الصفحة غير موجودة", "لا يوجد شيء في هذا العنوان.", "تم سحب هذا المقال."),
}  # fmt: skip


def said(page: Html) -> tuple[str, str]:
    """Return the heading of a page, and the sentence beneath it."""
    [heading], [sentence] = page.texts("h1"), [text for text in page.texts("p") if text.endswith((".", "।", "。"))]
    return heading, sentence


def speaking(client: TestClient, language: str) -> None:
    """Make a language that of most of the newest articles."""
    for number in range(201):
        at = f"2026-04-24T17:{number // 60:02}:{number % 60:02}Z"
        put(client, f"n-{number}", title=f"{number}", text=f"{number}", language=language, published_at=at)


@pytest.mark.parametrize("language", WORDS)
def test_what_is_not_here_is_said_in_the_language_of_the_site(writer: TestClient, language: str) -> None:
    if language != "en":
        speaking(writer, language)
    put(writer, "gone", title="Mistake", language=language, published_at="2026-04-24T17:40:00Z")
    writer.delete(path_of("gone"))
    heading, nothing, taken_down = WORDS[language]
    for path, status, sentence in (
        ("/read/nobody", 404, nothing),
        ("/nowhere", 404, nothing),
        ("/read/gone", 410, taken_down),
        ("/tag/Wörter", 404, messages_of(language).page["no_topic"].format(name="Wörter")),
    ):
        answer = writer.get(path, headers=BROWSER)
        page = Html(answer.text)
        assert (answer.status_code, said(page)) == (status, (heading, sentence)), path
        [(has, _)] = page.find("html")
        assert (has["lang"], has["dir"]) == (language, messages_of(language).direction)
        assert [has["content"] for has, _ in page.find("meta", name="robots")] == ["noindex"]


def test_a_program_is_told_where_to_look_and_what_was_expected(client: TestClient) -> None:
    for headers in ({"Accept": "*/*"}, {"Accept": "application/json"}):
        detail = problem_of(client.get("/nowhere", headers=headers), 404)["detail"]
        assert detail == "there is nothing at this address; /docs lists what there is"
    problem_of(client.get("/v1/nowhere", headers=BROWSER), 404)
    problem_of(client.post("/nowhere", headers=BROWSER), 404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_service_that_is_not_ready_says_so_in_the_language_of_the_reader(tmp_path: Path, language: str) -> None:
    with serving(tmp_path / "none", as_of=None) as client:
        for path in ("/", "/read/a", "/tag/a"):
            answer = client.get(path, headers=BROWSER | {"Accept-Language": f"fy, {language};q=0.9, en;q=0.2"})
            assert (answer.status_code, answer.headers["cache-control"]) == (503, "no-store")
            assert int(answer.headers["retry-after"]) > 0
            words = messages_of(language).page
            assert said(Html(answer.text)) == (words["not_ready"], words["try_again"])
        problem_of(client.get("/v1/breaking", headers=BROWSER), 503)

"""The static site of the examples: built from an export, and read in a browser from files, with no server at all."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from tests.support.browser import chromium, new_tab
from tests.support.terminal import Command

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT / "data" / "articles.jsonl"
SEED = "ac-0424-orrin-two-dead"
STATIC = runpy.run_path(str(ROOT / "examples" / "static" / "build.py"))


def build(articles: Path, pages: Path, folder: Path) -> int:
    stories: int = STATIC["build"](str(articles), pages, folder)
    return stories


def card(article_id: str, **fields: object) -> dict[str, Any]:
    return {"article_id": article_id, "title": article_id, "publisher": "Gazette", "reason": {"text": ""}} | fields


def write_export(path: Path, **cards: list[dict[str, Any]]) -> Path:
    """Write the pages of articles, each with its related cards."""
    nothing: dict[str, Any] = {"similar": {"cards": []}, "breaking": {"cards": []}}
    pages = [{"seed": seed, "boxes": {**nothing, "related": {"cards": each}}} for seed, each in cards.items()]
    path.write_text("".join(f"{json.dumps(page)}\n" for page in pages), "utf-8")
    return path


def write_articles(path: Path, *records: dict[str, str]) -> Path:
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")
    return path


def test_what_is_not_exported_has_no_page_and_what_was_there_is_deleted(tmp_path: Path) -> None:
    articles = write_articles(tmp_path / "a.jsonl", *({"article_id": each, "title": each} for each in ("one", "two")))
    site = tmp_path / "site"
    assert build(articles, write_export(tmp_path / "p.jsonl", one=[card("two")], two=[]), site) == 2
    assert 'href="two.html"' in (site / "one.html").read_text("utf-8")
    assert build(articles, write_export(tmp_path / "p.jsonl", one=[]), site) == 1
    assert sorted(path.name for path in site.iterdir()) == ["index.html", "one.html"]
    assert "two" not in (site / "index.html").read_text("utf-8")


def test_what_comes_from_outside_is_text(tmp_path: Path) -> None:
    articles = write_articles(
        tmp_path / "a.jsonl", {"article_id": "one", "title": "Prices & <3 wages", "text": "1 < 2"}
    )
    pages = write_export(tmp_path / "p.jsonl", one=[card("one", title="<script>", reason={"text": "<b>"})])
    build(articles, pages, tmp_path / "site")
    page = (tmp_path / "site" / "one.html").read_text("utf-8")
    assert "<script>" not in page
    assert "<b>" not in page
    assert "1 &lt; 2" in page


def test_ids_become_names_of_files_that_differ() -> None:
    names = [
        STATIC["file_of"](each) for each in ("quay-wall", "https://x.example/?p=7", "../up", "..", "index", "n" * 200)
    ]
    assert names[0] == "quay-wall.html"
    assert len(set(names)) == len(names)
    assert all("/" not in name and not name.startswith(".") and len(name) < 120 for name in names)
    assert "index.html" not in names


@pytest.mark.browser
def test_a_reader_goes_from_story_to_story_without_a_server(command: Command, published: Path, tmp_path: Path) -> None:
    said = command("export", "--models", published, "--out", tmp_path / "pages.jsonl")
    assert said.code == 0, said.err
    assert build(ARTICLES, tmp_path / "pages.jsonl", tmp_path / "site") == 331
    with chromium(tmp_path) as port, new_tab(port, scripts=False, width=390) as tab:
        tab.open((tmp_path / "site" / f"{SEED}.html").as_uri())
        assert tab.texts("h2")[:2] == ["Similar news", "Related"]
        assert all(tab.texts("section.related small:last-child"))
        [first, *_] = tab.texts("section.related a")
        tab.click("section.related a")
        assert tab.texts("h1") == [first]
        tab.click("p a")
        assert len(tab.texts("li a")) == 331
        assert tab.value("document.documentElement.scrollWidth") <= 390
        assert all(url.startswith("file:") for url in tab.requested)
        assert tab.complaints == []

"""The tutorial and the pages on how to do something, carried out command by command as they stand there."""

from __future__ import annotations

import os
import shlex
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from recommender.corpus import read_articles
from recommender.store import Store
from tests.support.browser import chromium, new_tab
from tests.support.commands import check_command
from tests.support.guides import assert_said, blocks_of, carried_out, free_port, in_a_terminal, path_with_our_python
from tests.support.programs import find_program

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial.md"
HOW_TO = sorted((ROOT / "docs" / "how-to").glob("*.md"))
# Their commands ask other machines, or run for ever.
NOT_RUN = {"follow-feeds.md"}
KEY = "the-key-of-the-guides"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder in which a reader stands, with what the repository has."""
    for name in ("data", "examples"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


@pytest.fixture
def newsroom(folder: Path, published: Path) -> Path:
    """Return a folder with a store, the database of a desk, and two models, as pages take for granted."""
    shutil.copytree(published, folder / "models")
    shutil.copytree(folder / "models" / "versions" / "000001", folder / "models" / "versions" / "000002")
    (folder / "models" / "current").write_text("000002\n")
    with Store.open(f"sqlite:///{folder / 'store.sqlite'}") as store:
        store.put_many(list(read_articles(ROOT / "data" / "articles.jsonl")))
    with sqlite3.connect(folder / "desk.sqlite") as desk:
        desk.execute("CREATE TABLE posts (id TEXT, title TEXT, text TEXT)")
        desk.execute("INSERT INTO posts VALUES ('p1', 'Ferry stops', 'The ferry to Halm Island stops until Friday.')")
    desk.close()
    return folder


@pytest.fixture
def service(newsroom: Path) -> Iterator[str]:
    """Serve the newsroom, and return the address."""
    port = free_port()
    given = {"RECOMMENDER_EDITOR_KEYS": KEY, "PATH": path_with_our_python(newsroom)}
    line = (
        f"recommender serve --models models --store sqlite:///store.sqlite --as-of 2026-04-24T18:00:00Z --port {port}"
    )
    with in_a_terminal(line, newsroom, os.environ | given, port):
        yield f"http://127.0.0.1:{port}"


@pytest.mark.slow
def test_the_tutorial_can_be_followed_to_its_end(folder: Path) -> None:
    with carried_out(TUTORIAL, folder) as address:
        assert address
    assert (folder / "page.html").is_file()


@pytest.mark.browser
def test_the_page_of_the_tutorial_shows_its_boxes_in_a_browser(folder: Path) -> None:
    with carried_out(TUTORIAL, folder), chromium(folder) as port, new_tab(port, scripts=True) as tab:
        tab.open((folder / "page.html").as_uri())
        cards = (
            "[...document.querySelectorAll('related-news')].map(e => e.shadowRoot?.querySelectorAll('a').length || 0)"
        )
        tab.wait_for(f"{cards}.every(n => n > 0)")
        assert tab.value(cards)[0] >= 3
        assert tab.complaints == []


@pytest.mark.slow
@pytest.mark.parametrize("page", HOW_TO, ids=lambda path: path.name)
def test_a_page_on_how_to_do_something_does_it(page: Path, newsroom: Path, service: str) -> None:
    if page.name in NOT_RUN:
        commands = [block.text for block in blocks_of(page)]
        assert len(commands) == 2
        for line in commands:
            check_command(shlex.split(line))
        return
    if "sqlite3 " in page.read_text("utf-8"):
        find_program("sqlite3", "sqlite3")
    with carried_out(page, newsroom, {"SERVICE": service, "KEY": KEY}):
        pass


def test_a_command_that_fails_and_an_output_that_differs_are_seen(folder: Path) -> None:
    page = folder / "page.md"
    page.write_text("```sh\necho one; false\n```\n")
    with pytest.raises(AssertionError, match="echo one"), carried_out(page, folder):
        pass
    with pytest.raises(AssertionError, match="expected 'two'"):
        assert_said("one\ntwo\n", "one\nthree\n")

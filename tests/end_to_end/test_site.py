"""The documentation as a site: it builds without a warning, no link is dead, and nothing comes from elsewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

import recommender
from docs import make_site
from docs.make_http import document
from recommender.cli import COMMANDS, COMMANDS_OF_MODELS
from tests.support.browser import chromium, new_tab, running

ROOT = Path(__file__).parents[2]
# The search is drawn in a tree of its own.
SEARCH = "[...document.querySelectorAll('*')].find(e => e.shadowRoot)?.shadowRoot.querySelector('input')"
LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src"}


class Links(HTMLParser):
    """What a page has to be led to, where it leads, and what a browser loads with it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.targets: list[str] = []
        self.loaded: list[str] = []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag == "a" and "href" in given:
            self.targets.append(given["href"])
        if tag in LOADING and given.get(LOADING[tag]):
            self.loaded.append(given[LOADING[tag]])
        if tag == "link" and not {"stylesheet", "icon", "preload"}.isdisjoint(given.get("rel", "").split()):
            self.loaded.append(given["href"])


def configuration() -> dict[str, Any]:
    """Return the configuration, in which one line names a function of Python."""
    text = re.sub(r"!!python/\S+", "", (ROOT / "mkdocs.yml").read_text("utf-8"))
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def pages_of(nav: Any) -> Iterator[str]:
    """Yield the pages of a navigation, at any depth."""
    for entry in nav:
        value = next(iter(entry.values())) if isinstance(entry, dict) else entry
        yield from [value] if isinstance(value, str) else pages_of(value)


def led_to(page: Path) -> list[str]:
    """Return the pages to which a page leads."""
    return [target.partition("#")[0] for _, target, _ in make_site.LINK.findall(page.read_text("utf-8"))]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the pages from which the site is built."""
    folder = tmp_path_factory.mktemp("site") / "build" / "pages"
    make_site.write(folder)
    return folder


@pytest.fixture(scope="module")
def site(pages: Path) -> Path:
    """Build the site as `make docs` does, in a folder of its own, and return where it is."""
    work = pages.parents[1]
    for name in ("recommender", "docs"):
        (work / name).symlink_to(ROOT / name)
    shutil.copyfile(ROOT / "mkdocs.yml", work / "mkdocs.yml")
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    done = subprocess.run(command, cwd=work, check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "griffe:" not in done.stdout + done.stderr
    return work / "build" / "site"


@pytest.fixture(scope="module")
def links(site: Path) -> dict[Path, Links]:
    return {page: Links(page) for page in site.rglob("*.html") if page.name != "404.html"}


def test_what_a_page_says_of_the_repository_alone_is_not_on_the_site(pages: Path) -> None:
    for path in make_site.MADE:
        says = "In the repository this page ends here"
        assert says in (ROOT / path).read_text("utf-8")
        assert says not in (pages / make_site.page_of(path)).read_text("utf-8")


def dead(links: dict[Path, Links]) -> Iterator[str]:
    """Yield the links of a site that lead to no page of it, or to no place on the page."""
    for page, found in links.items():
        for target in found.targets:
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = unquote(target).partition("#")
            leads_to = (page.parent / file).resolve() if file not in ("", ".") else page
            if leads_to.is_dir():
                leads_to /= "index.html"
            known = links.get(leads_to)
            if not (leads_to.is_file() and (not anchor or known is None or anchor in known.anchors)):
                yield f"{page.name}: {target}"


def test_no_link_is_dead(links: dict[Path, Links]) -> None:
    assert len(links) > 60
    assert sum(len(found.targets) for found in links.values()) > 3_000
    assert sorted(set(dead(links))) == []


def test_a_dead_link_and_a_dead_anchor_are_seen(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text('<h1 id="top">A</h1><a href="b.html">b</a> <a href="#no">c</a> <a href="#top">d</a>')
    assert list(dead({page: Links(page)})) == ["a.html: b.html", "a.html: #no"]


def test_nothing_is_loaded_from_elsewhere(links: dict[Path, Links]) -> None:
    loaded = {target for found in links.values() for target in found.loaded}
    assert loaded
    assert [target for target in loaded if re.match(r"([a-z]+:)?//", target) and not target.startswith("data:")] == []


def test_every_page_is_in_the_navigation_and_every_entry_is_a_page(pages: Path) -> None:
    listed = list(pages_of(configuration()["nav"]))
    written = {path.relative_to(pages).as_posix() for path in pages.rglob("*.md")}
    assert len(listed) == len(set(listed))
    # The page of examples leads to those of each; files that are linked are shown, but are no documents.
    assert set(listed) == {name for name in written if not name.startswith(("source/", "examples/"))}
    assert {name for name in written if name.startswith("examples/")} <= set(led_to(pages / "examples.md"))


@pytest.mark.parametrize("name", [name for name in recommender.__all__ if name != "__version__"])
def test_the_reference_of_python_has_each_public_name(links: dict[Path, Links], site: Path, name: str) -> None:
    assert f"recommender.{name}" in links[site / "python.html"].anchors


def test_the_reference_of_the_command_line_has_each_command(pages: Path) -> None:
    text = (pages / "commands.md").read_text("utf-8")
    names = [each.__name__ for each in COMMANDS] + [f"models {each.__name__}" for each in COMMANDS_OF_MODELS]
    assert [name for name in [*names, "import", "models list"] if f"`recommender {name}`" not in text] == []


def test_the_reference_of_http_has_each_call_and_each_object(pages: Path) -> None:
    text, described = (pages / "http.md").read_text("utf-8"), document()
    calls = [f"### `{method.upper()} {path}`" for path, item in described["paths"].items() for method in item]
    assert len(calls) > 20
    assert [line for line in calls if line not in text] == []
    assert [name for name in described["components"]["schemas"] if f"\n### {name}\n" not in text] == []
    assert "`GET /v1/articles/{article_id}/similar`" in text
    assert "list of [Card](#card)" in text


def test_examples_in_docstrings_are_code_and_not_quotations(site: Path) -> None:
    text = (site / "python.html").read_text("utf-8")
    assert text.count('<span class="gp">&gt;&gt;&gt; </span>') > 10
    assert "<blockquote>" not in text


def test_a_notebook_is_a_page_with_what_it_gave(site: Path) -> None:
    assert "data:image/" in (site / "notebooks" / "explore.html").read_text("utf-8")


@pytest.fixture
def address(site: Path, tmp_path: Path) -> Iterator[str]:
    """Serve the site on loopback, as any host of static files does."""
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(site)]
    with running(command, tmp_path / "server.log", r"(http://127\.0\.0\.1:\d+)") as served:
        yield served


@pytest.mark.browser
def test_the_search_finds_a_setting_and_nothing_leaves_the_machine(address: str, tmp_path: Path) -> None:
    with chromium(tmp_path) as port, new_tab(port, scripts=True) as tab:
        tab.open(f"{address}/settings.html")
        assert tab.texts("h1")[0].startswith("Settings")
        tab.value("document.querySelector('.md-search__button').click()")
        tab.wait_for(f"!!{SEARCH}")
        tab.value(f"Object.assign({SEARCH}, {{value: 'rollback'}}).dispatchEvent(new InputEvent('input'))")
        tab.wait_for(f"[...{SEARCH}.getRootNode().querySelectorAll('a')].some(e => /rollback/.test(e.textContent))")
        assert [each for each in tab.requested if not each.startswith((address, "data:", "blob:"))] == []
        assert tab.complaints == []

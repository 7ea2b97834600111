"""The embed on pages of React, Vue and Svelte that are rendered on the server and taken over in a real browser.

The frameworks come from npm, as `frameworks/package-lock.json` has them; their development builds warn of whatever in
the page is not as they rendered it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.support.browser import Tab, new_tab
from tests.support.embedding import File, Site, site
from tests.support.serving import path_of
from tests.support.site import serving

pytestmark = pytest.mark.browser

SOURCES = Path(__file__).parent / "frameworks"
FRAMEWORKS = ("react", "vue", "svelte")
FIRST, NEXT = "ac-0424-orrin-two-dead", "mw-0303-brightwater-approach"
ELEMENT = "document.querySelector('related-news')"
LINKS = f"[...({ELEMENT}.shadowRoot?.querySelectorAll('a') ?? [])].map((each) => each.innerText)"
JAVASCRIPT = "text/javascript; charset=utf-8"


def missing(what: str) -> None:
    """Skip a test that lacks something, and fail in CI."""
    say: Callable[[str], None] = pytest.fail if os.environ.get("CI") else pytest.skip
    say(what)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with each framework's page as its server renders it, and the script that takes it over."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        missing("no node and npm on this machine")
    folder = shutil.copytree(SOURCES, tmp_path_factory.mktemp("frameworks") / "pages")
    installed = subprocess.run(["npm", "ci"], cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if installed.returncode != 0:
        missing(f"npm cannot install the frameworks: {installed.stderr[-500:]}")
    (folder / "built").mkdir()
    done = subprocess.run(
        ["node", "build.mjs", "built"], cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder / "built"


@pytest.fixture(scope="module")
def service(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(published, datetime(2026, 4, 24, 18, tzinfo=UTC), tmp_path_factory.mktemp("service")) as address:
        yield address


@pytest.fixture
def host(built: Path, service: str) -> Iterator[Site]:
    """Return a site on another origin than the service, which its policy lets in."""
    # Vue compiles its template in the browser here; a build step would spare a site the eval.
    policy = f"default-src 'none'; script-src 'self' 'unsafe-eval' {service}; connect-src {service}; style-src 'self'"
    with site(policy) as running:
        for name in FRAMEWORKS:
            running.files[f"/{name}.js"] = File((built / f"{name}.js").read_bytes(), JAVASCRIPT)
            markup = (built / f"{name}.html").read_text("utf-8").replace("FIRST", FIRST).replace("NEXT", NEXT)
            head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title>'
            running.files[f"/{name}"] = File(f'{head}<div id="app">{markup}</div>'.encode())
        yield running


def load_embed(tab: Tab, service: str) -> None:
    """Add the script of the embed to the page, and wait until the box is there."""
    tab.value(
        "document.addEventListener('related-news:loaded', ({ detail }) => { window.seed = detail.seed; });"
        f"document.head.append(Object.assign(document.createElement('script'), {{ src: '{service}/embed.js' }}))"
    )
    tab.wait_for(f"{LINKS}.length")


def take_over(tab: Tab, name: str) -> None:
    """Let the framework take the page over, and wait until it has the button in its hands."""
    props = json.dumps({"article": FIRST, "next": NEXT})
    tab.value(
        f"window.before = {ELEMENT};"
        f"import('/{name}.js').then(({{ hydrate }}) => hydrate(document.querySelector('#app'), {props}))"
        ".then(() => new Promise((soon) => setTimeout(soon, 100)))"
    )


def cards(service: str, article_id: str) -> list[str]:
    """Return the titles that the service answers with."""
    with urlopen(f"{service}{path_of(article_id, 'related')}?k=3", timeout=60) as answer:
        return [card["title"] for card in json.load(answer)["cards"]]


@pytest.mark.parametrize("first", ["embed", "framework"])
@pytest.mark.parametrize("name", FRAMEWORKS)
def test_a_page_is_taken_over_without_a_warning_and_shows_its_cards(
    host: Site, service: str, driven: int, name: str, first: str
) -> None:
    with new_tab(driven, scripts=True) as tab:
        tab.open(f"{host.origin}/{name}")
        if first == "embed":
            load_embed(tab, service)
            take_over(tab, name)
        else:
            take_over(tab, name)
            load_embed(tab, service)
        assert tab.value(LINKS) == cards(service, FIRST)
        assert tab.value(f"{ELEMENT} === before"), "the framework has kept the element of the server"
        assert not tab.value(f"{ELEMENT}.shadowRoot.querySelector('[part=reason]')")

        tab.wait_for(f"document.querySelector('button').click() || window.seed === '{NEXT}'")
        assert tab.value(LINKS) == cards(service, NEXT)
        assert tab.value(f"{ELEMENT}.getAttribute('article')") == NEXT
        assert tab.value(f"{ELEMENT} === before")
        assert (tab.warnings, tab.complaints) == ([], [])


# What each of them looks at: React and Vue at elements, React at attributes too, Svelte at its own marks; without these
# it says nothing, and renders all of it anew.
CHANGES = [
    ("react", b"<h1>A story</h1>", b"<h2>Another</h2>"),
    ("react", b"<related-news ", b"<related-news empty "),
    ("vue", b"<h1>A story</h1>", b"<h2>Another</h2>"),
    ("svelte", b"<!--[-->", b""),
]


@pytest.mark.parametrize(("name", "rendered", "found"), CHANGES)
def test_the_frameworks_do_notice_a_page_that_is_not_as_they_rendered_it(
    host: Site, driven: int, name: str, rendered: bytes, found: bytes
) -> None:
    page = host.files[f"/{name}"]
    assert rendered in page.body
    host.files[f"/{name}"] = page._replace(body=page.body.replace(rendered, found))
    with new_tab(driven, scripts=True) as tab:
        tab.open(f"{host.origin}/{name}")
        take_over(tab, name)
        assert tab.warnings or tab.complaints or tab.value(f"{ELEMENT} !== before")

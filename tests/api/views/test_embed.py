"""The embed: what a page of others shows of a box, and that nothing of it runs there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from recommender.api import views
from tests.support.html import Html
from tests.support.reader_pages import box, card, front, read, teaser

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src http: https: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)


def test_the_embed_example_prints_a_line_that_can_be_copied() -> None:
    markup = views.embed_example(origin="https://r.example/", article_id='a "b" <c>')
    [line] = Html(markup).texts("pre")
    copied = Html(line)
    assert copied.find("script")[0][0] == {"src": "https://r.example/embed.js", "async": ""}
    assert copied.find("related-news")[0][0] == {"article": 'a "b" <c>', "box": "related", "k": "5"}
    assert Html(markup).find("related-news")[0][0]["article"] == 'a "b" <c>'


def test_the_embed_never_parses_data_as_markup() -> None:
    found = views.static_file("embed.js")
    assert found is not None
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|\.style\b", found[0].decode()
    )


def served(path: str) -> tuple[int, str, bytes]:
    """Answer as the service would, with hostile data, and with a page that looks at the results.

    Boxes that must not be shown are well-formed all the same: an error's body, and the answer to an empty id.
    """
    url = "javascript:window.pwned=1"
    title = "<img src=x onerror=window.pwned=1>"
    cards = [card(url=url, title=title, kind="sponsored"), card(article_id="x/y ?", publisher="<b>P</b>")]
    long = "Unbreakable" * 40
    if path.startswith("/v1/articles/a%2Fb%20%3F/similar?k=2"):
        return 200, "application/json", json.dumps(box("similar", *cards)).encode()
    if path.startswith("/v1/articles/none/related?k=5"):
        return 200, "application/json", json.dumps(box("related", notice="Nothing close enough.")).encode()
    if path.startswith("/v1/articles/"):
        return (
            200 if path.startswith("/v1/articles//") else 500,
            "application/json",
            json.dumps(box("related")).encode(),
        )
    if path == "/read/long":
        boxes = [
            box(name, card(title=long, publisher=long, also_published_by=[long])) for name in ("related", "similar")
        ]
        return 200, "text/html", read(*boxes, title=long, paragraphs=(long,), tags=[long], authors=[long]).encode()
    if path == "/front":
        section = {"name": long, "articles": [teaser(title=long), teaser(title=long)]}
        return 200, "text/html", front(teaser(standfirst=long), sections=(section,), site=long).encode()
    files: dict[str, tuple[str, str]] = {"/": ("text/html", PROBE), "/probe.js": ("text/javascript", PROBE_SCRIPT)}
    if path in files:
        return 200, files[path][0], files[path][1].encode()
    found = views.static_file(path.rsplit("/", 1)[-1])
    return (200, found[1], found[0]) if found else (404, "text/plain", b"")


PROBE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>probe</title><script src="/embed.js"></script>
<related-news id="good" article="a/b ?" box="similar" k="2"></related-news>
<related-news id="own" article="a/b ?" box="similar" k="2" link="/story/{id}" heading="Mehr"></related-news>
<related-news id="empty" article="none"></related-news>
<related-news id="broken" article="unknown"></related-news>
<related-news id="away" article="a" src="ftp://nowhere.example"></related-news>
<related-news id="idle"></related-news>
<related-news id="late"></related-news>
<iframe src="/read/long" width="360" height="600"></iframe><iframe src="/front" width="360" height="600"></iframe>
<pre id="seen"></pre><script src="/probe.js"></script></html>"""

PROBE_SCRIPT = """
const events = [];
document.addEventListener("related-news:loaded", (event) => events.push(event.target.id));
const texts = (root, part) => [...root.querySelectorAll(`[part=${part}]`)].map((e) => e.textContent);
const late = document.getElementById("late");
for (const [name, value] of [["article", "a/b ?"], ["box", "similar"], ["k", "2"]]) late.setAttribute(name, value);
window.addEventListener("load", () => setTimeout(() => {
  const seen = { events: events.sort(), pwned: window.pwned === 1, wider: [] };
  for (const element of document.querySelectorAll("related-news")) {
    const root = element.shadowRoot;
    seen[element.id] = root && {
      headings: texts(root, "heading"), titles: texts(root, "title"), meta: texts(root, "meta"),
      labels: texts(root, "label"), reasons: texts(root, "reason"), notices: texts(root, "notice"),
      links: [...root.querySelectorAll("a")].map((a) => a.getAttribute("href")),
      images: root.querySelectorAll("img").length,
      bullets: [...root.querySelectorAll("ol")].map((ol) => getComputedStyle(ol).listStyleType),
      empty: element.hasAttribute("empty"),
    };
  }
  for (const frame of document.querySelectorAll("iframe")) {
    const { scrollWidth, clientWidth } = frame.contentDocument.documentElement;
    seen.wider.push(scrollWidth - clientWidth);
  }
  document.getElementById("seen").textContent = JSON.stringify(seen);
}, 500));
"""


class Door(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, media_type, body = served(self.path)
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CSP + "; frame-src 'self'")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the base class's)
        pass


@contextmanager
def loopback() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def browser() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        missing: Callable[[str], None] = pytest.fail if os.environ.get("CI") else pytest.skip
        missing("no Chromium on this machine")
    assert found is not None
    return found


def dom(url: str, profile: Path) -> str:
    """Return the page as headless Chromium leaves it after its scripts have run."""
    quiet = [
        "--headless",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        f"--user-data-dir={profile}",
    ]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    command = [browser(), *quiet, *sandbox, "--virtual-time-budget=5000", "--dump-dom", url]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


@pytest.mark.browser
def test_in_a_browser_the_embed_shows_boxes_and_nothing_runs_or_overflows(tmp_path: Path) -> None:
    with loopback() as origin:
        markup = dom(origin + "/", tmp_path)
    found = re.search(r'<pre id="seen">(.*?)</pre>', markup, re.DOTALL)
    assert found is not None
    seen = json.loads(unescape(found[1]))
    title = "<img src=x onerror=window.pwned=1>"
    assert seen["good"] == {
        "headings": ["Similar News"],
        "titles": [title, "Ferries stop"],
        "meta": ["Times · 2 days ago", "<b>P</b> · 2 days ago"],
        "labels": ["Sponsored"],
        "reasons": ["Both mention Skerrow · 2 days earlier"] * 2,
        "notices": [],
        "links": ["https://p.example/c-1"],
        "images": 0,
        "bullets": ["none"],
        "empty": False,
    }
    assert seen["own"]["headings"] == ["Mehr"]
    assert seen["own"]["links"] == [f"{origin}/story/c-1", f"{origin}/story/x%2Fy%20%3F"]
    assert (seen["empty"]["notices"], seen["empty"]["titles"], seen["empty"]["empty"]) == (
        ["Nothing close enough."],
        [],
        True,
    )
    assert [seen["broken"], seen["away"], seen["idle"]] == [None, None, None]
    assert seen["events"] == ["empty", "good", "late", "own"], (
        "one for each box shown, however many attributes were set"
    )
    assert not seen["pwned"]
    assert seen["wider"] == [0, 0]

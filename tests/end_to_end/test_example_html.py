"""The plain page of the examples: the element by script, and the same box without any, from the server."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_server

import pytest

from tests.support.browser import PATIENCE, chromium, new_tab, running, until
from tests.support.examples import EXAMPLES, SEED, Service, service
from tests.support.programs import find_program

pytestmark = pytest.mark.browser

PAGE = EXAMPLES / "html"
TITLES = "[...document.querySelector('related-news').shadowRoot.querySelectorAll('[part~=link]')].map(e => e.innerText)"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is the base class's)
        pass


@pytest.fixture(scope="module")
def recommender(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(published, tmp_path_factory.mktemp("service")) as address:
        yield address


def copy_of_page(folder: Path, recommender: str, port: int = 8080) -> Path:
    """Return a copy of the example in which the service and nginx have other ports."""
    copy = shutil.copytree(PAGE, folder / "html")
    for path in copy.iterdir():
        text = path.read_text("utf-8").replace("http://127.0.0.1:8000", recommender)
        path.write_text(text.replace("127.0.0.1:8080", f"127.0.0.1:{port}"), "utf-8")
    return copy


@contextmanager
def serving_files(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def serving_with_nginx(folder: Path, port: int) -> Iterator[str]:
    nginx = find_program("nginx", "nginx", "-v")
    started = f"pid {folder / 'nginx.pid'};error_log {folder / 'error.log'} notice;"
    if os.geteuid() == 0:  # as another user it may not read a folder of root's tests
        started += "user root;"
    config = folder / "nginx.conf"
    own = [line for line in config.read_text("utf-8").splitlines() if not line.startswith(("pid", "error_log"))]
    config.write_text("\n".join([started, *own]), "utf-8")
    with running([nginx, "-p", f"{folder}/", "-e", "stderr", "-c", "nginx.conf"], folder / "log", "()"):
        for _ in until(PATIENCE):
            if (folder / "nginx.pid").exists():
                break
        yield f"http://127.0.0.1:{port}"


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as socket:
        port: int = socket.getsockname()[1]
        return port


def test_the_page_has_its_box_from_a_plain_file(recommender: Service, tmp_path: Path) -> None:
    copy = copy_of_page(tmp_path, recommender.address)
    titles = recommender.titles(SEED, "related")
    assert titles
    with (
        serving_files(copy) as origin,
        chromium(tmp_path) as port,
        new_tab(port, scripts=True, width=390) as tab,
    ):
        tab.open(f"{origin}/story.html")
        assert tab.wait_for(f"document.querySelector('related-news').shadowRoot && {TITLES}") == titles
        assert tab.value("document.documentElement.scrollWidth") <= 390
        assert tab.complaints == []


def test_the_page_has_its_box_without_scripts_and_is_there_without_the_service(
    recommender: Service, tmp_path: Path
) -> None:
    with chromium(tmp_path) as driven, new_tab(driven, scripts=False, width=390) as tab:
        titles = recommender.titles(SEED, "related")
        for number, (address, shows) in enumerate({recommender.address: titles, "http://127.0.0.1:9": []}.items()):
            (tmp_path / str(number)).mkdir()
            port = free_port()
            copy = copy_of_page(tmp_path / str(number), address, port)
            with serving_with_nginx(copy, port) as origin:
                tab.open(f"{origin}/story.html")
                assert tab.texts("h1") == ["Two dead in explosion at Orrin works"]
                assert tab.texts("related-news .related-news__link") == shows
                assert "error" not in tab.value("document.body.innerText").lower()

"""The Next.js site of the examples: installed by its lock file, built, run, and read in a browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.browser import chromium, new_tab, running
from tests.support.examples import EXAMPLES, SEED, Service, service
from tests.support.programs import find_program

NEXT = EXAMPLES / "nextjs"
MINUTES = 10 * 60.0  # seconds, generously: it is a minute on two cores
LINKS = "[...document.querySelector('related-news').shadowRoot?.querySelectorAll('[part~=link]') ?? []]"


@pytest.fixture(scope="module")
def recommender(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(published, tmp_path_factory.mktemp("service")) as address:
        yield address


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site, built; where npm cannot install it, skip, but fail in CI."""
    npm = find_program("npm", "nodejs npm", "--version")
    folder = shutil.copytree(
        NEXT, tmp_path_factory.mktemp("next") / "site", ignore=shutil.ignore_patterns("node_modules")
    )
    install = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(install, cwd=folder, capture_output=True, text=True, check=False, timeout=MINUTES)
    if done.returncode:
        missing: Callable[[str], None] = pytest.fail if os.environ.get("CI") else pytest.skip
        missing(f"npm cannot install Next.js: {done.stderr[-500:]}")
    environment = os.environ | {"NEXT_TELEMETRY_DISABLED": "1"}
    build = [npm, "run", "build"]
    done = subprocess.run(
        build, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=MINUTES
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@contextmanager
def site(built: Path, recommender: str, folder: Path) -> Iterator[str]:
    """Run the site."""
    settings = {"RELATED_NEWS_SERVICE": recommender, "RELATED_NEWS_PUBLIC": recommender, "NEXT_TELEMETRY_DISABLED": "1"}
    command = [
        "env",
        *(f"{name}={value}" for name, value in settings.items()),
        find_program("node", "nodejs", "--version"),
    ]
    command += [str(built / "node_modules" / "next" / "dist" / "bin" / "next"), "start", str(built)]
    command += ["--hostname", "127.0.0.1", "--port", "0"]
    with running(command, folder / "next.log", r"(http://127\.0\.0\.1:[1-9]\d*)") as origin:
        yield origin


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((NEXT / "package-lock.json").read_text("utf-8"))
    assert lock["packages"]["node_modules/next"]["integrity"]
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


@pytest.mark.slow
@pytest.mark.browser
def test_a_reader_sees_one_box_from_the_server_and_one_from_the_script(
    built: Path, recommender: Service, tmp_path: Path
) -> None:
    with site(built, recommender.address, tmp_path) as origin, chromium(tmp_path) as port:
        titles = recommender.titles(SEED, "related")
        for scripts in (False, True):
            with new_tab(port, scripts=scripts, width=390) as tab:
                tab.open(f"{origin}/stories/{SEED}")
                assert tab.texts(".related-news__link") == titles
                assert tab.value("document.querySelector('.related-news__link').pathname").startswith("/stories/")
                assert tab.value("document.documentElement.scrollWidth") <= 390
                if scripts:
                    assert tab.wait_for(f"{LINKS}.length") == len(recommender.titles(SEED, "similar"))
                assert tab.complaints == []


@pytest.mark.slow
@pytest.mark.browser
def test_the_page_is_there_without_the_service(built: Path, tmp_path: Path) -> None:
    with (
        site(built, "http://127.0.0.1:9", tmp_path) as origin,
        chromium(tmp_path) as port,
        new_tab(port, scripts=True) as tab,
    ):
        tab.open(f"{origin}/stories/{SEED}")
        assert tab.texts("h1") == ["Two dead in explosion at Orrin works"]
        assert tab.texts(".related-news") == []
        tab.open(f"{origin}/stories/nowhere")
        assert tab.wait_for("document.body.innerText.includes('404')")

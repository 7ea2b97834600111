"""The static files: named ones alone, from the package itself, and a stylesheet that everybody can read by."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from recommender.api import views

ROOT = Path(views.__file__).parents[3]


@pytest.mark.parametrize(
    "name", ["", "site", "SITE.CSS", "../pages.py", "/etc/passwd", "static/site.css", "embed.js\x00"]
)
def test_only_named_static_files_are_given(name: str) -> None:
    assert views.static_file(name) is None


@pytest.mark.parametrize(
    ("name", "media_type", "start"),
    [
        ("site.css", "text/css; charset=utf-8", b"/*"),
        ("embed.js", "text/javascript; charset=utf-8", b"/*"),
        ("icon.svg", "image/svg+xml", b"<svg"),
    ],
)
def test_static_files_come_with_their_media_type(name: str, media_type: str, start: bytes) -> None:
    found = views.static_file(name)
    assert found is not None
    assert found[0].startswith(start)
    assert found[1] == media_type


def stylesheet() -> str:
    found = views.static_file("site.css")
    assert found is not None
    return found[0].decode()


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    full = "".join(2 * c for c in colour) if len(colour) == 3 else colour
    channels = [int(full[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(part * share for part, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("words", ["ink", "muted", "accent"])
@pytest.mark.parametrize("ground", ["paper", "tint"])
def test_text_stands_out_in_both_schemes(scheme: int, words: str, ground: str) -> None:
    block = re.findall(r":root \{(.*?)\}", stylesheet(), re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([a-z-]+): #([0-9a-f]{3,6});", block))
    lighter, darker = sorted((luminance(colours[words]), luminance(colours[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_the_stylesheet_fetches_nothing() -> None:
    assert not re.search(r"url\(|@import|@font-face|https?:", stylesheet())


def python(code: str, path: Path) -> None:
    """Run code in a new interpreter that finds the package on `path` alone."""
    command = [sys.executable, "-P", "-W", "error", "-c", code]
    done = subprocess.run(command, env={"PYTHONPATH": str(path)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def archived(folder: Path) -> Path:
    """Pack the package into an archive, with an empty root so that the room is imported alone."""
    package = ROOT / "recommender"
    with zipfile.ZipFile(folder / "room.zip", "w") as archive:
        archive.writestr("recommender/__init__.py", "")
        archive.writestr("recommender/api/__init__.py", "")
        for file in [*package.glob("[!_]*.py"), *package.glob("article/**/*.py"), *package.glob("api/views/**/*.*")]:
            archive.write(file, file.relative_to(ROOT))
    return folder / "room.zip"


def test_importing_the_room_reads_no_template(tmp_path: Path) -> None:
    python(
        "from recommender.api.views import pages; assert not pages._environment.cache_info().currsize",
        archived(tmp_path),
    )


def test_pages_are_made_from_inside_an_archive(tmp_path: Path) -> None:
    """Templates and static files are package resources: no path of the file system is needed."""
    code = (
        "from recommender.api import views; assert '.zip' in views.__file__; assert views.static_file('site.css')[0];"
        "assert 'taken down' in views.missing_page(site='S', why='taken_down')"
    )
    python(code, archived(tmp_path))

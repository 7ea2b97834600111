"""Bundles: an export of several files is recognised by the names in one folder, wherever that stands."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from recommender.corpus import bundle
from recommender.corpus.archive import unpacked_files
from recommender.corpus.bundle import (
    Bundle,
    BundleReader,
    Claim,
    bundle_of_archive,
    bundle_of_folder,
    claims_of_archive,
    claims_of_folder,
    is_claimed,
)
from recommender.corpus.files import Record, read_head
from recommender.corpus.reading import Reading
from recommender.errors import CorpusError
from tests.support.sources import put, refuse_none


def read_nothing(_: Bundle, __: Reading) -> Iterator[tuple[str, Record]]:
    return iter(())


# An export has a list, and a folder of pages beside it; the letters are private.
PAIRS = BundleReader(
    "pairs",
    recognises=lambda folders, files: "list.csv" in files and "pages" in folders,
    claims=lambda name: name == "list.csv" or name.startswith(("pages/", "letters/")),
    wants=lambda name: not name.startswith("letters/"),
    read=read_nothing,
)
FILES = {"list.csv": "a", "pages/1.html": "one", "letters/1.txt": "dear", "other/news.csv": "b"}


def zipped(folder: Path, root: str) -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in FILES.items():
            archive.writestr(root + name, content)
    return put(folder, "pairs.zip", out.getvalue())


@pytest.mark.parametrize("root", ["", "deep/er/"])
def test_an_export_has_the_files_that_its_reader_claims(tmp_path: Path, root: str) -> None:
    for name, content in FILES.items():
        put(tmp_path / "folder", root + name, content)
    (claim,) = claims_of_folder(tmp_path / "folder", [PAIRS])
    of_folder = bundle_of_folder(tmp_path / "folder", claim)
    archive = zipped(tmp_path, root)
    head = read_head(archive)
    assert claims_of_archive(archive, head, [PAIRS]) == [claim]
    (tmp_path / "unpacked").mkdir()
    of_archive = bundle_of_archive(archive, head, claim, tmp_path / "unpacked", refuse_none)
    for each in (of_folder, of_archive):
        assert {name: path.read_text() for name, path in each.files.items()} == {"list.csv": "a", "pages/1.html": "one"}
        assert each.others == ("letters/1.txt",)
    assert [is_claimed(root + name, [claim]) for name in FILES] == [True, True, True, False]


def test_a_file_beside_the_folder_of_an_export_is_not_claimed() -> None:
    assert not is_claimed("list.csv", [Claim("deep", PAIRS)])
    assert not is_claimed("deeper/list.csv", [Claim("deep", PAIRS)])
    assert not is_claimed("deep", [Claim("deep", PAIRS)])


def test_an_export_that_unpacks_to_more_than_the_limit_is_refused_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "MAX_BUNDLE_BYTES", 2)
    archive = zipped(tmp_path, "")
    refused: list[CorpusError] = []
    (tmp_path / "unpacked").mkdir()
    part = bundle_of_archive(archive, read_head(archive), Claim("", PAIRS), tmp_path / "unpacked", refused.append)
    assert list(part.files) == ["list.csv"]
    assert [error.reason for error in refused] == ["cannot be unpacked: longer than 1 bytes"]


def test_no_export_is_seen_in_a_damaged_archive(tmp_path: Path) -> None:
    archive = put(tmp_path, "cut.zip", zipped(tmp_path, "").read_bytes()[:-30])
    assert claims_of_archive(archive, read_head(archive), [PAIRS]) == []


def test_a_file_without_a_name_in_an_archive_is_passed_over(tmp_path: Path) -> None:
    content = zipped(tmp_path, "").read_bytes().replace(b"list.csv", b"\0ist.csv")
    archive = put(tmp_path, "nameless.zip", content)
    assert [name for name, _ in unpacked_files(archive, content, lambda _: True, refuse_none)] == list(FILES)[1:]

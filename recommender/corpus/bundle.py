"""Exports of several files that belong together, such as a table of posts beside a page for the text of each.

In: a folder, or a zip or tar archive. Out: the folders in it that a `BundleReader` recognises, each with its files as
paths. The one idea: a bundle is recognised by the names in one folder, wherever that folder stands, and what it claims
is read by nobody else: an export also holds drafts, and what is private to its owner.
"""

from __future__ import annotations

import os
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from recommender.corpus.archive import DAMAGE, MAX_FILE_BYTES, open_files, unpack
from recommender.corpus.files import Record, Refuse
from recommender.corpus.formats import ZIP
from recommender.corpus.reading import Reading
from recommender.errors import CorpusError

# Of all files of one bundle in an archive, unpacked: as much as one file of an archive may have.
MAX_BUNDLE_BYTES = MAX_FILE_BYTES


class Bundle(NamedTuple):
    """The files of one export.

    Attributes:
        place: Its folder or archive, as messages name it.
        files: Where each file that its reader wants can be read, by its name below the folder of the export, sorted.
        others: The names of the files that its reader claims and does not want, sorted.
    """

    place: str
    files: Mapping[str, Path]
    others: tuple[str, ...]


class BundleReader(NamedTuple):
    """The reader of one kind of export.

    Attributes:
        name: The format as messages name it, such as ``Substack export``.
        recognises: Returns whether a folder is such an export, by the names of the folders and of the files in it.
        claims: Returns whether a file belongs to the export, by its name below the folder.
        wants: Returns whether a file that it claims is read.
        read: Yields records, each with the name of its file. A fault of the whole export is raised as `CorpusError`.
    """

    name: str
    recognises: Callable[[frozenset[str], frozenset[str]], bool]
    claims: Callable[[str], bool]
    wants: Callable[[str], bool]
    read: Callable[[Bundle, Reading], Iterator[tuple[str, Record]]]


class Claim(NamedTuple):
    """A folder that a reader recognises.

    Attributes:
        root: The path of the folder below the source, ``""`` if it is the source itself.
        reader: The reader.
    """

    root: str
    reader: BundleReader

    def name_of(self, path: str) -> str | None:
        """Return the name that a file has in the export, by its path below the source; None if it is not of it."""
        name = path.removeprefix(f"{self.root}/") if self.root else path
        is_below = not self.root or len(name) < len(path)
        return name if is_below and self.reader.claims(name) else None


def is_claimed(path: str, claims: Iterable[Claim]) -> bool:
    """Return whether a file belongs to one of the exports, by its path below the source."""
    return any(claim.name_of(path) is not None for claim in claims)


def claims_of_folder(folder: Path, readers: Iterable[BundleReader]) -> list[Claim]:
    """Return the exports in a folder, sorted by path; hidden folders are not looked into."""
    claims: list[Claim] = []
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        root = Path(where).relative_to(folder).as_posix().removeprefix(".")
        claims += _claims(root, frozenset(folders), frozenset(names), readers)
    return claims


def claims_of_archive(path: Path, head: bytes, readers: Iterable[BundleReader]) -> list[Claim]:
    """Return the exports in an archive, sorted by path; none of an archive that is damaged."""
    folders: defaultdict[str, set[str]] = defaultdict(set)
    files: defaultdict[str, set[str]] = defaultdict(set)
    try:
        for name in _names(path, head):
            inside = PurePosixPath(name)
            files[_text(inside.parent)].add(inside.name)
            for parent in list(inside.parents)[:-1]:
                folders[_text(parent.parent)].add(parent.name)
    except DAMAGE:
        pass  # whoever unpacks it reports the damage
    return [
        claim
        for root in sorted({*files, *folders})
        for claim in _claims(root, frozenset(folders[root]), frozenset(files[root]), readers)
    ]


def bundle_of_folder(folder: Path, claim: Claim) -> Bundle:
    """Return an export in a folder."""
    root = folder / claim.root
    names = [path.relative_to(root).as_posix() for path in sorted(root.rglob("*")) if path.is_file()]
    claimed = [name for name in names if claim.reader.claims(name)]
    files = {name: root / name for name in claimed if claim.reader.wants(name)}
    return Bundle(str(root), files, tuple(name for name in claimed if name not in files))


def bundle_of_archive(path: Path, head: bytes, claim: Claim, folder: Path, refuse: Refuse) -> Bundle:
    """Unpack an export in an archive.

    Args:
        path: The archive.
        head: Its first bytes.
        claim: Where in the archive it is.
        folder: An empty folder, where its files are written under names of our own.
        refuse: Takes each file that cannot be unpacked, and the rest of an archive that is too long or damaged.
    """
    others: list[str] = []

    def is_wanted(inside: PurePosixPath) -> bool:
        name = claim.name_of(str(inside))
        if name is not None and not claim.reader.wants(name):
            others.append(name)
        return name is not None and claim.reader.wants(name)

    files: dict[str, Path] = {}
    left = MAX_BUNDLE_BYTES
    try:
        with closing(open_files(path, head, is_wanted)) as opened:
            for number, (inside, file) in enumerate(opened):
                unpacked = folder / f"{number}{PurePosixPath(inside).suffix}"
                left -= unpack(file, unpacked, left)
                files[claim.name_of(str(PurePosixPath(inside))) or inside] = unpacked
    except DAMAGE as error:
        refuse(CorpusError(path, None, f"cannot be unpacked: {error}"))
    place = f"{path}/{claim.root}" if claim.root else str(path)
    return Bundle(place, dict(sorted(files.items())), tuple(sorted(others)))


def reading_of(bundle: Bundle, name: str, reading: Reading) -> Reading:
    """Return a reading of one file of an export, whose refusals and left-outs name the file as its owner knows it."""
    place = f"{bundle.place}/{name}"
    return replace(
        reading,
        refuse=lambda error: reading.refuse(CorpusError(place, error.line, error.reason)),
        leave_out=lambda record: reading.leave_out(record._replace(path=place)),
    )


def _claims(
    root: str, folders: frozenset[str], files: frozenset[str], readers: Iterable[BundleReader]
) -> Iterator[Claim]:
    for reader in readers:
        if reader.recognises(folders, files):
            yield Claim(root, reader)


def _names(path: Path, head: bytes) -> Iterator[str]:
    if head.startswith(ZIP):
        with zipfile.ZipFile(path) as archive:
            yield from archive.namelist()
        return
    with closing(open_files(path, head, lambda _: True)) as opened:
        for name, _ in opened:
            yield name


def _text(path: PurePosixPath) -> str:
    return str(path).removeprefix(".")

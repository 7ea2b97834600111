"""Files that appear whole or not at all.

In: what to write. Out: a file. The one idea: it is written under another name in the same folder, then renamed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_lines(path: str | Path, lines: Iterable[str]) -> None:
    """Write lines to a file; an interrupted write leaves the file that was there before."""
    path = Path(path)
    if path.exists() and not path.is_file():  # a pipe or a terminal cannot be replaced
        _write(path, lines)
        return
    with written_aside(path) as aside:
        _write(aside, lines)


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """Return a path to write to, which is renamed at the end; after an error, the file that was there before stays."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.aside")
    try:
        yield aside
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def synced(path: Path) -> Iterator[BinaryIO]:
    """Open a new file to write to; at the end, what was written has reached the disk.

    Raises:
        OSError: The disk is full, say; it names the file.
    """
    try:
        with path.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def _write(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)

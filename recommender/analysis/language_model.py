"""The model that languages are detected by, mapped from a file that all processes of a machine share.

In: py3langid, whose model is packed: each worker that unpacks it needs 75 MB of its own, and two thirds of a second of
the processor. Out: the same detector over arrays in the user's cache, unpacked once, in 10 ms. The one idea: they are a
snapshot of their own, written aside and renamed; where they cannot be written or read, or py3langid has changed, the
model is unpacked as it is.
"""

from __future__ import annotations

import logging
import os
import shutil
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.snapshots import Snapshot, open_snapshot, write_snapshot

log = logging.getLogger(__name__)


class Detector(Protocol):
    """What ranks languages."""

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Return all languages with their scores, best first."""


@cache
def detector() -> Detector:
    """Return the detector; it is made once for a process."""
    try:
        folder = cache_folder() / f"languages-{version('py3langid')}"
    except RuntimeError:  # a user without a home
        return _unpacked()
    try:
        return _mapped(open_snapshot(folder, verify=False))
    except SnapshotError:
        return _rewritten(folder)


def cache_folder() -> Path:
    """Return where files are kept that can be made anew: where compiled loops are, if these have a place of their own.

    Raises:
        RuntimeError: There is no such place: the user has no home.
    """
    place = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    return (Path(place) if place else Path.home() / ".cache") / "related-news-recommender"


def _rewritten(folder: Path) -> Detector:
    """Unpack the model, and return it mapped from a folder if it can be written there."""
    identifier = _unpacked()
    try:
        _write(folder, identifier)
        return _mapped(open_snapshot(folder, verify=False))
    except (OSError, SnapshotError, AttributeError, TypeError, ValueError) as error:
        log.info("the model of languages is not shared by processes: %s", error)
        return identifier


def _unpacked() -> Detector:
    from py3langid import langid

    try:
        identifier: Detector = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    except AttributeError:  # of an earlier version
        identifier = langid
    return identifier


def _write(folder: Path, identifier: Any) -> None:  # noqa: ANN401  (py3langid has no types)
    arrays: dict[str, NDArray[Any]] = {
        "table": np.asarray(identifier.nb_ptc),
        "prior": np.asarray(identifier.nb_pc),
        "moves": np.asarray(identifier.tk_nextmove, np.uint32),
        "rows": np.asarray(identifier.tk_row, np.uint32),
        "features": np.asarray(identifier.tk_output, np.int32),
    }
    aside = folder.with_name(f"{folder.name}-{uuid4().hex}")
    try:
        write_snapshot(aside, arrays, {"languages": list(identifier.nb_classes)})
        shutil.rmtree(folder, ignore_errors=True)  # of a writer that was killed
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _mapped(snapshot: Snapshot) -> Detector:
    """Return the detector over mapped arrays.

    Raises:
        SnapshotError: They are not those of a detector.
    """
    from py3langid.langid import LanguageIdentifier

    try:
        arrays = snapshot.arrays
        # Views of memory give plain integers, faster than arrays do.
        moves, rows, features = (memoryview(arrays[name]) for name in ("moves", "rows", "features"))  # type: ignore[arg-type]
        classes = list(snapshot.facts["languages"])
        detector: Detector = LanguageIdentifier(arrays["table"], arrays["prior"], classes, moves, features, tk_row=rows)
        detector.rank("a word")
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise SnapshotError(snapshot.path, "a model of languages", error) from None
    return detector

"""The model that languages are detected by, mapped from a file that all processes of a machine share.

In: py3langid, whose model is packed: each worker that unpacks it needs 75 MB of its own, and two thirds of a second of
the processor. Out: the same detector over arrays that are unpacked once (`shared_arrays`), in 10 ms. Where they cannot
be written or read, or py3langid has changed, the model is unpacked as it is.
"""

from __future__ import annotations

import logging
from functools import cache
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.analysis.shared_arrays import open_shared, write_shared
from recommender.errors import SnapshotError
from recommender.snapshots import Snapshot

log = logging.getLogger(__name__)


class Detector(Protocol):
    """What ranks languages."""

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Return all languages with their scores, best first."""


@cache
def detector() -> Detector:
    """Return the detector; it is made once for a process."""
    name = f"languages-{version('py3langid')}"
    try:
        return _mapped(open_shared(name))
    except SnapshotError:
        return _rewritten(name)


def _rewritten(name: str) -> Detector:
    """Unpack the model, and return it mapped from files if it can be written there."""
    identifier = _unpacked()
    try:
        return _mapped(_write(name, identifier))
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


def _write(name: str, identifier: Any) -> Snapshot:  # noqa: ANN401  (py3langid has no types)
    arrays: dict[str, NDArray[Any]] = {
        "table": np.asarray(identifier.nb_ptc),
        "prior": np.asarray(identifier.nb_pc),
        "moves": np.asarray(identifier.tk_nextmove, np.uint32),
        "rows": np.asarray(identifier.tk_row, np.uint32),
        "features": np.asarray(identifier.tk_output, np.int32),
    }
    return write_shared(name, arrays, {"languages": list(identifier.nb_classes)})


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

"""The way in: ``recommender`` and ``python -m recommender`` are the command line, which Ctrl-C ends from the start."""

from __future__ import annotations

import gc
import os
import signal

# How many new objects Python waits for before it looks for cycles among them. What is imported at a start stays, and
# with Python's own 700 a seventh of a start goes into looking through it again and again. At least 1, objects; by hand.
NEW_OBJECTS = 50_000


def main() -> None:
    """Run the command line; while its parts are loaded, Ctrl-C ends it with 130 and without a traceback."""
    gc.set_threshold(NEW_OBJECTS)
    waits = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # or it is ignored, as under nohup
    if waits:
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    from recommender.cli import main as run

    if waits:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


if __name__ == "__main__":
    main()

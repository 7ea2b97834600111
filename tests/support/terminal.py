"""What a command of the terminal door leaves behind, for tests; the fixture `command` runs one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple


class Said(NamedTuple):
    """What a command left: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def record(self) -> Any:
        """Return the JSON value that is all of stdout, of a command that succeeded."""
        assert self.code == 0, self.err
        return json.loads(self.out)


Command = Callable[..., Said]

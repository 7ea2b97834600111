"""How often something was called: what tests look at where a clock would say how busy the machine is."""

from __future__ import annotations

from typing import Any

import pytest


def calls_of(patch: pytest.MonkeyPatch, owner: object, name: str) -> list[tuple[Any, ...]]:
    """Return a list that grows by the arguments of each call of a function of a class or module."""
    function, calls = getattr(owner, name), list[tuple[Any, ...]]()

    def noted(*arguments: Any, **options: Any) -> Any:
        calls.append(arguments)
        return function(*arguments, **options)

    patch.setattr(owner, name, noted)
    return calls

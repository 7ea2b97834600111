"""Cycles are looked for after a start, by whoever wants them looked for."""

from __future__ import annotations

import gc

import pytest

from recommender.api.starting import collecting_later


@pytest.mark.parametrize("is_enabled", [True, False])
def test_what_was_switched_off_stays_off_and_else_it_is_on_again(is_enabled: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if is_enabled else gc.disable)()
        with collecting_later():
            assert not gc.isenabled()
        assert gc.isenabled() == is_enabled
    finally:
        (gc.enable if before else gc.disable)()

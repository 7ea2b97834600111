"""Cycles are looked for after a start, by whoever wants them looked for."""

from __future__ import annotations

import gc
import platform
import subprocess
import sys

import pytest

from recommender.api.starting import collecting_later, use_one_arena

SERVING = """
import sys
from recommender.api import create_app
from recommender.settings import Settings
create_app(Settings(models="models"))
print(sorted({"recommender.corpus", "pandas", "sklearn", "scipy.sparse", "pyarrow", "rich"} & set(sys.modules)))
"""


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


def test_what_serves_imports_neither_readers_of_sources_nor_what_trains() -> None:
    done = subprocess.run([sys.executable, "-c", SERVING], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_threads_share_one_arena_where_the_c_library_has_several() -> None:
    assert use_one_arena() or platform.libc_ver()[0] != "glibc"

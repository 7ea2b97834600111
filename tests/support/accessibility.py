"""What axe-core (https://github.com/dequelabs/axe-core) finds wrong with a page; the package axe-core-python has it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.browser import Tab

# All rules, those of good practice included; frames are none of ours.
RUN = """
axe.run(document, {iframes: false}).then(result => JSON.stringify(result.violations.map(rule => [
  rule.impact, rule.id, rule.nodes.map(node => node.html.slice(0, 200) + " | " + node.failureSummary)
])))
"""


@cache
def axe_script() -> str:
    """Return the script; without the package the test is skipped, and in CI it fails."""
    package = find_spec("axe_core_python")
    if package is None or package.origin is None:
        missing: Callable[[str], None] = pytest.fail if os.environ.get("CI") else pytest.skip
        missing("axe-core-python is not installed")
    assert package is not None
    assert package.origin is not None
    return (Path(package.origin).parent / "axe.min.js").read_text("utf-8")


def violations(tab: Tab) -> list[str]:
    """Return what axe-core finds wrong with the page of a tab, of whatever impact, as lines to be read."""
    tab.value(axe_script() + "; undefined")
    found = json.loads(tab.value(RUN))
    return [f"{impact} {rule}: {node}" for impact, rule, nodes in found for node in nodes]

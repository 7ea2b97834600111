"""Let docstrings be shown as they are meant: examples as code, and two names on a line as two names.

An extension of griffe, which reads docstrings for mkdocstrings; see `plugins` in mkdocs.yml.
"""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension, Object

# From a prompt to a blank line or the end, with what the example gives: Markdown would take prompts for quotations.
EXAMPLE = re.compile(r"^( *)>>> .*(?:\n(?! *$).*)*", re.MULTILINE)
# Two names of one meaning, with the lines that go on; after three of them come two, and so on.
NAMES = re.compile(r"^( +)(\w+), ((?:\w+, )*\w+): (.*(?:\n\1 +\S.*)*)", re.MULTILINE)


class Docstrings(Extension):
    """Rewrite every docstring that is read."""

    def on_object(self, *, obj: Object, **_: Any) -> None:  # noqa: ANN401 - griffe's own signature
        """Rewrite the docstring of one object."""
        if obj.docstring:
            obj.docstring.value = fenced(apart(obj.docstring.value))


def fenced(docstring: str) -> str:
    r"""Return a docstring with its examples as blocks of code.

    >>> fenced("Add.\n\n>>> 1 + 1\n2\n\nMore.")
    'Add.\n\n```pycon\n>>> 1 + 1\n2\n```\n\nMore.'
    """
    return EXAMPLE.sub(lambda found: f"{found[1]}```pycon\n{found[0]}\n{found[1]}```", docstring)


def apart(docstring: str) -> str:
    r"""Return a docstring with a line for each name.

    >>> apart("Args:\n    a, b: Widths,\n        in metres.\n    c: A name, or: none.")
    'Args:\n    a: Widths,\n        in metres.\n    b: Widths,\n        in metres.\n    c: A name, or: none.'
    """
    while True:
        after = NAMES.sub(r"\1\2: \4\n\1\3: \4", docstring)
        if after == docstring:
            return after
        docstring = after

"""Show a notebook as a page: its text, its code, and what the code gave.

In: a notebook with its outputs, as committed. Out: Markdown, with pictures and frames as they are in the notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

# A style sheet of pandas's within a frame would be shown as text.
STYLE = re.compile(r"<style.*?</style>", re.DOTALL)


def notebook_page(path: Path) -> str:
    """Return a notebook as Markdown."""
    cells = nbformat.read(path, as_version=4).cells  # type: ignore[no-untyped-call]
    return "\n\n".join(part for cell in cells for part in parts_of(cell)) + "\n"


def parts_of(cell: Any) -> Iterator[str]:  # noqa: ANN401 - a dictionary with attributes, of no type that can be named
    """Yield what a cell shows."""
    if cell.cell_type != "code":
        yield cell.source
        return
    yield f"```python\n{cell.source}\n```"
    for output in cell.outputs:
        yield shown(output)


def shown(output: Any) -> str:  # noqa: ANN401
    """Return what an output shows, of the forms it has: a picture, a frame or text.

    >>> from types import SimpleNamespace
    >>> print(shown(SimpleNamespace(text="3 articles", get=lambda *_: {})))
    ```text
    3 articles
    ```
    """
    data = output.get("data", {})
    if "image/png" in data:
        return f'<img alt="What the cell above draws" src="data:image/png;base64,{data["image/png"].strip()}">'
    if "image/svg+xml" in data:
        return f"<div>{data['image/svg+xml']}</div>"
    if "text/html" in data:
        # A blank line would end the block of HTML.
        return "<div>" + re.sub(r"\n\s*\n", "\n", STYLE.sub("", data["text/html"])) + "</div>"
    text = data.get("text/plain") or output.text
    return f"```text\n{text.rstrip()}\n```"

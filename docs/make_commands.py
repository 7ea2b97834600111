"""Write the reference of the command line from the commands themselves, as `typer utils docs` does."""

from __future__ import annotations

import re

import typer
from typer.cli import get_docs_for_click
from typer.main import get_command

from recommender.cli import app


def page() -> str:
    """Return every command with its arguments and options, as Markdown without a title."""
    command = get_command(app)
    text = get_docs_for_click(obj=command, ctx=typer.Context(command), name="recommender", indent=0)
    return plain(text.partition("\n")[2])


def plain(text: str) -> str:
    """Return what typer writes, with types in brackets as text rather than as markup.

    >>> plain("* `--k INTEGER`: Cards. <b>x</b>  [default: 5]")
    '* `--k INTEGER`: Cards. &lt;b&gt;x&lt;/b&gt;  [default: 5]'
    """
    inside = re.compile(r"(`[^`]*`)")
    parts = inside.split(text)
    return "".join(part if part.startswith("`") else part.replace("<", "&lt;").replace(">", "&gt;") for part in parts)

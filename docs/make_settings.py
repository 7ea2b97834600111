"""Make docs/settings.md from the code: every setting, what it does, its default, its range and its unit.

python docs/make_settings.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from recommender.settings import Settings

PAGE = Path(__file__).with_name("settings.md")
TOP = """# Settings

Every setting of the service, made from the code by `docs/make_settings.py`; a test compares the two. They are variables
of the environment; an empty one is as good as none. `recommender serve` takes some of them as options too
(`recommender serve --help`).

| variable | what it sets | default | range | unit |
| --- | --- | --- | --- | --- |
"""
BOUNDS = {"exclusiveMinimum": "more than", "minimum": "at least", "maximum": "at most", "maxProperties": "at most"}


def page() -> str:
    """Return the whole page, as Markdown."""
    return TOP + "".join(line(name, schema) for name, schema in Settings.model_json_schema()["properties"].items())


def line(name: str, schema: dict[str, Any]) -> str:
    """Return the line of the table for one setting, from its JSON schema."""
    cells = (
        f"`RECOMMENDER_{name.upper()}`",
        schema["description"],
        default_of(schema),
        bounds_of(schema),
        schema["unit"],
    )
    return f"| {' | '.join(cells)} |\n"


def default_of(schema: dict[str, Any]) -> str:
    """Return the default of a setting as it is written in the environment.

    >>> default_of({"default": 1.0}), default_of({"default": True}), default_of({"default": []})
    ('`1`', '`true`', 'none')
    """
    default = schema.get("default")
    if default is None or default == []:
        return "none"
    return f"`{default}`" if isinstance(default, str) else f"`{json.dumps(default).removesuffix('.0')}`"


def bounds_of(schema: dict[str, Any]) -> str:
    """Return between which bounds a setting must be.

    >>> bounds_of({"exclusiveMinimum": 0, "maximum": 3600})
    'more than 0, at most 3,600'
    """
    return ", ".join(f"{words} {schema[name]:,}" for name, words in BOUNDS.items() if name in schema)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

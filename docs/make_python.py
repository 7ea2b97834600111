"""Write the reference of the Python interface: what the package and the room of evaluation let out by name."""

from __future__ import annotations

from types import ModuleType

import recommender
from recommender import evaluation

PACKAGES: tuple[tuple[str, ModuleType], ...] = (
    ("The package", recommender),
    ("Measuring: recommender.evaluation", evaluation),
)


def page() -> str:
    """Return a heading for each package, and for each of its public names what mkdocstrings is to write there."""
    return "\n".join(f"## {title}\n\n{''.join(map(directive, names(package)))}" for title, package in PACKAGES)


def names(package: ModuleType) -> list[str]:
    """Return the public names of a package in their order, with its own before them.

    >>> names(recommender)[:2]
    ['recommender.Article', 'recommender.Box']
    """
    return [f"{package.__name__}.{name}" for name in sorted(package.__all__) if not name.startswith("_")]


def directive(name: str) -> str:
    """Return the line for which mkdocstrings writes an object's documentation."""
    return f"::: {name}\n\n"

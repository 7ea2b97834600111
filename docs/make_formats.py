"""Make the tables of docs/formats.md from the code: every format that is read, and the specification it is read by.

python docs/make_formats.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from recommender.corpus import dialects, readers
from recommender.corpus.bundle import BundleReader
from recommender.corpus.dialects.dialect import Dialect, TableDialect
from recommender.corpus.reading import Reader

PAGE = Path(__file__).with_name("formats.md")
START, END = "<!-- made from the code: start -->\n", "<!-- made from the code: end -->\n"
TABLES = (
    ("Files, and exports of several files", readers, (Reader, BundleReader)),
    ("JSON and tables of one system", dialects, (Dialect, TableDialect)),
)


def page(before: str) -> str:
    """Return the whole page with its tables made anew."""
    head, _, rest = before.partition(START)
    _, _, tail = rest.partition(END)
    tables = "\n".join(table(*each) for each in TABLES)
    return f"{head}{START}\n{tables}\n{END}{tail}"


def table(title: str, package: ModuleType, kinds: tuple[type, ...]) -> str:
    """Return the table of the formats that the modules of a package read."""
    lines = (f"| {what} | {source} |\n" for what, source in formats_of(package, kinds))
    return f"### {title}\n\n| what is read | by which specification, or whose files |\n| --- | --- |\n{''.join(lines)}"


def formats_of(package: ModuleType, kinds: tuple[type, ...]) -> Iterator[tuple[str, str]]:
    """Yield what each module of a package reads, and its sources; modules that read nothing themselves are left out."""
    for each in iter_modules(package.__path__):
        module = import_module(f"{package.__name__}.{each.name}")
        if defines_one_of(module, kinds):
            title, _, rest = str(module.__doc__).strip().partition("\n")
            address = f"../{module.__name__.replace('.', '/')}.py"
            yield f"[{cell(title.rstrip('.'))}]({address})", cell(sources_of(rest))


def defines_one_of(module: ModuleType, kinds: tuple[type, ...]) -> bool:
    """Return whether a module holds an object of some types, or a tuple of them."""
    for value in vars(module).values():
        if isinstance(value, kinds) or (isinstance(value, tuple) and any(isinstance(item, kinds) for item in value)):
            return True
    return False


def sources_of(docstring: str) -> str:
    r"""Return what a docstring says of its sources.

    >>> sources_of("In: a path. Out: records.\nSources: RFC 4287 (Atom),\njsonfeed.org 1.1.")
    'RFC 4287 (Atom), jsonfeed.org 1.1'
    """
    found = re.search(r"\bSources?(?: of [\w ]+)?: (.*)", " ".join(docstring.split()))
    return found[1].rstrip(".") if found else ""


def cell(text: str) -> str:
    """Return a text as the cell of a table."""
    return text.replace("|", "\\|").replace("``", "`")


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")

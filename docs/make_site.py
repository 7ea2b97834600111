"""Write the pages from which the site is built: those of docs/, what they lead to, and what is made from the code.

    python docs/make_site.py     writes build/pages, for `zensical build --strict`

In: the documents of the repository as they can be read there, with links to files beside and above them. Out: a folder
of pages in which each of these links leads to a page: documents outside docs/ become pages, notebooks are shown with
what they gave, and any other file that a link names becomes a page of its source. No generator of sites is needed here.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "build" / "pages"
sys.path.insert(0, str(ROOT))

from docs import make_commands, make_http, make_python  # noqa: E402 - what is beside this file, wherever it is run
from docs.notebook_pages import notebook_page  # noqa: E402

# Documents outside docs/ by their paths in the repository, and the pages that they become.
DOCUMENTS = {
    "README.md": "index.md",
    "ARCHITECTURE.md": "architecture.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "data/README.md": "sample-corpus.md",
    "examples/README.md": "examples.md",
    "deploy/README.md": "deploy.md",
}
# Where a page of docs/ has this line, what is made from the code comes in its place, and in that of the paragraph
# before it, which says in the repository that it is not there.
MARK = "<!-- made from the code when the site is built -->"
INSTEAD = re.compile(rf"\n\n[^\n]+(?:\n[^\n]+)*\n\n{re.escape(MARK)}\n")
MADE: dict[str, Callable[[], str]] = {
    "docs/http.md": make_http.page,
    "docs/commands.md": make_commands.page,
    "docs/python.md": make_python.page,
}
LINK = re.compile(r"(!?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\()([^)\s]+)(\))")
FENCE = re.compile(r"^ *(`{3,}|~{3,})")
PICTURES = {".png", ".svg", ".jpg", ".webp"}
LANGUAGES = {".py": "python", ".yml": "yaml", ".js": "javascript", ".conf": "nginx", ".service": "ini", ".timer": "ini"}


def write(folder: Path) -> None:
    """Write all pages anew, and all that they lead to."""
    shutil.rmtree(folder, ignore_errors=True)
    waiting, seen = list(documents()), set[str]()
    while waiting:
        path = waiting.pop()
        if page_of(path) in seen or not (ROOT / path).exists():
            continue
        seen.add(page_of(path))
        target = folder / page_of(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix in PICTURES:
            shutil.copyfile(ROOT / path, target)
            continue
        text = text_of(path)
        if path.endswith((".md", ".ipynb")):
            waiting += targets(text, path)
            text = relinked(text, path)
        target.write_text(text, "utf-8")


def documents() -> Iterator[str]:
    """Yield the documents that are pages, as paths in the repository; the front page of docs/ is that of the site."""
    for pattern in ("docs/**/*.md", "examples/*/README.md"):
        for path in sorted(ROOT.glob(pattern)):
            yield path.relative_to(ROOT).as_posix()
    yield from (path for path, page in DOCUMENTS.items() if page != "index.md")


def page_of(path: str) -> str:
    """Return the page that a file of the repository becomes, by its path there.

    >>> [page_of(path) for path in ("docs/settings.md", "ARCHITECTURE.md", "examples/ghost/README.md")]
    ['settings.md', 'architecture.md', 'examples/ghost.md']
    >>> [page_of(path) for path in ("notebooks/tune.ipynb", ".assets/desk.png", "recommender/errors.py")]
    ['notebooks/tune.md', 'assets/desk.png', 'source/recommender/errors.py.md']
    """
    as_path = PurePosixPath(path)
    if path in DOCUMENTS:
        return DOCUMENTS[path]
    if as_path.is_relative_to("docs") and as_path.suffix == ".md":
        return str(as_path.relative_to("docs"))
    if as_path.name == "README.md" and len(as_path.parts) > 1:
        return f"{as_path.parent}.md"
    if as_path.suffix == ".ipynb":
        return str(as_path.with_suffix(".md"))
    if as_path.suffix in PICTURES:
        return str(as_path).replace(".assets", "assets")
    return f"source/{path}.md"


def text_of(path: str) -> str:
    """Return a file of the repository as Markdown, links as they are there."""
    source = ROOT / path
    if source.is_dir():
        names = sorted(each.name for each in source.iterdir() if each.name != "__pycache__")
        return page_of_source(path, "\n".join(f"- `{name}`" for name in names))
    if source.suffix == ".ipynb":
        return notebook_page(source)
    text = source.read_text("utf-8")
    if source.suffix != ".md":
        language = LANGUAGES.get(source.suffix, source.suffix.removeprefix("."))
        return page_of_source(path, f"`````````{language}\n{text}\n`````````")
    if path in MADE:
        before, *behind = INSTEAD.split(text)
        assert len(behind) == 1, f"expected a paragraph and the line {MARK} in {path}"
        return f"{before}\n\n{MADE[path]().strip()}\n{behind[0]}"
    return text


def page_of_source(path: str, text: str) -> str:
    """Return a page that shows a file, which the search leaves out."""
    return f"---\nsearch:\n  exclude: true\n---\n# {path}\n\n{text}\n"


def targets(text: str, path: str) -> Iterator[str]:
    """Yield the files of the repository to which a document leads, as paths there."""
    for line, is_code in lines_of(text):
        for _, target, _ in () if is_code else LINK.findall(line):
            if resolved := resolve(target, path):
                yield resolved[0]


def resolve(target: str, path: str) -> tuple[str, str] | None:
    """Return the file and the anchor to which a link of a document leads; None where it leads elsewhere, or within.

    >>> resolve("../recommender/errors.py#L3", "docs/glossary.md"), resolve("https://news.example", "docs/glossary.md")
    (('recommender/errors.py', '#L3'), None)
    """
    if re.match(r"[a-z]+:|#|/", target):
        return None
    file, mark, name = target.partition("#")
    return PurePosixPath(os.path.normpath(PurePosixPath(path).parent / file)).as_posix(), mark + name


def lines_of(text: str) -> Iterable[tuple[str, bool]]:
    r"""Yield the lines of a document, and of each whether it is code.

    >>> list(lines_of("a\n```sh\nb\n```\nc"))
    [('a', False), ('```sh', True), ('b', True), ('```', True), ('c', False)]
    """
    fence = ""
    for line in text.splitlines():
        mark = FENCE.match(line)
        if mark and fence and mark[1].startswith(fence):
            fence = ""
            yield line, True
            continue
        if mark and not fence:
            fence = mark[1]
        yield line, bool(fence)


def relinked(text: str, path: str) -> str:
    """Return a document with its links as they are in the site."""
    here = PurePosixPath(page_of(path)).parent

    def link(found: re.Match[str]) -> str:
        resolved = resolve(found[2], path)
        if resolved is None or not (ROOT / resolved[0]).exists():
            return found[0]
        page = page_of(resolved[0])
        anchor = "" if page.startswith("source/") else resolved[1]
        return f"{found[1]}{os.path.relpath(page, here)}{anchor}{found[3]}"

    return "".join(f"{line if is_code else LINK.sub(link, line)}\n" for line, is_code in lines_of(text))


if __name__ == "__main__":
    write(PAGES)

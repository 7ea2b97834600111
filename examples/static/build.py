"""A static site: every story a page with its boxes, and no service behind it.

    recommender export --models build/demo --out pages.jsonl
    python examples/static/build.py data/articles.jsonl pages.jsonl public

An export has the boxes of all articles that may be shown at its moment; an article that is not in it gets no page. Run
both after each training, and when something is taken down, and copy the folder to where the site is: it is made anew,
so that the page of what was taken down is gone, too.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from shutil import rmtree
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from recommender import read_articles

HEADINGS = {"similar": "Similar news", "related": "Related", "breaking": "Breaking news"}
TEMPLATES = Path(__file__).with_name("templates")


def build(source: str, pages: Path, folder: Path) -> int:
    """Write the site, and return of how many stories.

    Args:
        source: What `read_articles` reads: files, a folder, or the address of a store.
        pages: What `recommender export` wrote.
        folder: Where the site is written; what is in it is deleted.
    """
    boxes = {page["seed"]: page["boxes"] for page in read_pages(pages)}
    stories = [article for article in read_articles(source) if article.article_id in boxes]
    stories.sort(key=lambda story: (story.published_at is not None, story.published_at), reverse=True)
    # Titles and texts come from outside: the templates escape them.
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.globals |= {"headings": HEADINGS, "file_of": file_of, "ids": {story.article_id for story in stories}}
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    front = environment.get_template("front.html").render(stories=stories)
    (folder / "index.html").write_text(front, "utf-8")
    template = environment.get_template("story.html")
    for story in stories:
        page = template.render(story=story, boxes=boxes[story.article_id])
        (folder / file_of(story.article_id)).write_text(page, "utf-8")
    return len(stories)


def read_pages(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the pages of an export, one a line."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def file_of(article_id: str) -> str:
    """Return the name of a story's file; an id may be an address, or hold what no file's name may."""
    if re.fullmatch(r"\w[\w-]{0,99}", article_id, re.ASCII) and article_id != "index":
        return f"{article_id}.html"
    return f"story-{blake2b(article_id.encode(), digest_size=10).hexdigest()}.html"


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: build.py ARTICLES PAGES.jsonl FOLDER")
    print(f"{build(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))} stories in {sys.argv[3]}")

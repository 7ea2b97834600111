"""What a page takes in process, and which of its parts takes how much.

    python benchmarks/page.py [--corpora allsides pieces40000 pieces80000] [--models FOLDER] [--seeds 200] [--json FILE]

In: allsides, its texts in pieces, or generated articles. Out: for each corpus, the processor's milliseconds of a page
beside an article, from the article's id to the page's record, and of each part of it, as medians over seeds drawn at
random. Each page is made once as a whole, then again by part, when what it reads has been read once. A part that is run
twice a page, once for each box, counts as the sum. A model is trained on each corpus first, and kept in a folder where
one is named: the next run reads it from there. The parts are timed within the code that answers requests, by a clock
around each of its calls; what remains is the page's own, and the clocks' few microseconds.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from time import process_time
from typing import ParamSpec, TypeVar
from unittest.mock import patch

import corpora
import measuring
import numpy as np

from recommender import Recommender
from recommender.article import Article
from recommender.engine import recommender as engine

# The calls that a page is made of, and the names of the parts.
PARTS = {
    "mute": "seed",
    "rules_beside": "rules",
    "search_beside": "search",
    "rank": "policies",
    "cards_of_boxes": "cards",
    "breaking_box": "breaking",
    "trending_box": "trending",
}

P = ParamSpec("P")
T = TypeVar("T")
WARM_UP = 20  # Pages that count for nothing: loops are compiled, and files are read for the first time.


def main() -> None:
    """Measure pages."""
    parser = measuring.parser(__doc__)
    parser.add_argument("--corpora", nargs="+", default=["allsides", "pieces40000", "pieces80000"])
    parser.add_argument("--models", type=Path, default=None, help="where trained models are kept")
    parser.add_argument("--seeds", type=int, default=200, help="how many pages (%(default)s)")
    options = parser.parse_args()
    report = measuring.Report.begin("page", options)
    with tempfile.TemporaryDirectory() as folder:
        for name in options.corpora:
            recommender = trained(name, options.models or Path(folder))
            pages = timed_pages(recommender, options.seeds, options.seed)
            report.add(name, articles=len(recommender.index), pages=len(pages), **medians(pages))
    report.end()


def trained(name: str, folder: Path) -> Recommender:
    """Return a model of a corpus, from a folder if it is there; else it is trained and saved there."""
    if not (folder / name).exists():
        folder.mkdir(parents=True, exist_ok=True)
        Recommender.fit(articles_of(name)).save(folder / name)
    return Recommender.load(folder / name)


def articles_of(name: str) -> Iterable[Article]:
    """Return the articles of a corpus, such as allsides, pieces40000 or generated5000.

    Raises:
        ValueError: The name is none of a corpus.
    """
    match = re.fullmatch(r"(allsides|pieces|generated)(\d*)", name)
    if match is None:
        raise ValueError(f"corpus: expected allsides, pieces or generated, and a number, found {name}")
    return corpora.corpus(match[1], int(match[2]) if match[2] else None)


def timed_pages(recommender: Recommender, n_seeds: int, seed: int) -> list[dict[str, float]]:
    """Return the seconds of each part of some pages, and of each page as a whole."""
    rows = np.random.default_rng(seed).choice(len(recommender.index), n_seeds + WARM_UP)
    ids = [recommender.catalogue.id_of(row) for row in rows.tolist()]
    return [timed_page(recommender, article_id) for article_id in ids][WARM_UP:]


def timed_page(recommender: Recommender, article_id: str) -> dict[str, float]:
    """Return the seconds of each part of the page beside an article: first without clocks within, then by part."""
    begin = process_time()
    recommender.page(recommender.seed(article_id)).to_record()
    spent = {"page": process_time() - begin}
    calls = {call: timed(getattr(engine, call), part, spent) for call, part in PARTS.items()}
    with ExitStack() as clocks:
        for call, clocked in calls.items():
            clocks.enter_context(patch.object(engine, call, clocked))
        begin = process_time()
        page = recommender.page(timed(recommender.seed, "seed", spent)(article_id))
        timed(page.to_record, "record", spent)()
        whole = process_time() - begin
    spent["rest"] = whole - sum(spent[part] for part in {"record", *PARTS.values()})
    return spent


def timed(call: Callable[P, T], part: str, spent: dict[str, float]) -> Callable[P, T]:
    """Return a function that adds what a call takes to the seconds of a part."""

    def with_clock(*args: P.args, **options: P.kwargs) -> T:
        begin = process_time()
        answer = call(*args, **options)
        spent[part] = spent.get(part, 0.0) + process_time() - begin
        return answer

    return with_clock


def medians(pages: list[dict[str, float]]) -> dict[str, float]:
    """Return the median milliseconds of the page and of each part."""
    parts = ["page", *dict.fromkeys(PARTS.values()), "record", "rest"]
    return {f"{part}_ms": 1000 * float(np.median([page.get(part, 0.0) for page in pages])) for part in parts}


if __name__ == "__main__":
    main()

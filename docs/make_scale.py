"""Make docs/scale.md: what archives and readerships of many sizes would cost, by arithmetic from measured figures.

python docs/make_scale.py

Every number of its tables comes from `FIGURES` by the formulas here, which the page states; a figure that changes is
changed here, with its source.
"""

from __future__ import annotations

from math import ceil
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).with_name("scale.md")


class Figure(NamedTuple):
    """A number that the arithmetic begins with.

    Attributes:
        value: In its unit.
        unit: As it is written behind the value.
        what: What it is.
        source: The command that measures it, or that it is assumed.
    """

    value: float
    unit: str
    what: str
    source: str


FIGURES = {
    "text": Figure(6_250, "bytes", "text of an article", "`allsides`, 20,000 articles as they are"),
    "snapshot": Figure(9_190, "bytes", "model on disk, an article", "`python benchmarks/footprint.py MODELS` on these"),
    "fit": Figure(94, "s", "processor time of a training on 300,000 generated articles of 1,000 characters",
                  "`python benchmarks/training.py --corpus generated --articles 20000,100000,300000 --rounds 0`"),
    "fit_power": Figure(1.08, "", "the power of the articles by which it grows", "the same, from 20,000 to 300,000"),
    "fit_memory": Figure(2.8, "GB", "memory of that training at its peak", "the same"),
    "page": Figure(5.0, "ms", "processor time of boxes never asked before, 20,000 articles",
                   "`python benchmarks/over_http.py`"),
    "again": Figure(0.1, "ms", "processor time of boxes that were asked for before", "the same"),
    "search": Figure(1.4, "ms", "a search among 1,000,000 articles, by their own words",
                     "`python benchmarks/search.py --corpus generated --sizes 1000000 --alone --own`"),
    "page_search": Figure(0.54, "ms", "the search of a page, by expanded vectors, 40,000 articles of 1,000 characters",
                          "`python benchmarks/page.py --corpora pieces40000 --seeds 100`, once, on a busy machine"),
    "terms_long": Figure(672, "", "terms that are searched, an article of `allsides`",
                         "`index.vector_expanded.npy` of its model: entries that are not 0"),
    "terms_short": Figure(196, "", "the same of its texts in pieces of 1,000 characters",
                          "the same"),
    "slots": Figure(16_777_215, "", "articles in one index, at most", "`MOST_SLOTS` in `model/postings.py`"),
    "postings": Figure(4_294_967_295, "", "postings in one index, at most", "`MOST_POSTINGS`, beside it"),
    "private": Figure(75, "MB", "memory of a worker's own", "`python benchmarks/footprint.py MODELS --workers 2`"),
    "repeats": Figure(0.95, "", "share of the views that a worker has answered before",
                      "assumed: some stories are read by most"),
    "busy": Figure(0.6, "", "how busy a core may be", "assumed"),
    "core": Figure(25, "€", "a core with 4 GB for a month", "assumed: rounded from lists of large clouds"),
    "disk": Figure(0.1, "€", "a GB of fast disk for a month", "assumed, likewise"),
    "object": Figure(0.025, "€", "a GB in object storage for a month", "assumed, likewise"),
}  # fmt: skip
ARTICLES = (1_000_000, 10_000_000, 100_000_000, 1_000_000_000)
VIEWS = (100, 1_000, 50_000)
MEASURED_FIT = 300_000  # articles of the training that was measured
CORES_OF_MACHINE, MEMORY_OF_CORE = 8, 4  # of the machines that are counted, cores and GB

TOP = """# How far it goes

On paper: what larger archives and readerships would take, by arithmetic from what was measured on one machine with two
cores. Made by `docs/make_scale.py`, which a test compares with this page. Nothing in the tables was tried at these
sizes; the largest that was is a search among 1,000,000 articles, and a training on 300,000.

## What it begins with

| figure | value | where from |
| --- | --- | --- |
"""
ARCHIVES = """
## Archives

Disk is the articles times the bytes of a model for each; a training's time grows with the power {power}, its memory in
proportion; the memory that all workers of a machine share is the model, mapped: what is asked for stays in it. Prices
are a month's: the model in object storage and on the disk of two machines.

| articles | model on disk | a training, one core | its memory | a page, never asked | month, without cores |
| --- | --- | --- | --- | --- | --- |
"""
AFTER_ARCHIVES = """
*What it says.* One machine of {memory:.0f} GB holds a model of about {fitting:,.0f} million articles in its memory, and
trains {trained:,.1f} million. Beyond that two things are missing, and neither is built: a training whose memory is
bounded, or spread over machines, and a model in parts by period, of which a search opens those that it needs. A search
costs in proportion to the articles it may find, so a page among 10 million spends three quarters of its time there; a
window of time takes a quarter to a third of a search of everything (`python benchmarks/search.py`).
"""
BOUNDS = """
## Where one index ends

Whatever the machine, one index holds at most {short:.1f} million short articles, for which three bytes of a posting
have room, or {long:.1f} million long ones, whose postings four bytes can number; building one of more is refused. So
the lines of 100 and of 1,000 million articles say what an index without these bounds would cost. Models in parts would
lift them, and would not make a search of everything cheaper: ten searches of a tenth are one search.

The search is the weakest figure. That of 1,000,000 articles was by their own words; a page searches by expanded
vectors, which took {page_search:g} ms among 40,000 articles. Were all of that in proportion, it would be {grown:.1f} ms
for each million, {times:.0f} times what the tables count; it is not all, since a small search has parts that do not
grow. What is read from disk because memory is short is in no figure.
"""
READERS = """
## Readers

Cores are the views times what one costs, divided by how busy a core may be. A view costs {again:g} ms where the worker
has answered it before, as {repeats:.0%} are assumed to be, and a page of the archive's size else. Machines have
{cores} cores. A cache in front, which may keep an answer for as long as its `Cache-Control` says, is not counted; it
takes most of the repeated views.

| articles | views a second | cores | machines | workers' own memory | cores, a month |
| --- | --- | --- | --- | --- | --- |
"""
BOTTOM = """
*What it says.* Readers cost less than the archive behind them: replicas share a store and models and answer alone, so
their number is a matter of money. All of them write through one PostgreSQL, and a write waits for each worker's
confirmation ([replicas](how-to/run-replicas.md)): that was tried with 6 workers, and asks the store ten times a second
for each, so that hundreds of workers want a pooler in front of it, or fewer and busier workers.
"""


def page() -> str:
    """Return the whole page, as Markdown."""
    memory = CORES_OF_MACHINE * MEMORY_OF_CORE
    parts = (
        TOP,
        *(f"| {each.what} | {_number(each.value)} {each.unit} | {each.source} |\n".replace("  ", " ")
          for each in FIGURES.values()),
        ARCHIVES.format(power=_of("fit_power")),
        *map(archive_line, ARTICLES),
        AFTER_ARCHIVES.format(
            memory=memory,
            fitting=memory * 1e9 / _of("snapshot") / 1e6,
            trained=MEASURED_FIT * memory / _of("fit_memory") / 1e6,
        ),
        BOUNDS.format(**bounds()),
        READERS.format(again=_of("again"), repeats=_of("repeats"), cores=CORES_OF_MACHINE),
        *(reader_line(n, views) for n in ARTICLES[:3] for views in VIEWS),
        BOTTOM,
    )  # fmt: skip
    return "".join(parts)


def bounds() -> dict[str, float]:
    """Return at how many million articles one index ends, and what a search would be by a page's own figure."""
    grown = _of("page_search") * 1e6 / 40_000
    short, long = (min(_of("slots"), _of("postings") / _of(terms)) / 1e6 for terms in ("terms_short", "terms_long"))
    times = grown / (2 * _of("search"))
    return {"short": short, "long": long, "page_search": _of("page_search"), "grown": grown, "times": times}


def archive_line(n: int) -> str:
    """Return the line of the table for an archive of n articles."""
    disk = n * _of("snapshot") / 1e9
    hours = _of("fit") * (n / MEASURED_FIT) ** _of("fit_power") / 3_600
    month = disk * (_of("object") + 2 * _of("disk"))
    cells = (
        f"{n:,}", _gigabytes(disk), _hours(hours), _gigabytes(_of("fit_memory") * n / MEASURED_FIT),
        f"{page_ms(n):,.0f} ms", _money(month),
    )  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


def reader_line(n: int, views: int) -> str:
    """Return the line of the table for so many views a second on an archive of n articles."""
    cores = cores_for(n, views)
    cells = (
        f"{n:,}", f"{views:,}", f"{cores:,}", f"{ceil(cores / CORES_OF_MACHINE):,}",
        _gigabytes(cores * _of("private") / 1_000), _money(cores * _of("core")),
    )  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


def page_ms(n: int) -> float:
    """Return the processor's milliseconds of boxes that were never asked before, among n articles.

    >>> page_ms(1_000_000)
    7.8
    """
    # Two boxes, a search each; what the measured page spends on its own search is counted twice, for caution.
    return _of("page") + 2 * _of("search") * n / 1e6


def cores_for(n: int, views: int) -> int:
    """Return how many cores answer so many views a second, at least 1.

    >>> cores_for(1_000_000, 1_000)
    1
    """
    mean_ms = _of("repeats") * _of("again") + (1 - _of("repeats")) * page_ms(n)
    return max(1, ceil(views * mean_ms / 1_000 / _of("busy")))


def _of(name: str) -> float:
    return FIGURES[name].value


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1_000 else f"{value:g}"


def _gigabytes(value: float) -> str:
    if value >= 1_000:
        return f"{value / 1_000:,.1f} TB"
    return f"{value:,.0f} GB" if value >= 10 else f"{value:.1f} GB"


def _hours(value: float) -> str:
    if value < 1:
        return f"{60 * value:.0f} min"
    return f"{value:.1f} h" if value < 48 else f"{value / 24:,.0f} days"


def _money(value: float) -> str:
    return f"{value:,.0f} €" if value >= 10 else f"{value:.1f} €"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

"""Figures of what an evaluation sees: stories through time, the diversity of boxes, what a retraining changed.

In: a recommender, an `Evaluation` or a `Comparison`. Out: matplotlib axes, those that were given or new ones, to go on
with; or files. The one idea: a figure's title says what it shows, with the number. Needs the extra ``plots``.
"""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.article import END_OF_TIME, SECONDS_A_DAY, to_seconds
from recommender.boxes import Request, timeline_of
from recommender.engine import Recommender
from recommender.errors import MissingExtraError
from recommender.evaluation.boxes import Evaluation
from recommender.evaluation.compare import Comparison
from recommender.snapshots import written_aside

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

Draw = Callable[["Axes"], "Axes"]
"""Draws a figure into axes, and returns them."""

# Stories that a figure has a lane for. At least 1, stories; by hand, as many as one reads at a glance.
MOST_STORIES = 12
# Characters of a headline beside its lane. At least 1, characters; by hand, a third of the figure's width.
LABEL_WIDTH = 44
# How opaque a lane is, and a mark, so that several at one time are darker. In [0, 1], a share; by hand, looked at.
FAINT, MARK = 0.35, 0.6
# Of a file that is written. Above 0: inches, and dots per inch; by hand, for a report and for a screen.
SIZE, DPI = (8.5, 4.6), 144
# Fonts that have the letters of other scripts, tried in this order where the machine has them.
FONTS = (
    "DejaVu Sans", "Noto Sans", "Noto Sans Arabic", "Noto Sans Devanagari", "Noto Sans Hebrew", "Noto Sans Thai",
    "Noto Sans CJK JP", "Noto Sans CJK SC",
)  # fmt: skip
# Of Okabe and Ito, Color universal design, 2008: readers with any colour vision can tell them apart.
COLOURS = ("0072B2", "E69F00", "009E73", "CC79A7", "56B4E9", "D55E00", "999999")
# What can become of the place of a card, in the order of the stack.
FATES = ("the same card", "moved from another rank", "not in the old box", "no card any more")


class _Lane(NamedTuple):
    """A story of a figure: the dates of its articles, in seconds since 1970 UTC and in order; and its headline."""

    dates: NDArray[np.int64]
    title: str


def stories_through_time(
    recommender: Recommender,
    ax: Axes | None = None,
    *,
    most: int = MOST_STORIES,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Axes:
    """Draw the largest stories of a corpus, a lane each, and in it a mark for each article at its time.

    Args:
        recommender: The corpus and its stories.
        ax: The axes to draw into; by default those of a new figure of pyplot's.
        most: How many stories at most, those with most articles in the window first.
        since: The beginning of the window, an aware time; None for no such limit. Articles without a date are left out.
        until: The end of the window, still in it, likewise.

    Returns:
        The axes. Lane ``y`` is that of the story with rank ``y + 1``; its marks are a `PathCollection`.

    Raises:
        MissingExtraError: The extra ``plots`` is not installed.
    """
    ax = _axes(ax)
    lanes, n_stories = _lanes(recommender, most, since, until)
    for y, lane in enumerate(lanes):
        times = lane.dates.astype("datetime64[s]")
        ax.plot(times[[0, -1]], [y, y], color="C0", alpha=FAINT, linewidth=2)
        ax.scatter(times, np.full(len(times), y), s=22, color="C0", alpha=MARK, linewidths=0)
    titles = [textwrap.shorten(lane.title, LABEL_WIDTH, placeholder="…") for lane in lanes]
    labels = [f"{title} · {len(lane.dates)}" for title, lane in zip(titles, lanes, strict=True)]
    ax.set_yticks(range(len(lanes)), labels, fontsize="small")
    ax.set_ylim(max(len(lanes), 1) - 0.5, -0.5)
    ax.tick_params("x", rotation=30)
    ax.grid(axis="y", visible=False)
    ax.set_title(_headline_of(lanes, n_stories))
    _as_written([*ax.get_yticklabels(), ax.title])
    return ax


def diversity_of(evaluation: Evaluation, ax: Axes | None = None) -> Axes:
    """Draw how alike the cards of a box are: for each system, the share of boxes up to a mean cosine of their cards.

    A curve further to the left is of boxes whose cards say more that is different. Boxes with less than two cards have
    no such cosine, and are left out.

    Args:
        evaluation: What was measured; without judgements it is enough.
        ax: The axes to draw into; by default those of a new figure of pyplot's.

    Returns:
        The axes, with a line for each system that has a box of two cards, named as in the table.

    Raises:
        MissingExtraError: The extra ``plots`` is not installed.
    """
    ax = _axes(ax)
    measured = evaluation.per_seed.xs("intra_list_similarity", axis=1, level="measure")
    cosines = {str(system): measured[system].dropna().to_numpy(np.float64) for system in measured.columns}
    cosines = {system: values for system, values in cosines.items() if len(values)}
    for system, values in cosines.items():
        ax.ecdf(values, label=system)
    first = next(iter(cosines), None)
    half = (
        "No box has two cards"
        if first is None
        else f"{first}: half of the boxes are under {np.median(cosines[first]):.2f}"
    )
    ax.set(
        title=half, xlabel="mean cosine between two cards of a box", ylabel="share of boxes", xlim=(0, 1), ylim=(0, 1)
    )
    if cosines:
        ax.legend(loc="lower right")
    return ax


def changes_of(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Draw what a retraining changed for a reader: at each rank, what became of the card that stood there.

    Args:
        comparison: Both models on the same seeds.
        ax: The axes to draw into; by default those of a new figure of pyplot's.

    Returns:
        The axes, with a stack of bars at each rank, in the order of `FATES`; heights are shares of the seeds whose old
        or new box has a card at that rank.

    Raises:
        MissingExtraError: The extra ``plots`` is not installed.
    """
    ax = _axes(ax)
    facts, outputs = comparison.evaluation.table.attrs, comparison.evaluation.outputs
    counts = _fates(outputs["old"].boxes, outputs["new"].boxes, int(facts["k"]))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    ranks, below = np.arange(1, len(shares) + 1), np.zeros(len(shares))
    for fate, (name, color) in enumerate(zip(FATES, ("C0", "C4", "C1", "0.75"), strict=True)):
        ax.bar(ranks, shares[:, fate], bottom=below, label=f"{name}: {counts[:, fate].sum():,}", color=color)
        below = below + shares[:, fate]
    changed, n_seeds = facts["boxes_changed"], facts["seeds"]
    ax.set(
        title=f"{changed:,} of {n_seeds:,} boxes changed",
        xlabel="rank of the card",
        ylabel="share of boxes",
        ylim=(0, 1),
    )
    ax.set_xticks(ranks)
    ax.grid(axis="x", visible=False)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


def write_figures(folder: Path, figures: Mapping[str, Draw]) -> list[Path]:
    """Draw figures into files, ``NAME.png`` each; a file that is there is replaced as a whole.

    Args:
        folder: Where to; it is made, with those that it stands in.
        figures: What draws each figure, by the name of its file without the ending.

    Returns:
        The paths of the files.

    Raises:
        MissingExtraError: The extra ``plots`` is not installed.
        OSError: A file cannot be written.
    """
    expect_matplotlib()
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    with _style():
        for name, draw in figures.items():
            figure = Figure(figsize=SIZE, dpi=DPI, layout="constrained")
            draw(figure.subplots())
            path = folder / f"{name}.png"
            with written_aside(path) as aside:
                figure.savefig(aside, format="png")
            paths.append(path)
    return paths


def expect_matplotlib() -> None:
    """Raise at once, before a long computation, what a figure would.

    Raises:
        MissingExtraError: The extra ``plots`` is not installed.
    """
    try:
        import matplotlib  # noqa: F401, ICN001
    except ImportError:
        raise MissingExtraError("what draws figures", "plots") from None


@contextmanager
def _style() -> Iterator[None]:
    """Draw without what says nothing, and in any script that the machine has a font for."""
    from matplotlib import font_manager, rc_context
    from matplotlib.rcsetup import cycler

    installed = {font.name for font in font_manager.fontManager.ttflist}
    style = rc_context(
        {
            "axes.axisbelow": True,
            "axes.grid": True,
            "axes.prop_cycle": cycler("color", COLOURS),
            "axes.spines.right": False,
            "axes.spines.top": False,
            "axes.titlelocation": "left",
            "axes.titleweight": "bold",
            "font.family": [name for name in FONTS if name in installed],
            "grid.color": "E5E5E5",
            "legend.frameon": False,
        }
    )
    with style, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def _axes(ax: Axes | None) -> Axes:
    """Return the axes to draw into: those that were given, or those of a new figure."""
    expect_matplotlib()
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots()[1]


def _as_written(texts: Iterable[Text]) -> None:
    """Let texts of others be shown as they are: between two dollar signs matplotlib would read a formula."""
    for text in texts:
        text.set_parse_math(False)


def _lanes(
    recommender: Recommender, most: int, since: datetime | None, until: datetime | None
) -> tuple[list[_Lane], int]:
    """Return the largest stories of a window, those with most articles first, then by id; and how many there are."""
    catalogue, stories = recommender.catalogue, recommender.stories
    view = recommender.view(Request(as_of=until)).without_overrides()
    rows = catalogue.newest_rows(END_OF_TIME if until is None else to_seconds(until), len(catalogue))[::-1]
    dates = catalogue.dates_of(rows)
    if since is not None:
        rows, dates = rows[dates >= to_seconds(since)], dates[dates >= to_seconds(since)]
    numbers, sizes = np.unique(stories.numbers_of(rows, catalogue), return_inverse=True)
    counts = np.bincount(sizes, minlength=len(numbers))
    lanes = {}
    for story in np.argsort(-counts, kind="stable")[:most].tolist():
        members = np.flatnonzero(sizes == story)
        story_id = stories.id_of(int(rows[members[0]]), catalogue)
        lanes[story_id] = _Lane(dates[members], timeline_of(story_id, view).title or story_id)
    order = sorted(lanes, key=lambda story_id: (-len(lanes[story_id].dates), story_id))
    return [lanes[story_id] for story_id in order], len(numbers)


def _headline_of(lanes: Sequence[_Lane], n_stories: int) -> str:
    if not lanes:
        return "No article has a date"
    dates = lanes[0].dates
    days = (dates[-1] - dates[0]) / SECONDS_A_DAY
    over = f"{len(dates)} articles over {days:.1f} days" if len(dates) > 1 else "1 article"
    return f"The largest of {n_stories:,} stories: {over}"


def _fates(was: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]], k: int) -> NDArray[np.int64]:
    """Count what became of the card at each rank, int64 (k, 4): columns are `FATES`, row 0 is rank 1."""
    counts = np.zeros((k, len(FATES)), np.int64)
    for seed, new in now.items():
        old = was[seed]
        for at in range(max(len(old), len(new))):
            card = new[at] if at < len(new) else None
            if card is None:
                fate = 3
            elif at < len(old) and old[at] == card:
                fate = 0
            else:
                fate = 1 if card in old else 2
            counts[at, fate] += 1
    return counts

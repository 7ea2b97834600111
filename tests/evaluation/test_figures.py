"""Figures: what stands in their axes is what was measured, and their files appear whole."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from recommender import Recommender
from recommender.errors import MissingExtraError
from recommender.evaluation import (
    changes_of,
    compare_boxes,
    diversity_of,
    evaluate_boxes,
    stories_through_time,
    write_figures,
)
from recommender.evaluation.figures import FATES
from recommender.ranking import Cut
from tests.support.builders import article

PNG = b"\x89PNG\r\n\x1a\n"
QUAKE = datetime(2026, 4, 1, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_on_a_screen() -> Iterator[None]:
    backend = mpl.get_backend()
    plt.switch_backend("agg")
    yield
    plt.close("all")
    plt.switch_backend(backend)


@pytest.fixture
def ax() -> Axes:
    return Figure().subplots()


@pytest.fixture(scope="module")
def two_stories() -> Recommender:
    """Return a corpus of an earthquake that three papers report, one of them a day later, and of a match."""
    quake = "Earthquake of magnitude 7.1 strikes Port Averin, $3bn of damage and $1bn of aid"
    text = "The earthquake in Port Averin destroyed the harbour and the old cathedral, rescuers said on Wednesday."
    times = (QUAKE, QUAKE + timedelta(hours=2), QUAKE + timedelta(days=1))
    return Recommender.fit([
        *(article(article_id=f"q{n}", title=quake, text=text, published_at=at, publisher=f"Paper {n}")
          for n, at in enumerate(times)),
        article(article_id="m", title="Rovers win the cup final", text="Rovers won the final on penalties.",
                published_at=QUAKE, publisher="Paper 0"),
        article(article_id="u", title="An undated recipe for soup", text="Leeks and cream.", published_at=None),
    ])  # fmt: skip


def days(time: datetime) -> float:
    """Return a time as matplotlib counts it: in days since 1970."""
    return time.timestamp() / 86_400


def points(ax: Axes) -> list[tuple[int, list[float]]]:
    """Return for each lane its height and the times of its marks."""
    offsets = [np.asarray(marks.get_offsets()) for marks in ax.collections]
    return [(int(each[0, 1]), sorted(each[:, 0].tolist())) for each in offsets]


def test_each_story_has_a_lane_with_a_mark_for_each_article_the_largest_on_top(
    two_stories: Recommender, ax: Axes
) -> None:
    assert stories_through_time(two_stories, ax) is ax
    (top, quake), (below, match) = points(ax)
    assert (top, below) == (0, 1)
    assert quake == [days(QUAKE + later) for later in (timedelta(), timedelta(hours=2), timedelta(days=1))]
    assert match == [days(QUAKE)]
    assert ax.get_ylim() == (1.5, -0.5)
    assert ax.get_title("left") + ax.get_title() == "The largest of 2 stories: 3 articles over 1.0 days"


def test_a_headline_with_two_dollar_signs_is_no_formula(two_stories: Recommender, ax: Axes) -> None:
    label = stories_through_time(two_stories, ax).get_yticklabels()[0]
    assert label.get_text().startswith("Earthquake of magnitude")
    assert not label.get_parse_math()


def test_a_window_leaves_out_what_is_not_in_it(two_stories: Recommender, ax: Axes) -> None:
    stories_through_time(two_stories, ax, since=QUAKE + timedelta(hours=1), until=QUAKE + timedelta(hours=3))
    assert points(ax) == [(0, [days(QUAKE + timedelta(hours=2))])]
    empty = stories_through_time(two_stories, Figure().subplots(), since=QUAKE + timedelta(days=9))
    assert "No article" in empty.get_title()
    assert points(empty) == []


def test_only_the_largest_stories_have_a_lane(sample: Recommender, ax: Axes) -> None:
    rows = np.arange(len(sample.catalogue))
    sizes = sorted(Counter(sample.stories.numbers_of(rows, sample.catalogue).tolist()).values(), reverse=True)
    stories_through_time(sample, ax, most=5)
    assert [len(times) for _, times in points(ax)] == sizes[:5]


def test_the_curve_of_a_system_is_that_of_its_boxes(sample: Recommender, ax: Axes) -> None:
    evaluation = evaluate_boxes(sample, boxes=("similar", "related"), beside={})
    diversity_of(evaluation, ax)
    names = ["recommender (similar)", "recommender (related)", "similar minus duplicates"]
    assert [line.get_label() for line in ax.lines] == names
    for name, line in zip(names, ax.lines, strict=True):
        measured = evaluation.per_seed[name, "intra_list_similarity"].dropna().sort_values().to_numpy()
        x, y = line.get_xdata(), line.get_ydata()
        assert np.asarray(x)[1:] == pytest.approx(measured)
        assert np.asarray(y)[-1] == 1
    assert f"under {np.median(np.asarray(ax.lines[0].get_xdata())[1:]):.2f}" in ax.get_title()


def test_without_a_box_of_two_cards_there_is_no_curve(two_stories: Recommender, ax: Axes) -> None:
    diversity_of(evaluate_boxes(two_stories, boxes=["related"], beside={}), ax)
    assert (len(ax.lines), ax.get_title()) == (0, "No box has two cards")


def test_a_model_that_is_the_same_changes_no_card(sample: Recommender, ax: Axes) -> None:
    changes_of(compare_boxes(sample, sample), ax)
    same, *others = ax.containers
    assert {bar.get_height() for bar in same} == {1.0}
    assert {bar.get_height() for bars in others for bar in bars} == {0.0}
    assert ax.get_title() == f"0 of {len(sample.catalogue)} boxes changed"


def test_the_bars_at_a_rank_are_what_became_of_its_cards(sample: Recommender, ax: Axes) -> None:
    old = replace(sample, policies={**sample.policies, "similar": (Cut(),)})
    comparison = compare_boxes(old, sample)
    changes_of(comparison, ax)
    was, now = (comparison.evaluation.outputs[name].boxes for name in ("old", "new"))
    at_rank_3: Counter[str] = Counter()
    for seed, before in was.items():
        card = now[seed][2] if len(now[seed]) > 2 else None
        if card is None and len(before) < 3:
            continue
        kept = "moved from another rank" if card in before else "not in the old box"
        same = len(before) > 2 and before[2] == card
        at_rank_3["no card any more" if card is None else "the same card" if same else kept] += 1
    assert set(at_rank_3) == set(FATES)
    heights = [bars[2].get_height() for bars in ax.containers]
    total = sum(at_rank_3.values())
    assert heights == pytest.approx([at_rank_3[fate] / total for fate in FATES])


def test_without_axes_a_figure_of_pyplot_is_made(two_stories: Recommender) -> None:
    assert stories_through_time(two_stories) is plt.gca()


def test_files_are_written_whole_into_a_folder_that_is_made(two_stories: Recommender, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    draw = partial(stories_through_time, two_stories)
    assert write_figures(folder, {"stories": draw}) == [folder / "stories.png"]
    assert (before := (folder / "stories.png").read_bytes()).startswith(PNG)

    def fails(ax: Axes) -> Axes:
        raise ValueError(str(ax))

    with pytest.raises(ValueError, match="Axes"):
        write_figures(folder, {"stories": fails})
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("stories.png", before)]


def test_without_matplotlib_the_error_names_the_extra(
    two_stories: Recommender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"related-news-recommender\[plots\]"):
        stories_through_time(two_stories)
    with pytest.raises(MissingExtraError):
        write_figures(tmp_path / "plots", {})
    assert not (tmp_path / "plots").exists()

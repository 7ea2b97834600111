"""Judgements and runs → measures: is this model better than the last one, and how certain is that?

In: `Qrels` (which articles are relevant), a `Run` (what a system ranks), or the boxes of a recommender. Out: pandas
frames and numbers. The one idea: measures see every system, ours and others', as a run over the same seeds.

>>> from recommender.evaluation import evaluate_boxes, read_qrels                          # doctest: +SKIP
>>> evaluate_boxes(recommender, read_qrels("qrels.tsv"), boxes=["similar"]).table          # doctest: +SKIP
"""

from __future__ import annotations

from recommender.evaluation.baselines import BASELINES, Baseline
from recommender.evaluation.boxes import BESIDE, Evaluation, evaluate_boxes, measure
from recommender.evaluation.clicks import MIN_IMPRESSIONS, ClickLog, popular, qrels_from_clicks, read_clicks
from recommender.evaluation.compare import Comparison, compare_boxes
from recommender.evaluation.embeddings import Embeddings, read_vectors
from recommender.evaluation.figures import (
    Draw,
    changes_of,
    diversity_of,
    expect_matplotlib,
    stories_through_time,
    write_figures,
)
from recommender.evaluation.labels import column_labels, qrels_from_labels, read_labels
from recommender.evaluation.measures import Measure, bcubed, parse_measure
from recommender.evaluation.pairs import evaluate_pairs, read_pairs
from recommender.evaluation.qrels import (
    NOTHING_JUDGED,
    Qrels,
    best_qrels,
    qrels_from_groups,
    qrels_from_links,
    read_qrels,
    write_qrels,
)
from recommender.evaluation.report import format_table
from recommender.evaluation.runs import Ranking, Run, read_run, write_run
from recommender.evaluation.significance import Samples, bootstrap_intervals
from recommender.evaluation.system_outputs import outputs_of_box
from recommender.evaluation.tasks import Setting, Task, choose_seeds
from recommender.evaluation.trec import read_lines

__all__ = [
    "BASELINES",
    "BESIDE",
    "MIN_IMPRESSIONS",
    "NOTHING_JUDGED",
    "Baseline",
    "ClickLog",
    "Comparison",
    "Draw",
    "Embeddings",
    "Evaluation",
    "Measure",
    "Qrels",
    "Ranking",
    "Run",
    "Samples",
    "Setting",
    "Task",
    "bcubed",
    "best_qrels",
    "bootstrap_intervals",
    "changes_of",
    "choose_seeds",
    "column_labels",
    "compare_boxes",
    "diversity_of",
    "evaluate_boxes",
    "evaluate_pairs",
    "expect_matplotlib",
    "format_table",
    "measure",
    "outputs_of_box",
    "parse_measure",
    "popular",
    "qrels_from_clicks",
    "qrels_from_groups",
    "qrels_from_labels",
    "qrels_from_links",
    "read_clicks",
    "read_labels",
    "read_lines",
    "read_pairs",
    "read_qrels",
    "read_run",
    "read_vectors",
    "stories_through_time",
    "write_figures",
    "write_qrels",
    "write_run",
]

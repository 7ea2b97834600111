"""Judgements and runs → measures: is this model better than the last one, and how sure is that?

In: `Qrels` (what should be found), `Run` (what a system ranks), or the boxes shown. Out: pandas frames and numbers.
The one idea: every system, ours and others', meets the measures as a run over the same seeds.

>>> from recommender.evaluation import Run, parse_measure, qrels_from_groups
>>> qrels = qrels_from_groups({"a": "storm", "b": "storm", "c": "storm", "d": "election"})
>>> parse_measure("RR").per_seed(qrels, Run.of_order({"a": ["d", "b", "c"]}))["a"]
0.5
"""

from __future__ import annotations

from recommender.evaluation.baselines import BASELINES, Baseline
from recommender.evaluation.boxes import BESIDE, MEASURES, Evaluation, evaluate_boxes, measure
from recommender.evaluation.clicks import MIN_IMPRESSIONS, ClickLog, popular, qrels_from_clicks, read_clicks
from recommender.evaluation.clustering import evaluate_stories
from recommender.evaluation.compare import Comparison, compare_boxes
from recommender.evaluation.embeddings import Embeddings, read_vectors
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
from recommender.evaluation.system_outputs import SystemOutputs, outputs_of_box, outputs_of_run
from recommender.evaluation.tasks import Setting, Task, choose_seeds
from recommender.evaluation.trec import read_lines

__all__ = [
    "BASELINES",
    "BESIDE",
    "MEASURES",
    "MIN_IMPRESSIONS",
    "NOTHING_JUDGED",
    "Baseline",
    "ClickLog",
    "Comparison",
    "Embeddings",
    "Evaluation",
    "Measure",
    "Qrels",
    "Ranking",
    "Run",
    "Samples",
    "Setting",
    "SystemOutputs",
    "Task",
    "bcubed",
    "best_qrels",
    "bootstrap_intervals",
    "choose_seeds",
    "column_labels",
    "compare_boxes",
    "evaluate_boxes",
    "evaluate_pairs",
    "evaluate_stories",
    "format_table",
    "measure",
    "outputs_of_box",
    "outputs_of_run",
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
    "write_qrels",
    "write_run",
]

"""Judgements and runs → measures: is this model better than the last one, and how sure is that?

In: `Qrels` (what should be found), `Run` (what a system ranks), or the boxes shown. Out: pandas frames and numbers.
The one idea: every system, ours and others', meets the measures as a run over the same seeds.
"""

from recommender.evaluation.baselines import BASELINES
from recommender.evaluation.beyond import describe_boxes
from recommender.evaluation.measures import Measure, bcubed, parse_measure
from recommender.evaluation.qrels import Qrels, qrels_from_groups, qrels_from_links, read_qrels, write_qrels
from recommender.evaluation.report import evaluate, format_report, wins_and_losses
from recommender.evaluation.runs import Run, read_run, write_run

__all__ = [
    "BASELINES",
    "Measure",
    "Qrels",
    "Run",
    "bcubed",
    "describe_boxes",
    "evaluate",
    "format_report",
    "parse_measure",
    "qrels_from_groups",
    "qrels_from_links",
    "read_qrels",
    "read_run",
    "wins_and_losses",
    "write_qrels",
    "write_run",
]

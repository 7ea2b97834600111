"""Judgements and runs → measures: is this model better than the last one, and how sure is that?

In: `Qrels` (what should be found), `Run` (what a system ranks), or the boxes shown. Out: pandas frames and numbers.
The one idea: every system, ours and others', meets the measures as a run over the same seeds.

>>> from recommender.evaluation import evaluate_boxes, read_qrels                          # doctest: +SKIP
>>> evaluate_boxes(recommender, read_qrels("qrels.tsv"), boxes=["similar"]).table          # doctest: +SKIP
"""

from recommender.evaluation.answers import Answers, answers_of_box, answers_of_run
from recommender.evaluation.baselines import BASELINES
from recommender.evaluation.boxes import BESIDE, MEASURES, Evaluation, evaluate_boxes, measure
from recommender.evaluation.measures import Measure, bcubed, parse_measure
from recommender.evaluation.qrels import Qrels, qrels_from_groups, qrels_from_links, read_qrels, write_qrels
from recommender.evaluation.runs import Ranking, Run, read_run, write_run
from recommender.evaluation.tasks import Setting, Task, choose_seeds

__all__ = [
    "BASELINES",
    "BESIDE",
    "MEASURES",
    "Answers",
    "Evaluation",
    "Measure",
    "Qrels",
    "Ranking",
    "Run",
    "Setting",
    "Task",
    "answers_of_box",
    "answers_of_run",
    "bcubed",
    "choose_seeds",
    "evaluate_boxes",
    "measure",
    "parse_measure",
    "qrels_from_groups",
    "qrels_from_links",
    "read_qrels",
    "read_run",
    "write_qrels",
    "write_run",
]

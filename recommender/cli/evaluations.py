"""The three evaluations of `recommender evaluate`: of a box, of the change from one model to another, of graded pairs.

In: options of the command line, parsed into one frozen value for each evaluation. Out: an `Answer`. Whatever can be
checked without reading a file is checked when the value is made.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

import pandas as pd
import typer

from recommender.cli.judging import Judgements
from recommender.cli.loading import load_named
from recommender.cli.output import Answer, reading, with_progress
from recommender.cli.plotting import Plots
from recommender.cli.sources import Corpus
from recommender.errors import CorpusError
from recommender.evaluation import (
    BASELINES,
    Baseline,
    ClickLog,
    Embeddings,
    Run,
    Setting,
    changes_of,
    compare_boxes,
    diversity_of,
    evaluate_boxes,
    evaluate_pairs,
    format_table,
    parse_measure,
    popular,
    read_lines,
    read_pairs,
    read_run,
    read_vectors,
    stories_through_time,
)
from recommender.training import Sources

# What the command makes its value from.
__all__ = [
    "BoxEvaluation",
    "Corpus",
    "Judgements",
    "ModelComparison",
    "PairEvaluation",
    "Plots",
    "Question",
    "Setting",
    "VectorFile",
]


@dataclass(frozen=True, slots=True)
class Question:
    """What is measured, and by what.

    Attributes:
        box: ``similar``, ``related``, or ``none`` for the model alone.
        measures: Names of measures of relevance.
        setting: Which seeds are evaluated, how deep, and whether the past is replayed.
        judgements: Where judgements come from.
    """

    box: str
    measures: Sequence[str]
    setting: Setting
    judgements: Judgements

    @classmethod
    def parse(cls, box: str, measures: str, setting: Setting, judgements: Judgements) -> Self:
        """Return the question of the options; the names of the measures are separated by commas."""
        return cls(box, _measures(measures, setting.depth), setting, judgements)


@dataclass(frozen=True, slots=True)
class VectorFile:
    """Vectors from elsewhere, for one more system.

    Attributes:
        path: A NumPy file; None for no vectors.
        ids: A file of the article ids of its rows; None if its rows are the articles of the sources, in their order.
    """

    path: Path | None
    ids: Path | None

    def expect_ids(self, sources: Sources) -> None:
        """Refuse vectors without ids, and ids without vectors."""
        if self.path is None and self.ids is not None:
            raise typer.BadParameter("expected --vectors beside it", param_hint="--vector-ids")
        if self.path is not None and self.ids is None and not sources.addresses:
            reason = "expected the ids of the rows, or SOURCES to count them by"
            raise typer.BadParameter(reason, param_hint="--vector-ids")

    def read(self, sources: Sources) -> Embeddings | None:
        """Read the vectors, if there are any, and the ids of their rows."""
        if self.path is None:
            return None
        if self.ids is not None:
            return read_vectors(self.path, [line.strip() for _, line in read_lines(self.ids)])
        with reading() as progress:
            articles = progress.over(sources.read(lambda _: None))
            ids = [str(article.article_id) for article in articles]
        return read_vectors(self.path, ids)


@dataclass(frozen=True, slots=True)
class BoxEvaluation:
    """A box of one model beside other systems.

    Attributes:
        corpus: The articles and the model.
        question: What is measured.
        baselines: Baselines by name; tests are against the first.
        vectors: Vectors from elsewhere, for one more system.
        runs: TREC runs of other systems.
        plots: Where figures are drawn.
    """

    corpus: Corpus
    question: Question
    baselines: Mapping[str, Baseline]
    vectors: VectorFile
    runs: Sequence[Path]
    plots: Plots

    @classmethod
    def parse(
        cls,
        corpus: Corpus,
        question: Question,
        baselines: str,
        vectors: VectorFile,
        runs: Sequence[Path] | None,
        plots: Plots,
    ) -> Self:
        """Return the evaluation of the options; the names of the baselines are separated by commas."""
        corpus.expect_articles()
        by_name = {name: BASELINES[name] for name in _names(baselines, BASELINES, "--baselines")}
        vectors.expect_ids(corpus.sources)
        return cls(corpus, question, by_name, vectors, runs or (), plots)

    def run(self) -> Answer:
        """Measure the box, the baselines, the vectors and the runs on the same seeds."""
        question, sources = self.question, self.corpus.sources
        embeddings = self.vectors.read(sources)
        log = question.judgements.read_log()
        beside = {**self.baselines, **_more_baselines(log, embeddings)}
        runs = _read_runs(self.runs, beside)
        early = question.judgements.read(sources, log)
        recommender = self.corpus.recommender()
        judged = question.judgements.complete(early, recommender)
        evaluation = evaluate_boxes(
            recommender,
            judged.qrels,
            boxes=[question.box],
            setting=question.setting,
            measures=question.measures,
            beside=beside,
            runs=runs,
            progress=with_progress,
        )
        record = _table_record(evaluation.table) | judged.facts
        if evaluation.stories is not None:
            record["stories"] = _table_record(evaluation.stories)
        figures = {
            "stories": partial(stories_through_time, recommender),
            "diversity": partial(diversity_of, evaluation),
        }
        return self.plots.added(Answer(record, "\n".join([str(evaluation), *judged.notes])), figures)


@dataclass(frozen=True, slots=True)
class ModelComparison:
    """One box of two models.

    Attributes:
        old, new: The names of the models, as `load_named` reads them.
        corpus: The folder of models, and sources for a column of labels.
        question: What is measured.
        most: How many changed seeds are described at most.
        plots: Where figures are drawn.
    """

    old: str
    new: str
    corpus: Corpus
    question: Question
    most: int
    plots: Plots

    @classmethod
    def parse(cls, names: str, corpus: Corpus, question: Question, most: int, plots: Plots) -> Self:
        """Return the comparison of the options; the names of the models are OLD,NEW."""
        old, comma, new = names.partition(",")
        if not (old and comma and new):
            raise typer.BadParameter(f"expected OLD,NEW, found {names!r}", param_hint="--compare")
        if corpus.sources.addresses and question.judgements.labels is None:
            raise typer.BadParameter("expected none: both models know their articles", param_hint="SOURCES")
        return cls(old.strip(), new.strip(), corpus, question, most, plots)

    def run(self) -> Answer:
        """Compare the models, and describe the seeds that changed most."""
        question = self.question
        early = question.judgements.read(self.corpus.sources, question.judgements.read_log())
        old, new = (load_named(name, self.corpus.models) for name in (self.old, self.new))
        judged = question.judgements.complete(early, new)
        comparison = compare_boxes(
            old,
            new,
            judged.qrels,
            box=question.box,
            setting=question.setting,
            measures=question.measures,
            progress=with_progress,
        )
        record = _table_record(comparison.evaluation.table) | judged.facts
        record["comparison"] = comparison.to_record(self.most)
        answer = Answer(record, "\n".join([comparison.text(self.most), *judged.notes]))
        figures = {
            "stories": partial(stories_through_time, new),
            "diversity": partial(diversity_of, comparison.evaluation),
            "changes": partial(changes_of, comparison),
        }
        return self.plots.added(answer, figures)


@dataclass(frozen=True, slots=True)
class PairEvaluation:
    """The similarities of systems, compared with the scores that people gave to pairs of articles.

    Attributes:
        path: A file of graded pairs.
        corpus: The articles and the model.
        vectors: Vectors from elsewhere, for one more system.
    """

    path: Path
    corpus: Corpus
    vectors: VectorFile

    @classmethod
    def parse(cls, path: Path, corpus: Corpus, vectors: VectorFile) -> Self:
        """Return the evaluation of the options."""
        corpus.expect_articles()
        vectors.expect_ids(corpus.sources)
        return cls(path, corpus, vectors)

    def run(self) -> Answer:
        """Correlate the similarities of each system with the scores."""
        embeddings = self.vectors.read(self.corpus.sources)
        pairs = read_pairs(self.path)
        frame = evaluate_pairs(self.corpus.recommender(), pairs, embeddings=embeddings)
        notes = f"{len(pairs)} pairs; [low, high]: 95 % bootstrap interval over pairs."
        return Answer(_table_record(frame), f"{format_table(frame)}\n\n{notes}")


def _more_baselines(log: ClickLog | None, embeddings: Embeddings | None) -> dict[str, Baseline]:
    """Return the baselines that need a file: the popular articles of a click log, and vectors from elsewhere."""
    more: dict[str, Baseline] = {}
    if log is not None:
        more["popular"] = popular(log)
    if embeddings is not None:
        more["vectors"] = embeddings
    return more


def _read_runs(paths: Iterable[Path], taken: Container[str]) -> dict[str, Run]:
    """Read runs of other systems, each named like its file, or by its whole path if that name is taken."""
    runs: dict[str, Run] = {}
    for path in paths:
        run = read_run(path)
        if not len(run):
            raise CorpusError(path, None, "no ranking in this run")
        runs[str(path) if path.stem in taken or path.stem in runs else path.stem] = run
    return runs


def _measures(text: str, depth: int) -> list[str]:
    try:
        measures = [parse_measure(name) for name in text.split(",")]
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--measures") from None
    for measure in measures:
        if (measure.k or 0) > depth:
            raise typer.BadParameter(f"{measure} looks deeper than --depth {depth}", param_hint="--measures")
    return list(map(str, measures))


def _names(text: str, known: Iterable[str], option: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in known:
            raise typer.BadParameter(f"expected some of {', '.join(known)}, found {name!r}", param_hint=option)
    return names


def _table_record(frame: pd.DataFrame) -> dict[str, Any]:
    """Return a table and its ``attrs`` as JSON values."""
    systems = [{"system": system, "measures": _nested(frame.loc[system])} for system in frame.index]
    return {"systems": systems, **{str(name): value for name, value in frame.attrs.items()}}


def _nested(row: Any) -> dict[str, dict[str, float]]:  # noqa: ANN401
    """Return the values of a row that are not NaN, by measure and statistic."""
    nested: dict[str, dict[str, float]] = {}
    for (measure, statistic), value in row.items():
        if not math.isnan(value):
            nested.setdefault(measure, {})[statistic] = round(float(value), 6)
    return nested

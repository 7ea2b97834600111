"""How good a box is: by judgements, beside baselines, against another model, or by what people say of pairs."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from recommender.cli import questions as asked
from recommender.cli.arguments import AsJson, BoxName, Cards, Depth, NamedColumns, SomeModels, SomeSources, columns_of
from recommender.cli.judging import Judgements
from recommender.cli.loading import expect_articles, load_named, take_recommender
from recommender.cli.output import print_answer, watched, watching
from recommender.errors import CorpusError

if TYPE_CHECKING:
    import pandas as pd

    from recommender.evaluation import Baseline, ClickLog, Embeddings, Run, Setting

DEFAULT_MEASURES = "nDCG@5,nDCG@10,RR,AP,P@10"
DEFAULT_BASELINES = "scikit-learn,bm25"

# What each kind of evaluation takes. Another option would be passed over, and so it is refused.
_ALWAYS = frozenset({"sources", "column", "models", "as_json"})
_OF_BOXES = frozenset(
    {"box", "measures", "k", "depth", "since", "until", "replay", "qrels", "labels", "links", "clicks", "keep_qrels"}
)
TAKEN = {
    "--pairs": _ALWAYS | {"pairs", "vectors", "vector_ids"},
    "--compare": _ALWAYS | _OF_BOXES | {"compare", "show"},
    "": _ALWAYS | _OF_BOXES | {"baselines", "vectors", "vector_ids", "run"},
}


@dataclass(frozen=True, slots=True)
class _Options:
    """What is asked of an evaluation, checked as far as can be without reading anything."""

    sources: list[str] | None
    columns: dict[str, str]
    models: Path | None
    box: str
    measures: list[str]
    setting: Setting
    judgements: Judgements
    as_json: bool


def evaluate(
    context: typer.Context,
    sources: SomeSources = None,
    column: NamedColumns = None,
    models: SomeModels = None,
    box: BoxName = "none",
    measures: asked.Measures = DEFAULT_MEASURES,
    k: Cards = 5,
    depth: Depth = 100,
    as_json: AsJson = False,
    since: asked.Since = None,
    until: asked.Until = None,
    replay: asked.Replay = False,
    qrels: asked.QrelsFile = None,
    labels: asked.Labels = None,
    links: asked.Links = False,
    clicks: asked.Clicks = None,
    keep_qrels: asked.KeepQrels = None,
    baselines: asked.Baselines = DEFAULT_BASELINES,
    vectors: asked.Vectors = None,
    vector_ids: asked.VectorIds = None,
    run: asked.Runs = None,
    compare: asked.Compare = None,
    show: asked.Show = 10,
    pairs: asked.Pairs = None,
) -> None:
    """Measure a box beside baselines: relevance, and what a newsroom sees.

    With 95 % intervals and a paired test; without judgements only what a newsroom sees.
    """
    from recommender.evaluation import BASELINES, Setting

    _expect_taken(context, "--pairs" if pairs is not None else "--compare" if compare is not None else "")
    setting = Setting(k=min(k, depth), depth=depth, since=since, until=until, replay=replay)
    judgements = Judgements(qrels, labels, links, clicks, keep_qrels)
    options = _Options(
        sources, columns_of(column, sources), models, box, _measures(measures, depth), setting, judgements, as_json
    )
    if compare is not None:
        _compare(options, compare, show)
        return
    expect_articles(sources, models)
    beside = {name: BASELINES[name] for name in _names(baselines, BASELINES, "--baselines")}
    brought = _brought(vectors, vector_ids, options)
    if pairs is not None:
        _evaluate_pairs(options, pairs, brought)
    else:
        _evaluate_boxes(options, beside, brought, run or [])


def _expect_taken(context: typer.Context, kind: str) -> None:
    """Refuse an option of the command line that would be passed over."""
    for option in context.command.params:
        source = context.get_parameter_source(option.name or "")
        if source is not None and source.name == "COMMANDLINE" and option.name not in TAKEN[kind]:
            reason = f"{kind} does not take it" if kind else "expected --compare beside it"
            raise typer.BadParameter(reason, param_hint=option.opts[0])


def _evaluate_boxes(
    options: _Options, beside: dict[str, Baseline], brought: Embeddings | None, runs: Sequence[Path]
) -> None:
    from recommender import evaluation

    log = options.judgements.read_log()
    beside |= _more(log, brought)
    theirs = _read_runs(runs, beside)
    early = options.judgements.read(options.sources, log, options.columns)
    recommender = take_recommender(options.sources, options.models, options.columns)
    judged = options.judgements.kept(early or options.judgements.of(recommender))
    found = evaluation.evaluate_boxes(
        recommender,
        judged.qrels,
        boxes=[options.box],
        setting=options.setting,
        measures=options.measures,
        beside=beside,
        runs=theirs,
        progress=watched,
    )
    record = _table_record(found.table) | judged.facts
    if found.stories is not None:
        record["stories"] = _table_record(found.stories)
    print_answer(record, "\n".join([str(found), *judged.notes]), options.as_json)


def _compare(options: _Options, names: str, most: int) -> None:
    from recommender import evaluation

    old_name, comma, new_name = names.partition(",")
    if not (old_name and comma and new_name):
        raise typer.BadParameter(f"expected OLD,NEW, found {names!r}", param_hint="--compare")
    if options.sources and options.judgements.labels is None:
        raise typer.BadParameter("expected none: both models know their articles", param_hint="SOURCES")
    early = options.judgements.read(options.sources, options.judgements.read_log(), options.columns)
    old, new = (load_named(name.strip(), options.models) for name in (old_name, new_name))
    judged = options.judgements.kept(early or options.judgements.of(new))
    found = evaluation.compare_boxes(
        old, new, judged.qrels, box=options.box, setting=options.setting, measures=options.measures, progress=watched
    )
    record = _table_record(found.evaluation.table) | judged.facts | {"comparison": found.to_record(most)}
    print_answer(record, "\n".join([found.text(most), *judged.notes]), options.as_json)


def _evaluate_pairs(options: _Options, path: Path, brought: Embeddings | None) -> None:
    from recommender.evaluation import evaluate_pairs, format_table, read_pairs

    pairs = read_pairs(path)
    frame = evaluate_pairs(
        take_recommender(options.sources, options.models, options.columns), pairs, embeddings=brought
    )
    notes = f"{len(pairs)} pairs; [low, high]: 95 % bootstrap interval over pairs."
    print_answer(_table_record(frame), f"{format_table(frame)}\n\n{notes}", options.as_json)


def _more(log: ClickLog | None, brought: Embeddings | None) -> dict[str, Baseline]:
    """Return the baselines for which the user brings something."""
    from recommender.evaluation import popular

    more: dict[str, Baseline] = {}
    if log is not None:
        more["popular"] = popular(log)
    if brought is not None:
        more["vectors"] = brought
    return more


def _read_runs(paths: Iterable[Path], taken: Container[str]) -> dict[str, Run]:
    """Read the runs of others, each under its file's name, or its whole path where another stands under that name."""
    from recommender.evaluation import read_run

    runs: dict[str, Run] = {}
    for path in paths:
        run = read_run(path)
        if not len(run):
            raise CorpusError(path, None, "no ranking in this run")
        runs[str(path) if path.stem in taken or path.stem in runs else path.stem] = run
    return runs


def _brought(vectors: Path | None, vector_ids: Path | None, options: _Options) -> Embeddings | None:
    """Read the vectors of the user; a row is an article of the ids file, or of the sources in the order of reading."""
    from recommender.evaluation import read_lines, read_vectors
    from recommender.training import read_sources

    if vectors is None:
        if vector_ids is not None:
            raise typer.BadParameter("expected --vectors beside it", param_hint="--vector-ids")
        return None
    if not (options.sources or vector_ids):
        raise typer.BadParameter("expected the ids of the rows, or SOURCES to count them by", param_hint="--vector-ids")
    if vector_ids is not None:
        return read_vectors(vectors, [line.strip() for _, line in read_lines(vector_ids)])
    with watching() as watch:
        articles = read_sources(options.sources or (), lambda _: None, columns=options.columns)
        ids = [str(article.article_id) for article in watch.over(articles)]
    return read_vectors(vectors, ids)


def _measures(text: str, depth: int) -> list[str]:
    from recommender.evaluation import parse_measure

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
    """Return a table and its notes as JSON values."""
    systems = [{"system": system, "measures": _nested(frame.loc[system])} for system in frame.index]
    return {"systems": systems, **{str(name): value for name, value in frame.attrs.items()}}


def _nested(row: Any) -> dict[str, dict[str, float]]:  # noqa: ANN401
    nested: dict[str, dict[str, float]] = {}
    for (measure, statistic), value in row.items():
        if not math.isnan(value):
            nested.setdefault(measure, {})[statistic] = round(float(value), 6)
    return nested

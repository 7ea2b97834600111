"""How good a box is: by judgements, beside baselines, against another model, or by what people say of pairs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from recommender.cli.arguments import AsJson, BoxName, Cards, Depth, SomeModels, SomeSources, moment
from recommender.cli.judging import Judged, Judgements
from recommender.cli.loading import expect_articles, load_named, take_recommender
from recommender.cli.output import print_answer, watched, watching

if TYPE_CHECKING:
    import pandas as pd

    from recommender.evaluation import ClickLog, Embeddings, Setting
    from recommender.evaluation.baselines import Baseline

DEFAULT_MEASURES = "nDCG@5,nDCG@10,RR,AP,P@10"
DEFAULT_BASELINES = "scikit-learn,bm25"
KNOWN_BASELINES = "scikit-learn, bm25, both -stop-words, more-like-this, most-recent, random"

File = Path | None
Time = datetime | None


@dataclass(frozen=True, slots=True)
class _Options:
    """What is asked of an evaluation, checked as far as can be without reading anything."""

    sources: list[str] | None
    models: File
    box: str
    measures: list[str]
    setting: Setting
    judgements: Judgements
    keep_qrels: File
    as_json: bool


def evaluate(
    sources: SomeSources = None,
    qrels: Annotated[File, typer.Option("--qrels", help="The judgements, in TREC's form or a table.")] = None,
    labels: Annotated[
        str | None,
        typer.Option(
            "--labels", help="A table of ids and labels, or a column of the sources; to share one is to be related."
        ),
    ] = None,
    links: Annotated[bool, typer.Option("--links", help="Judge by the editors' own links.")] = False,
    clicks: Annotated[
        File, typer.Option("--clicks", help="A click log: seed, shown, clicked, time. Judge by it; the popular beside.")
    ] = None,
    models: SomeModels = None,
    box: BoxName = "none",
    measures: Annotated[str, typer.Option(help="Comma-separated; also R@k, Rprec, Success@k.")] = DEFAULT_MEASURES,
    baselines: Annotated[
        str, typer.Option(help="Comma-separated: " + KNOWN_BASELINES + "; tests are against the first. Empty for none.")
    ] = DEFAULT_BASELINES,
    vectors: Annotated[
        File, typer.Option("--vectors", help="A .npy file of vectors, such as embeddings, to stand beside.")
    ] = None,
    vector_ids: Annotated[
        File, typer.Option("--vector-ids", help="The ids of its rows, one a line; by default those of the sources.")
    ] = None,
    run: Annotated[
        list[Path] | None, typer.Option("--run", help="A TREC run of another engine, to stand beside; more than one.")
    ] = None,
    k: Cards = 5,
    depth: Depth = 100,
    since: Annotated[
        Time, typer.Option("--since", parser=moment, metavar="TIME", help="Only seeds published from here on.")
    ] = None,
    until: Annotated[
        Time, typer.Option("--until", parser=moment, metavar="TIME", help="Only seeds published up to here.")
    ] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="Answer each seed as of its publication: nothing newer is shown.")
    ] = False,
    compare: Annotated[
        str | None, typer.Option("--compare", metavar="OLD,NEW", help="Two versions of --models, or two model folders.")
    ] = None,
    show: Annotated[int, typer.Option("--show", min=0, help="How many changed seeds --compare shows.")] = 10,
    pairs: Annotated[
        File, typer.Option("--pairs", help="Pairs graded by people, id1 id2 score: how similarity agrees with them.")
    ] = None,
    keep_qrels: Annotated[
        File, typer.Option("--keep-qrels", dir_okay=False, help="Write the judgements here, in TREC's form.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure a box beside baselines: relevance, and what a newsroom sees.

    With 95 % intervals and a paired test; without judgements only what a newsroom sees.
    """
    from recommender.evaluation import BASELINES, Setting

    ours = {"--vectors": vectors, "--vector-ids": vector_ids, "--run": run}
    judging = {"--qrels": qrels, "--labels": labels, "--links": links, "--clicks": clicks, "--keep-qrels": keep_qrels}
    if pairs is not None:
        times = {"--since": since, "--until": until, "--replay": replay}
        _expect_none("--pairs", {**judging, **times, "--compare": compare, "--run": run})
    if compare is not None:
        _expect_none("--compare", ours)
    else:
        expect_articles(sources, models)
    setting = Setting(k=min(k, depth), depth=depth, since=since, until=until, replay=replay)
    judgements = Judgements(qrels, labels, links, clicks)
    options = _Options(sources, models, box, _measures(measures, depth), setting, judgements, keep_qrels, as_json)
    beside = {name: BASELINES[name] for name in _names(baselines, BASELINES, "--baselines")}
    if vectors is not None and not (sources or vector_ids):
        raise typer.BadParameter("expected the ids of the rows, or SOURCES to count them by", param_hint="--vector-ids")
    if pairs is not None:
        _evaluate_pairs(options, pairs, _brought(vectors, vector_ids, sources))
    elif compare is not None:
        _compare(options, compare, show)
    else:
        _evaluate_boxes(options, beside, _brought(vectors, vector_ids, sources), run or [])


def _expect_none(option: str, others: Mapping[str, object]) -> None:
    """Refuse options that would be passed over."""
    if given := [name for name, value in others.items() if value]:
        raise typer.BadParameter(f"expected none of {', '.join(others)} beside it, found {given[0]}", param_hint=option)


def _evaluate_boxes(
    options: _Options, beside: dict[str, Baseline], brought: Embeddings | None, runs: Sequence[Path]
) -> None:
    from recommender import evaluation

    theirs = {path.stem: evaluation.read_run(path) for path in runs}
    log = options.judgements.read_log()
    early = options.judgements.read(options.sources, log)
    recommender = take_recommender(options.sources, options.models)
    judged = _kept(options, early or options.judgements.of(recommender))
    found = evaluation.evaluate_boxes(
        recommender,
        judged.qrels,
        boxes=[options.box],
        setting=options.setting,
        measures=options.measures,
        beside=beside | _more(log, brought),
        runs=theirs,
        watched=watched,
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
    early = options.judgements.read(options.sources, options.judgements.read_log())
    old, new = (load_named(name.strip(), options.models) for name in (old_name, new_name))
    judged = _kept(options, early or options.judgements.of(new))
    found = evaluation.compare_boxes(
        old, new, judged.qrels, box=options.box, setting=options.setting, measures=options.measures, watched=watched
    )
    record = _table_record(found.evaluation.table) | judged.facts | {"comparison": found.to_record(most)}
    print_answer(record, "\n".join([found.text(most), *judged.notes]), options.as_json)


def _evaluate_pairs(options: _Options, path: Path, brought: Embeddings | None) -> None:
    from recommender.evaluation import evaluate_pairs, format_table, read_pairs

    pairs = read_pairs(path)
    frame = evaluate_pairs(take_recommender(options.sources, options.models), pairs, embeddings=brought)
    notes = f"{len(pairs)} pairs; [low, high]: 95 % bootstrap interval over pairs."
    print_answer(_table_record(frame), f"{format_table(frame)}\n\n{notes}", options.as_json)


def _kept(options: _Options, judged: Judged) -> Judged:
    from recommender.evaluation import write_qrels

    if options.keep_qrels is not None:
        write_qrels(options.keep_qrels, judged.qrels)
    return judged


def _more(log: ClickLog | None, brought: Embeddings | None) -> dict[str, Baseline]:
    """Return the baselines for which the user brings something."""
    from recommender.evaluation import popular

    more: dict[str, Baseline] = {}
    if log is not None:
        more["popular"] = popular(log)
    if brought is not None:
        more["vectors"] = brought
    return more


def _brought(vectors: File, vector_ids: File, sources: Sequence[str] | None) -> Embeddings | None:
    """Read the vectors of the user; a row is an article of the ids file, or of the sources in the order of reading."""
    from recommender.evaluation import read_vectors
    from recommender.evaluation.trec import read_lines
    from recommender.training import read_sources

    if vectors is None:
        return None
    if vector_ids is not None:
        return read_vectors(vectors, [line.strip() for _, line in read_lines(vector_ids)])
    with watching() as watch:
        ids = [str(article.article_id) for article in watch.over(read_sources(sources or (), lambda _: None))]
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

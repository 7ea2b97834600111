"""Rankings for many seeds, and how good they are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from recommender.cli.arguments import AsJson, BoxName, Cards, Depth, SomeModels, SomeSources
from recommender.cli.loading import take_recommender
from recommender.cli.output import print_answer, progress_bar
from recommender.errors import CorpusError

if TYPE_CHECKING:
    from recommender.engine import Recommender
    from recommender.evaluation import Qrels

DEFAULT_MEASURES = "nDCG@5,nDCG@10,RR,AP,P@10"
DEFAULT_BASELINES = "scikit-learn,bm25"


def rank(
    out: Annotated[Path, typer.Option("--out", dir_okay=False, help="The TREC run to write.", show_default=False)],
    sources: SomeSources = None,
    models: SomeModels = None,
    box: BoxName = "none",
    depth: Depth = 100,
    queries: Annotated[
        Path | None, typer.Option("--queries", help="The seeds: ids, one a line, or qrels; by default all articles.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Rank articles for many seeds, into a TREC run."""
    from recommender.evaluation import write_run

    if not out.absolute().parent.is_dir():
        raise typer.BadParameter(f"there is no folder {out.parent}", param_hint="--out")
    seeds = None if queries is None else _read_seeds(queries)
    recommender = take_recommender(sources, models)
    if seeds is None:
        seeds = list(recommender.catalogue.article_ids())
    for seed in seeds:
        recommender.catalogue.row_of(seed)  # an unknown one is an error, and rather now than after an hour
    rankings = (
        (seed, [(article_id, float(depth - place)) for place, article_id in enumerate(ids)])
        for seed, ids in _rankings(recommender, seeds, box, depth)
    )
    write_run(out, rankings, tag=f"{box}-{recommender.version}")
    record = {"run": str(out), "seeds": len(seeds), "box": box, "depth": depth, "model": recommender.version}
    print_answer(record, f"wrote {out}: {len(seeds)} seeds", as_json)


def evaluate(
    qrels: Annotated[Path, typer.Option("--qrels", help="The judgements, in TREC's form or a table.")],
    sources: SomeSources = None,
    models: SomeModels = None,
    box: BoxName = "none",
    measures: Annotated[str, typer.Option(help="Comma-separated; also R@k, Rprec, Success@k.")] = DEFAULT_MEASURES,
    baselines: Annotated[str, typer.Option(help="Comma-separated; empty for none.")] = DEFAULT_BASELINES,
    k: Cards = 5,
    depth: Depth = 100,
    as_json: AsJson = False,
) -> None:
    """Measure a box beside baselines, by judgements.

    Each measure comes with its 95 % interval, and with the p of a paired test against the first baseline.
    """
    from recommender import evaluation

    names = _measures(measures, depth)
    beside = _names(baselines, evaluation.BASELINES, "--baselines")
    judged = _judged(qrels)
    found = evaluation.evaluate_boxes(
        take_recommender(sources, models),
        judged,
        boxes=[box],
        setting=evaluation.Setting(k=k, depth=depth),
        measures=names,
        beside={name: evaluation.BASELINES[name] for name in beside},
        watched=_watched,
    )
    record = {
        "systems": [{"system": system, "measures": _nested(found.table.loc[system])} for system in found.table.index],
        **{str(name): value for name, value in found.table.attrs.items()},
    }
    print_answer(record, str(found), as_json)


def _read_seeds(path: Path) -> list[str]:
    """Read the ids of seeds, once each: those of qrels, or else each line is one."""
    from recommender.evaluation import read_qrels
    from recommender.evaluation.trec import read_lines

    try:
        return list(read_qrels(path).grades)
    except CorpusError:
        seeds = dict.fromkeys(line.strip() for _, line in read_lines(path))
    if not seeds:
        raise CorpusError(path, None, "no seed in this file")
    return list(seeds)


def _judged(path: Path) -> Qrels:
    from recommender.evaluation import read_qrels

    judged = read_qrels(path)
    if not judged.seeds():
        raise CorpusError(path, None, "no seed has a relevant article")
    return judged


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


def _rankings(recommender: Recommender, seeds: Sequence[str], box: str, depth: int) -> Iterator[tuple[str, list[str]]]:
    for seed in _watched(seeds, f"ranking by {box}"):
        yield seed, recommender.ranking(seed, box, depth)


def _watched(seeds: Iterable[str], description: str) -> Iterator[str]:
    with progress_bar() as progress:
        yield from progress.track(list(seeds), description=description)


def _nested(row: Any) -> dict[str, dict[str, float]]:  # noqa: ANN401
    nested: dict[str, dict[str, float]] = {}
    for (measure, statistic), value in row.items():
        if not math.isnan(value):
            nested.setdefault(measure, {})[statistic] = round(float(value), 6)
    return nested

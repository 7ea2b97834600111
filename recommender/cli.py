"""The command line: a door for jobs and terminals. Nothing is computed here.

Exit codes: 0 done; 1 refused by the data, a model or a gate; 2 wrong usage; 130 interrupted.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from recommender.errors import RecommenderError

if TYPE_CHECKING:  # heavy rooms are imported by the commands that need them
    from recommender.article import Article
    from recommender.cards import Box
    from recommender.engine import Recommender
    from recommender.errors import CorpusError
    from recommender.registry import Registry

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
models_app = typer.Typer(no_args_is_help=True, help="The versions of a registry.")
app.add_typer(models_app, name="models")
log = logging.getLogger(__name__)
errors = Console(stderr=True, highlight=False)

Sources = Annotated[list[Path], typer.Argument(help="Files and folders of articles.", show_default=False)]
Models = Annotated[Path, typer.Option("--models", help="The registry of models.")]
SomeModels = Annotated[Path | None, typer.Option("--models", help="The registry; without it a model is trained.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
BoxName = Annotated[str, typer.Option("--box", help="similar, related, or none: the model alone.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65_535, help="0 takes any free port.")]
MODELS = Path("models")
SHOWN_REFUSALS = 10


def main() -> None:
    """Run the command line, and turn the product's errors into a line and an exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    try:
        app(standalone_mode=True)
    except RecommenderError as error:
        errors.print(f"error: {error}", style="red", markup=False, soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


@app.command()
def demo(
    port: Port = 8000,
    models: Annotated[Path | None, typer.Option("--models", help="Where to keep the demonstration's model.")] = None,
) -> None:
    """Train on the sample corpus, publish, and serve on loopback, the clock at its newest article."""
    from recommender.demo import demo_models, sample_folder, train_demo
    from recommender.settings import Settings

    registry_path = models or demo_models()
    as_of = train_demo(sample_folder(), registry_path)
    port = _free_port(port)
    typer.echo(f"The demonstration is at http://127.0.0.1:{port}/  (Ctrl-C ends it)")
    _run(Settings(models=registry_path, as_of=as_of, site="Caldria Today", verify=False), "127.0.0.1", port)


@app.command()
def train(
    sources: Sources,
    models: Models = MODELS,
    keep: Annotated[int, typer.Option(min=1, help="How many versions stay.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Train on articles and publish the model."""
    from recommender.registry import Registry
    from recommender.training import train

    with _reading() as (seen, refused):
        report = train(sources, Registry(models), refused=refused, seen=seen, keep=keep)
    seconds = ", ".join(f"{step} {took:.1f} s" for step, took in report.seconds.items())
    _print(
        report.to_record(),
        f"published {report.version}: {report.articles} articles, {report.refused} refused, "
        f"{report.columns} terms and phrases ({seconds})",
        as_json,
    )


@app.command()
def similar(article_id: str, models: Models = MODELS, k: int = 5, as_json: AsJson = False) -> None:
    """Show the Similar News of an article: its event as told elsewhere."""
    _show_box("similar", article_id, models, k, as_json)


@app.command()
def related(article_id: str, models: Models = MODELS, k: int = 5, as_json: AsJson = False) -> None:
    """Show the Related of an article: background and follow-up."""
    _show_box("related", article_id, models, k, as_json)


@app.command()
def rank(
    sources: Sources,
    out: Annotated[Path, typer.Option("--out", help="The TREC run to write.", show_default=False)],
    models: SomeModels = None,
    box: BoxName = "none",
    depth: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
    queries: Annotated[Path | None, typer.Option("--queries", help="A file of seed ids, one a line, or qrels.")] = None,
    as_json: AsJson = False,
) -> None:
    """Rank the corpus for many seeds, and write a TREC run."""
    from recommender.evaluation import write_run

    recommender = _recommender(sources, models)
    seeds = recommender.catalogue.ids[:] if queries is None else _read_seeds(queries)
    write_run(out, _rankings(recommender, seeds, box, depth), tag=f"{box}-{recommender.version}")
    _print({"run": str(out), "seeds": len(seeds)}, f"wrote {out}: {len(seeds)} seeds", as_json)


@app.command()
def evaluate(
    sources: Sources,
    qrels: Annotated[Path, typer.Option("--qrels", help="The judgements: TREC, or a table with a header.")],
    models: SomeModels = None,
    box: BoxName = "none",
    measures: Annotated[str, typer.Option(help="Comma-separated.")] = "nDCG@5,nDCG@10,RR,AP,P@10",
    baselines: Annotated[str, typer.Option(help="Comma-separated; empty for none.")] = "scikit-learn,bm25",
    depth: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
    as_json: AsJson = False,
) -> None:
    """Measure a box beside baselines, with 95 % intervals and a paired test."""
    from recommender import evaluation

    judged = evaluation.read_qrels(qrels)
    recommender = _recommender(sources, models)
    seeds = [seed for seed in judged.seeds() if seed in recommender.catalogue]
    ours = f"recommender ({box})"
    orders = {seed: [hit for hit, _ in hits] for seed, hits in _rankings(recommender, seeds, box, depth)}
    runs = {ours: evaluation.Run.of_order(orders)}
    articles = list(recommender.catalogue) if baselines else []
    for name in filter(None, map(str.strip, baselines.split(","))):
        if name not in evaluation.BASELINES:
            raise typer.BadParameter(f"expected some of {', '.join(evaluation.BASELINES)}, found {name}")
        runs[name] = evaluation.BASELINES[name](articles, seeds, depth)
    try:
        frame = evaluation.evaluate(judged, runs, [m.strip() for m in measures.split(",")], baseline=list(runs)[-1])
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    record = {
        "systems": [{"system": system, "measures": _nested(frame.loc[system])} for system in frame.index],
        **{str(name): value for name, value in frame.attrs.items() if name != "seeds_without_result"},
    }
    _print(record, evaluation.format_report(frame), as_json)


@app.command()
def serve(
    models: Models = MODELS,
    port: Port = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64)] = 1,
    as_of: Annotated[datetime | None, typer.Option(help="A fixed moment to answer for, UTC.")] = None,
) -> None:
    """Serve the boxes over HTTP; a newly published model is picked up by itself."""
    os.environ["RECOMMENDER_MODELS"] = str(models)
    if as_of is not None:
        os.environ["RECOMMENDER_AS_OF"] = f"{as_of.isoformat()}Z"
    from recommender.settings import read_settings

    settings = read_settings()
    port = port or _free_port(0)
    typer.echo(f"serving {models} at http://{host}:{port}/")
    if workers == 1:
        _run(settings, host, port)
        return
    import uvicorn

    uvicorn.run(
        "service:create_app", factory=True, host=host, port=port, workers=workers, log_level="warning", access_log=False
    )


@models_app.command("list")
def models_list(models: Models = MODELS, as_json: AsJson = False) -> None:
    """List the versions, oldest first; the current one is marked."""
    registry = _registry(models)
    current = registry.current()
    rows = [_summary(registry, version) | {"current": version == current} for version in registry.versions()]
    lines = [
        f"{'*' if row['current'] else ' '} {row['version']}  {row['trained_at'] or '-'}  {row['articles']} articles"
        for row in rows
    ]
    _print({"versions": rows}, "\n".join(lines), as_json)


@models_app.command("show")
def models_show(version: str = typer.Argument(None), models: Models = MODELS, as_json: AsJson = False) -> None:
    """Show what the manifest of a version says, by default of the current one."""
    registry = _registry(models)
    version = version or registry.current()
    facts = {"version": version, **registry.manifest(version)["facts"]}
    _print(facts, json.dumps(facts, indent=2, ensure_ascii=False), as_json)


@models_app.command("publish")
def models_publish(folder: Path, models: Models = MODELS, keep: int = 5, as_json: AsJson = False) -> None:
    """Publish a snapshot folder that was trained elsewhere."""
    import shutil

    from recommender.registry import Registry
    from recommender.snapshot import open_snapshot

    open_snapshot(folder)
    version = Registry(models).publish(lambda aside: shutil.copytree(folder, aside), keep=keep)
    _print({"version": version}, f"published {version}", as_json)


@models_app.command("rollback")
def models_rollback(version: str = typer.Argument(None), models: Models = MODELS, as_json: AsJson = False) -> None:
    """Make an earlier version the current one: the one named, or the one before."""
    version = _registry(models).rollback(version)
    _print({"version": version}, f"current is {version}", as_json)


@models_app.command("verify")
def models_verify(version: str = typer.Argument(None), models: Models = MODELS, as_json: AsJson = False) -> None:
    """Compare every byte of a version, by default of the current one, with its manifest."""
    version = _registry(models).verify(version)
    _print({"version": version, "whole": True}, f"{version} is whole", as_json)


@models_app.command("prune")
def models_prune(
    models: Models = MODELS, keep: Annotated[int, typer.Option(min=1)] = 5, as_json: AsJson = False
) -> None:
    """Remove the oldest versions; the current one always stays."""
    removed = _registry(models).prune(keep)
    _print({"removed": removed}, f"removed {', '.join(removed) or 'none'}", as_json)


def _show_box(name: str, article_id: str, models: Path, k: int, as_json: bool) -> None:
    recommender = _load(models)
    box = recommender.box(name, recommender.seed(article_id), k=k)
    _print(box.to_record(), _box_text(recommender, article_id, box), as_json)


def _box_text(recommender: Recommender, article_id: str, box: Box) -> str:
    lines = [f"{box.box} to: {recommender.seed(article_id).article.title}", ""]
    for card in box.cards:
        also = f" (also {', '.join(card.also_published_by)})" if card.also_published_by else ""
        lines.append(f"{card.rank}. {card.head.get('title') or card.article_id}")
        lines.append(f"   {card.head.get('publisher') or 'unknown publisher'}{also} · {card.reason}")
        lines.append(f"   {card.article_id}  {card.score:.3f}")
    return "\n".join([*lines, *filter(None, [box.notice])])


def _recommender(sources: list[Path], models: Path | None) -> Recommender:
    """Train in memory, or serve the sources by a published model's parameters and corpus."""
    if models is not None:
        return _load(models)
    from recommender.engine import Recommender
    from recommender.errors import CorpusError
    from recommender.training import read_sources

    with _reading() as (seen, refused):
        articles = []
        for article in read_sources(sources, refused):
            seen(article)
            articles.append(article)
    try:
        return Recommender.fit(articles)
    except ValueError as error:
        raise CorpusError(", ".join(map(str, sources)), None, str(error)) from None


def _load(models: Path) -> Recommender:
    from recommender.engine import Recommender

    snapshot, version = _registry(models).open_current()
    return Recommender.of_snapshot(snapshot, version=version)


def _registry(models: Path) -> Registry:
    from recommender.registry import Registry

    return Registry(models)


def _summary(registry: Registry, version: str) -> dict[str, Any]:
    facts = registry.manifest(version)["facts"]
    trained_at = facts.get("training", {}).get("trained_at")
    return {"version": version, "trained_at": trained_at, "articles": facts.get("corpus", {}).get("articles")}


def _read_seeds(path: Path) -> list[str]:
    """Read seed ids: the first column of each line, once each; a header ``query_id`` is passed over."""
    from recommender.errors import CorpusError

    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise CorpusError(path, None, str(error)) from None
    seeds = dict.fromkeys(line.split()[0] for line in lines if line.strip() and not line.startswith("#"))
    seeds.pop("query_id", None)
    return list(seeds)


def _rankings(
    recommender: Recommender, seeds: Iterable[str], box: str, depth: int
) -> Iterator[tuple[str, list[tuple[str, float]]]]:
    if box != "none" and box not in recommender.policies:
        raise typer.BadParameter(f"--box: expected none, {', '.join(recommender.policies)}, found {box}")
    with _progress() as progress:
        for seed in progress.track(list(seeds), description="ranking"):
            ids = recommender.ranking(seed, box, depth)
            yield seed, [(article_id, float(depth - place)) for place, article_id in enumerate(ids)]


@contextmanager
def _reading() -> Iterator[tuple[Callable[[Article], None], Callable[[CorpusError], None]]]:
    """Show how many articles are read, and the first refusals."""
    n_refused = 0

    def refused(error: CorpusError) -> None:
        nonlocal n_refused
        n_refused += 1
        if n_refused <= SHOWN_REFUSALS:
            errors.print(f"refused {error}", markup=False, soft_wrap=True)

    with _progress() as progress:
        task = progress.add_task("reading", total=None)
        yield lambda article: progress.advance(task), refused
    if n_refused > SHOWN_REFUSALS:
        errors.print(f"refused {n_refused - SHOWN_REFUSALS} more")


def _progress() -> Progress:
    """Return a progress bar on a terminal, and nothing elsewhere."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal)


def _nested(row: Any) -> dict[str, dict[str, float | None]]:  # noqa: ANN401
    nested: dict[str, dict[str, float | None]] = {}
    for (measure, statistic), value in row.items():
        nested.setdefault(measure, {})[statistic] = None if value != value else round(float(value), 6)  # noqa: PLR0124
    return nested


def _print(record: dict[str, Any], text: str, as_json: bool) -> None:
    typer.echo(json.dumps(record, ensure_ascii=False) if as_json else text)


def _free_port(wanted: int) -> int:
    """Return the port when it is free on loopback, or any that is."""
    for port in (wanted, 0):
        with closing(socket.socket()) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on loopback")


def _run(settings: Any, host: str, port: int) -> None:  # noqa: ANN401
    import uvicorn

    from service import create_app

    uvicorn.run(create_app(settings), host=host, port=port, log_level="warning", access_log=False)

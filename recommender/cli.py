"""The command line: a door for jobs and terminals. Nothing is computed here.

In: arguments. Out: on stdout what was asked for, as text or with ``--json`` as one JSON value; on stderr progress,
refusals and errors. The exit code is for schedulers: 0 done; 1 refused by the data, a model or the machine; 2 wrong
usage; 130 interrupted. Heavy rooms are imported by the commands that need them, so that help comes at once.
"""

from __future__ import annotations

import json
import logging
import math
import os
import socket
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from recommender import __version__
from recommender.errors import CorpusError, RecommenderError, SettingsError, SnapshotError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from recommender.article import Article
    from recommender.cards import Box
    from recommender.engine import Recommender
    from recommender.evaluation import Qrels, Run
    from recommender.registry import Registry

ABOUT = """Related news: train a model on articles, look at its boxes, measure it, serve it.

Exit codes: 0 done; 1 refused by the data, a model or the machine; 2 wrong usage; 130 interrupted.
"""
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=ABOUT)
models_app = typer.Typer(no_args_is_help=True, help="Look after the published models.")
app.add_typer(models_app, name="models")
errors = Console(stderr=True, highlight=False)

SHOWN_REFUSALS = 10
MODELS = Path("models")
DEFAULT_MEASURES = "nDCG@5,nDCG@10,RR,AP,P@10"
DEFAULT_BASELINES = "scikit-learn,bm25"


def _moment(text: str) -> datetime:
    """Read a time of the command line; one without a zone is UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"expected a time such as 2026-04-24T18:00:00Z, found {text!r}") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Sources = Annotated[list[Path], typer.Argument(help="Files and folders of articles.", show_default=False)]
SomeSources = Annotated[
    list[Path] | None, typer.Argument(help="Files and folders of articles; those of the model when left out.")
]
SeedId = Annotated[str, typer.Argument(help="The id of the article being read.", show_default=False)]
Version = Annotated[str | None, typer.Argument(help="A version, such as 000003.", show_default=False)]
Models = Annotated[Path, typer.Option("--models", envvar="RECOMMENDER_MODELS", help="The folder of the models.")]
SomeModels = Annotated[
    Path | None, typer.Option("--models", help="Take the current model of this folder, rather than train one.")
]
Keep = Annotated[int, typer.Option("--keep", min=1, help="How many of the newest versions stay.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
BoxName = Annotated[Literal["none", "similar", "related"], typer.Option("--box", help="none is the model alone.")]
Depth = Annotated[int, typer.Option("--depth", min=1, max=10_000, help="How many articles for a seed at most.")]
Cards = Annotated[int, typer.Option("--k", "-k", min=1, max=1_000, help="How many cards at most.")]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", parser=_moment, metavar="TIME", help="Answer as at this moment, UTC; by default now."),
]
Port = Annotated[int, typer.Option("--port", min=0, max=65_535, help="0 takes any free port.")]


def main() -> None:
    """Run the command line, and turn what can go wrong into a line and an exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    try:
        app()
    except RecommenderError as error:
        _fail(str(error))
    except OSError as error:
        reason = error.strerror or str(error)
        _fail(f"{error.filename}: {reason}" if error.filename else reason)


def _fail(reason: str) -> None:
    errors.print(f"error: {reason}", style="red", markup=False, soft_wrap=True)
    sys.exit(1)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"recommender {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version and exit.")
    ] = False,
) -> None:
    """Take the options that stand before a command; the help of the app is `ABOUT`."""


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Another free one when it is taken.")] = 8000,
    models: Annotated[
        Path | None, typer.Option(help="Keep the model here, rather than in the cache folder.", show_default=False)
    ] = None,
) -> None:
    """Show it at work: train on the sample corpus and serve it.

    The service listens on loopback, its clock at the newest article. A second run finds the model trained.
    """
    from recommender.demo import demo_models, sample_folder, train_demo
    from recommender.settings import read_settings
    from service import create_app

    models, settings = models or demo_models(), read_settings()
    with _progress() as progress:
        progress.add_task("preparing the sample corpus", total=None)
        as_of = train_demo(sample_folder(), models)
    # What was just trained or compared needs no second comparison.
    changes = {"models": models, "as_of": as_of, "site": "Caldria Today", "verify": False}
    service = create_app(settings.model_copy(update=changes))
    listening = _listen_here(port)
    typer.echo(f"The demonstration is at {_address(listening)}  (Ctrl-C ends it)")
    _serve(service, listening)


@app.command()
def train(sources: Sources, models: Models = MODELS, keep: Keep = 5, as_json: AsJson = False) -> None:
    """Train on articles, and publish the model."""
    from recommender.registry import Registry
    from recommender.training import train

    with _watching() as watch:
        report = train(sources, Registry(models), refused=watch.refused, seen=watch.seen, began=watch.began, keep=keep)
    seconds = ", ".join(f"{step} {took:.1f} s" for step, took in report.seconds.items())
    _print(
        report.to_record(),
        f"published {report.version}: {report.articles} articles, {report.refused} refused, "
        f"{report.columns} terms and phrases ({seconds})",
        as_json,
    )


@app.command()
def similar(
    article_id: SeedId, models: Models = MODELS, k: Cards = 5, as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """Show Similar News: the article's event as told elsewhere."""
    _show_box("similar", article_id, models, k, as_of, as_json)


@app.command()
def related(
    article_id: SeedId, models: Models = MODELS, k: Cards = 5, as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """Show Related: background and follow-up, other events."""
    _show_box("related", article_id, models, k, as_of, as_json)


@app.command()
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
    recommender = _recommender(sources, models)
    if seeds is None:
        seeds = recommender.catalogue.ids[:]
    for seed in seeds:
        recommender.catalogue.row_of(seed)  # an unknown one is an error, and rather now than after an hour
    rankings = (
        (seed, [(article_id, float(depth - place)) for place, article_id in enumerate(ids)])
        for seed, ids in _rankings(recommender, seeds, box, depth)
    )
    write_run(out, rankings, tag=f"{box}-{recommender.version}")
    record = {"run": str(out), "seeds": len(seeds), "box": box, "depth": depth, "model": recommender.version}
    _print(record, f"wrote {out}: {len(seeds)} seeds", as_json)


@app.command()
def evaluate(
    qrels: Annotated[Path, typer.Option("--qrels", help="The judgements, in TREC's form or a table.")],
    sources: SomeSources = None,
    models: SomeModels = None,
    box: BoxName = "none",
    measures: Annotated[str, typer.Option(help="Comma-separated; also R@k, Rprec, Success@k.")] = DEFAULT_MEASURES,
    baselines: Annotated[str, typer.Option(help="Comma-separated; empty for none.")] = DEFAULT_BASELINES,
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
    recommender = _recommender(sources, models)
    runs = _runs(recommender, judged, box, beside, depth)
    frame = evaluation.evaluate(judged, runs, names, baseline=beside[0] if beside else None)
    record = {
        "systems": [{"system": system, "measures": _nested(frame.loc[system])} for system in frame.index],
        **{str(name): value for name, value in frame.attrs.items()},
    }
    _print(record, evaluation.format_report(frame), as_json)


@app.command()
def serve(
    models: Models = MODELS,
    port: Port = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes answer.")] = 1,
    as_of: AsOf = None,
) -> None:
    """Serve the boxes over HTTP; newly published models are picked up.

    Other settings come from the environment, RECOMMENDER_…; see the README.
    """
    from recommender.settings import read_settings

    settings = read_settings().model_copy(update={"models": models} | ({"as_of": as_of} if as_of else {}))
    listening = _listen(host, port)
    told = f"serving {models} at {_address(listening)}"
    if workers > 1:
        _serve_by_many(models, settings.as_of, listening, workers, told)
        return
    from service import create_app

    service = create_app(settings)
    typer.echo(told)
    _serve(service, listening)


@models_app.command("list")
def models_list(models: Models = MODELS, as_json: AsJson = False) -> None:
    """List the versions, oldest first, the current one marked."""
    registry = _registry(models)
    current = _current(registry)
    rows = [_summary(registry, version) | {"current": version == current} for version in registry.versions()]
    _print({"versions": rows}, "\n".join(map(_row_text, rows)), as_json)


@models_app.command("show")
def models_show(version: Version = None, models: Models = MODELS, as_json: AsJson = False) -> None:
    """Show what a version says of itself, by default the current one."""
    registry = _registry(models)
    version = version or registry.current()
    facts = {**registry.manifest(version)["facts"], "version": version}
    _print(facts, json.dumps(facts, indent=2, ensure_ascii=False), as_json)


@models_app.command("publish")
def models_publish(
    folder: Annotated[Path, typer.Argument(help="The folder of a snapshot, trained elsewhere.", show_default=False)],
    models: Models = MODELS,
    keep: Keep = 5,
    as_json: AsJson = False,
) -> None:
    """Publish a snapshot that was trained elsewhere."""
    from recommender.engine import Recommender
    from recommender.snapshot import open_snapshot, write_snapshot

    snapshot = open_snapshot(folder)
    Recommender.of_snapshot(snapshot, version=folder.name)  # what cannot be served is not published
    version = _registry(models).publish(lambda aside: write_snapshot(aside, snapshot.arrays, snapshot.facts), keep=keep)
    _print({"version": version}, f"published {version}", as_json)


@models_app.command("rollback")
def models_rollback(version: Version = None, models: Models = MODELS, as_json: AsJson = False) -> None:
    """Go back to a version, by default the one before the current."""
    version = _registry(models).rollback(version)
    _print({"version": version}, f"current is {version}", as_json)


@models_app.command("verify")
def models_verify(version: Version = None, models: Models = MODELS, as_json: AsJson = False) -> None:
    """Compare a version byte by byte with its manifest."""
    version = _registry(models).verify(version)
    _print({"version": version, "whole": True}, f"{version} is whole", as_json)


@models_app.command("prune")
def models_prune(models: Models = MODELS, keep: Keep = 5, as_json: AsJson = False) -> None:
    """Remove the oldest versions; the current one always stays."""
    removed = _registry(models).prune(keep)
    _print({"removed": removed}, f"removed {', '.join(removed) or 'none'}", as_json)


def _show_box(name: str, article_id: str, models: Path, k: int, as_of: datetime | None, as_json: bool) -> None:
    recommender = _load(models)
    box = recommender.box(name, recommender.seed(article_id), k=k, as_of=as_of)
    _print(box.to_record(), _box_text(recommender.seed(article_id).article, box), as_json)


def _box_text(seed: Article, box: Box) -> str:
    lines = [f"{box.box} to: {seed.title or seed.article_id}", ""]
    for card in box.cards:
        also = f" (also {', '.join(card.also_published_by)})" if card.also_published_by else ""
        lines.append(f"{card.rank}. {card.head.get('title') or card.article_id}")
        lines.append(f"   {card.head.get('publisher') or 'unknown publisher'}{also} · {card.reason}")
        lines.append(f"   {card.article_id}  {card.score:.3f}")
    return "\n".join([*lines, *filter(None, [box.notice])])


def _recommender(sources: Sequence[Path] | None, models: Path | None) -> Recommender:
    """Train in memory, or take a published model, which must then be one of the sources' articles."""
    if models is None and not sources:
        raise typer.BadParameter("expected files or folders of articles, or --models", param_hint="SOURCES")
    from recommender.training import fit, read_sources

    with _watching() as watch:
        if models is None:
            return fit(sources or (), refused=watch.refused, seen=watch.seen, began=watch.began)
        recommender = _load(models)
        if sources:
            read = {str(article.article_id) for article in watch.over(read_sources(sources, watch.refused))}
            _expect_corpus(recommender, sources, read)
    return recommender


def _expect_corpus(recommender: Recommender, sources: Sequence[Path], read: set[str]) -> None:
    """Refuse sources that a model was not trained on: its answers would silently be about other articles."""
    if others := read.symmetric_difference(recommender.catalogue.ids[:]):
        reason = (
            f"expected the articles of model {recommender.version}, but {len(others)} are in one and not in the other, "
            f"such as {min(others)}; leave --models out to train on these, or these out to use the model's"
        )
        raise CorpusError(", ".join(map(str, sources)), None, reason)


def _load(models: Path) -> Recommender:
    from recommender.engine import Recommender

    snapshot, version = _registry(models).open_current()
    return Recommender.of_snapshot(snapshot, version=version)


def _registry(models: Path) -> Registry:
    from recommender.registry import Registry

    return Registry(models)


def _current(registry: Registry) -> str | None:
    """Return the current version; none when only the pointer is damaged, so that what there is can still be listed."""
    try:
        return registry.current()
    except SnapshotError as error:
        if not registry.versions():
            raise
        errors.print(f"no version is current: {error}", markup=False, soft_wrap=True)
        return None


def _summary(registry: Registry, version: str) -> dict[str, Any]:
    try:
        facts = registry.manifest(version)["facts"]
    except SnapshotError as error:
        return {"version": version, "trained_at": None, "articles": None, "damage": str(error)}
    training, corpus = facts.get("training", {}), facts.get("corpus", {})
    return {
        "version": version,
        "trained_at": training.get("trained_at"),
        "articles": corpus.get("articles"),
        "damage": None,
    }


def _row_text(row: dict[str, Any]) -> str:
    mark = "*" if row["current"] else " "
    what = row["damage"] or f"{row['trained_at'] or '-'}  {row['articles']} articles"
    return f"{mark} {row['version']}  {what}"


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


def _runs(recommender: Recommender, judged: Qrels, box: str, baselines: Sequence[str], depth: int) -> dict[str, Run]:
    from recommender.evaluation import BASELINES, Run

    seeds = [seed for seed in judged.seeds() if seed in recommender.catalogue]
    if not seeds:
        raise CorpusError("qrels", None, f"none of the {len(judged.seeds())} judged seeds is in this corpus")
    runs = {f"recommender ({box})": Run.of_order(dict(_rankings(recommender, seeds, box, depth)))}
    articles = list(recommender.catalogue) if baselines else []
    for name in baselines:
        with _progress() as progress:
            progress.add_task(f"ranking by {name}", total=None)
            runs[name] = BASELINES[name](articles, seeds, depth)
    return runs


def _rankings(recommender: Recommender, seeds: Sequence[str], box: str, depth: int) -> Iterator[tuple[str, list[str]]]:
    with _progress() as progress:
        for seed in progress.track(seeds, description="ranking"):
            yield seed, recommender.ranking(seed, box, depth)


@dataclass(slots=True)
class _Watch:
    """Shows what a training does: its step, how many articles are read, and the first refusals."""

    progress: Progress
    task: TaskID
    n_refused: int = 0

    def began(self, step: str) -> None:
        self.progress.update(self.task, description=step)

    def seen(self, article: Article) -> None:  # noqa: ARG002
        self.progress.advance(self.task)

    def over(self, articles: Iterable[Article]) -> Iterator[Article]:
        for article in articles:
            self.seen(article)
            yield article

    def refused(self, error: CorpusError) -> None:
        self.n_refused += 1
        if self.n_refused <= SHOWN_REFUSALS:
            errors.print(f"refused {error}", markup=False, soft_wrap=True)


@contextmanager
def _watching() -> Iterator[_Watch]:
    with _progress() as progress:
        watch = _Watch(progress, progress.add_task("read", total=None))
        try:
            yield watch
        finally:
            if watch.n_refused > SHOWN_REFUSALS:
                errors.print(f"refused {watch.n_refused - SHOWN_REFUSALS} more")


def _progress() -> Progress:
    """Return a progress bar on a terminal, and nothing elsewhere."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=errors, transient=True, disable=not sys.stderr.isatty())


def _nested(row: Any) -> dict[str, dict[str, float | None]]:  # noqa: ANN401
    nested: dict[str, dict[str, float | None]] = {}
    for (measure, statistic), value in row.items():
        nested.setdefault(measure, {})[statistic] = None if math.isnan(value) else round(float(value), 6)
    return nested


def _print(record: dict[str, Any], text: str, as_json: bool) -> None:
    typer.echo(json.dumps(record, ensure_ascii=False) if as_json else text)


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens, so that an address is told only when it is ours.

    Raises:
        SettingsError: The port is taken, or the host is no address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingsError(f"cannot listen on {host} port {port}: {error.strerror}") from None


def _listen_here(port: int) -> socket.socket:
    """Return a socket that listens on loopback: on the port when it is free, or else on any that is."""
    try:
        return _listen("127.0.0.1", port)
    except SettingsError:
        return _listen("127.0.0.1", 0)


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _serve(service: FastAPI, listening: socket.socket) -> None:
    """Serve until a signal ends it; Ctrl-C is how one is ended, and no failure."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(service, log_level="warning", access_log=False))
    with closing(listening):
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            return
    if not server.started:
        raise typer.Exit(1)


def _serve_by_many(models: Path, as_of: datetime | None, listening: socket.socket, workers: int, told: str) -> None:
    """Serve with several processes, each of which reads its settings from the environment."""
    import uvicorn

    os.environ["RECOMMENDER_MODELS"] = str(models)
    if as_of is not None:
        os.environ["RECOMMENDER_AS_OF"] = as_of.isoformat()
    host, port = listening.getsockname()[:2]
    # Uvicorn shares a socket of its own making between its workers; ours must be gone before anyone hears of it.
    listening.close()
    typer.echo(told)
    uvicorn.run(
        "service:create_app", factory=True, host=host, port=port, workers=workers, log_level="warning", access_log=False
    )

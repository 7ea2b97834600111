"""The service, started from a terminal: on published models, or as a demonstration."""

from __future__ import annotations

import logging
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated, Any

import typer

from recommender.cli.arguments import MODELS, AsOf, Models, Port
from recommender.cli.output import reading, warn

log = logging.getLogger(__name__)


def demo(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Another free one when it is taken.")] = 8000,
    models: Annotated[
        Path | None, typer.Option(help="Keep the model here, rather than in the cache folder.", show_default=False)
    ] = None,
    feeds: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FEEDS",
            help="Show these feeds rather than the sample: an address or an OPML file. Several times for several.",
            show_default=False,
        ),
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Ask machines of this network for feeds, too, this one among them.")
    ] = False,
) -> None:
    """Show it at work: train on the sample corpus, or on feeds, and serve it.

    The service listens on loopback, with a store to write to and the editor's desk; its clock stands where a story of
    the sample is breaking, unless RECOMMENDER_AS_OF is set. A second run finds the model trained, and what was written;
    feeds are fetched once a run. The key of the desk is a new one each time, unless RECOMMENDER_EDITOR_KEYS is set.
    """
    from recommender.api import configure_logs, create_app
    from recommender.cli.server import address_of, listen_here, serve_on
    from recommender.settings import read_settings

    settings = read_settings()
    asks_for_more = settings.model_fields_set & {"log_level", "log_format", "access_log"}
    configure_logs(settings, level=None if asks_for_more else "warning")
    keys = settings.editor_keys or (token_urlsafe(12),)
    changes = _of_feeds(feeds, models, allow_private) if feeds else _of_sample(models)
    changes["as_of"] = as_of = settings.as_of or changes["as_of"]
    # The model was just trained or loaded, so its checksums need not be compared again.
    service = create_app(settings.model_copy(update={**changes, "editor_keys": keys, "verify": False}))
    listening = listen_here(port)
    if port not in (0, listening.getsockname()[1]):
        warn(f"port {port} is taken; this is another one")
    typer.echo(f"The demonstration is at {address_of(listening)}  (Ctrl-C ends it)")
    if as_of is not None:
        typer.echo(f"Its clock stands at {as_of:%Y-%m-%d %H:%M %Z}; what is published later is not shown")
    key = "one of RECOMMENDER_EDITOR_KEYS" if settings.editor_keys else keys[0]
    typer.echo(f"The editor's desk is at {address_of(listening)}desk  (its key: {key})")
    serve_on(service, listening)


def _of_sample(models: Path | None) -> dict[str, Any]:
    """Prepare the sample corpus, and return the settings of its service."""
    from recommender.cli.demo import CLOCK, demo_models, fill_demo, sample_folder, train_demo
    from recommender.cli.training_progress import callbacks_of, training_progress

    models = models or demo_models()
    store = f"sqlite:///{models.absolute()}.sqlite"
    with training_progress(is_for_machines=False) as progress:
        train_demo(sample_folder(), models, callbacks_of(progress))
        fill_demo(sample_folder(), store)
    return {"models": models, "store": store, "as_of": CLOCK, "site": "Caldria Today"}


def _of_feeds(feeds: list[str], models: Path | None, allow_private: bool) -> dict[str, Any]:
    """Fetch feeds and train on them, and return the settings of their service, whose clock is that of the present."""
    from recommender.cli.demo import feeds_models, follow_demo, site_name, train_on_store
    from recommender.cli.following import print_round
    from recommender.cli.training_progress import callbacks_of, training_progress
    from recommender.corpus import read_subscriptions
    from recommender.training import Exchange, user_agent

    subscriptions = read_subscriptions(feeds)
    models = models or feeds_models(subscriptions)
    store = f"sqlite:///{models.absolute()}.sqlite"
    with reading() as progress:
        exchange = Exchange(user_agent(None), allow_private=allow_private)
        report = follow_demo(subscriptions, models, store, exchange, progress.refused)
    print_round(report, as_json=False)
    with training_progress(is_for_machines=False) as training:
        train_on_store(models, store, callbacks_of(training))
    return {"models": models, "store": store, "as_of": None, "site": site_name(store)}


def serve(
    models: Models = MODELS,
    store: Annotated[
        str | None,
        typer.Option(help="The store to keep current with, such as sqlite:///store.sqlite.", show_default=False),
    ] = None,
    port: Port = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes answer.")] = 1,
    as_of: AsOf = None,
) -> None:
    """Serve the boxes over HTTP, kept current with what is published and stored.

    Other settings come from the environment, RECOMMENDER_…; see the README.
    """
    from recommender import __version__
    from recommender.api import configure_logs
    from recommender.cli.server import address_of, listen
    from recommender.cli.workers import Workers
    from recommender.settings import read_settings

    given = {"models": models, "as_of": as_of, "store": store}
    settings = read_settings().model_copy(update={name: value for name, value in given.items() if value is not None})
    listening = listen(host, port)
    configure_logs(settings)
    start = {"event": "start", "version": __version__, "models": str(settings.models), "workers": workers}
    log.info("serving at %s", address_of(listening), extra=start)
    typer.echo(f"serving {models} at {address_of(listening)}")
    if not Workers(settings, listening, workers).run():
        raise typer.Exit(1)

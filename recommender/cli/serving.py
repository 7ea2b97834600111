"""The service, started from a terminal: on published models, or as a demonstration."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from pathlib import Path
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli.arguments import MODELS, AsOf, Models, Port
from recommender.cli.output import progress_bar
from recommender.errors import SettingsError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from recommender.settings import Settings


def demo(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Another free one when it is taken.")] = 8000,
    models: Annotated[
        Path | None, typer.Option(help="Keep the model here, rather than in the cache folder.", show_default=False)
    ] = None,
) -> None:
    """Show it at work: train on the sample corpus and serve it.

    The service listens on loopback, with a store to write to and the editor's desk; its clock stands where a story is
    breaking, unless RECOMMENDER_AS_OF is set. A second run finds the model trained, and what was written. The key of
    the desk is a new one each time, unless RECOMMENDER_EDITOR_KEYS is set.
    """
    from recommender.api import create_app
    from recommender.cli.demo import CLOCK, demo_models, fill_demo, sample_folder, train_demo
    from recommender.settings import read_settings

    models, settings = models or demo_models(), read_settings()
    store = f"sqlite:///{models.absolute()}.sqlite"
    keys = settings.editor_keys or (token_urlsafe(12),)
    with progress_bar() as progress:
        progress.add_task("preparing the sample corpus", total=None)
        train_demo(sample_folder(), models)
        fill_demo(sample_folder(), store)
    as_of = settings.as_of or CLOCK
    changes = {"models": models, "store": store, "as_of": as_of, "site": "Caldria Today", "editor_keys": keys}
    # What was just trained or compared needs no second comparison.
    changes["verify"] = False
    service = create_app(settings.model_copy(update=changes))
    listening = listen_here(port)
    typer.echo(f"The demonstration is at {address_of(listening)}  (Ctrl-C ends it)")
    typer.echo(f"Its clock stands at {as_of:%Y-%m-%d %H:%M %Z}; what is published later is not shown")
    key = "one of RECOMMENDER_EDITOR_KEYS" if settings.editor_keys else keys[0]
    typer.echo(f"The editor's desk is at {address_of(listening)}desk  (its key: {key})")
    serve_on(service, listening)


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

    Other settings come from the environment, RECOMMENDER_…; docs/settings.md has all of them.
    """
    from recommender.settings import read_settings

    given = {"models": models, "as_of": as_of, "store": store}
    settings = read_settings().model_copy(update={name: value for name, value in given.items() if value is not None})
    listening = listen(host, port)
    told = f"serving {models} at {address_of(listening)}"
    if workers > 1:
        serve_by_many(settings, listening, workers, told)
        return
    from recommender.api import create_app

    service = create_app(settings)
    typer.echo(told)
    serve_on(service, listening)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens, so that an address is told only when it is ours.

    Raises:
        SettingsError: The port is taken, or the host is no address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingsError(f"cannot listen on {host} port {port}: {error.strerror}") from None


def listen_here(port: int) -> socket.socket:
    """Return a socket that listens on loopback: on the port when it is free, or else on any that is."""
    try:
        return listen("127.0.0.1", port)
    except SettingsError:
        return listen("127.0.0.1", 0)


def address_of(listening: socket.socket) -> str:
    """Return the address of a listening socket as a browser takes it."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve_on(service: FastAPI, listening: socket.socket) -> None:
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


def serve_by_many(settings: Settings, listening: socket.socket, workers: int, told: str) -> None:
    """Serve with several processes, each of which reads its settings from the environment."""
    import uvicorn

    os.environ["RECOMMENDER_MODELS"] = str(settings.models)
    if settings.as_of is not None:
        os.environ["RECOMMENDER_AS_OF"] = settings.as_of.isoformat()
    if settings.store is not None:
        os.environ["RECOMMENDER_STORE"] = settings.store
    host, port = listening.getsockname()[:2]
    # Uvicorn shares a socket of its own making between its workers; ours must be gone before anyone hears of it.
    listening.close()
    typer.echo(told)
    uvicorn.run(
        "recommender.api:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level="warning",
        access_log=False,
    )

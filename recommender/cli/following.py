"""The job that follows feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli.arguments import STORE, AsJson, SomeLedger, StoreUrl, in_a_folder
from recommender.cli.output import print_answer, reading, warn

if TYPE_CHECKING:
    from recommender.training import Following, RoundReport

STATE = Path("following.json")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(text: str) -> timedelta:
    """Parse how often feeds are asked, such as ``15m``.

    >>> duration("90m") == duration("5400s")
    True
    """
    match = re.fullmatch(r"(\d{1,6})\s*([smhd])", text.strip())
    every = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else timedelta()
    if not timedelta(minutes=1) <= every <= timedelta(days=1):
        raise typer.BadParameter(f"expected a time from 1m to 1d, such as 15m, found {text!r}", param_hint="--every")
    return every


def _contact(text: str | None) -> str | None:
    """Refuse a contact that no header can hold."""
    if text is not None and not re.fullmatch(r"[!-~]{3,200}", text):
        raise typer.BadParameter(f"expected an address of a page or a mailbox, found {text!r}")
    return text


def follow(
    feeds: Annotated[
        list[str],
        typer.Argument(help="Addresses of feeds, OPML files, and files with an address a line.", show_default=False),
    ],
    store: StoreUrl = STORE,
    ledger: SomeLedger = None,
    once: Annotated[bool, typer.Option("--once", help="Ask each feed once, and end.")] = False,
    every: Annotated[str, typer.Option(metavar="TIME", help="How often each feed is asked: 1m to 1d.")] = "15m",
    state: Annotated[
        Path, typer.Option(callback=in_a_folder, help="Where it notes what is known of the feeds.", dir_okay=False)
    ] = STATE,
    contact: Annotated[
        str | None,
        typer.Option(callback=_contact, help="A page or mailbox for the sites that are asked.", show_default=False),
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Ask machines of this network, too, this one among them.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch feeds again and again, and put their articles into the store.

    Robots.txt, Retry-After and the time a feed says it stays fresh are kept to; a feed that has not changed is not sent
    again. Ends with Ctrl-C or SIGTERM. With --once, ends with 1 if no feed could be fetched, or if
    more entries were refused than read.
    """
    often = duration(every)
    from recommender.corpus import read_subscriptions
    from recommender.training import Exchange, Following, user_agent

    exchange = Exchange(user_agent(contact), allow_private=allow_private)
    with reading() as progress:
        subscriptions = read_subscriptions(feeds)
        following = Following(
            subscriptions, store, state, exchange, every=often, refused=progress.refused, ledger=ledger
        )
        with _stopped_by_signals(following):
            for report in [following.once()] if once else following.for_ever():
                print_round(report, as_json=as_json)
                progress.n_refused = 0
    if once and following.stop.is_set():
        raise typer.Exit(130)
    if once and report.is_failure:
        raise typer.Exit(1)


def print_round(report: RoundReport, *, as_json: bool) -> None:
    """Print what a round did, and why feeds failed."""
    for each in report.feeds:
        if each.reason:
            warn(f"{each.result} {each.feed}: {each.reason}")
    print_answer(report.to_record(), report.to_text(), as_json)


@contextmanager
def _stopped_by_signals(following: Following) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM stop it after what was fetched is stored; a second Ctrl-C interrupts at once."""
    import signal

    def stop(number: int, _: object) -> None:
        signal.signal(number, before[signal.Signals(number)])
        # In a thread, since this interrupts one that may hold the locks which stopping needs.
        Thread(target=following.end, daemon=True).start()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

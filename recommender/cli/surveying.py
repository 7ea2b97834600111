"""What readers get, counted on the pages of all articles."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from recommender.cli.arguments import MODELS, AsJson, AsOf, Cards, Models, SomeStore
from recommender.cli.output import print_answer, progress_bar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recommender.serving import SectionCount, Survey

Most = Annotated[
    int | None,
    typer.Option("--most", min=1, help="Of so many articles at most, drawn by their ids; by default of all."),
]
# Orphans and old cards that are printed as text; --json has all. At least 0, lines; by hand.
MOST_PRINTED = 10


def survey(
    models: Models = MODELS,
    store: SomeStore = None,
    k: Cards = 5,
    most: Most = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Count what readers get: cards of a page, empty boxes by section, the age of cards, orphans.

    An orphan is an article that no box shows and no box leads out of. With the store, as editors have decided, and of
    what was written since the training. Some milliseconds a page.
    """
    from recommender.serving import open_current, survey_pages

    recommender = open_current(models, store)
    now = as_of or datetime.now(UTC)
    with progress_bar() as progress:
        task = progress.add_task("surveying", total=None)
        for state in survey_pages(recommender, as_of=now, most=most, k=k):
            progress.update(task, completed=state.pages, total=state.wanted)
    print_answer(state.to_record(), text_of(state), as_json)


def text_of(survey: Survey) -> str:
    """Return a survey as text for a terminal."""
    of = "all articles" if survey.is_of_all else f"{survey.articles:,} articles, drawn by their ids"
    lines = [
        f"{survey.pages:,} pages of {of}; {survey.articles_in_boxes:,} articles in their boxes.",
        "",
        f"{'cards':<10}{''.join(f'{n:>8}' for n in range(survey.k + 1))}",
        *(f"{box:<10}{''.join(f'{n:>8,}' for n in counts)}" for box, counts in survey.cards.items()),
        "",
        "empty boxes by section",
        *(_section_line(name, count) for name, count in survey.sections.items()),
        "",
        "cards by how much older than the article they are",
        *(_ages_line(box, ages) for box, ages in survey.to_record()["ages"].items()),
        *(f"  {card.days:,.0f} days: {card.article_id} beside {card.seed}" for card in survey.oldest[:MOST_PRINTED]),
        "",
        f"{len(survey.orphans):,} orphans, that no box shows and no box leads out of",
        *(f"  {article_id}" for article_id in survey.orphans[:MOST_PRINTED]),
    ]
    if len(survey.orphans) > MOST_PRINTED:
        lines.append(f"  and {len(survey.orphans) - MOST_PRINTED:,} more: --json has all")
    return "\n".join(lines)


def _section_line(name: str, count: SectionCount) -> str:
    empty = ", ".join(f"{box} {n:,}" for box, n in count.empty.items())
    return f"  {name or 'no section'}: {empty}, both {count.without_cards:,} of {count.pages:,}"


def _ages_line(box: str, ages: Mapping[str, int]) -> str:
    return f"  {box}: " + ", ".join(f"{label} {n:,}" for label, n in ages.items())

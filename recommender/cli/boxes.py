"""The boxes in the terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.cli.arguments import MODELS, AsJson, AsOf, Cards, Models, SeedId
from recommender.cli.output import print_answer

if TYPE_CHECKING:
    from recommender.article import Article
    from recommender.boxes import Box


def similar(
    article_id: SeedId, models: Models = MODELS, k: Cards = 5, as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """Show Similar News: the article's event as told elsewhere."""
    _print_box("similar", article_id, models, k, as_of, as_json)


def related(
    article_id: SeedId, models: Models = MODELS, k: Cards = 5, as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """Show Related: background and follow-up, other events."""
    _print_box("related", article_id, models, k, as_of, as_json)


def _print_box(name: str, article_id: str, models: Path, k: int, as_of: datetime | None, as_json: bool) -> None:
    from recommender.boxes import Request
    from recommender.cli.loading import load

    recommender = load(models, again=False)
    seed = recommender.seed(article_id)
    box = recommender.box(name, seed, Request(k=k, as_of=as_of or datetime.now(UTC)))
    print_answer(box.to_record(), _box_text(seed.article, box), as_json)


def _box_text(seed: Article, box: Box) -> str:
    lines = [f"{box.box} to: {seed.title or seed.article_id}", ""]
    for card in box.cards:
        also = f" (also {', '.join(card.also_published_by)})" if card.also_published_by else ""
        lines.append(f"{card.rank}. {card.title or card.article_id}")
        lines.append(f"   {card.publisher or 'unknown publisher'}{also} · {card.reason}")
        lines.append(f"   {card.article_id}  {card.score:.3f}")
    return "\n".join([*lines, *filter(None, [box.notice])])

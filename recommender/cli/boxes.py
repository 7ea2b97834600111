"""The boxes in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from recommender.cli.arguments import MODELS, AsJson, AsOf, Cards, Models, SeedId
from recommender.cli.output import print_answer

if TYPE_CHECKING:
    from recommender.boxes import Card, Request, TagCard
    from recommender.engine import Recommender


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


def breaking(models: Models = MODELS, k: Cards = 5, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Show Breaking news: what more and more publishers report now."""
    recommender, request = _load_and_ask(models, k, as_of)
    box = recommender.breaking(request)
    print_answer(box.to_record(), _lines("breaking", [_card_text(card) for card in box], box.notice), as_json)


def trending(models: Models = MODELS, k: Cards = 10, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Show trending tags: names and phrases that are used far more than is usual for them."""
    recommender, request = _load_and_ask(models, k, as_of)
    box = recommender.trending(request)
    print_answer(box.to_record(), _lines("trending", [_tag_text(tag) for tag in box], box.notice), as_json)


def _load_and_ask(models: str, k: int, as_of: datetime | None) -> tuple[Recommender, Request]:
    from recommender.boxes import Request
    from recommender.cli.loading import load

    return load(models, again=False), Request(k=k, as_of=as_of or datetime.now(UTC))


def _print_box(name: str, article_id: str, models: str, k: int, as_of: datetime | None, as_json: bool) -> None:
    recommender, request = _load_and_ask(models, k, as_of)
    seed = recommender.seed(article_id)
    box = recommender.box(name, seed, request)
    heading = f"{box.box} to: {seed.article.title or seed.article.article_id}"
    print_answer(box.to_record(), _lines(heading, [_card_text(card) for card in box], box.notice), as_json)


def _lines(heading: str, items: Sequence[str], notice: str | None) -> str:
    return "\n".join([heading, "", *items, *filter(None, [notice])])


def _card_text(card: Card) -> str:
    also = f" (also {', '.join(card.also_published_by)})" if card.also_published_by else ""
    return (
        f"{card.rank}. {card.title or card.article_id}\n"
        f"   {card.publisher or 'unknown publisher'}{also} · {card.reason}\n"
        f"   {card.article_id}  {card.score:.3f}"
    )


def _tag_text(card: TagCard) -> str:
    tag, examples = card.tag, [str(each.get("title") or each["article_id"]) for each in card.examples]
    usual = f"{tag.now} articles of {tag.publishers} publishers, usually {tag.usual:.1f}"
    return "\n".join([f"{card.rank}. {tag.label}: {usual}", *(f"   {title}" for title in examples)])

"""What editors decide, on whole pages: pins, bans, what is hidden and what is muted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from recommender import Article, Filter, Recommender, Request
from recommender.boxes.beside_article import DEPTH
from recommender.overrides import Overrides
from recommender.ranking.muting import mute
from recommender.ranking.seed_text import SeedText
from tests.support.builders import article, override
from tests.support.pages import BOXES, NOW, SEED, edited, folded_in, ids_of, page_of, pin, stranger_in


@pytest.fixture(scope="module")
def stranger(sample: Recommender) -> str:
    return stranger_in(sample)


@pytest.mark.parametrize("box", BOXES)
def test_a_pin_shows_whatever_an_editor_wants_where_he_wants_it(sample: Recommender, stranger: str, box: str) -> None:
    before, after = page_of(sample), page_of(edited(sample, pin(box, stranger, position=2)))
    expected = ids_of(before, box)
    expected.insert(1, stranger)
    assert ids_of(after, box) == expected[:5]
    card = after.boxes[box].cards[1]
    assert card.pinned
    assert card.to_record()["pinned"] is True
    assert card.reason.startswith("Chosen by the editors")
    assert all("pinned" not in other.to_record() for other in after.boxes[box].cards if other is not card)
    other = {"similar": "related", "related": "similar"}[box]
    assert ids_of(after, other) == ids_of(before, other)


def test_a_box_alone_shows_the_pins_that_its_page_does(sample: Recommender, stranger: str) -> None:
    shown = ids_of(page_of(sample), "similar")[0]
    recommender = edited(sample, pin("related", shown), pin("similar", stranger), pin("related", stranger))
    page = page_of(recommender)
    box = recommender.box("similar", recommender.seed(SEED), Request(as_of=NOW))
    assert [card.article_id for card in box.cards] == ids_of(page, "similar")
    assert shown in ids_of(page, "related")
    assert folded_in(page).count(shown) == 1
    # Pinned in both, it is in the first.
    assert folded_in(page).count(stranger) == 1
    assert stranger in ids_of(page, "similar")


def test_a_pin_beside_one_seed_is_for_that_alone_and_one_beside_all_never_for_itself(sample: Recommender) -> None:
    target, other = "mw-0303-brightwater-approach", "mw-0312-orrin-inspectors"
    one = edited(sample, pin("related", target, seed=SEED))
    assert target in ids_of(page_of(one), "related")
    assert target not in ids_of(page_of(one, other))
    everywhere = edited(sample, pin("related", target))
    assert target in ids_of(page_of(everywhere, other), "related")
    assert target not in folded_in(page_of(everywhere, target))


@pytest.mark.parametrize(
    "asked",
    [
        {"exclude": frozenset({"PINNED"})},
        {"filters": Filter(publisher=frozenset({"Nobody"}))},
        {"filters": Filter(kind=frozenset({"video"}))},
        {"filters": Filter(until=datetime(2020, 1, 1, tzinfo=UTC))},
        {"as_of": datetime(2020, 1, 1, tzinfo=UTC)},
        {"k": 0},
    ],
    ids=["exclude", "publisher", "kind", "until", "as of", "k"],
)
def test_a_pin_does_not_go_against_what_the_request_says(
    sample: Recommender, stranger: str, asked: dict[str, Any]
) -> None:
    recommender = edited(sample, pin("related", stranger))
    assert stranger in ids_of(page_of(recommender))
    asked = {name: frozenset({stranger}) if name == "exclude" else value for name, value in asked.items()}
    assert stranger not in folded_in(page_of(recommender, **asked))


@pytest.mark.parametrize("action", ["hide", "hide section", "ban"])
def test_what_is_hidden_or_banned_is_not_shown_though_it_be_pinned(
    sample: Recommender, stranger: str, action: str
) -> None:
    section = sample.seed(stranger).article.section
    decided: dict[str, dict[str, Any]] = {
        "hide": {"action": "hide", "article_id": stranger},
        "hide section": {"action": "hide", "section": section},
        "ban": {"action": "ban", "article_id": stranger, "other": SEED},
    }
    assert stranger not in folded_in(page_of(edited(sample, pin("related", stranger), decided[action])))


def test_what_names_an_article_that_is_not_there_is_passed_over(sample: Recommender) -> None:
    hide = {"action": "hide", "article_id": "gone"}
    ban = {"action": "ban", "article_id": "gone", "other": SEED}
    assert ids_of(page_of(edited(sample, pin("related", "gone"), hide, ban))) == ids_of(page_of(sample))


def shown_pairs(sample: Recommender) -> Iterator[tuple[str, str]]:
    """Yield some seeds with the first card of their pages."""
    for seed in list(sample.catalogue.article_ids())[::40]:
        yield from ((seed, shown) for shown in ids_of(page_of(sample, seed))[:1])


def test_a_banned_pair_is_shown_in_neither_direction_and_elsewhere_as_before(sample: Recommender) -> None:
    pairs = list(shown_pairs(sample))
    assert len(pairs) > 3
    for one, other in pairs:
        recommender = edited(sample, {"action": "ban", "article_id": other, "other": one})
        assert other not in folded_in(page_of(recommender, one))
        assert one not in folded_in(page_of(recommender, other))
    third = ids_of(page_of(sample, one))[-1]
    assert ids_of(page_of(recommender, third)) == ids_of(page_of(sample, third))


def test_a_hidden_article_is_on_no_page_not_even_folded(sample: Recommender) -> None:
    for seed, shown in shown_pairs(sample):
        recommender = edited(sample, {"action": "hide", "article_id": shown})
        assert shown not in folded_in(page_of(recommender, seed))
        # It can still be read, with its boxes.
        assert ids_of(page_of(recommender, shown)) == ids_of(page_of(sample, shown))


def test_a_hidden_section_is_on_no_page(sample: Recommender) -> None:
    sections = {}
    for seed, _ in shown_pairs(sample):
        for card in page_of(sample, seed).boxes["related"].cards:
            sections[seed] = card.metadata["section"]
    assert sections
    for seed, section in sections.items():
        page = page_of(edited(sample, {"action": "hide", "section": section}), seed)
        assert all(card.metadata.get("section") != section for box in page.boxes.values() for card in box.cards)


@pytest.mark.parametrize("hidden", ["business", "PARTNER content", "Sport"])
@pytest.mark.parametrize("live", [False, True])
def test_an_article_of_several_sections_is_hidden_with_any_of_them(
    sample: Recommender, hidden: str, live: bool
) -> None:
    record = sample.seed(sample.similar(SEED).cards[0].article_id).article.to_record()
    both = article(**{**record, "article_id": "both", "section": "Business", "other_sections": ["Partner content"]})
    fitted = Recommender.fit([*sample.catalogue, both])
    recommender = sample.with_changes({both.article_id: both}) if live else fitted
    shown = edited(recommender, {"action": "hide", "section": hidden})

    def found(served: Recommender) -> bool:
        boxes = [served.box(name, SEED, Request(k=20)) for name in ("similar", "related")]
        return "both" in [each for box in boxes for card in box for each in (card.article_id, *card.folded)]

    assert found(recommender)
    assert found(shown) == (hidden == "Sport")
    assert len(shown.explain(SEED, "both").overrides) == (hidden != "Sport")
    narrowed = recommender.box("similar", SEED, Request(filters=Filter(section=frozenset({hidden}))))
    assert ("both" in narrowed.article_ids()) == (hidden != "Sport")


def test_a_hidden_section_does_not_use_up_what_is_looked_at() -> None:
    """Hundreds of nearer articles of it leave the box as full as it is without them."""

    def story(name: str, section: str, extra: str) -> Article:
        text = f"Storm Ines broke the sea wall at Brannock. {extra}"
        return article(article_id=name, title="", text=text, section=section, language="en", publisher=name)

    near = [story(f"near{at}", "sport", "") for at in range(250)]
    far = [story(f"far{at}", "news", " ".join(f"word{at}x{n}" for n in range(12))) for at in range(3)]
    recommender = Recommender.fit([*near, *far, story("seed", "", "")])
    found = recommender.index.search(recommender.seed("seed").expanded_vector, depth=DEPTH)
    assert {recommender.catalogue.label("section", row) for row in found.rows.tolist()} <= {"sport", ""}
    hidden = replace(recommender, overrides=Overrides.of([override(action="hide", section="sport")]))
    box = hidden.box("similar", hidden.seed("seed"))
    assert [card.article_id for card in box.cards] == ["far0", "far1", "far2"]


def test_an_override_holds_from_its_beginning_to_its_end(sample: Recommender, stranger: str) -> None:
    hour = timedelta(hours=1)
    recommender = edited(sample, pin("related", stranger, starts_at=NOW - hour, ends_at=NOW + hour))
    shown = [stranger in ids_of(page_of(recommender, as_of=NOW + n * hour)) for n in (-2, -1, 0, 1)]
    assert shown == [False, True, True, False]


# --- Muting ---


@pytest.fixture(scope="module")
def seed_and_terms(sample: Recommender) -> list[tuple[str, str]]:
    """Return some seeds, each with the term that tells most of one of its cards."""
    found = []
    for seed in list(sample.catalogue.article_ids())[::30]:
        found += [(seed, card.terms[0].term) for card in page_of(sample, seed).boxes["related"].cards[:1]]
    assert any(" " in term for _, term in found)
    assert any(" " not in term for _, term in found)
    return found


def test_a_muted_term_is_in_no_reason(sample: Recommender, seed_and_terms: list[tuple[str, str]]) -> None:
    for seed, term in seed_and_terms:
        page = page_of(edited(sample, {"action": "mute", "term": term.upper()}), seed)
        for box in page.boxes.values():
            for card in box.cards:
                assert f" {term.lower()} " not in f" {' | '.join(each.term.lower() for each in card.terms)} "
                assert term.lower() not in card.reason.lower().replace(",", " ").split(" · ")[0].split()


def test_a_muted_term_counts_for_nothing(sample: Recommender, seed_and_terms: list[tuple[str, str]]) -> None:
    for seed_id, term in seed_and_terms:
        seed = sample.seed(seed_id)
        heard = mute(seed, [term], SeedText(sample.model, seed.article))
        left = {sample.model.feature_name(column) for column in heard.expanded_vector.terms.tolist()}
        gone = {sample.model.feature_name(column) for column in heard.muted.tolist()}
        assert gone
        assert not left & gone
        assert np.linalg.norm(heard.expanded_vector.weights) == pytest.approx(1, abs=1e-5)
        assert not set(heard.unmuted_vector.terms.tolist()) & set(heard.muted.tolist())
        # Copies are told by all words, as before.
        assert heard.own_vector is seed.own_vector


# --- Runs ---


def test_a_run_is_the_models_alone(sample: Recommender) -> None:
    """Measures tell of the model, not of the editors."""
    first = sample.ranking(SEED, "similar", 10)[0]
    assert edited(sample, {"action": "hide", "article_id": first}).ranking(SEED, "similar", 10)[0] == first

"""The sentence: what boxes show beside an article, and rankings."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from recommender import Filter, Recommender, Request
from recommender.article import ArticleId, messages_of
from recommender.errors import UnknownArticleError
from recommender.ranking import SAME_TEXT, Cut, FoldCopies, OneCardPerPublisher, OnRequestOnly
from tests.support.builders import article
from tests.support.pages import BOXES, NOW, SEED, TEXTS, as_bytes, corpus, pages, seeds, shown_in


@pytest.fixture(scope="module")
def small() -> Recommender:
    return Recommender.fit(corpus())


# --- What every box keeps to ---


def test_no_page_shows_its_own_article_or_a_copy_of_it(sample: Recommender) -> None:
    plain = sample.index.own_vectors
    for article_id, page in pages(sample, 60):
        seed = sample.seed(article_id)
        rows = np.array(sample.index.rows_of(shown_in(page.boxes.values())), np.int32)
        assert seed.row is not None
        alike = plain.similarities(rows, seed.own_vector)
        assert not SAME_TEXT.of_row(seed.row, alike, rows, sample.catalogue).any(), article_id


def test_no_article_is_twice_on_a_page_not_even_folded(sample: Recommender) -> None:
    for k in (1, 5, 50):
        for article_id, page in pages(sample, 24, k=k):
            shown = shown_in(page.boxes.values())
            assert len(shown) == len(set(shown)), article_id


def test_no_text_is_in_two_boxes_of_a_page(sample: Recommender) -> None:
    for article_id, page in pages(sample, 60):
        similar, related = (sample.index.rows_of(shown_in([page.boxes[name]])) for name in BOXES)
        rows = np.array(related, np.int32)
        for row in similar:
            alike = sample.index.own_vectors.similarities(rows, sample.index.own_vectors[row])
            assert not SAME_TEXT.of_row(row, alike, rows, sample.catalogue).any(), article_id


def test_cards_are_ranked_from_1_and_their_scores_fall(sample: Recommender) -> None:
    for _, page in pages(sample):
        for box in page.boxes.values():
            assert [card.rank for card in box.cards] == list(range(1, len(box.cards) + 1))
            keys = [(-card.score, card.article_id) for card in box.cards]
            assert keys == sorted(keys)
            assert all(0 < card.score < 2 for card in box.cards)


def beginning_of(recommender: Recommender, article_id: str) -> str:
    """Return how the reasons beside an article begin, in its language."""
    language = recommender.seed(article_id).article.language
    return messages_of(language).both_mention.partition("{terms}")[0]


def test_every_card_has_a_reason_made_of_what_both_articles_say(sample: Recommender) -> None:
    for article_id, page in pages(sample, 60):
        for box in page.boxes.values():
            for card in box.cards:
                assert card.reason.startswith(beginning_of(sample, article_id)), (article_id, card.article_id)
                assert card.terms
                assert sum(term.share for term in card.terms) <= 1 + 1e-5
                assert any(term.seen and term.term in card.reason for term in card.terms)


def test_what_only_neighbours_link_to_the_seed_is_not_shown() -> None:
    """Expansion brings headlines together that share no word; nothing could be said for such a card."""
    headlines = ["Bank lifts rates", "Bank lifts borrowing costs", "Borrowing costs soar", "Costs of borrowing soar"]
    model = Recommender.fit(corpus(*headlines))
    assert {"a2", "a3"} <= set(model.ranking("a0", "none", 9))
    for name in BOXES:
        assert not set(shown_in([model.box(name, model.seed("a0"), Request(k=9))])) & {"a2", "a3"}


def test_also_published_by_names_others_that_hold_the_same_text(sample: Recommender) -> None:
    found = 0
    for _, page in pages(sample, 80):
        for box in page.boxes.values():
            for card in box.cards:
                own = card.metadata.get("publisher")
                assert own not in card.also_published_by
                assert len(card.also_published_by) == len(set(card.also_published_by))
                vector = sample.index.own_vectors[sample.catalogue.row_of(card.article_id)]
                copies = [
                    row for row in sample.index.rows_of(card.folded) if vector.dot(sample.index.own_vectors[row]) >= 0.6
                ]
                assert set(card.also_published_by) <= {sample.catalogue.label("publisher", row) for row in copies}
                found += bool(card.also_published_by)
    assert found


@pytest.mark.parametrize("k", [0, 1, 3, 5, 50])
def test_a_box_holds_at_most_k_cards_and_says_so_when_there_are_fewer(sample: Recommender, k: int) -> None:
    for _, page in pages(sample, k=k):
        for box in page.boxes.values():
            assert len(box.cards) <= k
            assert (box.notice is None) == (len(box.cards) == k)


def test_a_page_begins_with_the_box_that_is_asked_for_alone(sample: Recommender) -> None:
    for article_id, page in pages(sample, 20):
        assert as_bytes(page.boxes["similar"]) == as_bytes(sample.similar(article_id))


def test_a_longer_box_begins_like_a_shorter_one(sample: Recommender) -> None:
    for article_id in seeds(sample, 20):
        for name in BOXES:
            boxes = [sample.box(name, sample.seed(article_id), Request(k=k)) for k in (1, 3, 5, 8)]
            ids = [[card.article_id for card in box.cards] for box in boxes]
            for shorter, longer in pairwise(ids):
                assert longer[: len(shorter)] == shorter


def test_a_box_and_a_page_are_json_with_the_fields_of_version_1(sample: Recommender) -> None:
    page = next(
        page for _, page in pages(sample) if all(page.boxes[name].cards for name in BOXES) and page.trending.tags
    )
    record = json.loads(as_bytes(page))
    assert list(record) == ["seed", "boxes", "model", "as_of"]
    assert list(record["boxes"]) == [*BOXES, "breaking", "trending"]
    tags = record["boxes"].pop("trending")
    assert list(tags) == ["box", "seed", "tags", "notice", "model", "as_of"]
    for tag in tags["tags"]:
        assert list(tag) == [
            "rank", "label", "language", "score", "lift", "now", "usual", "publishers", "series", "examples",
        ]  # fmt: skip
    for name, box in record["boxes"].items():
        assert list(box) == ["box", "seed", "cards", "notice", "model", "as_of"]
        assert (box["box"], box["seed"], box["model"]) == (name, record["seed"], sample.version)
        for card in box["cards"]:
            assert list(card) == [
                "rank", "article_id", "title", "url", "publisher", "published_at", "section", "kind", "image_url",
                "score", "story_id", "reason", "also_published_by",
            ]  # fmt: skip
            assert card["score"] == round(card["score"], 6)
            assert list(card["reason"]) == ["text", "terms", "days"]
            assert all(list(term) == ["term", "share"] for term in card["reason"]["terms"])


def test_a_copy_is_named_by_its_publisher_unless_that_is_the_cards_own_or_unknown() -> None:
    copies = corpus(*[TEXTS[2]] * 4, title="Sea wall broken", published_at="2026-03-01T09:00:00Z")
    publishers = ("Wire", "Paper", "Wire", "")
    articles = [
        replace(each, article_id=ArticleId(f"copy{at}"), publisher=publishers[at] or None)
        for at, each in enumerate(copies)
    ]
    model = replace(Recommender.fit([*corpus(), *articles]), policies={"copies": (FoldCopies(), OneCardPerPublisher())})
    cards = model.box("copies", model.seed("a3")).cards
    (card,) = (card for card in cards if {card.article_id, *card.folded} & {"a2", "copy0"})
    assert set(card.folded) | {card.article_id} == {"a2", "copy0", "copy1", "copy2", "copy3"}
    assert set(card.also_published_by) == {"Wire", "Paper", "Paper 2"} - {card.metadata.get("publisher")}
    assert card.to_record()["also_published_by"] == list(card.also_published_by)


def test_another_report_of_a_cards_publisher_is_no_copy_and_lends_it_no_publisher() -> None:
    """Folded into the card all the same, since a publisher has one."""
    extra = [("w1", TEXTS[2], "Paper 1"), ("w2", TEXTS[2], "Paper 9")]
    articles = [
        article(article_id=each, title="", text=text, publisher=name, language="en") for each, text, name in extra
    ]
    some = [each for each in corpus() if each.article_id != "a2"]
    model = replace(Recommender.fit([*some, *articles]), policies={"box": (FoldCopies(), OneCardPerPublisher())})
    card = model.box("box", model.seed("a0")).cards[0]
    assert (card.article_id, card.folded, card.also_published_by) == ("a1", ("w1", "w2"), ())


def test_the_same_question_has_the_same_answer(sample: Recommender) -> None:
    for article_id in seeds(sample, 20):
        one, other = (as_bytes(sample.page(sample.seed(article_id))) for _ in range(2))
        assert one == other


def test_the_order_of_the_corpus_changes_no_answer() -> None:
    articles = corpus()
    models = [Recommender.fit(some) for some in (articles, articles[::-1], [*articles[3:], *articles[:3]])]
    for each in articles:
        assert len({as_bytes(model.page(model.seed(each.article_id))) for model in models}) == 1


# --- What a request asks ---


def any_filter(sample: Recommender, seed: int) -> Filter:
    """Return a random filter that some articles of the sample pass."""
    draw = random.Random(seed)
    labels = sample.index.base.catalogue.labels
    asked: dict[str, Any] = {}
    for facet, most in (("publisher", 6), ("section", 4), ("language", 2), ("kind", 3)):
        if draw.random() < 0.4:
            asked[facet] = frozenset(draw.sample(labels[facet][1:], draw.randint(1, min(most, len(labels[facet]) - 1))))
    day = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=draw.randint(0, 40))
    if draw.random() < 0.3:
        asked["since"] = day
    if draw.random() < 0.3:
        asked["until"] = day + timedelta(days=draw.randint(5, 20))
    return Filter(**asked)


def passes(sample: Recommender, article_id: str, filters: Filter) -> bool:
    row = sample.catalogue.row_of(article_id)
    time = sample.catalogue.article(row).published_at
    assert time is not None
    facets = ("publisher", "section", "language", "kind")
    return (
        all(
            not getattr(filters, name) or sample.catalogue.label(name, row) in getattr(filters, name) for name in facets
        )
        and (filters.since is None or time >= filters.since)
        and (filters.until is None or time <= filters.until)
    )


def test_every_card_meets_the_filters_and_so_does_what_is_folded(sample: Recommender) -> None:
    filled = 0
    for number, article_id in enumerate(seeds(sample, 60)):
        filters = any_filter(sample, number)
        page = sample.page(sample.seed(article_id), Request(filters=filters, k=8))
        shown = shown_in(page.boxes.values())
        assert all(passes(sample, each, filters) for each in shown), filters
        filled += bool(shown)
    assert filled > 10


def test_nothing_excluded_is_shown_neither_as_a_card_nor_folded(sample: Recommender) -> None:
    for article_id, page in pages(sample):
        shown = shown_in(page.boxes.values())
        for exclude in (shown[::2], [card.article_id for box in page.boxes.values() for card in box.cards], shown):
            again = sample.page(
                sample.seed(article_id), Request(exclude=frozenset([*exclude, "unknown", "\udcff", ""]))
            )
            assert not set(shown_in(again.boxes.values())) & set(exclude)


def test_a_copy_stands_in_for_an_excluded_card_and_does_not_name_its_publisher(sample: Recommender) -> None:
    tried = 0
    for article_id in seeds(sample, 80):
        for card in sample.similar(article_id).cards:
            if not card.also_published_by:
                continue
            without = sample.box("similar", sample.seed(article_id), Request(exclude=frozenset({card.article_id})))
            assert card.metadata["publisher"] not in [
                name for other in without.cards for name in other.also_published_by
            ]
            tried += 1
    assert tried


@pytest.mark.parametrize("hours", [-1_000, -200, -24, -1, 0, 24])
def test_nothing_newer_than_the_moment_asked_for_is_shown(sample: Recommender, hours: int) -> None:
    for article_id in seeds(sample):
        seed = sample.seed(article_id)
        assert seed.article.published_at is not None
        as_of = seed.article.published_at + timedelta(hours=hours)
        page = sample.page(seed, Request(as_of=as_of))
        times = [
            sample.catalogue.article(row).published_at for row in sample.index.rows_of(shown_in(page.boxes.values()))
        ]
        assert all(shown is not None and shown <= as_of for shown in times)
        assert page.as_of == page.boxes["similar"].as_of == as_of


def test_the_earlier_of_two_moments_counts(sample: Recommender) -> None:
    seed = sample.seed(seeds(sample)[0])
    early, late = datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 4, 20, tzinfo=UTC)
    expected = as_bytes(sample.box("related", seed, Request(as_of=early)))
    assert as_bytes(sample.box("related", seed, Request(filters=Filter(as_of=late), as_of=early))) == expected
    other_way = sample.box("related", seed, Request(filters=Filter(as_of=early), as_of=late))
    assert [card.article_id for card in other_way.cards] == [
        card.article_id for card in sample.box("related", seed, Request(as_of=early)).cards
    ]


def test_cards_are_in_the_language_of_the_seed_unless_another_is_asked_for(sample: Recommender) -> None:
    for article_id, page in pages(sample):
        language = sample.catalogue.label("language", sample.catalogue.row_of(article_id))
        rows = sample.index.rows_of(shown_in(page.boxes.values()))
        assert {sample.catalogue.label("language", row) for row in rows} <= {language}
    german = sample.page(sample.seed(seeds(sample)[0]), Request(filters=Filter(language=frozenset({"de-CH"}))))
    rows = sample.index.rows_of(shown_in(german.boxes.values()))
    assert {sample.catalogue.label("language", row) for row in rows} <= {"de"}


def test_a_translation_is_not_shown_however_alike_names_and_figures_make_it() -> None:
    articles = [each if at else each.with_language("de") for at, each in enumerate(corpus())]
    model = Recommender.fit(articles)
    english = model.seed("a1")
    assert "a0" not in model.ranking("a1", "none", 9)
    assert "a0" not in shown_in(model.page(english, Request(k=50)).boxes.values())
    asked = Filter(language=frozenset({"de", "en"}))
    assert "a0" in shown_in(model.page(english, Request(k=50, filters=asked)).boxes.values())
    unsaid = replace(english, article=english.article.with_language("und"))
    assert "a0" in shown_in(model.page(unsaid, Request(k=50)).boxes.values())


def test_a_seed_in_a_region_finds_the_whole_language() -> None:
    articles = [*corpus(*TEXTS[:2], language="pt-BR"), *corpus(*TEXTS[4:], language="en", publisher="x")]
    model = Recommender.fit([replace(each, article_id=f"{at}") for at, each in enumerate(articles)])  # type: ignore[arg-type]
    draft = article(article_id="draft", title="", text=TEXTS[0][:60], language="pt-PT", published_at="2026-03-02")
    assert {card.metadata["language"] for card in model.box("similar", model.draft(draft)).cards} <= {"pt-BR"}


@pytest.mark.parametrize("name", ["none", "Similar", "", "breaking"])
def test_an_unknown_box_is_an_error_that_names_those_there_are(sample: Recommender, name: str) -> None:
    with pytest.raises(ValueError, match="expected one of similar, related"):
        sample.box(name, sample.seed(seeds(sample)[0]))


def test_fewer_than_no_cards_cannot_be_asked_for(sample: Recommender) -> None:
    article_id = seeds(sample)[0]
    for ask in (
        partial(Request, k=-1),
        partial(sample.similar, article_id, k=-1),
        partial(sample.related, article_id, k=-1),
        partial(sample.ranking, article_id, "none", -1),
        partial(sample.ranking, article_id, "similar", -1),
    ):
        with pytest.raises(ValueError, match="expected 0 or more, found -1"):
            ask()


def test_an_unknown_seed_is_an_error_that_names_it(sample: Recommender) -> None:
    for ask in (sample.seed, sample.similar, sample.related, partial(sample.ranking, box="none", depth=5)):
        with pytest.raises(UnknownArticleError, match="nobody"):
            ask("nobody")


def test_a_site_can_have_boxes_of_its_own(small: Recommender) -> None:
    mine = replace(small, policies={"mine": (OnRequestOnly(), Cut()), "other": (Cut(),)})
    page = mine.page(mine.seed("a0"), Request(k=1))
    assert {name: len(box.cards) for name, box in page.boxes.items()} == {"mine": 1, "other": 1, "breaking": 0}
    assert len(set(shown_in(page.boxes.values()))) == 2, "still nothing is twice on a page"
    assert mine.box("mine", mine.seed("a0"), Request(k=50)).notice


# --- Odd corpora ---


@pytest.mark.parametrize(
    "article_id",
    [
        "a/b?c=d#e",
        "é 日本 🙂",
        "..",
        "%2e%2e%2f",
        "'\"<>&;",
        "a" * 200,
        "similar",
        "none",
        "-1",
        "0",
        "\N{NO-BREAK SPACE}x",
    ],
)
def test_an_id_may_hold_what_it_likes(article_id: str) -> None:
    parsed = article(
        article_id=article_id, title="", text=TEXTS[1], publisher="Odd", published_at="2026-03-01T20:00:00Z"
    )
    model = Recommender.fit([*corpus(), parsed])
    page = model.page(model.seed(parsed.article_id))
    assert page.seed == parsed.article_id
    other = next(iter(shown_in(page.boxes.values())))
    assert parsed.article_id in model.ranking(other, "none", 9)
    assert model.explain(model.seed(other), parsed.article_id).other == parsed.article_id
    assert parsed.article_id not in shown_in(
        model.page(model.seed(other), Request(exclude=frozenset({parsed.article_id}))).boxes.values()
    )


def test_one_article_alone_has_empty_boxes() -> None:
    model = Recommender.fit(corpus(TEXTS[0]))
    page = model.page(model.seed("a0"), Request(k=50))
    assert shown_in(page.boxes.values()) == []
    assert model.ranking("a0", "none", 10) == model.ranking("a0", "similar", 10) == []


def test_a_corpus_without_a_word_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one article"):
        Recommender.fit([])
    with pytest.raises(ValueError, match="at least one article"):
        Recommender.fit([article(title="The", text="…", language="en")])


def test_articles_without_time_publisher_and_section_are_shown_too() -> None:
    articles = [article(article_id=f"a{at}", title="", text=text, language="en") for at, text in enumerate(TEXTS)]
    model = Recommender.fit(articles)
    page = model.page(model.seed("a0"), Request(as_of=datetime(2026, 3, 14, tzinfo=UTC)))
    cards = [card for box in page.boxes.values() for card in box.cards]
    assert cards
    assert all(card.to_record()["published_at"] is card.to_record()["publisher"] is None for card in cards)
    assert all("earlier" not in card.reason and "later" not in card.reason for card in cards)


# --- Rankings, the newest ---


def test_a_ranking_holds_each_article_once_and_never_the_seed(sample: Recommender) -> None:
    for article_id in seeds(sample, 20):
        for box in ("none", *BOXES):
            found = sample.ranking(article_id, box, 100)
            assert len(found) == len(set(found)) <= 100
            assert article_id not in found
            assert all(each in sample.catalogue for each in found)
            assert sample.ranking(article_id, box, 0) == []


def test_the_ranking_of_the_model_alone_is_the_order_of_the_cosines(sample: Recommender) -> None:
    for article_id in seeds(sample, 20):
        seed = sample.seed(article_id)
        found = sample.ranking(article_id, "none", 300)
        assert found[:7] == sample.ranking(article_id, "none", 7)
        cosines = sample.index.expanded_vectors.similarities(
            np.array(sample.index.rows_of(found), np.int32), seed.expanded_vector
        )
        assert (np.diff(cosines) <= 1e-6).all()


def test_a_ranking_is_as_deep_as_it_is_asked_to_be(sample: Recommender) -> None:
    depths = [len(sample.ranking(each, "none", 1_000)) for each in seeds(sample, 10)]
    assert max(depths) > 250


def test_a_copy_of_the_seed_leads_the_ranking_of_its_event_and_is_no_background(sample: Recommender) -> None:
    seed, copy = "ac-0317-lyle-testifies", "ac-0317-lyle-testifies-corrected"
    assert sample.ranking(seed, "similar", 5)[0] == copy
    assert copy not in sample.ranking(seed, "related", 500)


def test_the_ranking_of_a_box_is_its_cards_each_followed_by_what_is_folded_into_it(sample: Recommender) -> None:
    for article_id in seeds(sample, 40):
        for name in BOXES:
            box = sample.box(name, sample.seed(article_id), Request(k=100))
            found = sample.ranking(article_id, name, 100)
            expected = shown_in([box])
            start = found.index(expected[0]) if expected else 0
            assert found[start : start + len(expected)] == expected[: 100 - start]


def test_a_ranking_of_background_goes_on_with_filler_but_never_with_the_seeds_own_story(sample: Recommender) -> None:
    goes_on = []
    for article_id in seeds(sample, 20):
        seed = sample.seed(article_id)
        found = sample.ranking(article_id, "related", 100)
        goes_on.append(len(found) > len(shown_in([sample.box("related", seed, Request(k=100))])))
        assert not set(sample.index.rows_of(found)) & set(seed.story.tolist())
    assert sum(goes_on) > 10


def test_the_newest_articles_come_newest_first_and_none_from_the_future(sample: Recommender) -> None:
    newest = sample.index.base.catalogue.newest()
    assert newest is not None
    for as_of in (newest, newest - timedelta(days=3), datetime(2020, 1, 1, tzinfo=UTC)):
        found = sample.newest(as_of, 30)
        keys = [(-each.published_at.timestamp(), each.article_id) for each in found if each.published_at]
        assert len(keys) == len(found)
        assert keys == sorted(keys)
        assert all(each.published_at and each.published_at <= as_of for each in found)
        assert [each.article_id for each in sample.newest(as_of, 3)] == [each.article_id for each in found[:3]]
    assert found == sample.newest(newest, 0) == []


def test_articles_without_a_time_are_never_the_newest() -> None:
    model = Recommender.fit([*corpus(), article(article_id="timeless", text="Storm", published_at=None)])
    assert len(model.newest(datetime(2027, 1, 1, tzinfo=UTC), 50)) == len(TEXTS)


def test_words_of_versions_that_others_replaced_are_not_learned() -> None:
    old = article(article_id="a", title="Quay of Portlea closed", updated_at=datetime(2026, 4, 1, tzinfo=UTC))
    new = replace(old, title="Quay of Portlea opens", updated_at=datetime(2026, 4, 2, tzinfo=UTC))
    other = article(article_id="b", title="Ferry from Portlea")
    fitted = [Recommender.fit(articles) for articles in ([old, other, new], [new, other, old], [other, new])]
    assert "close" not in list(fitted[0].model.terms_)
    for one in fitted[1:]:
        assert list(one.model.terms_) == list(fitted[0].model.terms_)
        assert one.index.base.own_vectors.matrix().toarray().tolist() == (
            fitted[0].index.base.own_vectors.matrix().toarray().tolist()
        )


# --- Articles without a time ---


@pytest.mark.parametrize("arrives", [False, True])
def test_an_article_without_a_time_pushes_no_dated_card_out_of_related(sample: Recommender, *, arrives: bool) -> None:
    """Half of what a card, the seed or another report says is near to all times if it has none; yet no card is gone."""
    asked = Request(as_of=NOW)
    for article_id in list(sample.catalogue.article_ids())[::40]:
        page = sample.page(sample.seed(article_id), asked)
        cards = [card.article_id for card in page.boxes["related"].cards]
        reports = [card.article_id for card in page.boxes["similar"].cards[:1]]
        for source in (*cards[-1:], article_id, *reports):
            half = ". ".join(sample.seed(source).article.text.split(". ")[::2])
            undated = article(article_id="undated", title="", text=half, publisher="Nowhere Post", language="en")
            served = sample.with_changes({"undated": undated.dated(NOW) if arrives else undated})
            shown = served.page(served.seed(article_id), asked).boxes["related"].article_ids()
            assert set(cards) <= set(shown), (article_id, source)


def test_an_article_that_is_dated_by_its_arrival_says_so(sample: Recommender) -> None:
    page = sample.page(sample.seed(SEED), Request(as_of=NOW))
    source = sample.seed(page.boxes["similar"].cards[0].article_id).article
    arrived = replace(source, article_id=ArticleId("late"), url=None, published_at=None, updated_at=None).dated(NOW)
    served = sample.with_changes({source.article_id: None, "late": arrived})
    assert served.newest(NOW, 1)[0].article_id == "late"
    cards = served.box("similar", served.seed(SEED), Request(k=50, as_of=NOW)).cards
    card = next(card for card in cards if card.article_id == "late")
    assert " · arrived " in card.reason
    record = card.to_record()
    assert (record["published_at"], record["dated_by"]) == ("2026-04-24T18:00:00Z", "arrival")
    assert ["dated_by" in other.to_record() for other in cards if other is not card] == [False] * (len(cards) - 1)

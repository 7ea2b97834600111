"""Drafts: the boxes of an article that is not published yet."""

from __future__ import annotations

import random
import resource
from collections.abc import Iterator
from cProfile import Profile
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from recommender import Recommender, Request
from recommender.article import ArticleId
from recommender.article.fields import MAX_TEXT_LENGTH
from recommender.engine.warming import warm_up
from recommender.index import Seed
from tests.support.builders import article
from tests.support.pages import BOXES, UNKNOWN_WORDS, as_bytes, corpus, seeds, shown_in


def test_a_draft_of_a_published_text_answers_like_it_and_never_shows_it(sample: Recommender) -> None:
    for article_id in seeds(sample):
        seed = sample.seed(article_id)
        page = sample.page(seed)
        for draft_id in ("draft", article_id):
            draft = sample.draft(replace(seed.article, article_id=draft_id))  # type: ignore[arg-type]
            assert draft.own_vector.terms.tolist() == seed.own_vector.terms.tolist()
            assert draft.own_vector.weights.tolist() == seed.own_vector.weights.tolist()
            answer = sample.page(draft)
            assert article_id not in shown_in(answer.boxes.values())
            for name in BOXES:
                found, expected = (
                    [(card.article_id, card.reason, card.also_published_by) for card in each.boxes[name].cards]
                    for each in (answer, page)
                )
                assert found == expected, (article_id, draft_id)


def test_a_rewritten_draft_does_not_show_what_is_published_under_its_id(sample: Recommender) -> None:
    ids = seeds(sample, 20)
    for article_id, other_id in pairwise(ids):
        text = sample.seed(other_id).article
        draft = sample.draft(replace(text, article_id=article_id))  # type: ignore[arg-type]
        assert article_id not in shown_in(sample.page(draft, Request(k=50)).boxes.values())


def test_a_draft_without_a_language_is_answered_in_the_one_it_is_written_in(sample: Recommender) -> None:
    for article_id in seeds(sample, 10):
        seed = sample.seed(article_id)
        draft = sample.draft(replace(seed.article, article_id="draft", language=None))  # type: ignore[arg-type]
        assert draft.article.language == sample.catalogue.label("language", seed.row or 0)


def test_a_draft_without_time_publisher_or_title_is_answered(sample: Recommender) -> None:
    for article_id in seeds(sample, 10):
        text = sample.seed(article_id).article.text
        page = sample.page(sample.draft(article(article_id="draft", title="", text=text)))
        assert all(" earlier" not in card.reason for box in page.boxes.values() for card in box.cards)


def test_a_draft_without_a_time_is_taken_to_be_written_at_the_moment_asked_for(sample: Recommender) -> None:
    for article_id in seeds(sample, 10):
        published = sample.seed(article_id).article
        timeless = replace(published, article_id=ArticleId("draft"), published_at=None, updated_at=None)
        as_of = published.published_at
        assert sample.draft(timeless).article.published_at is None
        assert sample.draft(timeless, as_of=as_of).article.published_at == as_of
        later = as_of + timedelta(days=1) if as_of else None
        assert sample.draft(published, as_of=later).article.published_at == as_of
        page, expected = (
            sample.page(seed, Request(as_of=as_of))
            for seed in (sample.draft(timeless, as_of=as_of), sample.seed(article_id))
        )
        assert shown_in(page.boxes.values()) == shown_in(expected.boxes.values())


@pytest.mark.parametrize("text", [UNKNOWN_WORDS, "The of and to", "…", "12345678901234567890", "🙂", "x"])
@pytest.mark.parametrize("language", ["en", "sw", None])
def test_a_draft_without_a_known_word_gets_empty_boxes_that_say_so(
    sample: Recommender, text: str, language: str | None
) -> None:
    page = sample.page(sample.draft(article(article_id="draft", title="", text=text, language=language)))
    assert {name: (box.cards, box.notice) for name, box in page.boxes.items()} == {
        "similar": ((), "No other report of this event was found."),
        "related": ((), "No related story was found."),
        "breaking": ((), "Nothing is breaking at the moment."),
    }


def test_a_published_article_without_a_word_is_an_ordinary_one() -> None:
    model = Recommender.fit([*corpus(), article(article_id="empty", title="The", text="…", language="en")])
    page = model.page(model.seed("empty"))
    assert shown_in(page.boxes.values()) == []
    assert all(box.notice for box in page.boxes.values())
    for each in corpus():
        assert "empty" not in shown_in(model.page(model.seed(each.article_id), Request(k=50)).boxes.values())


def hostile() -> Iterator[tuple[str, str]]:
    numbers = random.Random(0)
    words = ("".join(numbers.choices("abcdefghijklmnopqrstuvwxyz", k=8)) for _ in range(100_000))
    yield "distinct words", " ".join(words)[:MAX_TEXT_LENGTH]
    yield "one endless word", "a" * MAX_TEXT_LENGTH
    yield "one word again and again", ("storm " * MAX_TEXT_LENGTH)[:MAX_TEXT_LENGTH]
    yield "line feeds", "storm" + "\n" * (MAX_TEXT_LENGTH - 10) + "storm"
    yield "sentence ends", "storm. " * (MAX_TEXT_LENGTH // 7)
    yield "marks", "'" * MAX_TEXT_LENGTH
    yield "figures", "1,1" * (MAX_TEXT_LENGTH // 3)
    yield "Han", "".join(chr(numbers.randint(0x4E00, 0x9FFF)) for _ in range(MAX_TEXT_LENGTH))
    yield "combining marks", "a" + "\u0301" * 100_000
    yield "the whole vocabulary", ""


@pytest.mark.parametrize(("name", "text"), list(hostile()), ids=[name for name, _ in hostile()])
def test_a_huge_draft_is_answered_in_bounded_memory(sample: Recommender, name: str, text: str) -> None:
    text = text or " ".join(sample.model.terms_)
    warm_up(sample)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    page = sample.page(huge_draft(sample, text))
    assert len(as_bytes(page)) < 100_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - kilobytes < 300_000


@pytest.mark.parametrize(("name", "text"), list(hostile()), ids=[name for name, _ in hostile()])
def test_the_work_for_a_huge_draft_grows_no_faster_than_its_text(sample: Recommender, name: str, text: str) -> None:
    text = text or " ".join(sample.model.terms_)
    warm_up(sample)
    half, whole = (calls_of(sample, text[:size]) for size in (10_000, 20_000))
    assert whole < 2.2 * half + 20_000


def huge_draft(sample: Recommender, text: str) -> Seed:
    return sample.draft(article(article_id="draft", title=text[:1_000], text=text, language="en"))


def calls_of(sample: Recommender, text: str) -> int:
    """Return how many calls of functions a page beside a draft takes, once what is remembered is remembered."""
    sample.page(huge_draft(sample, text))
    profile = Profile()
    profile.runcall(lambda: sample.page(huge_draft(sample, text)))
    return sum(entry.callcount for entry in profile.getstats())

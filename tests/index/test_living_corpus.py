"""Base + live: whatever was published, edited and taken down, the answers are those of an index made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from recommender import Recommender, Request
from recommender.article import Article
from recommender.article.times import UNKNOWN_TIME, to_seconds
from recommender.errors import UnknownArticleError
from recommender.index.articles import FACETS, LANGUAGE, NO_ROWS
from recommender.index.catalogue import Catalogue
from recommender.index.filters import Filter
from recommender.index.live_catalogue import CombinedCatalogue, LiveCatalogue
from recommender.index.searcher import Searcher
from recommender.index.segment import Segment
from recommender.model.vectors import Vectors
from recommender.stories import LiveStories
from recommender.stories.grouping import grouping_input, members_of
from tests.support.builders import article

NOW = datetime(2026, 4, 1, tzinfo=UTC)
# In their order as texts these lie before, between and behind each other.
IDS = ("", "0", "A", "a", "aa", "ab", "b", "b0", "ba", "c", "ß", "猫", "\U0001f408")
WORDS = (
    "storm hits the harbour of Brannock",
    "storm closes the harbour and the ferries of Brannock",
    "minister resigns over the harbour",
    "court rules on the ferries",
    "the winter was mild",
    "quokka sighted",  # no word of it is in a base that does not hold it
)
PUBLISHERS = (None, "Herald", "Courier", "Post")
SLICE = ("published_at", "publisher", "language", "kind", "section")


def few_words() -> st.SearchStrategy[Article]:
    """Return articles of few words, so that equal scores are common."""
    return st.builds(
        lambda name, title, text, publisher, day, language, kind: article(
            article_id=f"x{name}",
            title=title,
            text=text,
            publisher=publisher,
            published_at=day and f"2026-03-{day:02}",
            language=language,
            kind=kind,
        ),
        st.sampled_from(IDS),
        st.sampled_from(WORDS),
        st.sampled_from(("", *WORDS)),
        st.sampled_from(PUBLISHERS),
        st.sampled_from((None, 1, 2, 9, 28)),
        st.sampled_from(("en", "de", "sw", None)),
        st.sampled_from(("news", "opinion")),
    )


def made_anew(recommender: Recommender, corpus: Mapping[str, Article]) -> Recommender:
    """Return what the model of a recommender makes of a corpus when nothing is left of how it came about."""
    catalogue = Catalogue.build(corpus.values())
    base = recommender.index.base.catalogue.labels["language"]
    groups = [base.index(label) if label in base else len(base) for label in catalogue.labels["language"]]
    plain = Vectors.of(recommender.model.transform(catalogue))
    codes = catalogue.codes[FACETS.index("language")]
    vectors = recommender.expansion.expand(plain, np.array(groups, np.int32)[codes])
    index = Searcher.build(catalogue, vectors.matrix(), plain.matrix())
    return replace(recommender, index=index, stories=same_stories(recommender, index.base))


def expect_stories_of(recommender: Recommender) -> None:
    """Expect that each article is told by one story, in which it is found, and no story by an article that is gone."""
    catalogue, stories = recommender.catalogue, recommender.stories
    here = {article_id: recommender.catalogue.row_of(article_id) for article_id in catalogue.article_ids()}
    story_of = {article_id: stories.id_of(row, catalogue) for article_id, row in here.items()}
    found = {
        story: [catalogue.id_of(row) for row in stories.rows_of(story, catalogue).tolist()]
        for story in set(story_of.values())
    }
    assert sorted(each for members in found.values() for each in members) == sorted(here)
    assert all(article_id in found[story] for article_id, story in story_of.items())


def same_stories(recommender: Recommender, index: Segment) -> LiveStories:
    """Return stories of the same members under the same ids: which story an article joined depends on its past."""
    stories = {
        each: recommender.stories.id_of(recommender.catalogue.row_of(each), recommender.catalogue)
        for each in index.catalogue.ids
    }
    ids, own_vectors = tuple(dict.fromkeys(stories.values())), index.own_vectors
    numbers = np.array([ids.index(story) for story in stories.values()], np.int32)
    times, groups = index.catalogue.published_at, index.catalogue.codes[LANGUAGE]
    base = recommender.stories.base  # where arrivals would look; none comes
    articles = grouping_input(index.expanded_vectors, own_vectors, times, groups, base.number_columns)
    membership, n_terms = members_of(articles, numbers), articles.n_terms
    return LiveStories(replace(base, membership=membership, ids=ids, redirects={}, n_terms=n_terms))


def told(recommender: Recommender, seed_id: str) -> list[object]:
    """Return all that a recommender says of one seed."""
    seed = recommender.seed(seed_id)
    found = recommender.index.search(
        seed.expanded_vector, depth=4, exclude=recommender.index.rows_of([seed_id, "xa", "?"])
    )
    ids = [recommender.catalogue.id_of(row) for row in found.rows.tolist()]
    filters = Filter(publisher=frozenset({"Herald", ""}), since=datetime(2026, 3, 2, tzinfo=UTC))
    request = Request(k=3, filters=filters, as_of=NOW)
    boxes = [recommender.box(name, seed, request).to_record() for name in recommender.policies]
    why = [recommender.explain(seed, other).to_record() for other in ids[:1]]
    page = recommender.page(seed, Request(k=2, exclude=frozenset({"xb"}))).to_record()
    return [seed.article, ids, found.score.tolist(), found.similarity.tolist(), boxes, page, why]


def expect_equal(live: Recommender, anew: Recommender) -> None:
    """Compare all answers of two recommenders."""
    ids = list(anew.catalogue.article_ids())
    assert list(live.catalogue.article_ids()) == ids
    assert list(live.catalogue) == list(anew.catalogue)
    assert len(live.index) == len(anew.index) == len(live.catalogue)
    assert live.newest(NOW, 3) == anew.newest(NOW, 3)
    for seed_id in ids:
        assert told(live, seed_id) == told(anew, seed_id)
    draft = article(article_id="x", title="harbour of Brannock", text="ferries in a storm", language="en")
    seed = live.draft(draft)
    story = np.array([anew.catalogue.row_of(live.catalogue.id_of(row)) for row in seed.story.tolist()], np.int32)
    # Its vector is that of the corpus of the fit.
    same = replace(seed, row=anew.catalogue.find("x"), story=story)
    assert live.page(seed).to_record() == anew.page(same).to_record()


class LivingCorpus(RuleBasedStateMachine):
    """A newsroom: publishes, edits, takes down, brings back, and trains anew now and then."""

    corpus: dict[str, Article]
    live: Recommender

    @initialize(corpus=st.lists(few_words(), min_size=1, max_size=8, unique_by=lambda one: one.article_id))
    def train(self, corpus: list[Article]) -> None:
        self.live = Recommender.fit(corpus)
        self.corpus = {one.article_id: one for one in self.live.catalogue}

    @rule(changed=st.lists(few_words(), max_size=4))
    def publish_or_edit(self, changed: list[Article]) -> None:
        self.apply({one.article_id: one for one in changed})

    @rule(gone=st.lists(st.sampled_from(IDS), max_size=3))
    def take_down(self, gone: list[str]) -> None:
        self.apply({f"x{name}": None for name in gone})

    @rule(one=few_words(), gone=st.sampled_from(IDS))
    def do_both(self, one: Article, gone: str) -> None:
        self.apply({f"x{gone}": None, one.article_id: one})

    @rule()
    def bring_the_base_back(self) -> None:
        base = self.live.index.base.catalogue
        self.apply(dict.fromkeys(self.corpus) | {one.article_id: one for one in base})

    @rule()
    def swap(self) -> None:
        if any(one.title != "" for one in self.corpus.values()):
            self.train(list(self.corpus.values()))

    def apply(self, changes: dict[str, Article | None]) -> None:
        before = self.live
        listed = list(before.catalogue)
        self.live = before.with_changes(changes)
        assert list(before.catalogue) == listed, "what answered before has changed"
        for article_id, one in changes.items():
            self.corpus.pop(article_id, None)
            if one is not None:
                self.corpus[article_id] = self.live.catalogue.article(self.live.catalogue.row_of(article_id))
                assert (
                    self.corpus[article_id] == (one if one.language else one.with_language("und")) or not one.language
                )

    @invariant()
    def the_answers_are_those_of_an_index_made_anew(self) -> None:
        expect_equal(self.live, made_anew(self.live, self.corpus))
        expect_stories_of(self.live)


# A seeded set of runs, each compared after every step.
TestLivingCorpus = LivingCorpus.TestCase
TestLivingCorpus.settings = settings(max_examples=25, stateful_step_count=8)


# --- What is taken down ---


def taken_down(sample: Recommender, *gone: str) -> Recommender:
    return sample.with_changes(dict.fromkeys(gone))


def shown(record: object) -> set[str]:
    """Return every text in a record, wherever it stands."""
    if isinstance(record, Mapping):
        return {text for value in record.values() for text in shown(value)}
    if isinstance(record, list | tuple):
        return {text for value in record for text in shown(value)}
    return {record} if isinstance(record, str) else set()


def test_what_is_taken_down_is_gone_from_every_box_fold_reason_and_list(sample: Recommender) -> None:
    seed_id = next(each for each in sample.catalogue.article_ids() if sample.similar(each).cards)
    card = sample.similar(seed_id).cards[0]
    gone = [card.article_id, *card.folded]
    publishers = {sample.catalogue.article(sample.catalogue.row_of(each)).publisher for each in gone}
    now = sample.index.base.catalogue.newest()
    assert now
    live = taken_down(sample, *gone)
    for other in live.catalogue.article_ids():
        page = live.page(live.seed(other), Request(k=50))
        assert not {*gone} & ({text for box in page.boxes.values() for one in box.cards for text in one.folded})
        assert not {*gone} & shown(page.to_record())
    assert publishers - {None}
    assert not {*gone} & {one.article_id for one in live.newest(now, 10**6)}
    for each in gone:
        assert each not in live.catalogue
        with pytest.raises(UnknownArticleError):
            live.seed(each)
        with pytest.raises(UnknownArticleError):
            live.explain(live.seed(seed_id), each)
    assert card.article_id in {one.article_id for one in sample.similar(seed_id).cards}, "the old one must answer on"


def test_a_copy_that_is_taken_down_is_named_by_no_card_any_more(sample: Recommender) -> None:
    with_copies = [
        (seed_id, card)
        for seed_id in sample.catalogue.article_ids()
        for card in sample.similar(seed_id).cards
        if card.also_published_by
    ]
    seed_id, card = with_copies[0]
    live = taken_down(sample, *card.folded)
    assert [each.also_published_by for each in live.similar(seed_id).cards if each.article_id == card.article_id] == [
        ()
    ]


def test_whether_there_are_several_publishers_is_told_of_what_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.index.articles.STRETCH", 2)
    of = {"a": "Post", "b": "Post", "c": "Post", "d": "", "e": "Herald"}
    corpus = [article(article_id=name, publisher=publisher) for name, publisher in of.items()]
    both = Recommender.fit(corpus)
    alone = taken_down(both, "e")
    again = alone.with_changes({"f": article(article_id="f", publisher="Herald")})
    told = [each.catalogue.has_several("publisher") for each in (both, alone, again, Recommender.fit(corpus[:4]))]
    assert told == [True, False, True, False]


def test_what_comes_back_is_the_base_again(sample: Recommender) -> None:
    base = sample.index.base.catalogue
    gone = list(base.ids)[::7]
    live = taken_down(sample, *gone).with_changes({each: base.article(base.row_of(each)) for each in gone})
    assert (len(live.index.deleted), len(live.index.live)) == (0, 0)


def test_an_edit_shows_its_new_title_and_is_found_by_its_new_words(sample: Recommender) -> None:
    base = sample.index.base.catalogue
    one, other = base.article(0), base.article(len(base) - 1)
    edited = replace(one, title=other.title, text=other.text, language=other.language)
    live = sample.with_changes({edited.article_id: edited})
    assert live.catalogue.article(live.catalogue.row_of(one.article_id)) == edited
    best = live.index.search(live.seed(other.article_id).own_vector, depth=2)
    assert {live.catalogue.id_of(row) for row in best.rows.tolist()} == {one.article_id, other.article_id}


def test_a_recommender_with_changes_is_not_saved_as_if_it_had_been_trained(sample: Recommender, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="as it was trained"):
        taken_down(sample, sample.catalogue.id_of(0)).save(tmp_path / "snapshot")
    assert not (tmp_path / "snapshot").exists()


def test_live_articles_without_a_time_are_none_of_the_newest(sample: Recommender) -> None:
    one = article(article_id="timeless")
    live = sample.with_changes({"timeless": one})
    assert live.catalogue.time_of(live.catalogue.row_of("timeless")) == UNKNOWN_TIME
    assert one.article_id not in {each.article_id for each in live.newest(NOW, 10**6)}
    assert live.catalogue.newest_rows(to_seconds(NOW), 0).tolist() == []
    times = (live.catalogue.time_of(live.catalogue.row_of(each)) for each in live.catalogue.article_ids())
    assert live.catalogue.newest_time() == max(time for time in times if time != UNKNOWN_TIME)
    assert CombinedCatalogue(Catalogue.build([]), NO_ROWS, LiveCatalogue.empty()).newest_time() == 0

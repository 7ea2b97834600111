"""Base + live: whatever was published, edited and taken down, the answers are those of an index made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from recommender import Recommender
from recommender.article import Article
from recommender.catalogue import FACETS, Catalogue, to_seconds
from recommender.errors import UnknownArticleError
from recommender.index import Filter, Index
from recommender.segments import GrowingVectors, LiveIndex
from recommender.segments.live import SEALED_FROM, SPARE_SLOTS
from recommender.vectors import Vector, Vectors
from tests.builders import article, law, unit_rows, vector_of

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


def articles() -> st.SearchStrategy[Article]:
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
    vectors = recommender.smoothing.smooth(plain, np.array(groups, np.int32)[codes])
    return replace(recommender, index=Index.build(catalogue, vectors, plain))


def told(recommender: Recommender, seed_id: str) -> list[object]:
    """Return all that a recommender says of one seed."""
    seed = recommender.seed(seed_id)
    found = recommender.index.search(seed.vector, depth=4, exclude=recommender.index.rows_of([seed_id, "xa", "?"]))
    ids = [recommender.catalogue.id_of(row) for row in found.rows.tolist()]
    filters = Filter(publisher=frozenset({"Herald", ""}), since=datetime(2026, 3, 2, tzinfo=UTC))
    boxes = [recommender.box(name, seed, k=3, filters=filters, as_of=NOW).to_record() for name in recommender.policies]
    why = [recommender.why(seed, other).to_record() for other in ids[:1]]
    page = recommender.page(seed, k=2, exclude=["xb"]).to_record()
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
    same = replace(seed, row=anew.catalogue.find("x"))  # its vector is that of the corpus of the fit
    assert live.page(seed).to_record() == anew.page(same).to_record()


class LivingCorpus(RuleBasedStateMachine):
    """A newsroom: publishes, edits, takes down, brings back, and trains anew now and then."""

    corpus: dict[str, Article]
    live: Recommender

    @initialize(corpus=st.lists(articles(), min_size=1, max_size=8, unique_by=lambda one: one.article_id))
    def train(self, corpus: list[Article]) -> None:
        self.live = Recommender.fit(corpus)
        self.corpus = {one.article_id: one for one in self.live.catalogue}

    @rule(changed=st.lists(articles(), max_size=4))
    def publish_or_edit(self, changed: list[Article]) -> None:
        self.apply({one.article_id: one for one in changed})

    @rule(gone=st.lists(st.sampled_from(IDS), max_size=3))
    def take_down(self, gone: list[str]) -> None:
        self.apply({f"x{name}": None for name in gone})

    @rule(one=articles(), gone=st.sampled_from(IDS))
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
        self.live = before.changed(changes)
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


TestLivingCorpus = LivingCorpus.TestCase
TestLivingCorpus.settings = settings(deadline=None, derandomize=True, max_examples=25, stateful_step_count=8)

"""The sentence: corpus → articles → vectors → index → candidates → cards → box.

`Recommender` is a trained model beside the index of its corpus. It is immutable: options of one request are arguments
of the call, and a new model is a new object.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Self

import numpy as np

from recommender.analysis import with_language
from recommender.article import Article, primary_subtag, to_seconds
from recommender.boxes import (
    DEPTH,
    BesideArticle,
    Box,
    Page,
    Sitewide,
    Timeline,
    Why,
    arrival_of,
    candidates_beside,
    group_corpus,
    hide_stories,
    policies_of,
    served_by,
    tell,
)
from recommender.engine.persistence import Trained
from recommender.index import (
    ANY,
    LANGUAGE,
    Articles,
    Catalogue,
    Drift,
    Entry,
    Filter,
    Query,
    Searcher,
    Seed,
    Segment,
    drift_of,
)
from recommender.model import NeighbourExpansion, TfidfModel, Vectors
from recommender.overrides import Active, Overrides
from recommender.ranking import BEYOND, POLICIES, SEED, Policy, SeedText, rank
from recommender.snapshots import Snapshot, open_snapshot
from recommender.stories import LiveStories
from recommender.trends import Monitor


@dataclass(frozen=True, slots=True)
class Recommender:
    """A trained model and the corpus that it serves.

    Attributes:
        model: Texts → vectors.
        expansion: Vectors → expanded vectors.
        index: The corpus, searchable: as it was trained, with the changes since.
        pulse: What is breaking and trending in it.
        stories: Which of its articles tell one event.
        version: The name of this model in its registry.
        policies: What each box does.
        overrides: What editors have decided, which wins over the policies.
        facts: What the snapshot's manifest says of the model: parameters, corpus, measures.
    """

    model: TfidfModel
    expansion: NeighbourExpansion
    index: Searcher
    pulse: Monitor
    stories: LiveStories
    version: str = "unpublished"
    policies: Mapping[str, tuple[Policy, ...]] = field(default_factory=lambda: POLICIES)
    overrides: Overrides = field(default_factory=Overrides)
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def fit(
        cls,
        articles: Iterable[Article],
        *,
        model: TfidfModel | None = None,
        expansion: NeighbourExpansion | None = None,
        before: Recommender | None = None,
    ) -> Self:
        """Train on a corpus.

        Args:
            articles: The corpus; of two articles with one id the newest version stays.
            model: An unfitted model with the parameters to use; by default the defaults.
            expansion: An unfitted expansion, likewise.
            before: What was trained before: the ids of its stories go on.

        Raises:
            ValueError: No article holds a term.
        """
        model = TfidfModel() if model is None else model
        expansion = NeighbourExpansion() if expansion is None else expansion
        catalogue = Catalogue.build(with_language(article) for article in articles)
        expansion.fit(model.fit_transform(catalogue.unchecked()), groups=catalogue.codes[LANGUAGE])
        own = expansion.vectors_
        index = Searcher.over(Segment.build(catalogue, expansion.expand(own, expansion.groups_), own))
        earlier = (before.stories.base, before.index.base.catalogue) if before else None
        stories = group_corpus(index.base, model.number_columns(), earlier)
        return cls(model, expansion, index, Monitor.of(catalogue), stories)

    @property
    def catalogue(self) -> Articles:
        """Return the articles that are served."""
        return self.index.catalogue

    def seed(self, article_id: str) -> Seed:
        """Return a published article as a seed.

        Raises:
            UnknownArticleError: It is not in the corpus.
        """
        row = self.catalogue.row_of(article_id)
        story = self.stories.rows_of(self.stories.id_of(row, self.catalogue), self.catalogue)
        return Seed(
            self.catalogue.article(row), self.index.expanded_vectors[row], self.index.own_vectors[row], row, story
        )

    def draft(self, article: Article, *, as_of: datetime | None = None) -> Seed:
        """Return an article that is not published, or not yet, as a seed; a published version of it is not shown.

        Args:
            article: The draft.
            as_of: When it is written, should it not say when it was published: events are told apart by their time.
        """
        article = with_language(replace(article, published_at=article.published_at or as_of))
        entry = self._vectorised([article])[0]
        # What is published under its id tells of it, too.
        arrival = arrival_of(entry, self.model)._replace(article_id="")
        story = self.stories.rows_of(self.stories.place(arrival, served_by(self.index, self.stories)), self.catalogue)
        return Seed(article, entry.expanded_vector, entry.own_vector, self.catalogue.find(article.article_id), story)

    def with_changes(self, changes: Mapping[str, Article | None]) -> Recommender:
        """Return a recommender of the changed corpus, which answers as one made anew of it by the same model would.

        The model is not fitted again: a new article is seen through the terms, weights and neighbours of the corpus of
        the fit. Ids, scores and their order are those of an index made anew, to the last bit. Stories go on: an article
        joins one as it arrives, so which one may depend on what was there before it, and training groups them anew. The
        boxes are then equal to those of an index made anew that has the same stories.

        Takes about the time of vectorising what is new; this recommender goes on answering as it did.

        Args:
            changes: By id, the article as it is now, or none when it has been taken down; unknown ids are passed over.
        """
        if not changes:
            return self
        deleted = [article_id for article_id, article in changes.items() if article is None]
        articles = [with_language(article) for article in changes.values() if article is not None]
        held = [self.index.base.catalogue.holds(article) for article in articles]
        unchanged = [article.article_id for article, is_held in zip(articles, held, strict=True) if is_held]
        added = self._vectorised([article for article, is_held in zip(articles, held, strict=True) if not is_held])
        pulse = self.pulse.with_changes([*deleted, *unchanged], [entry.article for entry in added])
        index = self.index.with_changes(deleted, added, unchanged)
        arrivals = [arrival_of(entry, self.model) for entry in added]
        stories = self.stories.with_changes(
            deleted, arrivals, unchanged, base=index.base.catalogue, served=served_by(index, self.stories)
        )
        return replace(self, index=index, pulse=pulse, stories=stories)

    def _vectorised(self, articles: Sequence[Article]) -> list[Entry]:
        """Return articles with their vectors; each has its language."""
        if not articles:
            return []
        matrix, words = self.model.transform_counted(articles)
        plain = Vectors.of(matrix)
        labels = self.index.base.catalogue.labels["language"]
        group_of = {language: group for group, language in enumerate(labels)}
        # A language that the corpus of the fit does not know has no neighbours in it.
        groups = [group_of.get(primary_subtag(article.language), len(labels)) for article in articles]
        vectors = self.expansion.expand(plain, np.array(groups, np.int32))
        counted = zip(articles, words.tolist(), strict=True)
        return [Entry(article, plain[at], vectors[at], *words) for at, (article, words) in enumerate(counted)]

    def drift(self) -> Drift:
        """Return how far the corpus has moved away from the model: whether it is time to train anew.

        Takes time in proportion to the live articles and the terms of the model; not for every request.
        """
        return drift_of(self.index, np.diff(self.expansion.postings_.starts), self.model.idf_of)

    def similar(self, article_id: str, k: int = 5) -> Box:
        """Return the box of the seed's own event as told elsewhere."""
        return self.box("similar", self.seed(article_id), k=k)

    def related(self, article_id: str, k: int = 5) -> Box:
        """Return the box of background and follow-up: other events."""
        return self.box("related", self.seed(article_id), k=k)

    def box(
        self,
        name: str,
        seed: Seed,
        *,
        k: int = 5,
        filters: Filter = ANY,
        exclude: Collection[str] = (),
        as_of: datetime | None = None,
    ) -> Box:
        """Fill one box.

        Args:
            name: ``similar`` or ``related``.
            seed: The article being read.
            k: How many cards at most.
            filters: What every card must meet. Without a language in it, cards are in the seed's.
            exclude: Ids of articles that are not shown; others than known are passed over.
            as_of: The moment for which to answer: nothing published later is shown.

        Returns:
            The box; with fewer than `k` cards when there are no more worth showing, and then with a notice.

        Raises:
            ValueError: There is no such box, or `k` is negative.
        """
        return self._beside(seed, filters, exclude, as_of).box(name, k)

    def page(
        self,
        seed: Seed,
        *,
        k: int = 5,
        filters: Filter = ANY,
        exclude: Collection[str] = (),
        as_of: datetime | None = None,
    ) -> Page:
        """Fill all boxes of one page; no story is in two of them. Arguments are those of `box`."""
        bulletin = self.bulletin(filters.in_language(seed.article.language), exclude=exclude, as_of=as_of)
        return self._beside(seed, filters, exclude, as_of).page(k, bulletin)

    def bulletin(
        self, filters: Filter = ANY, *, exclude: Collection[str] = (), as_of: datetime | None = None
    ) -> Sitewide:
        """Return what is breaking and trending, beside no article; arguments are those of `box`."""
        return Sitewide(
            index=self.index,
            pulse=self.pulse,
            stories=partial(self.stories.numbers_of, catalogue=self.catalogue),
            story_ids=partial(self.stories.id_of, catalogue=self.catalogue),
            active=self._active(as_of),
            filters=filters.up_to(as_of),
            exclude=frozenset(exclude),
            as_of=as_of,
            model=self.version,
        )

    def why(self, seed: Seed, other_id: str, *, as_of: datetime | None = None) -> Why:
        """Tell what links an article to a seed, and what editors and each policy of each box make of it.

        Raises:
            UnknownArticleError: The other article is not in the corpus.
        """
        row = self.catalogue.row_of(other_id)
        return self._beside(seed, ANY, (), as_of).why(row)

    def ranking(self, article_id: str, box: str, depth: int, *, as_of: datetime | None = None) -> list[str]:
        """Return the ids that a box, or ``none`` for the model alone, ranks for a published seed, best first.

        Articles folded into a card follow it, so that nothing is lost to folding; copies of the seed, which are folded
        into the seed itself, come first in ``similar``. What `BEYOND` names follows the cards. Nothing in it was
        published after `as_of`.

        Raises:
            UnknownArticleError: The seed is not in the corpus.
            ValueError: There is no such box, or `depth` is negative.
        """
        seed = self.seed(article_id)
        query = Query(seed, depth)
        candidates = candidates_beside(seed, self.index, ANY.up_to(as_of), depth=max(depth, DEPTH))
        found = rank(candidates, query, () if box == "none" else policies_of(box, self.policies))
        rows = list(found.folded.get(SEED, ())) if box == "similar" else []
        for row in found.rows.tolist():
            rows += [row, *found.folded.get(row, ())]
        if box in BEYOND:
            rows += rank(candidates, query, BEYOND[box]).rows.tolist()
        return [self.catalogue.id_of(row) for row in dict.fromkeys(rows)][:depth]

    def story(self, story_id: str, *, as_of: datetime | None = None) -> Timeline:
        """Return a story as a timeline: its articles in the order of time, as far as they were told up to a moment.

        An id that is no longer in use leads to the story that took its articles over; the answer has that story's id.

        Raises:
            UnknownStoryError: There is no such story, or nothing of it is shown.
        """
        return tell(story_id, self.index, self.stories, self._active(as_of), as_of=as_of, model=self.version)

    def newest(self, as_of: datetime, most: int) -> list[Article]:
        """Return the newest articles published up to a moment, newest first; equal times by article id."""
        rows = self.catalogue.newest_rows(to_seconds(as_of), most)
        return [self.catalogue.article(row) for row in rows.tolist()]

    def warm_up(self) -> None:
        """Fill pages of a published, an edited and an unpublished article, so that no reader waits for what they need.

        That is the compiled loops for each, and what tells languages.
        """
        for article in islice(self.catalogue, 1):
            edited = self.with_changes({article.article_id: replace(article, title=f"{article.title}.")})
            for each in (self, edited):
                each.page(each.seed(article.article_id))
                each.page(each.draft(replace(article, language=None)))

    def save(self, path: Path, facts: Mapping[str, Any] | None = None) -> None:
        """Write model and corpus into a new snapshot folder.

        Args:
            path: A folder that does not exist yet.
            facts: What else the manifest should say, such as measures; JSON values.

        Raises:
            ValueError: There have been changes: a snapshot is what was trained.
        """
        if self.index.has_changed:
            raise ValueError("expected a recommender as it was trained, found one with changes: train again")
        Trained(self.model, self.expansion, self.index.base, self.pulse, self.stories.base).write(path, facts or {})

    @classmethod
    def load(cls, path: Path, *, version: str | None = None, verify: bool = True) -> Self:
        """Map a snapshot into memory.

        Raises:
            SnapshotError: It is missing, damaged or of another format.
        """
        return cls.of_snapshot(open_snapshot(path, verify=verify), version=version or path.name)

    @classmethod
    def of_snapshot(cls, snapshot: Snapshot, *, version: str) -> Self:
        """Return the recommender that an open snapshot holds.

        Raises:
            SnapshotError: It does not hold one.
        """
        trained = Trained.of_snapshot(snapshot)
        parts = (trained.model, trained.expansion, Searcher.over(trained.index), trained.pulse)
        stories = LiveStories(trained.stories)
        return cls(*parts, stories, version, facts=snapshot.facts)

    def _beside(self, seed: Seed, filters: Filter, exclude: Collection[str], as_of: datetime | None) -> BesideArticle:
        return BesideArticle(
            seed=seed,
            quoted=SeedText(self.model, seed.article),
            index=self.index,
            story_ids=partial(self.stories.id_of, catalogue=self.catalogue),
            policies=self.policies,
            active=self._active(as_of),
            filters=filters.up_to(as_of),
            exclude=exclude,
            as_of=as_of,
            model=self.version,
        )

    def _active(self, as_of: datetime | None) -> Active:
        active = self.overrides.at(as_of)
        return hide_stories(active, self.stories, self.catalogue) if active.hidden_stories else active

"""The first half of the sentence: corpus → articles → vectors → index.

In: articles, or a snapshot. Out: a `ServedCorpus`: a trained model and the corpus that it serves, with its stories and
trends, which changes as articles come and go. It is immutable: a changed corpus or a new model is a new object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from recommender.analysis import WrittenLanguages
from recommender.article import Article, primary_subtag
from recommender.engine.persistence import Trained
from recommender.index import (
    LANGUAGE,
    PUBLISHER,
    ArrivingArticles,
    Articles,
    Catalogue,
    Drift,
    Entry,
    Searcher,
    Segment,
    drift_of,
)
from recommender.model import Csr, Expansion, FieldedTfidf, Forward, PackedVectors, Vectors
from recommender.snapshots import Snapshot, open_snapshot
from recommender.stories import ArticleChanges, LiveStories, NewArticle, TrainedStories, with_changes
from recommender.trends import Monitor

if TYPE_CHECKING:
    from recommender.corpus import Source

# The steps of a fit after its articles are read.
FIT_STEPS = ("weigh", "expand", "index", "group", "mentions")


def _ignore(_step: str) -> None:
    """Take the name of a step, and do nothing."""


@dataclass(frozen=True, slots=True)
class ServedCorpus:
    """A trained model and the corpus that it serves.

    Attributes:
        model: Articles → their own vectors.
        expansion: Own vectors → expanded vectors.
        index: The corpus, searchable, as it was trained and with the changes since.
        monitor: What is breaking and trending in it.
        stories: Which of its articles are on one event.
        version: The name of this model in its registry.
        facts: What the snapshot's manifest says of the model: parameters, corpus, measures.
        languages: In which languages the publishers of the corpus of the fit write.
    """

    model: FieldedTfidf
    expansion: Expansion
    index: Searcher
    monitor: Monitor
    stories: LiveStories
    version: str = "unpublished"
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)
    languages: WrittenLanguages = field(default_factory=WrittenLanguages, repr=False)

    @classmethod
    def fit(
        cls,
        articles: Source,
        *,
        model: FieldedTfidf | None = None,
        expansion: Expansion | None = None,
        before: ServedCorpus | None = None,
        began: Callable[[str], None] = _ignore,
    ) -> Self:
        """Train on a corpus.

        Args:
            articles: The corpus, as articles or as anything that `read_articles` reads: a path, a frame, dictionaries.
                Of two articles with one id the newest version stays.
            model: An unfitted model with the parameters to use; by default the defaults.
            expansion: An unfitted expansion, likewise.
            before: What was trained before, whose ids of stories are kept.
            began: Takes the name of each step when it begins: those of `FIT_STEPS` in turn, once all articles are read.

        Raises:
            ValueError: No article contains a term.
        """
        model, expansion = model or FieldedTfidf(), expansion or Expansion()
        from recommender.corpus import articles_of  # what serves does not wait for the readers of sources

        catalogue, own = _read(articles_of(articles), model, began)
        groups = catalogue.codes[LANGUAGE]
        began("expand")
        expansion.over(PackedVectors(own, own.own), groups)
        forward = expansion.expand_packed(own, groups)
        began("index")
        corpus = Segment.of_packed(catalogue, forward)
        expansion.over(corpus.own_vectors, groups, expansion.champions_)
        began("group")
        earlier = (before.stories.base, before.index.base.catalogue) if before else None
        stories = LiveStories(TrainedStories.of(corpus, model.number_columns(), before=earlier))
        began("mentions")
        languages = _languages_of(catalogue)
        return cls(model, expansion, Searcher.over(corpus), Monitor.of(catalogue), stories, languages=languages)

    @property
    def catalogue(self) -> Articles:
        """Return the articles that are served."""
        return self.index.catalogue

    def vectorize(self, articles: Sequence[Article]) -> list[Entry]:
        """Return articles that the model was not fitted on, and that have a language, with their vectors, in order."""
        if not articles:
            return []
        csr, counts = self.model.transform_counted(articles)
        own_vectors = Vectors(csr)
        groups = {language: group for group, language in enumerate(self.index.base.catalogue.labels["language"])}
        # A language that the corpus of the fit does not have has no neighbours in it.
        group_of = [groups.get(primary_subtag(article.language), len(groups)) for article in articles]
        expanded_vectors = self.expansion.expand(own_vectors, np.array(group_of, np.int32))
        # As the index will have them, so that a draft of a published text has the vectors of that text.
        packed = Forward.of(expanded_vectors.csr, own_vectors.csr)
        own, expanded = PackedVectors(packed, packed.own), PackedVectors(packed, packed.expanded)
        counted = enumerate(zip(articles, counts.tolist(), strict=True))
        return [Entry(article, own[at], expanded[at], *n) for at, (article, n) in counted]

    def with_changes(self, changes: Mapping[str, Article | None]) -> Self:
        """Return the changed corpus, which answers as one made anew from its articles by the same model would.

        The model is not fitted again: new articles get the terms, weights and neighbours of the corpus of the fit. Ids,
        scores and their order are those of an index made anew, to the last bit. Stories are continued: an article joins
        one as it arrives, so which one may depend on what was there before, and training groups them anew. The boxes
        are then equal to those of an index made anew with the same stories.

        Takes about the time of vectorizing the new articles; this corpus goes on answering as before.

        Args:
            changes: By id, the article as it is now, or None if it has been taken down; unknown ids are passed over.
        """
        if not changes:
            return self
        corpus = self.index.base.catalogue
        deleted = [article_id for article_id, article in changes.items() if article is None]
        present = [self.languages.fill_one(article) for article in changes.values() if article is not None]
        is_trained = {article.article_id: corpus.holds(article) for article in present}
        unchanged = [article_id for article_id, flag in is_trained.items() if flag]
        new = [article for article in present if not is_trained[article.article_id]]
        entries = self.vectorize(new)
        index = self.index.with_changes(deleted, entries, unchanged)
        arrived = [NewArticle.of(entry, self.model) for entry in entries]
        return replace(
            self,
            index=index,
            monitor=self.monitor.with_changes([*deleted, *unchanged], new),
            stories=with_changes(self.stories, ArticleChanges(deleted, unchanged, arrived), index),
        )

    def drift(self) -> Drift:
        """Return how far the corpus has moved away from the model: whether it is time to train anew.

        Takes time in proportion to all articles and the terms of the model; not for every request.
        """
        return drift_of(self.index, self.index.base.own_vectors.frequencies(), self.model.idf_of)

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
        trained = Trained(self.model, self.expansion, self.index.base, self.monitor, self.stories.base)
        trained.write(path, facts or {})

    @classmethod
    def load(cls, path: Path, *, version: str | None = None, verify: bool = True) -> Self:
        """Map a snapshot into memory.

        Raises:
            SnapshotError: It is missing, damaged or of another format.
        """
        return cls.of_snapshot(open_snapshot(path, verify=verify), version=version or path.name)

    @classmethod
    def of_snapshot(cls, snapshot: Snapshot, *, version: str) -> Self:
        """Return what an open snapshot was written of.

        Raises:
            SnapshotError: It does not hold what `save` writes.
        """
        trained = Trained.of_snapshot(snapshot)
        index, stories = Searcher.over(trained.index), LiveStories(trained.stories)
        return cls(
            trained.model,
            trained.expansion,
            index,
            trained.monitor,
            stories,
            version,
            snapshot.facts,
            _languages_of(index.base.catalogue),
        )


def _languages_of(catalogue: Catalogue) -> WrittenLanguages:
    """Return in which languages the publishers of a corpus write."""
    publishers, languages = catalogue.labels["publisher"], catalogue.labels["language"]
    keys = catalogue.codes[PUBLISHER].astype(np.int64) * len(languages) + catalogue.codes[LANGUAGE]
    pairs, counts = np.unique(keys, return_counts=True)
    return WrittenLanguages(
        (publishers[pair // len(languages)], languages[pair % len(languages)], count)
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True)
    )


def _read(articles: Iterable[Article], model: FieldedTfidf, began: Callable[[str], None]) -> tuple[Catalogue, Forward]:
    """Put articles into a catalogue, and fit a model to them while they pass; return also their packed vectors."""
    arriving = ArrivingArticles()

    def passing() -> Iterator[Article]:
        yield from arriving.passing(WrittenLanguages().fill(articles))
        began("weigh")

    vectors = Csr.of(model.fit_transform(passing()))
    catalogue = arriving.sorted()
    if arriving.n_replaced:  # the words of versions that newer ones replaced must not count
        vectors = Csr.of(model.fit_transform(catalogue.unchecked()))
    else:
        vectors = vectors.take(arriving.order)
    return catalogue, Forward.of(vectors)

"""The second half of the sentence: index → candidates → cards → box.

In: an article being read, and a `Request`. Out: a `Box` or a `Page` of them. Every box is filled in the same three
steps: search → rank → cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

import numpy as np

from recommender.article import Article, to_seconds, to_time
from recommender.boxes import (
    DEFAULTS,
    DEPTH,
    Box,
    Day,
    DayStory,
    Explanation,
    OnPage,
    Page,
    Request,
    TagBox,
    Timeline,
    Topic,
    View,
    breaking_box,
    cards_beside,
    cards_of_boxes,
    day_of,
    filler_cards,
    language_of_newest,
    links_to,
    newest_rows,
    overrides_on,
    rows_of_trending,
    rules_beside,
    search_beside,
    search_filler,
    stories_of_day,
    timeline_of,
    topic_of,
    trace_box,
    trending_box,
    visible_members,
)
from recommender.engine.description import describe
from recommender.engine.neighbours import Neighbours
from recommender.engine.served_corpus import ServedCorpus
from recommender.index import Candidates, Seed, Wording, tag_key
from recommender.overrides import Overrides
from recommender.ranking import BEYOND, FILLER, POLICIES, SEED, Policy, Query, SeedText, mute, rank
from recommender.stories import NewArticle, place


@dataclass(frozen=True, slots=True, repr=False)
class Recommender(ServedCorpus):
    """A served corpus, with the policies of each box and what editors have decided.

    A published article may be named by its id wherever a seed is asked for.

    Attributes:
        policies: The policies of each box.
        overrides: What editors have decided, which takes precedence over the policies.
    """

    policies: Mapping[str, tuple[Policy, ...]] = field(default_factory=lambda: POLICIES)
    overrides: Overrides = field(default_factory=Overrides)

    def seed(self, article_id: str) -> Seed:
        """Return a published article as a seed.

        Raises:
            UnknownArticleError: It is not in the corpus.
        """
        catalogue, index = self.catalogue, self.index
        row = catalogue.row_of(article_id)
        story = self.stories.rows_of(self.stories.id_of(row, catalogue), catalogue)
        vectors = index.expanded_vectors[row], index.own_vectors[row]
        return Seed(catalogue.article(row), *vectors, row, story, known_wording=catalogue.wording(row))

    def draft(self, article: Article, *, as_of: datetime | None = None) -> Seed:
        """Return an article that is not published yet as a seed; a published article with its id is not shown.

        Args:
            article: The draft.
            as_of: Its time, unless it says when it was published: whether two articles are on one event depends on it.
        """
        article = self.languages.fill_one(replace(article, published_at=article.published_at or as_of))
        entry = self.vectorize([article])[0]
        # Without its id, since what is published under the same id is evidence for its story too.
        new = NewArticle.of(entry, self.model)._replace(article_id="")
        story = self.stories.rows_of(place(new, self.stories, self.index), self.catalogue)
        row, wording = self.catalogue.find(article.article_id), Wording.of(article.title, article.text)
        return Seed(article, entry.expanded_vector, entry.own_vector, row, story, known_wording=wording)

    def view(self, request: Request = DEFAULTS) -> View:
        """Return the corpus as a request sees it."""
        return View.of(self.index, self.stories, self.overrides, request, model=self.version)

    def box(self, name: str, seed: Seed | str, request: Request = DEFAULTS) -> Box:
        """Fill one box beside an article.

        Args:
            name: ``similar`` or ``related``.
            seed: The article being read.
            request: What is asked.

        Returns:
            The box; with fewer than k cards, and then a notice, if there are no more that are worth showing.

        Raises:
            UnknownArticleError: The seed is not in the corpus.
            ValueError: There is no such box.
        """
        seed = self._seed_of(seed)
        policies, text = self._policies_of(name), SeedText(self.model, seed.article)
        view = self.view(request).read_in(seed.article.language)
        seed = mute(seed, view.active.muted, text)
        query = Query(seed, request.k, request.filters.kind, rules=rules_beside(seed, view, self.policies)[name])
        candidates = search_beside(seed, view)
        ranked = rank(candidates, query, policies)
        cards = cards_beside(ranked, query, text, view)
        box = view.box(name, seed.article.article_id, cards)
        return box if request.fill is None or name != "similar" else _filled(box, query, text, view)

    def page(self, seed: Seed | str, request: Request = DEFAULTS) -> Page:
        """Fill all boxes beside an article; no story is in two of them.

        All boxes choose from the candidates of one search, each from those that the boxes before it have not shown.

        Raises:
            UnknownArticleError: The seed is not in the corpus.
        """
        seed = self._seed_of(seed)
        view, seed_id = self.view(request).read_in(seed.article.language), seed.article.article_id
        text = SeedText(self.model, seed.article)
        seed = mute(seed, view.active.muted, text)
        rules = rules_beside(seed, view, self.policies)
        candidates = search_beside(seed, view)
        chosen: list[tuple[Candidates, Query]] = []
        on_page: list[int] = []
        for name, policies in self.policies.items():
            query = Query(seed, request.k, request.filters.kind, tuple(on_page), rules[name])
            left = candidates.take(~candidates.are_among(np.array(on_page, np.int64))) if on_page else candidates
            ranked = rank(left, query, policies)
            chosen.append((ranked, query))
            on_page += ranked.rows_with_folded()
        cards = cards_of_boxes(chosen, text, view)
        boxes = {name: view.box(name, seed_id, some) for name, some in zip(self.policies, cards, strict=True)}
        if request.fill is not None and "similar" in boxes:
            query = Query(seed, request.k, request.filters.kind, tuple(on_page), rules["similar"])
            boxes["similar"] = _filled(boxes["similar"], query, text, view)
            on_page = list({*on_page, *self.index.rows_of(boxes["similar"].article_ids())})
        local = view.in_language(seed.article.language)
        boxes["breaking"] = breaking_box(self.monitor, local, OnPage(seed, frozenset(on_page)))
        on_page += self.index.rows_of(boxes["breaking"].article_ids())
        trending = trending_box(self.monitor, local, OnPage(seed, frozenset(on_page)))
        return Page(seed=seed_id, boxes=boxes, trending=trending, model=self.version, as_of=request.as_of)

    def similar(self, article_id: str, k: int = 5) -> Box:
        """Fill the box of other reports of a published article's event."""
        return self.box("similar", self.seed(article_id), Request(k=k))

    def related(self, article_id: str, k: int = 5) -> Box:
        """Fill the box of background and follow-up to a published article: other events."""
        return self.box("related", self.seed(article_id), Request(k=k))

    def breaking(self, request: Request = DEFAULTS) -> Box:
        """Fill the box of breaking news, beside no article."""
        return breaking_box(self.monitor, self.view(request))

    def trending(self, request: Request = DEFAULTS) -> TagBox:
        """Fill the box of trending tags, beside no article."""
        return trending_box(self.monitor, self.view(request))

    def explain(self, seed: Seed | str, other_id: str, *, as_of: datetime | None = None) -> Explanation:
        """Explain what links an article to a seed, and what editors and the policies of each box make of it.

        Raises:
            UnknownArticleError: One of the two is not in the corpus.
        """
        seed = self._seed_of(seed)
        row, view = self.catalogue.row_of(other_id), self.view(Request(as_of=as_of)).read_in(seed.article.language)
        text = SeedText(self.model, seed.article)
        unmuted = mute(seed, view.active.muted, text)
        # Hidden articles are searched all the same: it is a policy that takes them out, and its trace says so.
        candidates = search_beside(unmuted, view.without_overrides())
        rules = rules_beside(unmuted, view, self.policies)
        queries = {box: Query(unmuted, rules=rules[box]) for box in self.policies}
        return Explanation(
            seed=seed.article.article_id,
            other=other_id,
            similarity=unmuted.expanded_vector.cosine(self.index.expanded_vectors[row]),
            link=links_to(np.array([row], np.int32), unmuted, text, view)[0],
            traces={box: trace_box(candidates, query, self.policies[box], row) for box, query in queries.items()},
            overrides=overrides_on(row, seed, text, view),
            model=self.version,
        )

    def ranking(self, article_id: str, box: str, depth: int, *, as_of: datetime | None = None) -> list[str]:
        """Return the ids that a box, or ``none`` for the model alone, ranks for a published seed, best first.

        Articles folded into a card follow it, so that folding loses nothing; copies of the seed, which are folded into
        the seed itself, come first in ``similar``. The articles of `BEYOND` follow the cards. What editors have decided
        does not count: a run measures the model.

        Raises:
            UnknownArticleError: The seed is not in the corpus.
            ValueError: There is no such box, or `depth` is negative.
        """
        seed, view = self.seed(article_id), self.view(Request(as_of=as_of)).without_overrides()
        query = Query(seed, depth)
        candidates = search_beside(seed, view, max(depth, DEPTH))
        ranked = rank(candidates, query, () if box == "none" else self._policies_of(box))
        rows = [*ranked.folded.get(SEED, ())] if box == "similar" else []
        rows += ranked.rows_with_folded()
        rows += rank(candidates, query, BEYOND[box]).rows.tolist() if box in BEYOND else []
        return [self.catalogue.id_of(row) for row in dict.fromkeys(rows)][:depth]

    def neighbours(self, article_ids: Iterable[str] | None = None, k: int = 10, *, box: str = "none") -> Neighbours:
        """Return what is nearest to each of many published articles.

        Args:
            article_ids: The seeds; by default all articles.
            k: How many for each at most, at least 1.
            box: ``none`` for the model's cosine, or a box, whose cards and scores they are then.

        Raises:
            UnknownArticleError: A seed is not in the corpus.
            ValueError: There is no such box.
        """
        seeds = tuple(self.catalogue.article_ids() if article_ids is None else article_ids)
        nearest = self._nearest(seeds, k) if box == "none" else [self._cards_of(seed, k, box) for seed in seeds]
        return Neighbours(seeds, tuple(ids for ids, _ in nearest), tuple(scores for _, scores in nearest))

    def _cards_of(self, article_id: str, k: int, box: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
        cards = self.box(box, self.seed(article_id), Request(k=k)).cards
        return tuple(card.article_id for card in cards), tuple(card.score for card in cards)

    def _nearest(self, seeds: Sequence[str], k: int) -> list[tuple[tuple[str, ...], tuple[float, ...]]]:
        """Return the ids and cosines of what the model alone finds for each seed, as `search_beside` does for one."""
        catalogue, rows = self.catalogue, np.array([*map(self.catalogue.row_of, seeds)], np.int64)
        languages = np.array(catalogue.labels_of("language", rows), np.str_)
        by_place: dict[int, tuple[tuple[str, ...], tuple[float, ...]]] = {}
        for language in np.unique(languages).tolist():
            places = np.flatnonzero(languages == language)
            filters = self.view().filters.in_language(language)
            nearest = self.index.neighbours(rows[places], depth=k, filters=filters)
            for at, (others, cosines) in zip(places.tolist(), nearest, strict=True):
                by_place[at] = tuple(map(catalogue.id_of, others.tolist())), tuple(cosines.tolist())
        return [by_place[at] for at in range(len(seeds))]

    def __repr__(self) -> str:
        policies = ", ".join(f"{box}: {len(policies)} policies" for box, policies in self.policies.items())
        return describe(self, {"boxes": policies, "overrides": f"{len(self.overrides.all):,}"})

    def story(self, story_id: str, *, as_of: datetime | None = None) -> Timeline:
        """Return a story as a timeline: its articles in the order of time, as far as published up to a moment.

        An id that is no longer in use leads to the story that took its articles over; the answer has that story's id.

        Raises:
            UnknownStoryError: There is no such story, or none of its articles is shown.
        """
        return timeline_of(story_id, self.view(Request(as_of=as_of)))

    def day(self, since: datetime, until: datetime, *, most: int = 30) -> Day:
        """Return the stories of the articles published between two moments, the largest first, as readers may see them.

        Args:
            since: The first moment, an aware time.
            until: The last, likewise; more than `MOST_ARTICLES` before it are not looked at.
            most: How many stories are described at most.
        """
        return day_of(self.view(Request(as_of=until)), since, most)

    def newest(self, as_of: datetime, most: int) -> list[Article]:
        """Return the newest articles published up to a moment, newest first; equal times by article id.

        What editors have hidden is left out.
        """
        rows = newest_rows(self.view(Request(as_of=as_of)), most)
        return [self.catalogue.article(row) for row in rows.tolist()]

    def stories_of_day(self, as_of: datetime) -> list[DayStory]:
        """Return the stories of the day up to the newest article, the largest first."""
        return stories_of_day(self.view(Request(as_of=as_of)))

    def topic(self, facet: Literal["section", "tag"], name: str, *, as_of: datetime, page: int = 1) -> Topic | None:
        """Return one page of the stories of a section or tag, the newest first; None if there is no such page.

        What is trending has a page as a tag has, of the articles that hold it.
        """
        view = self.view(Request(as_of=as_of))
        also = rows_of_trending(self.monitor, view, tag_key(name)) if facet == "tag" else None
        return topic_of(facet, name, view, page, also=also)

    def story_size(self, story_id: str, *, as_of: datetime) -> int:
        """Return how many articles of a story had been published at a moment, but for those that editors have hidden.

        As many as `story` tells; 0 where there is no such story.
        """
        view = self.view(Request(as_of=as_of))
        return len(visible_members(view.stories.resolve(story_id), view))

    def language(self, as_of: datetime) -> str | None:
        """Return the language of most of the newest articles up to a moment, None if it is not known."""
        return language_of_newest(self.view(Request(as_of=as_of))) or None

    def next_moment(self, as_of: datetime) -> datetime | None:
        """Return the first moment after another at which more or fewer articles are shown, though nothing has changed.

        An override begins or ends then, or the time of publication of an article comes. Up to it, but not at it, boxes
        are those of `as_of`, but for what is breaking and trending, which is counted anew at the beginning of a minute.
        None if there is no such moment.
        """
        published = self.catalogue.next_time(to_seconds(as_of))
        moments = (self.overrides.next_turn(as_of), None if published is None else to_time(published))
        return min(filter(None, moments), default=None)

    def _seed_of(self, seed: Seed | str) -> Seed:
        return self.seed(seed) if isinstance(seed, str) else seed

    def _policies_of(self, box: str) -> tuple[Policy, ...]:
        if box not in self.policies:
            raise ValueError(f"box: expected one of {', '.join(self.policies)}, found {box}")
        return self.policies[box]


def _filled(box: Box, query: Query, text: SeedText, view: View) -> Box:
    """Return Similar News with its kind: as it is, or, if it is empty, with what the request asks for in that place.

    The notice stays: what fills the box is no report of the event.
    """
    seed = query.seed
    if not box.cards:
        on_page = query.on_page if seed.row is None else (*query.on_page, seed.row)
        query = replace(query, on_page=on_page)
        ranked = rank(search_filler(seed, view), query, FILLER)
        box = replace(box, cards=filler_cards(ranked, query, text, view), kind_of_box=view.request.fill)
    return box if box.kind_of_box and box.cards else replace(box, kind_of_box=box.box)

"""What readers complain of elsewhere, each as a promise kept on the sample corpus.

The judgements of ``data`` say which articles tell one event, and which events one storyline. Shares have some air below
what was measured; ``pytest -s tests/test_promises.py`` prints the figures.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from recommender import Article, Card, Filter, Page, Recommender, Request, TfidfModel
from recommender.article import messages_of
from recommender.cli.demo import sample_folder
from tests.support.builders import article

WIRE = "Meridian Wire"
LOOK_ALIKES = (
    ("s04", "s05"),  # two storms
    ("s02", "s03"),  # two trials at the same time
    ("s10-e1", "s10-e3"),  # two rises of the same rate, with nearly the same headline
    ("s07", "s14"),  # two troubles of one town in one week
    ("s11", "s19"),  # two football stories that share clubs and players
    ("es1", "es1x"),  # a drought and a burst main in the same city
)


class Judged:
    """The boxes of every page of the sample corpus, and what the judgements say of their cards."""

    def __init__(self, sample: Recommender) -> None:
        with (sample_folder() / "events.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        self.sample = sample
        self.event = {row["article_id"]: row["event"] for row in rows}
        self.storyline = {row["article_id"]: row["storyline"] for row in rows}
        self.articles: dict[str, Article] = {each.article_id: each for each in sample.catalogue}
        self.pages: dict[str, Page] = {each: sample.page(sample.seed(each)) for each in sample.catalogue.article_ids()}

    def cards(self, box: str) -> Iterator[tuple[str, Card]]:
        return ((seed, card) for seed, page in self.pages.items() for card in page.boxes[box].cards)

    def told_by_others(self, seed: str) -> list[str]:
        """Return the articles of other publishers on the seed's own event."""
        publisher = self.articles[seed].publisher
        same = (each for each in self.event if self.event[each] == self.event[seed])
        return [each for each in same if self.articles[each].publisher != publisher]

    def wire_texts(self) -> list[set[str]]:
        """Return each text of the agency that others took over, with those that did."""
        texts: defaultdict[str, set[str]] = defaultdict(set)
        for each in self.articles.values():
            if WIRE in each.authors and each.publisher != WIRE:
                texts[self._original(each)] |= {self._original(each), each.article_id}
        return list(texts.values())

    def _original(self, copy: Article) -> str:
        """Return the agency's text on the event that a copy has most sentences of."""
        of_the_wire = (
            each
            for each in self.articles.values()
            if each.publisher == WIRE and self.event[each.article_id] == self.event[copy.article_id]
        )
        sentences = set(copy.text.split(". "))
        return max(of_the_wire, key=lambda each: len(sentences & set(each.text.split(". ")))).article_id


@pytest.fixture(scope="module")
def judged(sample: Recommender) -> Judged:
    return Judged(sample)


def share(kept: int, whole: int, what: str) -> float:
    print(f"{what}: {kept} of {whole}, {kept / whole:.1%}")
    return kept / whole


# --- The same event again and again ---


def test_related_tells_of_other_events(judged: Judged) -> None:
    cards = list(judged.cards("related"))
    again = [(seed, card.article_id) for seed, card in cards if judged.event[card.article_id] == judged.event[seed]]
    assert share(len(again), len(cards), "related cards on the seed's own event") <= 0.03, again


def test_related_tells_of_other_events_also_where_it_is_the_only_box(judged: Judged) -> None:
    cards = [(seed, card.article_id) for seed in judged.pages for card in judged.sample.related(seed).cards]
    again = [pair for pair in cards if judged.event[pair[0]] == judged.event[pair[1]]]
    assert share(len(again), len(cards), "cards on the seed's own event of a related box alone") <= 0.03, again


def test_related_tells_of_each_event_once(judged: Judged) -> None:
    told = [[judged.event[card.article_id] for card in page.boxes["related"].cards] for page in judged.pages.values()]
    repeated = sum(len(events) - len(set(events)) for events in told)
    assert share(repeated, sum(map(len, told)), "related cards on an event told by a card above") <= 0.05


def test_similar_has_one_card_a_publisher(judged: Judged) -> None:
    for page in judged.pages.values():
        publishers = [card.metadata["publisher"] for card in page.boxes["similar"].cards]
        assert len(publishers) == len(set(publishers))


def test_similar_shows_how_others_tell_it_before_what_the_same_desk_wrote(judged: Judged) -> None:
    for seed, page in judged.pages.items():
        own = [card.metadata["publisher"] == judged.articles[seed].publisher for card in page.boxes["similar"].cards]
        assert own == sorted(own)


# --- One story in two boxes ---


def test_no_article_is_in_two_boxes_of_a_page(judged: Judged) -> None:
    for page in judged.pages.values():
        shown = [each for box in page.boxes.values() for card in box.cards for each in (card.article_id, *card.folded)]
        assert len(shown) == len(set(shown))


def test_hardly_ever_is_an_event_in_two_boxes_of_a_page(judged: Judged) -> None:
    both = []
    for seed, page in judged.pages.items():
        similar, related = (
            {judged.event[card.article_id] for card in page.boxes[name].cards} for name in ("similar", "related")
        )
        both += [(seed, event) for event in similar & related]
    assert share(len(both), len(judged.pages), "pages with an event in both boxes") <= 0.04, both


# --- The article itself, its copy, its older version ---


def test_an_article_is_never_beside_itself_or_its_syndicated_copy(judged: Judged) -> None:
    copies = {each: text for text in judged.wire_texts() for each in text}
    assert len(copies) > 30
    for seed, page in judged.pages.items():
        for box in page.boxes.values():
            shown = {each for card in box.cards for each in (card.article_id, *card.folded)}
            assert not shown & (copies.get(seed, set()) | {seed}), seed


def test_wire_copies_are_one_card_that_names_all_who_published_it(judged: Judged) -> None:
    """In Related a copy may be passed over that leaves out what the seed shares with the text."""
    texts = {each: text for text in judged.wire_texts() for each in text}
    for box in ("similar", "related"):
        named = others = 0
        for seed, page in judged.pages.items():
            cards = [card for card in page.boxes[box].cards if seed not in texts.get(card.article_id, ())]
            shown = [min(texts[card.article_id]) for card in cards if card.article_id in texts]
            assert len(shown) == len(set(shown)), seed
            for card in cards:
                also = {judged.articles[each].publisher for each in texts.get(card.article_id, ())}
                also.discard(card.metadata["publisher"])
                named, others = named + len(also & set(card.also_published_by)), others + len(also)
        assert share(named, others, f"publishers of wire copies named in {box}") >= (1 if box == "similar" else 0.9)


def test_a_corrected_version_takes_the_place_of_the_first(judged: Judged) -> None:
    corrected = {each.removesuffix("-corrected"): each for each in judged.articles if each.endswith("-corrected")}
    assert len(corrected) == 2
    shown = {card.article_id for box in ("similar", "related") for _, card in judged.cards(box)}
    assert set(corrected.values()) <= shown
    assert not set(corrected) & shown


LABELS = ("Live: {}", "LIVE - {}", "Opinion | {}", "Opinion: {}", "{} – live", "Business: {}", "Meinung: {}")


@pytest.mark.parametrize("label", LABELS)
def test_what_stands_before_a_title_makes_no_two_articles_alike_and_no_copy_another_text(label: str) -> None:
    titles = ["Comet probe lands safely", "Bank raises rates again", "Storm breaks harbour wall"]
    labelled = [
        article(article_id=f"l{at}", title=label.format(title), publisher=f"P{at}", section="business", language="en")
        for at, title in enumerate(titles)
    ]
    copies = [
        article(article_id=f"c{at}{by}", title=titles[0], publisher=f"Q{by}", language="en")
        for at, by in enumerate("ab")
    ]
    model = Recommender.fit([*labelled, *copies])
    assert model.explain(model.seed("l1"), "l2").similarity == 0
    # Bare or labelled, it is one text: copies of the seed are not shown, and copies of each other are one card.
    for seed in ("l0", "c0a"):
        assert model.similar(seed).cards == ()
    draft = model.draft(article(article_id="d", title="Comet probe lands safely on comet Orla", language="en"))
    assert len(model.box("similar", draft).cards) <= 1


STRAY_WORDS = {
    "a typo": "Goverment.",
    "the ID of a tag": "ap-12345xyz",
    "a code of a campaign": "utm_campaign=q7Zk93xa4Qp",
    "the sections of a site": "News Sport Business Culture Weather",
}


def test_rare_but_wrong_words_decide_nothing(judged: Judged) -> None:
    """Of two articles that share nothing else, neither is brought into the other's boxes or near it."""
    english = sorted(each for each in judged.articles if judged.articles[each].language == "en")
    by_storyline = {judged.storyline[each]: each for each in english}
    chosen = [by_storyline[name] for name in sorted(by_storyline)][: 2 * len(STRAY_WORDS)]
    pairs = dict(zip(STRAY_WORDS, zip(chosen[::2], chosen[1::2], strict=True), strict=True))
    added = {each: STRAY_WORDS[what] for what, pair in pairs.items() for each in pair}
    model = Recommender.fit(
        replace(each, text=f"{each.text}\n{added.get(each.article_id, '')}") for each in judged.sample.catalogue
    )
    for what, (one, other) in pairs.items():
        page = model.page(model.seed(one))
        assert other not in {card.article_id for box in page.boxes.values() for card in box.cards}, what
        assert model.explain(model.seed(one), other).similarity < 0.1, what
        before, after = (each.ranking(one, "none", 5) for each in (judged.sample, model))
        assert before[0] == after[0], what


def test_on_bare_headlines_a_code_decides_nothing_either() -> None:
    titles = ["Comet probe lands safely {}", "Bank raises rates again {}", "Bank holds rates", "Comet probe is found"]
    for code in ("12345xyz", "q7zk93xa4qp", "2024021500abc"):
        corpus = [
            article(article_id=f"h{at}", title=title.format(code), language="en") for at, title in enumerate(titles)
        ]
        model = Recommender.fit(corpus)
        assert model.explain(model.seed("h0"), "h1").similarity == 0
        assert model.ranking("h0", "none", 4) == ["h3"]


# --- Year-old stories ---


def test_last_years_storm_is_not_this_years(judged: Judged) -> None:
    """The storm of March, moved a year back, is at most background to the storm of April."""

    def a_year_earlier(each: Article) -> Article:
        assert each.published_at is not None
        return replace(each, published_at=each.published_at - timedelta(days=365), updated_at=None)

    moved = [
        a_year_earlier(each) if judged.storyline[each.article_id] == "s04" else each for each in judged.sample.catalogue
    ]
    model = Recommender.fit(moved)
    april = [each for each in judged.articles if judged.storyline[each] == "s05"]
    similar, related = (
        [judged.storyline[card.article_id] for seed in april for card in box(seed).cards]
        for box in (model.similar, model.related)
    )
    assert "s04" not in similar
    assert share(related.count("s04"), len(related), "related cards of this storm on the one of last year") <= 0.33


# --- Unrelated filler ---


def test_similar_shows_the_seeds_own_event_or_at_least_its_storyline(judged: Judged) -> None:
    cards = list(judged.cards("similar"))
    wrong = [
        (seed, card.article_id) for seed, card in cards if judged.storyline[card.article_id] != judged.storyline[seed]
    ]
    events = sum(judged.event[card.article_id] == judged.event[seed] for seed, card in cards)
    share(events, len(cards), "similar cards on the seed's own event")
    assert share(len(cards) - len(wrong), len(cards), "similar cards on the seed's own storyline") >= 0.95, wrong


def test_similar_is_hardly_ever_empty_when_another_publisher_told_the_event(judged: Judged) -> None:
    told = [seed for seed in judged.pages if judged.told_by_others(seed)]
    empty = [seed for seed in told if not judged.pages[seed].boxes["similar"].cards]
    assert share(len(empty), len(told), "empty similar boxes though others told the event") <= 0.06, empty


def test_most_related_cards_are_of_the_seeds_own_storyline(judged: Judged) -> None:
    """The others touch the seed in passing; the judgements do not know how much."""
    cards = list(judged.cards("related"))
    own = sum(judged.storyline[card.article_id] == judged.storyline[seed] for seed, card in cards)
    assert share(own, len(cards), "related cards on the seed's own storyline") >= 0.65


@pytest.mark.parametrize(("one", "other"), LOOK_ALIKES)
def test_look_alike_events_are_not_similar_news_of_each_other(judged: Judged, one: str, other: str) -> None:
    mixed = []
    for seed, card in judged.cards("similar"):
        for first, second in ((one, other), (other, one)):
            seed_names, card_names = ({judged.event[each], judged.storyline[each]} for each in (seed, card.article_id))
            if first in seed_names and second in card_names:
                mixed.append((seed, card.article_id))
    assert mixed == []


def test_other_languages_stay_apart(judged: Judged) -> None:
    for box in ("similar", "related"):
        for seed, card in judged.cards(box):
            assert card.metadata["language"] == judged.articles[seed].language


# --- An empty box ---


def test_a_box_that_is_not_full_says_so(judged: Judged) -> None:
    for page in judged.pages.values():
        for box in page.boxes.values():
            assert (box.notice is None) == (len(box.cards) == 5)
            messages = messages_of(judged.articles[page.seed].language if page.seed else None)
            none, one, few = getattr(messages.notices, box.box)
            assert box.notice in (None, none, one, few.format(n=len(box.cards)))


def test_a_report_on_what_nobody_else_tells_has_an_empty_box_with_a_notice(judged: Judged) -> None:
    draft = article(
        article_id="draft", title="Lighthouse keeper knits for penguins", text="Nothing else is known.", language="en"
    )
    page = judged.sample.page(judged.sample.draft(draft))
    assert page.boxes["similar"].cards == ()
    assert page.boxes["similar"].notice == "No other report of this event was found."


# --- A just-published article without neighbours ---


def test_an_article_that_no_model_has_seen_finds_the_other_reports(judged: Judged) -> None:
    """What is published after the training is answered like what was there."""
    breaking = {each for each, event in judged.event.items() if event == "s15-e3"}
    late = max(breaking, key=lambda each: (str(judged.articles[each].published_at), each))
    model = Recommender.fit(each for each in judged.sample.catalogue if each.article_id != late)
    similar = model.box("similar", model.draft(judged.articles[late]))
    assert len(similar.cards) >= 3
    assert sum(card.article_id in breaking for card in similar.cards) > len(similar.cards) / 2


# --- No way to weight the title ---


def test_the_title_can_be_given_more_weight() -> None:
    corpus = [
        article(article_id="seed", title="Comet probe lands", text="Rain fell on the harbour all day."),
        article(article_id="title", title="Comet probe lands safely", text="Engineers cheered at the observatory."),
        article(article_id="text", title="Weather", text="Rain fell on the harbour and the market all day."),
    ]
    first = [
        Recommender.fit(corpus, model=TfidfModel(title_weight=weight)).ranking("seed", "none", 1)[0]
        for weight in (0.1, 10)
    ]
    assert first == ["text", "title"]


# --- No why ---


def test_every_card_says_why_it_is_there(judged: Judged) -> None:
    """By names that stand in the seed, not by numbers or by nothing at all."""
    for box in ("similar", "related"):
        for seed, card in judged.cards(box):
            messages = messages_of(judged.articles[seed].language)
            mentioned, _, when = card.reason.partition(" · ")
            beginning, _, end = messages.both_mention.partition("{terms}")
            assert mentioned.startswith(beginning)
            names = mentioned.removeprefix(beginning).removesuffix(end).split(messages.separator)
            text = " ".join(f"{judged.articles[seed].title} {judged.articles[seed].text}".split())
            assert names
            assert all(name in text for name in names), (seed, card.reason)
            assert when


def test_an_editor_is_told_why_a_story_is_not_there(judged: Judged) -> None:
    seed = judged.sample.seed("mw-0406-odran-amber")
    why = judged.sample.explain(seed, "mw-0304-ines-red-warning")
    refused = [step.policy for step in why.traces["similar"] if not step.kept]
    assert len(refused) == 1
    assert refused[0].startswith("KeepSameEvent(")


# --- Opinion and advertising ---


def test_opinion_and_advertising_are_background_only_on_request(judged: Judged) -> None:
    assert {card.metadata["kind"] for _, card in judged.cards("related")} <= {"news", "live", "video"}
    assert "sponsored" not in {card.metadata["kind"] for _, card in judged.cards("similar")}
    asked = Filter(kind=frozenset({"opinion"}))
    shown = [
        card.metadata["kind"]
        for seed in judged.pages
        for card in judged.sample.box("related", judged.sample.seed(seed), Request(filters=asked)).cards
    ]
    assert set(shown) == {"opinion"}

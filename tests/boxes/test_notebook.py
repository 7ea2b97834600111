"""Boxes as a notebook shows them: frames, and HTML."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd

from recommender import Box, Recommender, Request
from recommender.boxes import TagBox
from recommender.cli.demo import CLOCK
from tests.support.commands import SEED


def test_a_box_is_iterated_over_and_counted(sample: Recommender) -> None:
    box = sample.similar(SEED, k=3)
    assert list(box) == list(box.cards)
    assert len(box) == 3


def test_a_frame_of_a_box_has_a_row_a_card(sample: Recommender) -> None:
    box = sample.similar(SEED, k=3)
    frame = box.to_frame()
    assert frame.index.name == "rank"
    assert frame.index.tolist() == [1, 2, 3]
    assert frame["article_id"].tolist() == [card.article_id for card in box]
    assert frame["reason"].tolist() == [card.reason for card in box]
    assert frame["published_at"].dtype == pd.to_datetime(["2026-01-01"], utc=True).dtype


def test_the_frame_of_an_empty_box_has_the_same_columns(sample: Recommender) -> None:
    box = sample.similar(SEED, k=3)
    empty = replace(box, cards=())
    assert len(empty) == 0
    assert empty.to_frame().columns.tolist() == box.to_frame().columns.tolist()


def test_a_frame_of_a_page_has_the_cards_of_all_boxes(sample: Recommender) -> None:
    page = sample.page(sample.seed(SEED), Request(as_of=CLOCK))
    frame = page.to_frame()
    for name, box in page.boxes.items():
        rows = frame[frame.index.get_level_values("box") == name]
        assert rows["article_id"].tolist() == [card.article_id for card in box]


def test_a_frame_of_tags_has_a_row_a_tag(sample: Recommender) -> None:
    tags = sample.trending(Request(as_of=CLOCK))
    frame = tags.to_frame()
    assert len(tags) == len(frame) > 0
    assert frame["label"].tolist() == [card.tag.label for card in tags]
    assert all(examples[0] in sample.catalogue for examples in frame["examples"])


def test_a_frame_of_an_explanation_has_a_row_a_step(sample: Recommender) -> None:
    explanation = sample.explain(sample.seed(SEED), sample.similar(SEED).cards[0].article_id)
    frame = explanation.to_frame()
    for box, steps in explanation.traces.items():
        assert frame.loc[[box], "policy"].tolist() == [step.policy for step in steps]
        assert frame.loc[[box], "kept"].tolist() == [step.kept for step in steps]


class Read(HTMLParser):
    """The tags and the text of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def html_of(box: Box | TagBox) -> Read:
    return Read(box._repr_html_())


def test_html_has_titles_and_reasons_and_what_articles_say_is_escaped(sample: Recommender) -> None:
    box = sample.similar(SEED, k=2)
    first = box.cards[0]
    hostile = replace(first, metadata={**first.metadata, "title": "<script>alert(1)</script>", "url": 'https://a/"x'})
    read = html_of(replace(box, cards=(hostile, box.cards[1]), notice="Only <2>"))
    assert "script" not in read.tags
    assert "<script>alert(1)</script>" in read.text
    assert first.reason in read.text
    assert "Only <2>" in read.text
    assert read.tags.count("li") == read.tags.count("a") == 2
    assert html_of(replace(box, cards=())).tags.count("li") == 0


def test_the_html_of_a_page_has_all_its_boxes(sample: Recommender) -> None:
    page = sample.page(sample.seed(SEED), Request(as_of=CLOCK))
    read = Read(page._repr_html_())
    assert read.tags.count("section") == len(page.boxes) + 1
    assert read.tags.count("li") == sum(map(len, page.boxes.values())) + len(page.trending)
    assert page.trending.tags[0].tag.label in read.text

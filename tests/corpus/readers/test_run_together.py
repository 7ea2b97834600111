"""Lost gaps: found where words and sentences run together, and not in names."""

from __future__ import annotations

import pytest

from recommender.corpus.readers.run_together import lost_gaps, with_line_feeds


@pytest.mark.parametrize(
    "text",
    ["Ann McDonald and Tom MacLeod", "a YouTube and TikTok star", "the iPhone maker", "Ron DeSantis met JD Vance",
     "Bo O’Brien’s SpaceX", "NATO, the EU, MPs and PhDs", "ChatGPT by OpenAI"],
)  # fmt: skip
def test_a_name_with_capitals_inside_is_one_word(text: str) -> None:
    assert lost_gaps(text, frozenset()) == []


@pytest.mark.parametrize(
    "text",
    ["Ada Okafor and Bo Reed|Ada Okafor said", "the rocket launch|A man ran", "talks in the US|Mayor Vane said",
     "a harbour launch|US officials", "seen on YouTube|The mayor", "Bo O’Brien’s|The match", "Reed|McDonald won"],
)  # fmt: skip
def test_a_word_that_starts_inside_another_is_told_apart(text: str) -> None:
    assert lost_gaps(text.replace("|", ""), frozenset()) == [text.index("|")]


@pytest.mark.parametrize(
    "text",
    ["It sailed.|He wept.", "It sailed!|“No,” he said.", "“It sailed.”|He wept.", "‘Did it?’”|He wept.",
     "in the EU.|His aide", "in the U.S.|His aide", "J.K.Reed left", "Mr.Vane and Dr.Reed", "at 3.45 and No.10",
     "wait...|But no", "see news.example and 2.5m"],
)  # fmt: skip
def test_a_sentence_that_starts_directly_after_another_starts_a_line(text: str) -> None:
    assert with_line_feeds(text.replace("|", "")) == text.replace("|", "\n")

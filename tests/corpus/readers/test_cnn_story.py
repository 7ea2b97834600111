"""CNN and Daily Mail stories: highlights are the title and words, their marks are not. The story is made up."""

from __future__ import annotations

from pathlib import Path

from tests.support.sources import only, put

STORY = """Portlea (CNN) -- It sailed at dawn.

Crowds came.

@highlight

The ferry is back

@highlight

The mayor came"""


def test_a_story_is_titled_by_its_first_highlight(tmp_path: Path) -> None:
    article = only(put(tmp_path, "0a1b.story", STORY))
    assert (article.article_id, article.title, article.publisher) == ("0a1b", "The ferry is back", "CNN")
    assert article.text == "It sailed at dawn.\nCrowds came.\nThe ferry is back\nThe mayor came"


def test_a_story_without_highlights_is_its_words(tmp_path: Path) -> None:
    article = only(put(tmp_path, "0a1b.story", "It sailed.\n"))
    assert (article.title, article.text, article.publisher) == ("", "It sailed.", None)

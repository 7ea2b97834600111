"""The BBC corpus: a text file is one of its articles only by its name and its folder. The article is made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.sources import only, put, read

ARTICLE = "Ferry is back\n\nIt sailed at dawn.\n\nCrowds came.\n"


def test_the_first_line_is_the_title_and_the_folder_the_section(tmp_path: Path) -> None:
    article = only(put(tmp_path, "bbc/business/001.txt", ARTICLE))
    assert (article.article_id, article.title, article.section) == ("business/001", "Ferry is back", "business")
    assert article.text.split("\n")[0] == "It sailed at dawn."


@pytest.mark.parametrize("name", ["bbc/letters/001.txt", "bbc/business/notes.txt"])
def test_no_other_text_is_one(tmp_path: Path, name: str) -> None:
    articles, (error,) = read(put(tmp_path, name, ARTICLE))
    assert (articles, error.reason[:24]) == ([], "the format is not known:")

"""What comes out of a wire's file: its articles, and what was left out, withdrawn and refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from recommender.article import Article
from recommender.corpus import read_articles
from recommender.errors import CorpusError
from tests.support.sources import put


@dataclass
class Wire:
    articles: list[Article] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def only(self) -> Article:
        assert not self.refused
        (article,) = self.articles
        return article


def wire(folder: Path, content: str | bytes, name: str = "wire") -> Wire:
    """Read a file of a wire; a whole file that is refused is among what is refused."""
    result = Wire()
    try:
        for article in read_articles(
            put(folder, name, content),
            refused=lambda error: result.refused.append(error.reason),
            left_out=lambda record: result.left_out.append(record.reason),
            withdrawn=result.withdrawn.append,
        ):
            result.articles.append(article)
    except CorpusError as error:
        result.refused.append(error.reason)
    return result

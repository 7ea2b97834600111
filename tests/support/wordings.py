"""Events, each told in two wordings, in languages of all scripts that have a press.

In: `wordings.tsv`, fictional. Out: articles, and how many of them lead to the other wording of their event. Where a
language has several spellings (keyboards, dropped accents, capitals, full width), the two wordings use different ones.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from recommender import Article, Recommender


def told_twice(*, declared: bool) -> list[tuple[str, str, Article]]:
    """Return the language, the event and the article of each wording, which says its language or does not."""
    lines = Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
    told = []
    for at, line in enumerate(lines):
        language, event, title, text = line.split("\t")
        record = {"article_id": f"{language}-{event}-{at % 2}", "title": title, "text": text}
        said = {"language": language} if declared else {}
        told.append((language, event, Article.parse({**record, **said, "publisher": f"{language} desk {at % 2}"})))
    return told


def neighbours_right(*, declared: bool) -> dict[str, tuple[int, int]]:
    """Return by language how many articles lead to the other wording of their event first, and how many there are."""
    told = told_twice(declared=declared)
    recommender = Recommender.fit([article for _, _, article in told])
    counts: dict[str, list[bool]] = defaultdict(list)
    for language, event, article in told:
        found = recommender.ranking(article.article_id, "none", 1)
        counts[language].append(bool(found) and found[0].startswith(f"{language}-{event}-"))
    return {language: (sum(right), len(right)) for language, right in counts.items()}

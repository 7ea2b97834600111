"""A corpus of one's own: a table with other column names, trained on and asked.

    python examples/corpus.py

The same on the command line: `recommender train examples/kiosk.csv --column title=Kicker … --models models`.
"""

from __future__ import annotations

from pathlib import Path

from recommender import Recommender, RecommenderError, read_articles

TABLE = Path(__file__).with_name("kiosk.csv")
# The table's column by the article's field. Usual names, such as `headline` or `date`, need not be named.
COLUMNS = {
    "article_id": "Nr",
    "title": "Kicker",
    "text": "Copy",
    "publisher": "Outlet",
    "published_at": "On air",
    "section": "Desk",
}


def main() -> None:
    """Train on the table, and print what belongs beside its first story."""
    refused: list[RecommenderError] = []
    articles = list(read_articles(TABLE, columns=COLUMNS, refused=refused.append))
    print(f"{len(articles)} articles")
    for error in refused:  # a bad record is told and left out, and the rest is read
        print(f"left out: {error}")

    recommender = Recommender.fit(articles)
    for box in (recommender.similar("k1"), recommender.related("k1")):
        print(f"\n{box.box}: {box.notice or ''}")
        for card in box.cards:
            print(f"  {card.title} ({card.publisher}): {card.reason}")


if __name__ == "__main__":
    main()

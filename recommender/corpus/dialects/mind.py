"""MIND, the Microsoft News Dataset: 161,013 articles of MSN News, 2019.

In: a row of ``news.tsv``, under the names that its description gives. Out: one record. The one idea: its two columns of
entities are links into Wikidata with vectors elsewhere; their labels are tags. It has no times. Source: F. Wu et al.,
MIND: A Large-scale Dataset for News Recommendation, ACL 2020 (msnews.github.io, "Dataset format").
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from recommender.corpus.dialects.dialect import Values
from recommender.corpus.files import Record

COLUMNS = ("article_id", "category", "subcategory", "title", "abstract", "url", "title_entities", "abstract_entities")


def mind_record(values: Values) -> Record:
    """Return the record of a row; the abstract is all the text that it has."""
    labels = (*_labels(values["title_entities"]), *_labels(values["abstract_entities"]))
    return Record(
        None,
        {
            "article_id": values["article_id"],
            "title": values["title"],
            "text": values["abstract"],
            "url": values["url"],
            "section": values["category"],
            "subcategory": values["subcategory"],
            "tags": list(dict.fromkeys(labels)),
            "language": "en",
        },
    )


def _labels(entities: object) -> Iterator[str]:
    try:
        parsed = json.loads(str(entities) or "[]")
    except (ValueError, RecursionError):
        return
    for entity in parsed if isinstance(parsed, list) else ():
        label = entity.get("Label") if isinstance(entity, dict) else None
        if isinstance(label, str):
            yield label

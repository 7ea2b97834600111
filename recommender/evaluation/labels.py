"""Labels → judgements: articles that share a label are related.

In: a file of labels, or a column of the corpus itself. Out: `Qrels`. Two articles that share an event get grade 2, two
that share any other label (a section, a storyline) grade 1; if they share several labels, the highest grade counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from recommender.corpus import NO_OPTIONS, ReadOptions, Refuse, log_refused, name_of, read_column
from recommender.errors import CorpusError
from recommender.evaluation.qrels import EVENT_GRADE, Qrels, qrels_from_groups
from recommender.evaluation.tables import TableColumns, read_rows

Labels = Mapping[str, Mapping[str, str]]
"""For each kind of label, such as ``event``: the label of each article, by id."""

EVENTS = frozenset({"event", "event_id", "story", "story_id"})
_ID = {"article_id": ("article_id", "id", "doc_id", "document_id")}


def qrels_from_labels(labels: Labels) -> Qrels:
    """Judge articles that share a label relevant to each other, as the module describes.

    >>> qrels_from_labels({"event": {"a": "storm", "b": "storm"}, "section": {"a": "world", "c": "world"}}).grades["a"]
    {'b': 2, 'c': 1}
    """
    grades: dict[str, dict[str, int]] = {}
    for name, groups in labels.items():
        grade = EVENT_GRADE if name.lower() in EVENTS else 1
        for seed, judged in qrels_from_groups(groups, grade).grades.items():
            highest = grades.setdefault(seed, {})
            highest |= {other: max(grade, highest.get(other, 0)) for other in judged}
    return Qrels(grades)


def read_labels(path: Path, refuse: Refuse = log_refused) -> Labels:
    """Read a table with a column of article ids and one or more columns of labels; an empty cell is no label.

    Raises:
        CorpusError: The file cannot be read, has no such columns, or labels nothing.
    """
    labels: dict[str, dict[str, str]] = {}
    for row in read_rows(path, TableColumns(_ID, others=True), refuse):
        article_id = str(row.values.pop("article_id")).strip()
        if not article_id:
            refuse(CorpusError(path, row.line, "article_id: expected an id, found none"))
            continue
        for name, value in row.values.items():
            if label := str(value).strip():
                labels.setdefault(name, {})[article_id] = label
    if not labels:
        raise CorpusError(path, None, "expected a column of article ids and one of labels, found no label")
    return labels


def column_labels(
    sources: Sequence[str | Path],
    column: str,
    refuse: Refuse = log_refused,
    *,
    columns: Mapping[str, str] | None = None,
    options: ReadOptions = NO_OPTIONS,
) -> Labels:
    """Read the labels of a corpus from one of its own columns.

    Args:
        sources: Files, folders and addresses of databases of articles.
        column: The name of the column of labels.
        refuse: Takes the error of each record that cannot be read.
        columns: The sources' column for each field of an article, as in `read_articles`.
        options: As of `read_articles`.

    Raises:
        CorpusError: A source cannot be read, or no article has a value in this column.
    """
    groups = {
        id_: label
        for source in sources
        for id_, label in read_column(source, column, columns=columns, refused=refuse, options=options)
    }
    if not groups:
        raise CorpusError(", ".join(map(name_of, sources)), None, f"no article has a value in a column {column!r}")
    return {column: groups}

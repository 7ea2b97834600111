"""Judgements: which articles should be found beside which seed.

In: a judgement file, groups of articles, or the editors' own links. Out: `Qrels`. A grade is a whole number, higher is
better: 2 for the same event, 1 for the same storyline, 0 or less for not relevant. A pair without a judgement counts as
not relevant.

Two articles with a grade of 2 or more report the same event. A `related` box must not show the seed's own event, so
`background` sets these grades to 0 for such a box.

Source: Cranfield's judgements in TREC's form (Voorhees and Harman, TREC: Experiment and Evaluation, 2005).
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path

from recommender.article import Article
from recommender.errors import CorpusError
from recommender.evaluation.trec import decode_id, encode_id, read_lines
from recommender.snapshots import write_lines

# The lowest grade of two articles on the same event. At least 1, a grade; as the sample's judgements have it.
EVENT_GRADE = 2
_GRADE = re.compile("[+-]?[0-9]{1,9}")
_ADDRESS = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_GRADE_HEADINGS = {"grade", "rel", "relevance"}


@dataclass(frozen=True, slots=True)
class Qrels:
    """Judgements by seed.

    Attributes:
        grades: For a seed, the grade of each judged article.
        event_grade: The lowest grade of a pair on the same event, or None if grades say nothing about events.
    """

    grades: Mapping[str, Mapping[str, int]]
    event_grade: int | None = EVENT_GRADE

    def __len__(self) -> int:
        return sum(map(len, self.grades.values()))

    def seeds(self) -> list[str]:
        """Return the seeds that can be scored, sorted: those with at least one article of grade 1 or more."""
        return sorted(seed for seed, grades in self.grades.items() if max(grades.values(), default=0) >= 1)

    def same_event(self, seed: str) -> frozenset[str] | None:
        """Return the articles judged to report the seed's own event, or None if there is no such judgement."""
        if self.event_grade is None:
            return None
        judged = self.grades.get(seed, {}).items()
        return frozenset(article_id for article_id, grade in judged if grade >= self.event_grade) or None

    def events(self) -> dict[str, str]:
        """Return the event of each article that is judged to share one, named by its first article id.

        Events are the connected components of the pairs judged to be on the same event.

        >>> Qrels({"a": {"b": 2, "x": 1}, "b": {"c": 2}}).events()
        {'a': 'a', 'b': 'a', 'c': 'a'}
        """
        first: dict[str, str] = {}

        def first_of(article_id: str) -> str:
            while first.setdefault(article_id, article_id) != article_id:
                first[article_id] = article_id = first[first[article_id]]  # path halving: the next search is shorter
            return article_id

        for seed in self.grades:
            for other in self.same_event(seed) or ():
                one, two = sorted((first_of(seed), first_of(other)))
                first[two] = one
        return {article_id: first_of(article_id) for article_id in sorted(first)}

    def background(self) -> Qrels:
        """Return the judgements for a box of other events: articles on the seed's own event get grade 0.

        >>> Qrels({"seed": {"copy": 2, "background": 1}}).background().grades
        {'seed': {'copy': 0, 'background': 1}}
        """
        event = sys.maxsize if self.event_grade is None else self.event_grade
        return replace(
            self,
            grades={
                seed: {article_id: 0 if grade >= event else grade for article_id, grade in judged.items()}
                for seed, judged in self.grades.items()
            },
        )

    def of_seeds(self, seeds: Collection[str]) -> Qrels:
        """Return the judgements of these seeds alone."""
        return replace(self, grades={seed: judged for seed, judged in self.grades.items() if seed in seeds})

    def of_pairs(self, is_wanted: Callable[[str, str], bool]) -> Qrels:
        """Return the judgements of the pairs (seed, article id) for which `is_wanted` returns true."""
        return replace(
            self,
            grades={
                seed: {article_id: grade for article_id, grade in judged.items() if is_wanted(seed, article_id)}
                for seed, judged in self.grades.items()
            },
        )


NOTHING_JUDGED = Qrels({})


def read_qrels(path: str | Path) -> Qrels:
    """Read a file of judgements, line by line, in one of two forms.

    Either three columns separated by tabs, ``seed id grade``, with or without a header, ids as they are; or TREC's
    four, ``seed 0 id grade``, separated by blanks or tabs. Blank lines and lines that begin with ``#`` are skipped.

    Raises:
        CorpusError: The file cannot be read, a line has neither form, two lines judge one pair differently, or the file
            holds no judgement.
    """
    grades: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for number, seed, article_id, grade in _judgements(path):
        if grades[seed].setdefault(article_id, grade) != grade:
            raise CorpusError(path, number, f"{article_id} was judged {grades[seed][article_id]} before, now {grade}")
    if not grades:
        raise CorpusError(path, None, "no judgements in this file")
    return Qrels(dict(grades))


def write_qrels(path: str | Path, qrels: Qrels) -> None:
    """Write judgements in TREC's four columns, sorted by seed and id; `read_qrels` returns the same judgements."""
    write_lines(
        path,
        (
            f"{encode_id(seed)} 0 {encode_id(article_id)} {grade}"
            for seed, judged in sorted(qrels.grades.items())
            for article_id, grade in sorted(judged.items())
        ),
    )


def qrels_from_groups(groups: Mapping[str, str], grade: int = EVENT_GRADE) -> Qrels:
    """Judge the articles of one group relevant to each other; an article alone in its group has no judgement.

    Args:
        groups: For each article id its group, such as the name of an event.
        grade: The grade of each pair.

    >>> qrels_from_groups({"a": "storm", "b": "storm", "c": "budget"}).grades
    {'a': {'b': 2}, 'b': {'a': 2}}
    """
    members: defaultdict[str, list[str]] = defaultdict(list)
    for article_id, label in groups.items():
        members[label].append(article_id)
    grades: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for together in members.values():
        for seed, other in permutations(together, 2):
            grades[seed][other] = grade
    return Qrels(dict(grades))


def qrels_from_links(articles: Iterable[Article]) -> tuple[Qrels, int]:
    """Judge the articles that editors linked relevant, with grade 1.

    A link is the title or the URL of another article; if several articles have this title, each is judged. Titles are
    compared without case and spacing, URLs without scheme, ``www``, fragment and last slash.

    Returns:
        The judgements, and the number of links that lead to no article of this corpus.
    """
    places: defaultdict[str, set[str]] = defaultdict(set)
    links: dict[str, list[str]] = {}
    for article in articles:
        links[article.article_id] = [_place(link) for link in article.links]
        for text in filter(None, (article.title, article.url)):
            places[_place(text)].add(article.article_id)
    unresolved = sum(place not in places for named in links.values() for place in named)
    grades = {
        seed: {other: 1 for place in named for other in sorted(places.get(place, ())) if other != seed}
        for seed, named in links.items()
    }
    return Qrels({seed: judged for seed, judged in grades.items() if judged}), unresolved


def best_qrels(articles: Iterable[Article], path: Path) -> tuple[Qrels, str]:
    """Return the best judgements available for a corpus, and the name of their source.

    These are the judgements of the file if it exists; else those of the editors' links; else grade 1 for each two
    articles of the same section.

    Raises:
        CorpusError: There is no file, no link and no section to judge by.
    """
    if path.is_file():
        return read_qrels(path), path.name
    corpus = list(articles)
    links, unresolved = qrels_from_links(corpus)
    if links.seeds():
        return links, f"the editors' links, {unresolved} of which lead elsewhere"
    sections = {str(article.article_id): article.section for article in corpus if article.section}
    qrels = qrels_from_groups(sections, grade=1)
    if not qrels.seeds():
        make = "recommender evaluate SOURCE --labels COLUMN --keep-qrels FILE"
        reason = f"expected judgements here, or links or sections in the corpus; of another column {make!r} makes them"
        raise CorpusError(path, None, reason)
    return qrels, "sections"


def _place(link: str) -> str:
    """Return the normal form of a title or a URL, in which two of them are compared.

    >>> _place("https://www.Gazette.example/storm/#top"), _place("Storm  hits HARBOUR")
    ('gazette.example/storm', 'storm hits harbour')
    """
    if not _ADDRESS.match(link):
        return " ".join(link.casefold().split())
    host, slash, path = _ADDRESS.sub("", link).partition("#")[0].rstrip("/").partition("/")
    return f"{host.lower()}{slash}{path}"


def _judgements(path: str | Path) -> Iterator[tuple[int, str, str, int]]:
    first = True
    for number, line in read_lines(path):
        columns = [column.strip() for column in line.split("\t")]
        if not (first and columns[-1].lower() in _GRADE_HEADINGS):
            yield number, *_judgement(path, number, line, columns)
        first = False


def _judgement(path: str | Path, number: int, line: str, columns: list[str]) -> tuple[str, str, int]:
    words = line.split()
    if len(columns) != 3:
        columns = [decode_id(words[0]), decode_id(words[2]), words[3]] if len(words) == 4 else []
    if all(columns) and columns and _GRADE.fullmatch(columns[2]):
        return columns[0], columns[1], int(columns[2])
    expected = "expected seed, id and a whole grade parted by tabs, or TREC's seed 0 id grade"
    raise CorpusError(path, number, f"{expected}, found {line[:80]!r}")

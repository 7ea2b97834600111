"""Judgements: which articles should be found beside which seed.

In: a judgement file, groups of articles, or the editors' own links. Out: `Qrels`. A grade is a whole number, higher is
better, 0 or less is not relevant: 2 the same event, 1 the same storyline. A pair that is not listed is not known to be
related, and counts as not relevant.

From a grade of 2 on, a pair tells the same event. A `related` box must not show that, so for such a box `background`
turns these pairs into ones that are not relevant.

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

EVENT_GRADE = 2
_GRADE = re.compile("[+-]?[0-9]{1,9}")
_ADDRESS = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_GRADE_HEADINGS = {"grade", "rel", "relevance"}


@dataclass(frozen=True, slots=True)
class Qrels:
    """Judgements by seed.

    Attributes:
        grades: For a seed, the grade of each judged article.
        event_grade: The grade from which on a pair tells the same event; none when grades say nothing of events.
    """

    grades: Mapping[str, Mapping[str, int]]
    event_grade: int | None = EVENT_GRADE

    def __len__(self) -> int:
        return sum(map(len, self.grades.values()))

    def seeds(self) -> list[str]:
        """Return the seeds that can be scored, sorted: those with a relevant article, grade 1 or more."""
        return sorted(seed for seed, grades in self.grades.items() if max(grades.values(), default=0) >= 1)

    def same_event(self, seed: str) -> frozenset[str] | None:
        """Return the articles judged to tell the seed's own event; none when no article is."""
        if self.event_grade is None:
            return None
        judged = self.grades.get(seed, {}).items()
        return frozenset(article_id for article_id, grade in judged if grade >= self.event_grade) or None

    def events(self) -> dict[str, str]:
        """Return the event of each article that is judged to share one: those linked by such judgements are one event.

        >>> Qrels({"a": {"b": 2, "x": 1}, "b": {"c": 2}}).events()
        {'a': 'a', 'b': 'a', 'c': 'a'}
        """
        first: dict[str, str] = {}

        def first_of(article_id: str) -> str:
            while first.setdefault(article_id, article_id) != article_id:
                first[article_id] = article_id = first[first[article_id]]  # the way is halved for the next
            return article_id

        for seed in self.grades:
            for other in self.same_event(seed) or ():
                one, two = sorted((first_of(seed), first_of(other)))
                first[two] = one
        return {article_id: first_of(article_id) for article_id in sorted(first)}

    def background(self) -> Qrels:
        """Return the judgements of a box of other events: what tells the seed's own event is not relevant.

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
        """Return the judgements of some seeds."""
        return replace(self, grades={seed: judged for seed, judged in self.grades.items() if seed in seeds})

    def kept(self, keep: Callable[[str, str], bool]) -> Qrels:
        """Return the judgements of those pairs, of a seed and an article, that are to be kept."""
        return replace(
            self,
            grades={
                seed: {article_id: grade for article_id, grade in judged.items() if keep(seed, article_id)}
                for seed, judged in self.grades.items()
            },
        )


NOTHING_JUDGED = Qrels({})


def read_qrels(path: str | Path) -> Qrels:
    """Read judgements in either form, line by line.

    Three columns parted by tabs, ``seed id grade``, with a header or without, ids as they stand; or TREC's four,
    ``seed 0 id grade``, parted by blanks or tabs. Blank lines and lines that begin with ``#`` are passed over.

    Raises:
        CorpusError: The file cannot be read, a line is neither, two lines judge one pair differently, or nothing is
            judged.
    """
    grades: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for number, seed, article_id, grade in _judgements(path):
        if grades[seed].setdefault(article_id, grade) != grade:
            raise CorpusError(path, number, f"{article_id} was judged {grades[seed][article_id]} before, now {grade}")
    if not grades:
        raise CorpusError(path, None, "no judgements in this file")
    return Qrels(dict(grades))


def write_qrels(path: str | Path, qrels: Qrels) -> None:
    """Write judgements in TREC's four columns, sorted; `read_qrels` gives the same back."""
    write_lines(
        path,
        (
            f"{encode_id(seed)} 0 {encode_id(article_id)} {grade}"
            for seed, judged in sorted(qrels.grades.items())
            for article_id, grade in sorted(judged.items())
        ),
    )


def qrels_from_groups(groups: Mapping[str, str], grade: int = EVENT_GRADE) -> Qrels:
    """Judge the articles of one group relevant to each other; an article alone in its group is not judged.

    Args:
        groups: A label by article id: the event, say.
        grade: What each pair gets.
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
    """Judge relevant, grade 1, what the editors linked: a newsroom's own judgements.

    A link is the title or the URL of another article; where several articles share a title, each is meant. Titles are
    compared without case and spacing, URLs without what leads to the same page: scheme, ``www``, fragment, last slash.

    Returns:
        The judgements, and the number of links that are no article of this corpus.
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
    """Return the best judgements there are of a corpus, and where they come from.

    That is a file, where there is one; else the editors' links; else sections, of which to share one is grade 1.

    Raises:
        CorpusError: There is nothing to judge by.
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
    """Return a title or a URL in the form in which two of them are compared.

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

"""Judgements: what is read and written, and what groups, links and grades say of a pair."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.errors import CorpusError
from recommender.evaluation import (
    Qrels,
    best_qrels,
    qrels_from_groups,
    qrels_from_links,
    read_qrels,
    read_run,
    write_qrels,
)
from tests.support.builders import article, law
from tests.support.evaluation import ids, written


def test_background_is_what_is_related_but_another_event() -> None:
    judged = Qrels({"a": {"b": 2, "c": 1, "d": 0}})
    assert judged.background().grades == {"a": {"b": 0, "c": 1, "d": 0}}
    assert judged.same_event("a") == frozenset("b")
    assert judged.same_event("z") is None
    assert Qrels({"a": {"c": 1}}).same_event("a") is None


def test_grades_that_say_nothing_of_events_stay_as_they_are() -> None:
    judged = Qrels({"a": {"b": 2}}, event_grade=None)
    assert judged.background() == judged
    assert judged.same_event("a") is None


def test_a_link_leads_to_its_article_however_its_address_is_written() -> None:
    corpus = [
        article(
            article_id="a", title="Seed", links=["http://gazette.example/2026/storm/", "STORM  hits Arden", "/gone"]
        ),
        article(article_id="b", title="Elsewhere", url="https://www.Gazette.example/2026/storm#comments"),
        article(article_id="c", title="Storm hits Arden"),
        article(article_id="d", title="Upper case", url="https://gazette.example/2026/STORM"),
    ]
    qrels, unresolved = qrels_from_links(corpus)
    assert qrels.grades == {"a": {"b": 1, "c": 1}}
    assert unresolved == 1


def test_the_best_judgements_are_a_file_then_links_then_sections(tmp_path: Path) -> None:
    path = tmp_path / "qrels.tsv"
    sections = [
        article(article_id=name, title=name, section=section) for name, section in zip("abc", "xxy", strict=True)
    ]
    linked = [article(article_id="d", title="d", links=["a", "gone"]), *sections]
    assert best_qrels(iter(sections), path) == (Qrels({"a": {"b": 1}, "b": {"a": 1}}), "sections")
    assert best_qrels(iter(linked), path) == (
        Qrels({"d": {"a": 1}}),
        "the editors' links, 1 of which lead elsewhere",
    )
    path.write_text("c 0 d 2\n")
    assert best_qrels(iter(linked), path) == (Qrels({"c": {"d": 2}}), "qrels.tsv")


def test_without_anything_to_judge_by_it_says_how_judgements_are_made(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="--keep-qrels") as caught:
        best_qrels([article(section="x")], tmp_path / "qrels.tsv")
    assert "qrels.tsv" in caught.value.path


def test_judgements_are_read_from_three_columns_with_a_header_or_without(tmp_path: Path) -> None:
    rows = "a\tb 1\t2\n\n# a remark\na\tc\t0\r\nb\ta\t1\n"
    expected = {"a": {"b 1": 2, "c": 0}, "b": {"a": 1}}
    assert read_qrels(written(tmp_path / "file", "query_id\tdoc_id\tgrade\n" + rows)).grades == expected
    assert read_qrels(written(tmp_path / "file", "\ufeff" + rows)).grades == expected


def test_judgements_are_read_from_the_four_columns_of_trec(tmp_path: Path) -> None:
    assert read_qrels(written(tmp_path / "file", "a 0 b%201 2\na\t0\tc\t-1\n")).grades == {"a": {"b 1": 2, "c": -1}}


@pytest.mark.parametrize("bad", ["a\tb\ttwo", "a b 2", "a\t\t2", "a 0 b 2 x", "a\tb\t1.5", "a\tb\t9999999999999999999"])
def test_a_bad_judgement_is_reported_with_path_and_line(tmp_path: Path, bad: str) -> None:
    path = written(tmp_path / "file", f"query_id\tdoc_id\tgrade\na\tb\t2\n{bad}\n")
    with pytest.raises(CorpusError, match="whole grade") as caught:
        read_qrels(path)
    assert (caught.value.path, caught.value.line) == (str(path), 3)


def test_a_header_counts_as_one_only_in_the_first_line(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        read_qrels(written(tmp_path / "file", "a\tb\t2\nquery_id\tdoc_id\tgrade\n"))
    assert caught.value.line == 2


def test_a_pair_judged_twice_must_be_judged_the_same(tmp_path: Path) -> None:
    assert len(read_qrels(written(tmp_path / "file", "a\tb\t2\na\tb\t2\n"))) == 1
    with pytest.raises(CorpusError, match="judged 2 before, now 1"):
        read_qrels(written(tmp_path / "file", "a\tb\t2\na\tb\t1\n"))


def test_a_file_without_judgements_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no judgements"):
        read_qrels(written(tmp_path / "file", "query_id\tdoc_id\tgrade\n"))


def test_a_file_that_is_missing_or_not_utf_8_is_a_corpus_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="No such file"):
        read_qrels(tmp_path / "absent")
    (tmp_path / "latin").write_bytes(b"a\tb\t2\na\t\xe9\t2\n")
    with pytest.raises(CorpusError, match="UTF-8"):
        read_run(tmp_path / "latin")


@law
@given(judged=st.dictionaries(ids, st.dictionaries(ids, st.integers(-2, 3), min_size=1), min_size=1))
def test_judgements_written_are_read_back(tmp_path_factory: pytest.TempPathFactory, judged: Any) -> None:
    path = tmp_path_factory.mktemp("qrels") / "qrels"
    write_qrels(path, Qrels(judged))
    assert read_qrels(path).grades == judged


def test_members_of_one_group_are_judged_relevant_to_each_other() -> None:
    assert qrels_from_groups({"a": "x", "b": "x", "c": "y", "d": "x"}, grade=1).grades == {
        "a": {"b": 1, "d": 1},
        "b": {"a": 1, "d": 1},
        "d": {"a": 1, "b": 1},
    }


def test_editors_links_are_resolved_by_title_and_by_url() -> None:
    corpus = [
        article(
            article_id="a", title="Storm hits", links=("Trial opens", "https://x.example/c", "Gone story", "Storm hits")
        ),
        article(article_id="b", title="Trial opens", links=("Never printed",)),
        article(article_id="c", title="Vote", url="https://x.example/c"),
        article(article_id="d", title="Trial opens"),
    ]
    qrels, unresolved = qrels_from_links(iter(corpus))
    assert qrels.grades == {"a": {"b": 1, "d": 1, "c": 1}}
    assert unresolved == 2


def test_articles_linked_by_judgements_of_one_event_are_one_event() -> None:
    judged = Qrels({"d": {"c": 2}, "a": {"b": 2, "z": 1}, "c": {"b": 2}, "x": {"y": 2}, "alone": {"a": 1}})
    assert judged.events() == {"a": "a", "b": "a", "c": "a", "d": "a", "x": "x", "y": "x"}
    assert replace(judged, event_grade=None).events() == {}

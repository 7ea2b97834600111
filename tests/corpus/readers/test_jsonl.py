"""JSON: a bad line or a bad record of a list costs nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recommender.corpus import files
from tests.support.sources import FERRY, MILL, lines_of, mapped, only, put, read


@pytest.mark.parametrize("indent", [None, 2])
def test_a_json_file_may_be_one_article(tmp_path: Path, indent: int | None) -> None:
    assert only(put(tmp_path, "a.json", json.dumps(FERRY, indent=indent))).to_record() == FERRY


def test_a_bad_line_is_reported_and_the_rest_loads(tmp_path: Path) -> None:
    lines = [b'{"id": "a", "title": "A"}', b"{cut", b"[1]", b'{"id": "b"}', b'{"id": "c", "title": "C"}']
    articles, refused = read(put(tmp_path, "news.jsonl", b"\n".join(lines)))
    assert [article.article_id for article in articles] == ["a", "c"]
    assert [(error.line, error.reason) for error in refused] == [
        (2, "not JSON: Expecting property name enclosed in double quotes at character 2"),
        (3, "expected a JSON object, found a list"),
        (4, "title: expected a title or a text, found neither"),
    ]


def test_a_bad_first_line_does_not_turn_lines_into_a_document(tmp_path: Path) -> None:
    articles, refused = read(put(tmp_path, "news.json", b'{"id": "x", "ti\n' + lines_of(FERRY)))
    assert [len(articles), refused[0].line] == [1, 1]


def test_json_nested_too_deeply_or_with_numbers_too_long_is_refused(tmp_path: Path) -> None:
    lines = [b'{"id": ' + b"[" * 200_000, b'{"id": ' + b"9" * 5_000 + b"}", json.dumps(FERRY).encode()]
    articles, refused = read(put(tmp_path, "news.jsonl", b"\n".join(lines)))
    assert len(articles) == 1
    assert [error.line for error in refused] == [1, 2]
    assert refused[0].reason == "JSON nested too deeply"
    assert mapped({"tags": "[" * 200_000 + "]"}).tags == ()


@pytest.mark.parametrize("depth", [100, 500, 900])
def test_tags_nested_too_deeply_cost_themselves_alone(tmp_path: Path, depth: int) -> None:
    deep = json.dumps(FERRY | {"tags": "?"}).replace('"?"', "[" * depth + "]" * depth)
    for name, content in (("a.jsonl", f"{deep}\n{json.dumps(MILL)}"), ("a.json", f"[{deep}, {json.dumps(MILL)}]")):
        (ferry, mill), refused = read(put(tmp_path, name, content))
        assert (ferry.title, ferry.tags, ferry.authors) == (FERRY["title"], (), ("Ada Okafor",))
        assert (mill.to_record(), refused) == (MILL, [])


def test_a_number_that_is_too_long_costs_no_other_record(tmp_path: Path) -> None:
    long = json.dumps(FERRY | {"article_id": "?"}).replace('"?"', "9" * 5_000)
    articles, refused = read(put(tmp_path, "a.jsonl", f"{long}\n{json.dumps(MILL)}"))
    assert [article.article_id for article in articles] == ["mill-2"]
    assert [error.reason for error in refused] == ["a number of more than 4,300 digits"]
    articles, refused = read(put(tmp_path, "a.json", f"[{long}, {json.dumps(MILL)}]"))
    assert [article.article_id for article in articles] == ["https://news.example/ferry", "mill-2"]


def test_a_raw_control_character_in_json_is_no_fault(tmp_path: Path) -> None:
    assert only(put(tmp_path, "news.jsonl", b'{"id": "a", "title": "A\tb\x00"}\n')).title == "A b"


def test_a_bad_record_of_a_list_is_reported_by_its_number(tmp_path: Path) -> None:
    articles, refused = read(put(tmp_path, "news.json", json.dumps([FERRY, 5, {"id": "x"}, MILL])))
    assert len(articles) == 2
    assert [error.line for error in refused] == [2, 3]


def test_an_answer_of_one_line_may_be_longer_than_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_LINE_BYTES", 100_000)
    answer = {"articles": [{"id": n, "title": f"Story {n}", "text": "x" * 1_000} for n in range(300)]}
    for end in ("", "\n\n"):
        articles, refused = read(put(tmp_path, "a.json", json.dumps(answer) + end))
        assert (len(articles), refused) == (300, [])
    lines = "\n".join(json.dumps({"title": "T", "text": "x" * size}) for size in (90_000, 200_000, 5))
    articles, refused = read(put(tmp_path, "a.json", lines))
    assert (len(articles), [error.line for error in refused]) == (2, [2])

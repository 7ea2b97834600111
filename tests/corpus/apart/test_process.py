"""A parser in a process of its own: whatever it does, its file is refused with the reason, and the next one is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from recommender.corpus.apart import Limits, ParserProcess, process
from recommender.corpus.files import Record
from recommender.corpus.mapping import Columns
from recommender.corpus.readers import READERS
from recommender.corpus.reading import LeftOut, Reading
from recommender.errors import CorpusError
from tests.support import hostile_parsers

LIMITS = Limits(
    seconds=0.5,
    seconds_whole=0.0,
    seconds_per_megabyte=0.0,
    memory=900_000_000,
    idle_seconds=1.0,
    record=100_000,
    answers=10,
)
FIRST = {"title": "First", "published_at": "2026-03-14T07:40:00+00:00", "tags": ["ferry", "quay"]}


class Parsed:
    """What came of the files that were read by one process."""

    def __init__(self, parser: ParserProcess, path: Path) -> None:
        self.parser, self.path = parser, path
        self.refused: list[CorpusError] = []
        self.left_out: list[LeftOut] = []
        columns = Columns({"title": "kicker"})
        self.reading = Reading(columns, self.refused.append, self.left_out.append, parser.read)

    def records(self, name: str) -> Iterator[Record]:
        return self.parser.read(hostile_parsers.READERS[name], self.path, self.reading)

    def reason(self, name: str) -> tuple[list[Record], str]:
        """Return the records of a reader that fails, and why it did."""
        records: list[Record] = []
        with pytest.raises(CorpusError) as error:
            records.extend(self.records(name))
        assert error.value.path == str(self.path)
        return records, error.value.reason


@pytest.fixture
def parsed(tmp_path: Path) -> Iterator[Parsed]:
    path = tmp_path / "news.xml"
    path.write_text("Words")
    with ParserProcess(LIMITS, "tests.support.hostile_parsers") as parser:
        yield Parsed(parser, path)


def test_what_a_reader_yields_refuses_and_leaves_out_comes_through(parsed: Parsed) -> None:
    assert list(parsed.records("read_well")) == [Record(1, FIRST), Record(4, {"title": "kicker"}, "embargoed", True)]
    assert [(error.path, error.line, error.reason) for error in parsed.refused] == [(str(parsed.path), 2, "no words")]
    assert parsed.left_out == [LeftOut(str(parsed.path), 3, "draft")]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("loop", "took more than 0.5 seconds of processor time"),
        ("crash", "its parser ended unexpectedly (3)"),
        ("abort", "its parser was ended by signal 6"),
        ("fail", "its reader failed: KeyError: 'no such name' (hostile_parsers.py:"),
        ("give_up", "cut off here"),
        ("sleep", "stood still for 1 seconds"),
    ],
)
def test_a_parser_that_ends_badly_costs_the_rest_of_its_file_alone(parsed: Parsed, name: str, reason: str) -> None:
    records, cause = parsed.reason(name)
    assert records == [Record(1, FIRST)]
    assert cause.startswith(reason)
    assert len(list(parsed.records("read_well"))) == 2


@pytest.mark.skipif("sys.platform == 'darwin'", reason="macOS has no limit of address space")
def test_a_parser_that_eats_memory_is_ended(parsed: Parsed) -> None:
    records, cause = parsed.reason("eat_memory")
    assert records == [Record(1, FIRST)]
    assert cause == "took more than 900 MB of memory"
    assert len(list(parsed.records("read_well"))) == 2


def test_a_small_file_cannot_flood_this_process(parsed: Parsed) -> None:
    records, cause = parsed.reason("flood")
    assert cause == "its records unpack to too many bytes"
    assert len(records) < 20


def test_a_record_too_long_or_too_deep_is_lost_alone(parsed: Parsed) -> None:
    assert list(parsed.records("swell")) == [Record(3, FIRST)]
    assert [error.line for error in parsed.refused] == [1, 2]


def test_many_records_may_not_take_for_ever_together(parsed: Parsed) -> None:
    records, cause = parsed.reason("dawdle")
    assert cause == "its records take too much processor time"
    assert len(records) < 20


def test_what_a_parser_prints_does_not_come_between_its_answers(parsed: Parsed) -> None:
    assert list(parsed.records("chatter")) == [Record(1, FIRST)]


def test_answers_that_are_none_end_the_process(parsed: Parsed) -> None:
    assert parsed.reason("lie") == ([], "its parser sent a message of 4294967295 bytes")
    assert len(list(parsed.records("read_well"))) == 2


def test_a_file_that_is_not_read_to_its_end_does_not_come_between_the_next_ones(parsed: Parsed) -> None:
    unfinished = parsed.records("read_well")
    assert next(unfinished).line == 1
    assert [record.line for record in parsed.records("read_well")] == [1, 4]
    unfinished.close()  # type: ignore[attr-defined]
    assert [record.line for record in parsed.records("read_well")] == [1, 4]


def test_an_idle_process_serves_the_next_reading_and_is_replaced_after_many_files(
    parsed: Parsed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def number() -> object:
        with ParserProcess(LIMITS, "tests.support.hostile_parsers") as parser:
            (record,) = parser.read(hostile_parsers.READERS["number"], parsed.path, parsed.reading)
        return record.values["number"]

    first = number()
    assert number() == first
    monkeypatch.setattr(process, "MOST_FILES", 2)
    assert number() != first


def test_markup_is_read_apart() -> None:
    markup = {".xml", ".html", ".htm", ".xhtml", ".sgml", ".sgm", ".rss", ".atom", ".rdf", ".nitf", ".wxr"}
    assert [reader.name for reader in READERS if reader.suffixes & markup and not reader.apart] == []


def test_a_name_means_one_way_of_reading() -> None:
    apart = {(reader.name, reader.read) for reader in READERS if reader.apart}
    assert len({name for name, _ in apart}) == len(apart)

"""The lines of the log: one a record, fields for machines, and no secret in them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.api.logs import STRUCK, JsonLines, LineLimit, TextLines, configure_logs, request_id_of, secrets_of
from recommender.settings import Settings

KEY = "the-key-of-an-editor"
PASSWORD = "pass/word"
STORE = "postgresql://ada:pass%2Fword@db.example/news"


@pytest.fixture(autouse=True)
def _loggers_as_before() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("recommender")
    before = root.handlers[:], root.level, ours.level
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])


def record_of(message: str, **fields: object) -> logging.LogRecord:
    record = logging.makeLogRecord({"name": "recommender.test", "levelno": 20, "levelname": "INFO", "msg": message})
    vars(record).update(fields)
    return record


@given(st.text(), st.dictionaries(st.sampled_from(["route", "model", "reason"]), st.text() | st.integers()))
def test_a_record_is_one_line_whatever_it_holds(message: str, fields: dict[str, object]) -> None:
    record = record_of(message, event="something", **fields)
    line = JsonLines({"worker": 3}).format(record)
    assert len(line.splitlines()) == 1
    values = json.loads(line)
    assert (values["message"], values["event"], values["worker"], values["level"]) == (message, "something", 3, "info")
    assert {name: values[name] for name in fields} == fields
    assert TextLines().format(record).isprintable()


def test_no_line_has_a_secret(capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("json", "text"):
        settings = Settings.model_validate({"store": STORE, "editor_keys": (KEY,), "log_format": form})
        configure_logs(settings, worker=1)
        log = logging.getLogger("recommender.test")
        log.info("the key %s", KEY, extra={"event": "x", "store": STORE})
        error = ValueError(f"no connection with {PASSWORD} nor {STORE}")
        log.error("it failed", exc_info=error)
        said = capsys.readouterr().err
        assert said.count(STRUCK) == 4
        assert KEY not in said
        assert PASSWORD not in said
        assert "pass%2Fword" not in said
        assert "no connection with" in said


def test_secrets_that_stand_in_ordinary_words_are_left() -> None:
    assert secrets_of(Settings(store="postgresql://ada:news@db.example/news")) == frozenset()
    assert secrets_of(Settings(store="sqlite:///news.sqlite")) == frozenset()


def test_other_packages_tell_warnings_alone_and_ours_what_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(Settings(log_level="debug", log_format="json"))
    for name in ("another.package", "recommender.store"):
        for level in (logging.DEBUG, logging.WARNING):
            logging.getLogger(name).log(level, "said")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["logger"], line["level"]) for line in lines] == [
        ("another.package", "warning"),
        ("recommender.store", "debug"),
        ("recommender.store", "warning"),
    ]
    configure_logs(Settings(log_level="info"), level="warning")
    logging.getLogger("recommender.store").info("said")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("sent", [b"", b"a b", b"a\nb", b"x" * 129, "é".encode(), b"{}", b'"'])
def test_an_id_of_a_request_that_could_be_a_text_is_none(sent: bytes) -> None:
    assert request_id_of([(b"x-request-id", sent)]) is None
    assert request_id_of([(b"x-request-id", b"7f3a-9.b/c")]) == "7f3a-9.b/c"


def test_lines_of_a_kind_come_at_once_and_then_now_and_then() -> None:
    times = iter([0.0, 1.0, 9.9, 10.0, 25.0])
    limit = LineLimit(10, clock=lambda: next(times))
    assert [limit.take() for _ in range(5)] == [0, None, None, 2, 0]

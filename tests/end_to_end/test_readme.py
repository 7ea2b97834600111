"""The README's commands, as they stand there."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import recommender
from recommender.api import create_app
from recommender.settings import Settings
from tests.support.terminal import Command

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def lines(prefix: str) -> list[str]:
    return [line for block in blocks("sh") for line in block.splitlines() if line.startswith(prefix)]


def reads() -> list[str]:
    return [line for line in lines("curl ") if " -X " not in line]


def writes() -> list[str]:
    return [line for line in lines("curl ") if " -X " in line]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("readme")
    (path / "data").symlink_to(ROOT / "data")
    return path


@pytest.fixture(scope="module")
def client(published: Path, folder: Path) -> Iterator[TestClient]:
    settings = Settings(
        models=published,
        as_of=datetime(2026, 4, 24, 18, tzinfo=UTC),
        store=f"sqlite:///{folder / 'store.sqlite'}",
        editor_keys=("the-key-of-an-editor",),
    )
    with TestClient(create_app(settings)) as client:
        yield client


def test_there_are_commands_to_try() -> None:
    assert len(reads()) == 8
    assert len(writes()) == 4
    assert len(lines("recommender ")) >= 5
    assert blocks("python")


def test_the_command_line_examples_run_in_order(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for line in lines("recommender "):
        said = command(*shlex.split(line)[1:])
        assert said.code == 0, f"{line}: {said.err}"
        assert said.out


@pytest.mark.parametrize("block", blocks("python"))
def test_the_notebook_examples_run(
    folder: Path, block: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    exec(compile(block, "README.md", "exec"), {})
    assert "Both mention" in capsys.readouterr().out


def test_the_classes_that_it_names_are_imported_from_the_package() -> None:
    named = set(re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)*)\b(?:\(|`|\.)", README)) - {
        "Authorization",
        "TfidfVectorizer",
    }
    assert "NeighbourExpansion" in named
    assert [name for name in sorted(named) if not hasattr(recommender, name)] == []


@pytest.mark.parametrize("line", reads())
def test_the_calls_answer_with_something_to_show(client: TestClient, line: str) -> None:
    words = shlex.split(line, comments=True)
    path = words[-1].removeprefix("$SERVICE")
    body = json.loads(words[words.index("--json") + 1]) if "--json" in words else None
    answer = client.get(path) if body is None else client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    if answer.headers["content-type"].startswith("text/html"):
        assert 'href="/news/' in answer.text
        return
    record = answer.json()
    boxes = record.get("boxes", {"box": record})
    # Nothing is breaking in the sample corpus's last hour.
    telling = [name for name, box in boxes.items() if box.get("cards") or box.get("tags")]
    assert "terms" in record or telling == [name for name in boxes if name != "breaking"]


def test_the_writes_are_taken_in_order(client: TestClient) -> None:
    for line in writes():
        words = shlex.split(line.replace("$KEY", "the-key-of-an-editor"))
        given = {name: words[at + 1] for at, name in enumerate(words) if name.startswith("-") and name != "-H"}
        headers = dict(words[at + 1].split(": ") for at, name in enumerate(words) if name == "-H")
        body: str | bytes = given.get("--json", "")
        if "--json" in given:
            headers["Content-Type"] = "application/json"
        if "--data-binary" in given:
            body = (ROOT / given["--data-binary"].removeprefix("@")).read_bytes()
        answer = client.request(given["-X"], words[-1].removeprefix("$SERVICE"), content=body, headers=headers)
        assert answer.status_code in (200, 201), f"{line}: {answer.text}"
        assert "refused" not in answer.text


def test_the_embed_line_names_what_the_service_serves(client: TestClient) -> None:
    (html,) = blocks("html")
    script = re.search(r'src="https://recommender.example(/[^"]+)"', html)
    assert script
    assert client.get(script[1]).status_code == 200

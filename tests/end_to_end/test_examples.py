"""The examples run as they stand, and show what they are for."""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from recommender import Registry
from recommender.store import Store
from tests.support.builders import article

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SEED = "ac-0424-orrin-two-dead"


def example(name: str) -> Mapping[str, Any]:
    """Return the names that an example defines."""
    return runpy.run_path(str(EXAMPLES / name))


def test_all_examples_are_named_where_they_are_looked_for() -> None:
    there = {path.name for path in EXAMPLES.iterdir()} - {"README.md", "__pycache__"}
    links = re.findall(r"\]\(([^)/]*)[^)]*\)", (EXAMPLES / "README.md").read_text("utf-8"))
    assert {link for link in links if link != ".."} == there
    assert "examples/README.md" in (ROOT / "README.md").read_text("utf-8")


def test_a_corpus_of_ones_own_is_read_by_the_names_of_its_columns(capsys: pytest.CaptureFixture[str]) -> None:
    example("corpus.py")["main"]()
    said = capsys.readouterr().out
    assert "5 articles" in said
    assert "left out: " in said
    assert "Divers free the Halm ferry (Sound Post): Both mention" in said


def test_a_pipeline_and_the_product_find_the_same_neighbours(capsys: pytest.CaptureFixture[str]) -> None:
    example("pipeline.py")["main"](SEED)
    pipeline, product = capsys.readouterr().out.split("Recommender, version")
    assert "Fatal explosion at Port Averin works" in pipeline
    # The product rounds its weights to a byte, and shows no article that is not of the seed's language.
    assert set(re.findall(r"0\.\d\d", pipeline)) & set(re.findall(r"0\.\d\d", product))
    assert "clusters, the seed in one of " in product


def test_a_policy_of_ones_own_changes_the_order_of_a_box(capsys: pytest.CaptureFixture[str]) -> None:
    example("policy.py")["main"]("cpr-0305-lowmoor-closure-paper")  # on health
    usual, ours = capsys.readouterr().out.split("own section first")
    sections = [re.findall(r"^  (\w+):", said, re.MULTILINE) for said in (usual, ours)]
    assert sorted(sections[0]) == sorted(sections[1])
    assert sections[1] == sorted(sections[0], key=lambda section: section != "health")
    assert sections[0] != sections[1]


@pytest.fixture
def job() -> Callable[..., int]:
    main: Callable[..., int] = example("job.py")["main"]
    return main


def test_the_job_trains_when_it_is_due_and_tells_the_scheduler(
    job: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, models = f"sqlite:///{tmp_path / 'store.sqlite'}", str(tmp_path / "models")
    assert job(store, models) == 1
    assert "not trained: " in capsys.readouterr().out
    with Store.open(store) as opened:
        opened.put_many([article(article_id=f"a{n}", title=f"Storm {n} hits the coast") for n in range(5)])
    assert job(store, models) == 0
    assert "published 000001 of 5 articles" in capsys.readouterr().out
    assert job(store, models) == 0
    assert capsys.readouterr().out == "not due\n"
    with Registry(tmp_path / "models").training():
        assert job(store, models) == 75


def test_the_job_publishes_nothing_that_is_worse(
    job: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, models = f"sqlite:///{tmp_path / 'store.sqlite'}", str(tmp_path / "models")
    names = [f"a{n}" for n in range(40)]
    with Store.open(store) as opened:
        opened.put_many([article(article_id=name, title=f"Storm {name} hits the coast of Caldria") for name in names])
        assert job(store, models) == 0
        for name in names[5:]:
            opened.delete(name)
    assert job(store, models) == 1
    assert "not published: " in capsys.readouterr().out


def test_the_site_shows_the_boxes_of_the_service(client: TestClient) -> None:
    site = TestClient(example("news_site.py")["create_site"](lambda path: client.get(path).json()))
    page = site.get(f"/stories/{SEED}")
    assert page.status_code == 200
    assert "<h2>Similar news</h2>" in page.text
    assert "<h2>Related</h2>" in page.text
    assert "Both mention" in page.text
    assert site.get("/stories/unknown").status_code == 404


def test_the_site_goes_on_without_the_service() -> None:
    nobody = "http://127.0.0.1:9"  # the port where what is sent is discarded, which no machine serves today
    site = example("news_site.py")
    page = TestClient(site["create_site"](lambda path: site["ask_service"](nobody, path))).get(f"/stories/{SEED}")
    assert page.status_code == 200
    assert "Two dead in explosion" in page.text
    assert "<h2>" not in page.text


def test_what_the_service_says_is_text_to_the_site() -> None:
    card = {"article_id": "a/b", "title": "<script>", "reason": {"text": "<b>"}}
    html = example("news_site.py")["section"]("Related", {"cards": [card]})
    assert "<script>" not in html
    assert "<b>" not in html
    assert 'href="/stories/a%2Fb"' in html

"""The demonstration: trained once, its clock where a story is breaking, wherever it is started."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from recommender import Recommender, Registry, Request, read_articles
from recommender.cli import demo
from recommender.cli.demo import CLOCK, SAMPLE, demo_models, fill_demo, sample_folder, train_demo
from recommender.errors import CorpusError
from recommender.snapshots import snapshot
from recommender.store import Store


def versions(models: Path) -> list[str]:
    return Registry(models).versions()


def test_the_sample_is_found_from_any_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert sample_folder().is_absolute()
    assert (sample_folder() / SAMPLE).is_file()


def test_an_installed_sample_is_taken_before_one_beside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "recommender"
    monkeypatch.setattr(demo, "files", lambda _: package)
    with pytest.raises(CorpusError, match="install"):
        sample_folder()
    for folder in (tmp_path / "data", package / "sample"):
        folder.mkdir(parents=True)
        (folder / SAMPLE).touch()
        assert sample_folder() == folder


def test_the_model_is_kept_in_the_cache_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert demo_models().is_relative_to(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert demo_models().is_relative_to(tmp_path / "home" / ".cache")


def test_the_clock_stands_where_every_box_is_filled(sample: Recommender) -> None:
    request = Request(as_of=CLOCK)
    [card] = sample.breaking(request).cards
    assert sample.trending(request).tags
    full = []
    for article in sample.newest(CLOCK, 60):
        page = sample.page(sample.seed(article.article_id), request)
        told = [card for box in page.boxes.values() for card in box.cards]
        assert all(card.metadata["published_at"] <= CLOCK.isoformat() for card in told)
        full.append(bool(page.trending.tags) and all(box.cards for box in page.boxes.values()))
    assert sum(full) > 0.5 * len(full)
    assert card.metadata["published_at"][:10] == "2026-04-24"


def test_a_second_run_does_not_train_again(models: Path) -> None:
    train_demo(sample_folder(), models)
    assert versions(models) == ["000001"]


def test_another_version_of_the_package_trains_again(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "__version__", "0.0.9")
    train_demo(sample_folder(), models)
    assert versions(models) == ["000001", "000002"]


def test_other_articles_are_trained_on_and_old_models_make_room(models: Path, tmp_path: Path) -> None:
    for number in range(2):
        record = {"article_id": "a", "title": f"Storm {number}", "published_at": f"2026-04-0{number + 1}T00:00:00Z"}
        (tmp_path / SAMPLE).write_text(json.dumps(record))
        train_demo(tmp_path, models)
    assert versions(models) == ["000002", "000003"]


def test_a_damaged_model_is_replaced(models: Path) -> None:
    array = next((models / "versions" / "000001").glob("*.npy"))
    array.write_bytes(array.read_bytes()[:-1])
    train_demo(sample_folder(), models)
    assert Registry(models).verify() == "000002"


def test_a_model_that_this_package_cannot_load_is_replaced(models: Path) -> None:
    """A snapshot of other rooms, as an earlier state of the sources wrote it, is whole and yet of no use."""
    held, _ = Registry(models).open_current()
    fewer = {name: array for name, array in held.arrays.items() if not name.startswith("index.")}
    Registry(models).publish(lambda aside: snapshot.write_snapshot(aside, fewer, held.facts))
    train_demo(sample_folder(), models)
    assert Registry(models).current() == "000003"
    assert len(Recommender.load(models / "versions" / "000003").index) > 0


def test_a_damaged_sample_is_refused(tmp_path: Path) -> None:
    (tmp_path / SAMPLE).write_text('{"article_id": "a", "title": "Storm", "language": "en"}\n{"article_id": "b"}\n')
    with pytest.raises(CorpusError, match=f"{SAMPLE}:2"):
        train_demo(tmp_path, tmp_path / "models")
    assert versions(tmp_path / "models") == []


def test_the_store_of_the_demonstration_keeps_what_was_written_to_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.sqlite'}"
    fill_demo(sample_folder(), url)
    with Store.open(url) as store:
        assert store.count() == len(list(read_articles(sample_folder() / SAMPLE)))
        article = next(iter(store.articles().articles))
        store.put(replace(article, title="Edited"))
        store.delete("mw-0312-orrin-inspectors")
        last = store.last_change()
    fill_demo(sample_folder(), url)
    with Store.open(url) as store:
        assert store.last_change() == last

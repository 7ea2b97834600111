"""Settings: what an operator's environment may say, what answers when that cannot be used, and the page of all."""

from __future__ import annotations

import runpy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from recommender.errors import SettingsError
from recommender.settings import Settings, read_settings

make: Any = runpy.run_path(str(Path(__file__).parents[1] / "docs" / "make_settings.py"))
NOW = datetime(2026, 4, 24, 18, tzinfo=UTC)


def test_without_an_environment_there_are_safe_defaults() -> None:
    settings = read_settings()
    assert settings.models == Path("models")
    assert settings.store is None
    assert settings.editor_keys == ()
    assert settings.verify
    assert settings.as_of is None


def test_every_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        "MODELS": "/srv/models",
        "MODELS_CACHE": "/srv/copies",
        "STORE": "sqlite:////srv/store.sqlite",
        "LEDGER": "/srv/ledger",
        "SITE": "Caldria Today",
        "AS_OF": "2026-04-24T18:00:00Z",
        "POLL_SECONDS": "0.5",
        "VERIFY": "false",
        "EDITOR_KEYS": "one-editors-secret,two-editors-secret",
        "READER_KEYS": "three-readers-secret",
        "CORS_ORIGINS": "https://news.example,http://localhost:8080",
        "SITE_URL": "https://reader.example",
        "PUBLISHABLE_KEYS": "four-for-all-to-see",
        "PUBLIC": "boxes",
        "OWNERS": '{"The Sun": "News UK"}',
        "BREAKING_PUBLISHERS": "5",
        "BREAKING_MINUTES": "30",
        "TRENDING_PUBLISHERS": "2",
        "MAX_WRITE_BYTES": "6000",
        "MAX_WRITE_SECONDS": "3",
        "MAX_WRITE_LINES": "4",
        "MAX_BODY_BYTES": "5000",
        "MAX_BODY_SECONDS": "2",
        "MAX_K": "10",
        "MAX_BATCH": "20",
        "MAX_BATCH_CARDS": "60",
        "MAX_AGE_SECONDS": "0",
        "MAX_KEPT_BYTES": "7000",
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "warning",
        "ACCESS_LOG": "true",
        "SLOW_SECONDS": "0.5",
        "LEASE_SECONDS": "20",
    }
    assert {name.lower() for name in said} == set(Settings.model_fields)
    for name, value in said.items():
        monkeypatch.setenv(f"RECOMMENDER_{name}", value)
    assert read_settings() == Settings(
        models=Path("/srv/models"),
        models_cache=Path("/srv/copies"),
        store="sqlite:////srv/store.sqlite",
        ledger=Path("/srv/ledger"),
        site="Caldria Today",
        as_of=NOW,
        poll_seconds=0.5,
        verify=False,
        editor_keys=("one-editors-secret", "two-editors-secret"),
        reader_keys=("three-readers-secret",),
        cors_origins=("https://news.example", "http://localhost:8080"),
        site_url="https://reader.example",
        publishable_keys=("four-for-all-to-see",),
        public="boxes",
        owners={"The Sun": "News UK"},
        breaking_publishers=5,
        breaking_minutes=30,
        trending_publishers=2,
        max_write_bytes=6_000,
        max_write_seconds=3,
        max_write_lines=4,
        max_body_bytes=5_000,
        max_body_seconds=2,
        max_k=10,
        max_batch=20,
        max_batch_cards=60,
        max_kept_bytes=7_000,
        max_age_seconds=0,
        log_format="json",
        log_level="warning",
        access_log=True,
        slow_seconds=0.5,
    )


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ("", ()),
        (" ", ()),
        (",", ()),
        ("one-editors-secret", ("one-editors-secret",)),
        (" one-editors-secret , two-editors-secret,,", ("one-editors-secret", "two-editors-secret")),
        ("ключ-ключ-ключ-ключ", ("ключ-ключ-ключ-ключ",)),
    ],
)
def test_keys_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch, said: str, keys: tuple[str, ...]) -> None:
    monkeypatch.setenv("RECOMMENDER_EDITOR_KEYS", said)
    assert read_settings().editor_keys == keys


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("RECOMMENDER_STROE", "RECOMMENDER_STROE: no such setting; is it RECOMMENDER_STORE?"),
        ("recommender_editor_key", "recommender_editor_key: no such setting; is it RECOMMENDER_EDITOR_KEYS?"),
        ("RECOMMENDER_XYZZY", "RECOMMENDER_XYZZY: no such setting"),
    ],
)
def test_a_name_that_is_no_setting_is_refused_with_the_one_it_may_be(
    monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    monkeypatch.setenv(name, "secret")
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert str(error.value) == told


@pytest.mark.parametrize(
    "name", ["SERVICE_HOST", "SERVICE_PORT_HTTP", "PORT", "PORT_8000_TCP_ADDR", "NAME", "CORPUS", "QRELS"]
)
def test_names_of_kubernetes_docker_and_the_notebooks_are_passed_over(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"RECOMMENDER_{name}", "10.0.0.7")
    assert read_settings() == Settings()


@pytest.mark.parametrize("name", ["AS_OF", "MAX_K", "VERIFY", "POLL_SECONDS", "EDITOR_KEYS", "MODELS"])
def test_an_empty_value_is_none_at_all(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"RECOMMENDER_{name}", "")
    assert read_settings() == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AS_OF", "yesterday"),
        ("AS_OF", "2026-04-24T18:00:00"),
        ("POLL_SECONDS", "0"),
        ("POLL_SECONDS", "nan"),
        ("POLL_SECONDS", "inf"),
        ("VERIFY", "perhaps"),
        ("MAX_BODY_BYTES", "10"),
        ("MAX_BODY_SECONDS", "0"),
        ("MAX_K", "0"),
        ("MAX_K", "many"),
        ("MAX_BATCH", "10001"),
        ("MAX_BATCH_CARDS", "0"),
        ("EDITOR_KEYS", "fifteen-letters"),
        ("READER_KEYS", "a-long-enough-readers-key,short"),
        ("MAX_AGE_SECONDS", "-1"),
        ("MAX_WRITE_LINES", "0"),
        ("OWNERS", "The Sun is of News UK"),
        ("OWNERS", '["The Sun"]'),
        ("OWNERS", '{"The Sun": 5}'),
        ("OWNERS", "[" * 100_000),
        ("BREAKING_PUBLISHERS", "1"),
        ("BREAKING_MINUTES", "0"),
        ("TRENDING_PUBLISHERS", "0"),
        ("CORS_ORIGINS", "*"),
        ("CORS_ORIGINS", "site.example"),
        ("CORS_ORIGINS", "https://news.example/"),
        ("CORS_ORIGINS", "https://news.example,https://"),
        ("CORS_ORIGINS", "file://news.example"),
        ("SITE_URL", "news.example"),
        ("SITE_URL", "https://reader.example/news"),
        ("SITE_URL", "javascript://reader.example"),
        ("PUBLIC", "texts"),
        ("PUBLIC", "none"),  # without a key
        ("PUBLISHABLE_KEYS", "too-short"),
        ("PUBLISHABLE_KEYS", "long-enough-but-for-no-site"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"RECOMMENDER_{name}", value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert str(caught.value).startswith(f"RECOMMENDER_{name}: ")
    assert caught.value.__cause__ is None
    if len(value) > 4:
        assert value not in str(caught.value)


def test_all_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOMMENDER_MAX_K", "0")
    monkeypatch.setenv("RECOMMENDER_MAX_BATCH", "0")
    with pytest.raises(SettingsError, match=r"RECOMMENDER_MAX_K: .+; RECOMMENDER_MAX_BATCH: "):
        read_settings()


def test_a_publishable_key_is_no_secret_one() -> None:
    for others in ("editor_keys", "reader_keys"):
        secret: dict[str, Any] = {others: ("a-secret-of-the-newsroom",)}
        with pytest.raises(ValidationError, match="not those of an editor or a reader"):
            Settings(publishable_keys=("a-secret-of-the-newsroom",), cors_origins=("https://news.example",), **secret)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, "all"), ({"reader_keys": ("a-key-of-the-readers",)}, "none"), ({"public": "boxes"}, "boxes"),
        ({"reader_keys": ("a-key-of-the-readers",), "public": "all"}, "all"),
        ({"reader_keys": ("a-key-of-the-readers",), "public": "boxes"}, "boxes"),
        ({"editor_keys": ("a-key-of-the-editors",), "public": "none"}, "none"),
    ],
)  # fmt: skip
def test_everybody_reads_what_is_said_or_all_unless_readers_have_keys(settings: dict[str, Any], expected: str) -> None:
    assert Settings(**settings).everybody_reads == expected


def test_keys_are_not_printed_with_the_settings() -> None:
    assert "hush" not in repr(Settings(publishable_keys=("hush-this-is-long",), cors_origins=("https://a.example",)))
    assert "hush" not in repr(Settings(editor_keys=("hush-this-is-secret",)))
    assert "hush" not in str(Settings(editor_keys=("hush-this-is-secret",)))


def test_settings_do_not_change_while_they_are_used() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.max_k = 5


def test_the_clock_stands_at_the_fixed_moment_when_there_is_one() -> None:
    later = NOW + timedelta(days=1)
    assert Settings(as_of=NOW).clock(later) == NOW
    assert Settings().clock(later) == later


# --- The page of all settings ---


def test_the_page_is_made_from_the_code() -> None:
    expected = make["page"]()
    assert make["PAGE"].read_text("utf-8") == expected, "run: python docs/make_settings.py"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_has_its_meaning_and_its_unit_and_a_number_its_range(name: str) -> None:
    schema = Settings.model_json_schema()["properties"][name]
    assert schema["description"].endswith(".")
    assert schema["unit"]
    assert make["bounds_of"](schema) or schema.get("type") not in ("integer", "number")

"""Laws and damage of the catalogue: columns that give every article back, in an order that nothing disturbs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recommender.article import FIELDS, Article, ArticleId, version_time
from recommender.article.subtags import primary_subtag
from recommender.article.times import UNKNOWN_TIME, to_seconds
from recommender.errors import SnapshotError, UnknownArticleError
from recommender.index.articles import FACETS
from recommender.index.catalogue import ArrivingArticles, Catalogue
from recommender.snapshots import PackedTexts
from tests.support.builders import Damage, article, catalogue, drop, law, mapped, put

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = st.none() | TEXTS
TIMES = st.none() | st.datetimes(timezones=st.just(UTC))
# Printable letters from every length of UTF-8; U+FF21 comes before the emoji by code point, after it in UTF-16.
IDS = st.text("aZ0~éßЖ日\uff21\uffe6😀🦊", min_size=1, max_size=4)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    return article(
        article_id=draw(IDS),
        title="T" + draw(TEXTS),
        text=draw(TEXTS),
        publisher=draw(NAMES),
        section=draw(NAMES),
        language=draw(st.sampled_from([None, "en", "pt-BR", "zh-Hant-TW", "deu", "und"])),
        kind=draw(st.sampled_from(["news", "opinion", "live"])),
        published_at=draw(TIMES),
        updated_at=draw(TIMES),
        tags=draw(st.lists(TEXTS, max_size=3)),
    )


def corpora(max_size: int = 8) -> st.SearchStrategy[list[Article]]:
    return st.lists(articles(), max_size=max_size, unique_by=lambda one: one.article_id)


def same(one: Catalogue, other: Catalogue) -> bool:
    """Tell whether two catalogues hold the same bytes."""
    arrays, others = one.to_arrays(), other.to_arrays()
    return arrays.keys() == others.keys() and all(np.array_equal(arrays[name], others[name]) for name in arrays)


@law
@given(corpora())
def test_every_article_comes_back_whole_and_sorted_by_id(corpus: list[Article]) -> None:
    assert list(catalogue(*corpus)) == sorted(corpus, key=lambda one: one.article_id)


@law
@given(st.lists(articles(), max_size=8))
def test_articles_that_are_taken_in_are_handed_on_in_their_order(corpus: list[Article]) -> None:
    arriving = ArrivingArticles()
    passed = list(arriving.passing(corpus))
    built = arriving.sorted()
    assert [passed[number] for number in arriving.order.tolist()] == list(built)
    assert arriving.n_replaced == len(passed) - len(built)
    assert same(built, catalogue(*corpus))


@law
@given(st.lists(articles(), max_size=8))
def test_what_a_model_reads_of_an_article_comes_back_unchecked(corpus: list[Article]) -> None:
    built = catalogue(*corpus)
    unread: dict[str, Any] = {name: field.default for name, field in FIELDS.items() if not field.is_text}
    expected = [replace(article, **unread) for article in built]
    assert list(built.unchecked()) == expected


@law
@given(corpora())
def test_columns_say_what_the_articles_say(corpus: list[Article]) -> None:
    columns = catalogue(*corpus)
    for row, one in enumerate(sorted(corpus, key=lambda one: one.article_id)):
        assert [columns.label(facet, row) for facet in FACETS] == [
            one.publisher or "",
            one.section or "",
            (one.language or "").split("-")[0],
            one.kind,
        ]
        assert columns.published_at[row] == to_seconds(one.published_at)
        assert columns.texts[row] == one.text
        assert "text" not in columns.metadata(row)


@law
@given(corpora())
def test_labels_are_sorted_and_the_first_is_not_known(corpus: list[Article]) -> None:
    for labels in catalogue(*corpus).labels.values():
        assert list(labels) == sorted(set(labels))
        assert labels[0] == ""


@law
@given(corpora(), st.randoms(use_true_random=False))
def test_the_order_of_reading_changes_nothing(corpus: list[Article], random: Any) -> None:
    shuffled = random.sample(corpus, len(corpus))
    assert same(catalogue(*corpus), catalogue(*shuffled))
    assert catalogue(*corpus).digest() == catalogue(*shuffled).digest()


@law
@given(corpora())
def test_arrays_give_the_same_catalogue_back(corpus: list[Article]) -> None:
    columns = catalogue(*corpus)
    again = Catalogue.from_arrays(columns.to_arrays())
    assert same(again, columns)
    assert again.labels == columns.labels
    assert again.digest() == columns.digest()
    assert list(again) == list(columns)


def test_arrays_are_not_copied() -> None:
    columns = catalogue(article(text="Some text."))
    again = Catalogue.from_arrays(columns.to_arrays())
    assert np.shares_memory(again.texts.data, columns.texts.data)
    assert again.codes is columns.codes


def test_a_catalogue_mapped_from_files_is_the_same(tmp_path: Path) -> None:
    columns = catalogue(article(article_id="b", text="Zwölf 🦊"), article(article_id="a", published_at="2026-03-14"))
    again = Catalogue.from_arrays(mapped(columns.to_arrays(), tmp_path))
    assert list(again) == list(columns)
    assert again.digest() == columns.digest()
    assert again.row_of("b") == 1


# --- Versions of one article ---


def test_of_two_versions_the_newest_stays_in_whatever_order_they_come() -> None:
    old = article(title="Old", published_at="2026-03-14T07:00:00Z")
    new = article(title="New", published_at="2026-03-14T07:00:00Z", updated_at="2026-03-14T07:00:01Z")
    assert list(catalogue(old, new)) == list(catalogue(new, old)) == [new]


def test_of_versions_of_one_time_the_later_read_stays() -> None:
    first, second = (
        article(title="First", published_at="2026-03-14"),
        article(title="Second", published_at="2026-03-14"),
    )
    assert list(catalogue(first, second)) == [second]
    assert list(catalogue(second, first)) == [first]


@pytest.mark.parametrize("published_at", ["2026-03-14", "1969-12-31", "0001-01-02"])
def test_a_version_without_time_gives_way_to_one_with(published_at: str) -> None:
    timed, timeless = article(title="Timed", published_at=published_at), article(title="Timeless")
    assert list(catalogue(timed, timeless)) == list(catalogue(timeless, timed)) == [timed]


def test_the_version_is_told_by_its_update_first() -> None:
    assert version_time(article(published_at="2026-03-14", updated_at="2026-03-15")) == datetime(
        2026, 3, 15, tzinfo=UTC
    )


@law
@given(st.lists(articles(), max_size=12))
def test_one_article_of_each_id_stays(corpus: list[Article]) -> None:
    columns = catalogue(*corpus)
    assert list(columns.ids) == sorted({one.article_id for one in corpus})
    for one in columns:
        rivals = [version_time(rival) for rival in corpus if rival.article_id == one.article_id]
        assert version_time(one) == max(rivals)


# --- Finding by id ---


@law
@given(st.lists(IDS, unique=True), IDS)
@example(["\ue000", "\U0001f600", "\uffe6", "z"], "\ud800")
def test_every_id_is_found_at_its_row_and_no_other_id_is(ids: list[str], another: str) -> None:
    columns = catalogue(*(Article(article_id=ArticleId(one), title="T") for one in ids))
    # Code points and UTF-8 bytes sort alike; UTF-16 does not.
    assert list(columns.ids) == sorted(ids, key=str.encode)
    assert [columns.ids[columns.row_of(one)] for one in ids] == ids
    assert all(one in columns for one in ids)
    assert (another in columns) == (another in ids)
    if another not in ids:
        assert columns.find(another) is None
        with pytest.raises(UnknownArticleError) as caught:
            columns.row_of(another)
        assert caught.value.article_id == another


@pytest.mark.parametrize("unknown", ["", "aa", "A", "b", "\U0010ffff", "\ud800", "a\x00", "a" * 100_000])
def test_an_unknown_id_is_an_error_of_its_own(unknown: str) -> None:
    columns = catalogue(article(article_id="a"))
    assert unknown not in columns
    with pytest.raises(UnknownArticleError):
        columns.row_of(unknown)


def test_what_is_no_text_is_no_id() -> None:
    assert 0 not in catalogue(article(article_id="0"))
    assert None not in catalogue(article(article_id="None"))


def test_an_empty_corpus_is_a_catalogue_too() -> None:
    empty = catalogue()
    assert len(empty) == 0
    assert list(empty) == []
    assert empty.newest() is None
    assert empty.codes.shape == (len(FACETS), 0)
    assert "a" not in empty
    assert same(Catalogue.from_arrays(empty.to_arrays()), empty)
    with pytest.raises(UnknownArticleError):
        empty.row_of("a")


# --- The digest ---


@pytest.mark.parametrize(
    "change",
    [
        {"article_id": "b"},
        {"title": "Another"},
        {"text": "Some text, longer."},
        {"publisher": "Another"},
        {"section": "sport"},
        {"language": "en-GB"},
        {"kind": "opinion"},
        {"published_at": "2026-03-14T07:40:00.000001Z"},
        {"updated_at": "2026-03-15"},
        {"tags": ["flood"]},
        {"links": ["Another story"]},
        {"image_url": "https://news.example/a.jpg"},
    ],
)
def test_whatever_changes_in_an_article_changes_the_digest(change: dict[str, object]) -> None:
    fields: dict[str, object] = {"text": "Some text.", "publisher": "One", "published_at": "2026-03-14T07:40:00Z"}
    assert catalogue(article(**fields)).digest() != catalogue(article(**fields | change)).digest()


def test_a_text_moved_to_another_article_changes_the_digest() -> None:
    one = catalogue(article(article_id="a", text="xy"), article(article_id="b", text="z"))
    other = catalogue(article(article_id="a", text="x"), article(article_id="b", text="yz"))
    assert one.digest() != other.digest()


@law
@given(corpora(4), corpora(4))
def test_digests_are_equal_just_for_equal_corpora(corpus: list[Article], other: list[Article]) -> None:
    equal = sorted(corpus, key=lambda one: one.article_id) == sorted(other, key=lambda one: one.article_id)
    assert (catalogue(*corpus).digest() == catalogue(*other).digest()) == equal


# --- Times ---


@law
@given(st.datetimes(timezones=st.just(UTC)))
@example(datetime.max.replace(tzinfo=UTC))
@example(datetime.min.replace(tzinfo=UTC))
@example(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))
def test_a_time_is_kept_to_the_second_whatever_the_year(time: datetime) -> None:
    columns = catalogue(article(published_at=time.isoformat()))
    assert columns.newest() == time.replace(microsecond=0)
    assert columns.published_at[0] > UNKNOWN_TIME


@law
@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_seconds_are_in_the_order_of_the_times(one: datetime, other: datetime) -> None:
    assert (to_seconds(one) <= to_seconds(other)) or one > other


def test_a_time_of_any_zone_is_the_same_second() -> None:
    time = datetime(2026, 3, 14, 7, 40, tzinfo=UTC)
    assert to_seconds(time.astimezone(timezone(timedelta(hours=-5)))) == to_seconds(time) == 1_773_474_000


def test_the_newest_is_the_latest_of_the_known_times() -> None:
    times = ["2026-03-14", None, "1950-01-01", "2026-03-15"]
    columns = catalogue(*(article(article_id=str(n), published_at=time) for n, time in enumerate(times)))
    assert columns.newest() == datetime(2026, 3, 15, tzinfo=UTC)
    assert catalogue(article()).newest() is None


@law
@given(st.lists(st.integers(0, 4), max_size=12), st.integers(0, 5), st.integers(0, 14))
def test_the_newest_rows_are_the_first_of_all_in_the_order_of_time(days: list[int], until: int, most: int) -> None:
    times = [datetime(2026, 3, 1 + day, tzinfo=UTC) for day in days]
    columns = catalogue(
        *(article(article_id=f"{at:02}", published_at=time.isoformat()) for at, time in enumerate(times))
    )
    moment = to_seconds(datetime(2026, 3, 1 + until, tzinfo=UTC))
    expected = sorted((row for row, day in enumerate(days) if day <= until), key=lambda row: (-days[row], row))
    assert columns.newest_rows(moment, most).tolist() == expected[:most]


# --- Languages ---


@pytest.mark.parametrize(
    ("tag", "language"), [("pt-BR", "pt"), ("zh-Hant-TW", "zh"), ("EN-gb", "en"), ("ja", "ja"), ("", ""), (None, "")]
)
def test_a_language_is_told_without_its_region(tag: str | None, language: str) -> None:
    assert primary_subtag(tag) == language


# --- Damage ---


DAMAGE = {
    "no ids": drop("ids_data"),
    "no labels": drop("labels_kind_offsets"),
    "no times": drop("published_at"),
    "no codes": drop("codes"),
    "a row of times too few": put("published_at", [1], np.int64),
    "times of another type": put("published_at", [1, 2], np.float64),
    "codes in one dimension": put("codes", [0, 0], np.int32),
    "a facet too few": put("codes", [[0, 0]] * 3, np.int32),
    "a code without a label": put("codes", [[0, 9]] * 4, np.int32),
    "a code below 0": put("codes", [[0, -1]] * 4, np.int32),
    "a label less": put("labels_publisher_offsets", [0], np.int64),
    "a text less": put("texts_offsets", [0, 12], np.int64),
    "texts that go back": put("texts_offsets", [0, 13, 12], np.int64),
    "texts past the end": put("texts_offsets", [0, 6, 1000], np.int64),
    "texts that begin late": put("texts_offsets", [1, 6, 12], np.int64),
    "no offsets at all": put("metadata_offsets", [], np.int64),
    "labels in no encoding": put("labels_publisher_data", [0xFF] * 7, np.uint8),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_columns_that_do_not_fit_together_are_refused(damage: Damage) -> None:
    columns = catalogue(
        article(article_id="a", text="Text a", publisher="Reuters"),
        article(article_id="b", text="Text b", publisher="Reuters"),
    )
    arrays = columns.to_arrays()
    damage(arrays)
    with pytest.raises(SnapshotError):
        Catalogue.from_arrays(arrays)


def test_catalogues_compare_and_hash_as_the_objects_they_are() -> None:
    one, other = catalogue(article()), catalogue(article())
    assert len({one, other}) == 2
    assert one != other


def test_a_text_that_is_not_as_it_was_packed_is_cleaned_again() -> None:
    columns = catalogue(article(title="Tide", text="A storm."))
    assert columns.article(0).text == "A storm."
    assert replace(columns, texts=PackedTexts.of(["A\x07 storm\u202e."])).article(0).text == "A storm."
    assert replace(columns, texts=PackedTexts.of([""])).article(0).text == ""

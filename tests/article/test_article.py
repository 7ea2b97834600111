"""The article: what is cleaned, what is refused, and what survives a round trip."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.article import CARD_FIELDS, EXAMPLE_FIELDS, FIELDS, MAX_LIST_LENGTH, MAX_TITLE_LENGTH, Article, clean
from recommender.article.fields import KINDS, MAX_TEXT_LENGTH
from recommender.errors import ArticleError, RecommenderError, UnknownArticleError
from tests.support.builders import law

LAW = settings(law, max_examples=200)


def parse(**fields: Any) -> Article:
    return Article.parse({"article_id": "a1", "title": "Ferry returns to Portlea", **fields})


def refusal(**fields: Any) -> ArticleError:
    with pytest.raises(ArticleError) as caught:
        parse(**fields)
    return caught.value


def expect_mended_or_refused(record: dict[str, Any]) -> None:
    """See that a record makes an article that is whole, or an error of a line that can be printed."""
    article, told = None, ""
    try:
        article = Article.parse(record)
    except ArticleError as error:
        told = str(error)
    assert article is None or Article.parse(article.to_record()) == article
    assert article is None or article.title or article.text
    assert article is not None or 0 < len(told.encode()) < 1_000


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60) | st.datetimes() | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
texts = st.text(st.characters(), max_size=40)
addresses = texts.map(lambda text: f"https://news.example/{text}")
records = st.fixed_dictionaries(
    {"article_id": st.text(min_size=1, max_size=20), "title": texts},
    optional={
        "text": texts,
        "url": addresses,
        "image_url": addresses,
        "publisher": texts,
        "section": texts,
        "published_at": st.datetimes(timezones=st.none() | st.timezones()),
        "updated_at": st.datetimes().map(datetime.isoformat),
        "language": st.sampled_from(["en", "ENG", "pt_br", "zh-Hans-CN", "und", "fra"]),
        "kind": st.sampled_from([*KINDS, "LIVE", ""]),
        "tags": st.lists(texts, max_size=5),
        "authors": st.lists(texts, max_size=3),
        "links": st.lists(texts, max_size=3),
    },
)


@LAW
@given(records)
def test_a_parsed_article_survives_the_round_trip_through_its_record(record: dict[str, Any]) -> None:
    try:
        article = Article.parse(record)
    except ArticleError:
        return
    assert Article.parse(article.to_record()) == article


@LAW
@given(st.dictionaries(st.sampled_from([*FIELDS]), plain_values))
def test_a_hostile_record_raises_nothing_but_an_article_error(record: dict[str, Any]) -> None:
    expect_mended_or_refused({"article_id": "a1"} | record)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    "value",
    [10**5000, -(10**5000), nested(100_000), float("nan"), "\ud800" * 3, b"\xff"],
    ids=["huge", "huge and negative", "deep", "not a number", "lone surrogates", "bytes"],
)
def test_a_value_that_python_cannot_even_print_is_refused_or_mended(field: str, value: object) -> None:
    expect_mended_or_refused({"article_id": "a1", "title": "Ferry returns to Portlea", field: value})


@pytest.mark.parametrize("depth", [3, 500, 100_000])
def test_lists_nested_in_a_list_of_a_source_are_refused_whatever_their_depth(depth: int) -> None:
    with pytest.raises(ArticleError, match=r"^tags: expected a text, found list$"):
        Article.from_source({"article_id": "a1", "title": "Ferry returns", "tags": nested(depth)})


@LAW
@given(texts)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("caf\u0065\u0301", "café"),
        ("caf\u0065\u200b\u0301", "café"),
        ("one\u200btwo \u200b three", "one two  three"),
        ("กา\u200b\u2060\u200bขา\u200b", "กา\u200bขา"),
        ("กา\u200b\u2060a", "กา a"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("one\ftwo\x85three\u2028four", "one\ntwo\nthree\nfour"),
        ("\x00zero\x1b \u202eturned", "zero turned"),
        ("lone \ud83d half", "lone \ufffd half"),
        ("tabs\tstay", "tabs\tstay"),
    ],
)
def test_text_is_cleaned_of_what_cannot_be_seen(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_a_title_is_one_line_and_a_text_keeps_its_paragraphs() -> None:
    article = parse(title="  Ferry\n returns\t", text="\nIt sailed.\r\n\r\nCrowds came.\n")
    assert (article.title, article.text) == ("Ferry returns", "It sailed.\n\nCrowds came.")


@pytest.mark.parametrize(
    "article_id", ["", "  ", None, "a" * 201, "a\nb", "a\u200bb", "\u200d", 1.5, True, ["a"], 10**201]
)
def test_an_id_that_cannot_serve_is_refused(article_id: object) -> None:
    assert refusal(article_id=article_id).field == "article_id"


@pytest.mark.parametrize("article_id", ["خانه\u200cای", "ക്\u200dഷ", "👩\u200d🌾"])
def test_an_id_keeps_the_joiners_that_shape_its_letters(article_id: str) -> None:
    assert Article.parse({"article_id": article_id, "title": "Ferry"}).article_id == article_id


def test_a_whole_number_serves_as_an_id() -> None:
    assert parse(article_id=17).article_id == "17"


def test_a_title_or_a_text_is_needed() -> None:
    assert parse(title="", text="x").text == "x"
    assert refusal(title=" \x00 ", text="").expected == "a title or a text"


@pytest.mark.parametrize(("field", "limit"), [("title", MAX_TITLE_LENGTH), ("text", MAX_TEXT_LENGTH)])
def test_length_is_bounded_in_the_form_that_is_kept(field: str, limit: int) -> None:
    assert len(getattr(parse(**{field: "x" * limit}), field)) == limit
    assert refusal(**{field: "x" * (limit + 1)}).field == field
    # One character that composes to two: what is kept would be too long to be parsed again.
    assert refusal(**{field: "\u0958" * limit}).found == f"{2 * limit} characters"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-14T07:40:00Z", datetime(2026, 3, 14, 7, 40, tzinfo=UTC)),
        ("2026-03-14T09:40:00+02:00", datetime(2026, 3, 14, 7, 40, tzinfo=UTC)),
        ("2026-03-14 07:40", datetime(2026, 3, 14, 7, 40, tzinfo=UTC)),
        ("2026-03-14", datetime(2026, 3, 14, tzinfo=UTC)),
        ("Sat, 14 Mar 2026 07:40:00 GMT", datetime(2026, 3, 14, 7, 40, tzinfo=UTC)),
        (date(2026, 3, 14), datetime(2026, 3, 14, tzinfo=UTC)),
        (datetime(2026, 3, 14, 7, 40), datetime(2026, 3, 14, 7, 40, tzinfo=UTC)),
        (datetime(2026, 3, 14, 7, tzinfo=timezone(timedelta(hours=-5))), datetime(2026, 3, 14, 12, tzinfo=UTC)),
        ("", None),
    ],
)
def test_a_time_is_kept_in_utc(value: object, expected: datetime | None) -> None:
    assert parse(published_at=value).published_at == expected


@pytest.mark.parametrize("value", ["soon", "2026-13-01", "0001-01-01T00:00:00+14:00", 5, "9" * 300, ["2026-03-14"]])
def test_a_time_that_cannot_be_read_is_refused(value: object) -> None:
    assert refusal(published_at=value).field == "published_at"


@pytest.mark.parametrize(
    "value",
    [
        "Sat, 14 Mar 2026 07:40:00 CEST",  # Python takes a zone that it does not know for UTC
        "Mar 14, 2026, 10:00 pm EDT",
        "Sat Mar 14 2026 07:40:00 GMT+0200 (CEST)",
        "2026-03-1400740",
        "Sat, 14 Mar 2026 07:40:00 GMT, or later",
    ],
)
def test_a_time_with_a_rest_that_is_not_understood_is_refused(value: str) -> None:
    assert refusal(published_at=value).field == "published_at"


@pytest.mark.parametrize(
    ("value", "expected"), [("EN", "en"), ("eng", "en"), ("pt_BR", "pt-BR"), ("und", None), ("", None), ("yor", "yo")]
)
def test_a_language_is_kept_as_a_tag(value: str, expected: str | None) -> None:
    assert parse(language=value).language == expected


@pytest.mark.parametrize("value", ["English", "e", "en us", 5, "en-" + "x" * 40])
def test_a_language_that_is_no_tag_is_refused(value: object) -> None:
    assert refusal(language=value).field == "language"


@pytest.mark.parametrize("field", ["url", "image_url"])
@pytest.mark.parametrize(
    "value", ["javascript:alert(1)", "/news/1", "http://", "https://a b.example/", "http://[", "data:text/html,x", 5]
)
def test_an_address_that_no_page_may_link_to_is_refused(field: str, value: object) -> None:
    assert refusal(**{field: value}).field == field


def test_names_are_kept_once_each_in_their_order() -> None:
    assert parse(tags=["ferry", " ferry ", "", None, "Portlea"]).tags == ("ferry", "Portlea")
    assert parse(authors="Ada Okafor").authors == ("Ada Okafor",)


def test_a_list_that_is_too_long_or_no_list_is_refused() -> None:
    assert refusal(tags=["x"] * (MAX_LIST_LENGTH + 1)).field == "tags"
    assert refusal(tags={"ferry": 1}).field == "tags"
    assert refusal(tags=[["ferry"]]).field == "tags"


def test_an_unknown_kind_is_refused_and_none_is_news() -> None:
    assert parse().kind == "news"
    assert parse(kind=" Opinion ").kind == "opinion"
    assert refusal(kind="rumour").expected == "one of news, opinion, live, video, sponsored"


def test_a_refusal_never_holds_the_text() -> None:
    for field in ("title", "text"):
        assert "secret" not in str(refusal(**{field: ["secret words"]}))


def test_a_record_leaves_absent_fields_out() -> None:
    record = parse(published_at="2026-03-14T07:40:00Z", tags=["ferry"]).to_record()
    assert record == {
        "article_id": "a1",
        "title": "Ferry returns to Portlea",
        "published_at": "2026-03-14T07:40:00Z",
        "kind": "news",
        "tags": ["ferry"],
    }


def test_a_language_found_out_makes_a_new_article() -> None:
    article = parse()
    assert article.with_language("en").language == "en"
    assert article.language is None


def test_errors_keep_their_values_and_show_hostile_ones_on_one_short_line() -> None:
    for value in ("x\n" * 1000, "x" * 1000, ["x\n"] * 1000, {"x": 10**5000}):
        error = refusal(kind=value)
        assert isinstance(error, (RecommenderError, ValueError))
        assert "\n" not in str(error)
        assert len(error.found) <= 80
    assert str(UnknownArticleError("a1")) == "no article a1 in this corpus"


def test_each_field_has_what_other_lists_are_made_of() -> None:
    assert [name for name, field in FIELDS.items() if field.is_required] == ["article_id"]
    assert [name for name, field in FIELDS.items() if field.is_time] == ["published_at", "updated_at"]
    assert {name for name, field in FIELDS.items() if field.json_type == list[str]} == {
        "other_sections",
        "tags",
        "authors",
        "links",
    }
    assert set(EXAMPLE_FIELDS) < set(CARD_FIELDS) < set(FIELDS)


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if not field.is_required])
def test_an_absent_value_is_the_default_of_its_field(name: str) -> None:
    field = FIELDS[name]
    assert field.parse(None, name) == field.parse("", name) == field.default

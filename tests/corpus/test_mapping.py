"""Columns: the usual names and forms are known, and a hostile record is an article or an error."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import Article
from recommender.corpus import ReadOptions, mapping, read_articles
from recommender.corpus.mapping import Columns
from recommender.errors import ArticleError, CorpusError
from tests.support.calls import calls_of
from tests.support.sources import LAW, mapped, only, parquet_of, put


@pytest.mark.parametrize(
    ("column", "value", "field", "expected"),
    [
        ("guid", "g", "article_id", "g"),
        ("Headline", "H", "title", "H"),
        ("articleBody", "B", "text", "B"),
        ("content", "B", "text", "B"),
        ("short_description", "B", "text", "B"),
        ("Link", "https://a.example/1", "url", "https://a.example/1"),
        ("source", "Harbour Post", "publisher", "Harbour Post"),
        ("datePublished", "2026-03-14", "published_at", datetime(2026, 3, 14, tzinfo=UTC)),
        ("Publish Date", "2026/03/14", "published_at", datetime(2026, 3, 14, tzinfo=UTC)),
        ("date", "March 14, 2026", "published_at", datetime(2026, 3, 14, tzinfo=UTC)),
        ("date", "14 Mar 2026", "published_at", datetime(2026, 3, 14, tzinfo=UTC)),
        ("date", "2026-03-14 07:40:00 UTC", "published_at", datetime(2026, 3, 14, 7, 40, tzinfo=UTC)),
        ("TIMESTAMP", 1773474000, "published_at", datetime(2026, 3, 14, 7, 40, tzinfo=UTC)),
        ("timestamp", "1773474000000", "published_at", datetime(2026, 3, 14, 7, 40, tzinfo=UTC)),
        ("dateModified", "2026-03-15", "updated_at", datetime(2026, 3, 15, tzinfo=UTC)),
        ("articleSection", ["Transport", "Local"], "section", "Transport"),
        ("articleSection", ["Transport", "Local"], "other_sections", ("Local",)),
        ("articleSection", ["Transport"], "other_sections", ()),
        ("categories", [{"name": "Port"}, {"name": "Local"}, {"name": "Sea"}], "other_sections", ("Local", "Sea")),
        ("other_sections", ["Local"], "other_sections", ("Local",)),
        ("category", "Transport", "other_sections", ()),
        ("category", "Transport", "section", "Transport"),
        ("inLanguage", {"@type": "Language", "name": "English", "alternateName": "en"}, "language", "en"),
        ("lang", "eng", "language", "en"),
        ("@type", "OpinionNewsArticle", "kind", "opinion"),
        ("@type", ["WebPage"], "kind", "news"),
        ("keywords", "ferry, Portlea", "tags", ("ferry", "Portlea")),
        ("keywords", "Portlea, north; ferry", "tags", ("Portlea, north", "ferry")),
        ("tags", '["ferry, old", "quay"]', "tags", ("ferry, old", "quay")),
        ("tags", "['ferry', \"Reed's quay\"]", "tags", ("ferry", "Reed's quay")),
        ("tags", "ferry|quay", "tags", ("ferry", "quay")),
        ("byline", "By Ada Okafor; Bo Reed", "authors", ("Ada Okafor", "Bo Reed")),
        ("author", [{"name": "Ada Okafor"}, {"name": "Bo Reed"}], "authors", ("Ada Okafor", "Bo Reed")),
        ("author", {"@type": "Person", "name": "Ada Okafor"}, "authors", ("Ada Okafor",)),
        ("publisher", {"@type": "Organization", "name": "Harbour Post"}, "publisher", "Harbour Post"),
        ("image", [{"url": "https://a.example/1.jpg"}], "image_url", "https://a.example/1.jpg"),
        ("image", "//a.example/1.jpg", "image_url", "https://a.example/1.jpg"),
        ("url", "/news/1", "url", None),
        ("related", "https://a.example/1;2;https://a.example/3", "links", ("https://a.example/1;2", "https://a.example/3")),
        ("text", float("nan"), "text", ""),
        ("_id", {"$oid": "65f2c0ffee"}, "article_id", "65f2c0ffee"),
        ("id", 7.0, "article_id", "7"),
        ("published", {"$date": {"$numberLong": "1773446400000"}}, "published_at", datetime(2026, 3, 14, tzinfo=UTC)),
        ("date_publish", "2026-03-14 07:40:00", "published_at", datetime(2026, 3, 14, 7, 40, tzinfo=UTC)),
        ("seendate", "20260314T074000Z", "published_at", datetime(2026, 3, 14, 7, 40, tzinfo=UTC)),
        ("body_html", "B", "text", "B"),
        ("plaintext", "B", "text", "B"),
        ("news body", "B", "text", "B"),
        ("content", {"rendered": "B"}, "text", "B"),
        ("body", ["B", {"text": "C"}], "text", "B\n\nC"),
        ("headline_main", "H", "title", "H"),
        ("Datum", "2026-03-14", "published_at", datetime(2026, 3, 14, tzinfo=UTC)),
        ("published", True, "published_at", None),
        ("featured_image", False, "image_url", None),
        ("headline", {"main": "H"}, "title", "H"),
        ("article_url", "https://a.example/1", "url", "https://a.example/1"),
        ("source", "http://www.Post.example/news", "publisher", "post.example"),
        ("domain", "www.post.example", "publisher", "post.example"),
        ("source", "http://", "publisher", None),
        ("language", "English", "language", "en"),
        ("language", "en_US.UTF-8", "language", "en-US"),
        ("kind", "NewsArticle", "kind", "news"),
        ("kind", "https://schema.org/OpinionNewsArticle", "kind", "opinion"),
        ("authors", [{"firstName": "Ada", "lastName": "Okafor"}, "NULL"], "authors", ("Ada Okafor",)),
        ("tags", "ferry;null;quay", "tags", ("ferry", "quay")),
    ],
)  # fmt: skip
def test_the_usual_names_and_forms_are_known(column: str, value: object, field: str, expected: object) -> None:
    record: dict[str, object] = {"id": "f", "title": "Ferry"}
    record.pop({"article_id": "id"}.get(field, field), None)
    article = Columns({}).article(record | {column: value})
    assert getattr(article, field) == expected


@pytest.mark.parametrize("value", ["NULL", "\\N", "NaN", "NA", "undefined", " null "])
def test_what_programs_write_for_no_value_is_absent(value: str) -> None:
    record: dict[str, object] = dict.fromkeys(
        ["id", "text", "url", "source", "date", "updated", "category", "lang", "kind", "tags", "author", "image"], value
    )
    lost: list[ArticleError] = []
    article = Columns({}).article({**record, "title": "Ferry"}, lost.append)
    assert article == Article(article_id=article.article_id, title="Ferry")
    assert lost == []
    with pytest.raises(ArticleError, match="neither"):
        Columns({}).article({"title": value, "text": value})


def test_a_name_or_a_title_may_look_like_no_value() -> None:
    article = mapped({"title": "None", "author": "Null; Ada Okafor", "source": "Null"})
    assert (article.title, article.authors, article.publisher) == ("None", ("Null", "Ada Okafor"), "Null")
    assert mapped({"text": "None", "language": "Unknown", "source": "None"}).to_record() == {
        "article_id": "f", "title": "Ferry", "kind": "news",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "tag"),
    [
        ("ENGLISH", "en"), ("Deutsch", "de"), ("français", "fr"), ("eng", "en"), ("ger", "de"), ("swe", "sv"),
        ("pt_BR", "pt-BR"), ("de_DE@euro", "de-DE"), ("Portuguese (Brazil)", "pt"), ("English, French", "en"),
        ("Faroese", "fo"), ("العربية", "ar"), ("C", None), ("Klingonese", None),
    ],
)  # fmt: skip
def test_a_language_is_known_by_its_name_or_any_code(language: str, tag: str | None) -> None:
    assert mapped({"language": language}).language == tag


def test_a_name_or_a_description_alone_is_no_article() -> None:
    for record in ({"name": "Ada"}, {"name": "tableId", "description": "The id of a table."}, {"subject": "Hello"}):
        with pytest.raises(ArticleError, match="title: expected a title or a text"):
            Columns({}).article(record)
        assert Columns({}).fault(record) is not None
        assert not Columns({}).may_be_article(record)
    link = {"name": "Ferry returns", "url": "https://a.example/1"}
    assert Columns({}).article(link).title == "Ferry returns"
    assert Columns({}).fault(link) is None
    assert Columns({"text": "description"}).article({"description": "It sailed."}).text == "It sailed."


def test_a_column_may_be_within_another() -> None:
    record: dict[str, object] = {
        "id": 1,
        "content": {"rendered": "It sailed.", "raw": {"title": ["Ferry", "Boat"]}},
        "_embedded": {"term": [[{"name": "Transport"}, {"name": "Local"}]], "authors": [{"name": "A"}, {"name": "B"}]},
        "a.b": "https://a.example/1",
    }
    named = {"text": "content.rendered", "title": "content.raw.title.1", "section": "_embedded.term.0.0.name"}
    article = Columns({**named, "authors": "_embedded.authors.name", "url": "a.b"}).article(record)
    assert (article.title, article.text, article.section) == ("Boat", "It sailed.", "Transport")
    assert (article.authors, article.url) == (("A", "B"), "https://a.example/1")
    assert mapped(record, title="content.raw.title", section="content.none.x").title == "Ferry"
    assert Columns({"text": "content.rendered"}).fault(["content", "title"]) is None


def test_a_long_text_under_an_unknown_name_is_noticed_where_there_is_no_text() -> None:
    lost: list[ArticleError] = []
    assert Columns({}).article({"title": "Ferry", "meldung": "It sailed. " * 50, "x": "y"}, lost.append).text == ""
    assert Columns({}).article({"title": "Ferry", "fields": {"kropp": "It sailed. " * 50}}, lost.append).text == ""
    assert [(error.field, error.found) for error in lost] == [
        ("text", "a long text under 'meldung'"), ("text", "a long text under 'fields.kropp'"),
    ]  # fmt: skip
    Columns({}).article({"title": "Ferry", "meldung": "short"}, refuse_loss)
    Columns({}).article({"title": "Ferry", "text": "It sailed.", "meldung": "It sailed. " * 50}, refuse_loss)


def refuse_loss(error: ArticleError) -> None:
    raise AssertionError(str(error))


def test_the_best_known_name_that_holds_something_wins() -> None:
    assert mapped({"description": "short", "body": "long", "text": " "}).text == "long"


def test_a_given_column_wins_over_the_known_names_and_serves_nothing_else() -> None:
    record: dict[str, object] = {"headline": "H", "kicker": "K", "source": "Transport", "url": "https://a.example/1"}
    article = Columns({"title": "kicker", "section": "source", "article_id": "url"}).article(record)
    assert (article.title, article.section, article.publisher) == ("K", "Transport", None)
    assert article.article_id == article.url == "https://a.example/1"


def test_an_empty_column_leaves_a_field_out() -> None:
    assert mapped({"lang": "de"}, language="").language is None


def test_of_the_names_of_a_field_the_first_good_value_counts() -> None:
    record: dict[str, object] = {"published_at": "soon", "date": "02.01.2024", "timestamp": 1773474000}
    lost: list[ArticleError] = []
    article = Columns({}).article({"title": "Ferry", **record}, lost.append)
    assert article.published_at == datetime(2026, 3, 14, 7, 40, tzinfo=UTC)
    assert lost == []


def test_a_value_that_cannot_be_used_is_lost_alone_and_not_in_silence() -> None:
    record = {"title": "Ferry", "text": "It sailed.", "date": "soon", "kind": "blogger#post", "url": "https://a b"}
    lost: list[ArticleError] = []
    article = Columns({}).article(record, lost.append)
    assert (article.title, article.text, article.published_at, article.kind) == ("Ferry", "It sailed.", None, "news")
    assert [(error.field, error.found) for error in lost] == [
        ("url", "https://a b"),
        ("published_at", "soon"),
        ("kind", "blogger#post"),
    ]


def test_a_date_that_needs_its_order_says_so() -> None:
    lost: list[ArticleError] = []
    for date in ("02.01.2024", "14/03/2026 07:40", "soon"):
        Columns({}).article({"title": "Ferry", "date": date}, lost.append)
    assert ["--dates day-first" in error.expected for error in lost] == [True, True, False]
    options = ReadOptions(dates="month-first")
    Columns({}, options=options).article({"title": "Ferry", "date": "14/03/2026"}, lost.append)
    assert lost[-1].expected == "a time such as 2026-03-14T07:40:00Z"


def test_of_a_list_the_items_that_cannot_be_used_are_lost_alone() -> None:
    lost: list[ArticleError] = []
    article = Columns({}).article({"title": "Ferry", "tags": ["quay", "x" * 300, {"name": "port"}]}, lost.append)
    assert article.tags == ("quay", "port")
    assert [error.field for error in lost] == ["tags"]
    many = Columns({}).article({"title": "Ferry", "tags": [f"tag {n}" for n in range(150)]}, lost.append)
    assert (len(many.tags), len(lost)) == (100, 2)


def test_a_record_is_refused_where_neither_its_title_nor_its_text_is_good() -> None:
    with pytest.raises(ArticleError, match="title: expected a text, found dict"):
        Columns({}).article({"title": {"odd": 1}, "text": ["", 5], "url": "https://a.example/1"})
    assert Columns({}).article({"title": {"odd": 1}, "text": "It sailed."}).text == "It sailed."


def test_an_article_without_id_takes_its_address_or_else_a_digest_of_its_words() -> None:
    by_address = Columns({}).article({"title": "Ferry", "url": "https://a.example/1"})
    by_long_address = Columns({}).article({"title": "Ferry", "url": "https://a.example/" + "x" * 300})
    by_odd_address = Columns({}).article({"title": "Ferry", "url": "https://a.example/\u200d"})
    by_words = Columns({}).article({"title": "Ferry ", "text": "It sailed."})
    assert by_address.article_id == "https://a.example/1"
    assert by_odd_address.article_id == "https://a.example/%E2%80%8D"
    for article in (by_long_address, by_words):
        assert re.fullmatch("[0-9a-f]{16}", article.article_id)
    assert by_words.article_id == Columns({}).article({"headline": "Ferry", "body": "It sailed."}).article_id
    assert by_words.article_id == "191334e1082aa85a"
    assert by_words.article_id != Columns({}).article({"title": "Ferry", "text": "It sank."}).article_id


hostile = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.just(5000).map(lambda digits: 10**digits),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "url", "@id"]), inner),
    max_leaves=6,
)


@LAW
@given(
    st.dictionaries(
        st.sampled_from(["id", "title", "body", "url", "source", "date", "lang", "@type", "tags", "author", "image"])
        | st.text(max_size=8),
        hostile,
    )
)
def test_a_hostile_record_under_any_names_raises_nothing_but_an_article_error(record: dict[str, object]) -> None:
    found: Article | str
    try:
        found = Columns({"section": "title"}).article(record)
    except ArticleError as error:
        found = str(error)
    assert Article.parse(found.to_record()) == found if isinstance(found, Article) else found.encode()


@pytest.mark.parametrize("name", ["news.csv", "news.parquet"])
def test_a_table_without_titles_or_texts_is_an_error_that_names_its_columns(tmp_path: Path, name: str) -> None:
    content = parquet_of(ref=["1"], kicker=["A"]) if name.endswith("parquet") else b"ref,kicker\n1,A\n"
    path = put(tmp_path, name, content)
    with pytest.raises(CorpusError, match="expected a column of titles or texts, found ref, kicker"):
        list(read_articles(path))
    with pytest.raises(CorpusError, match="expected a column 'head', found ref, kicker"):
        list(read_articles(path, columns={"title": "head"}))
    assert only(path, title="kicker", article_id="ref").to_record() == {"article_id": "1", "title": "A", "kind": "news"}


def test_a_text_that_is_far_too_long_is_not_even_cleaned(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = calls_of(monkeypatch, mapping, "_formed")
    lost: list[ArticleError] = []
    endless = "<div>" * 1_000_000
    article = Columns({}).article({"title": "Ferry sails", "text": endless, "tags": [endless]}, lost.append)
    assert (article.text, article.tags) == ("", ())
    assert {field for field, *_ in calls}.isdisjoint({"text", "tags"})
    assert sorted(error.field for error in lost) == ["tags", "text"]

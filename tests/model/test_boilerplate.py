"""What a publisher repeats counts for nothing, unless nothing else would be left."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.article import Article
from recommender.model.estimators import TfidfModel
from tests.support.builders import article, law_of_fixtures

LAW = settings(law_of_fixtures, max_examples=15)


def test_sentences_that_a_publisher_repeats_count_for_nothing() -> None:
    boilerplate = "Subscribe to our morning newsletter today. "
    corpus = [
        article(
            article_id=f"{publisher}{at}", title="", text=f"{boilerplate}{story}", publisher=publisher, language="en"
        )
        for publisher in ("p", "q")
        for at, story in enumerate(
            ["Storm hits coast. Wall breached.", "Bank raises rates. Markets fall.", "Cup final."]
        )
    ]
    columns = TfidfModel().fit(corpus)
    repeated = columns.get_feature_names_out().tolist().index("newslett")
    vectors = columns.transform(corpus)
    assert vectors[:2, [repeated]].nnz == 0
    assert vectors[:, [columns.columns_of("en")("storm")]].nnz == 2
    # The same words by a publisher who does not repeat them are news.
    fresh = columns.transform([article(text=boilerplate + "Storm. Gale.", publisher="r", language="en")])
    assert fresh[[0], [repeated]] > 0


def test_a_section_or_site_that_a_publisher_adds_to_its_titles_counts_for_nothing() -> None:
    titles = ["Storm breaks wall | Gazette News", "Vote on dam - Gazette News", "Opinion | Bank fails - Gazette News"]
    corpus = [
        article(article_id=str(at), title=title, publisher="Gazette", language="en") for at, title in enumerate(titles)
    ]
    model = TfidfModel()
    vectors = model.fit_transform(corpus)
    terms = [{model.feature_name(int(column)) for column in vectors[[row]].indices} for row in range(len(corpus))]
    assert [{"gazett", "news"} & found for found in terms] == [set(), set(), set()]
    assert {"storm", "wall"} <= terms[0]
    assert "bank" in terms[2]


def test_a_title_that_a_publisher_repeats_as_a_whole_is_kept() -> None:
    corpus = [
        article(article_id=str(at), title="Gazette | News", publisher="Gazette", language="en") for at in range(3)
    ]
    model = TfidfModel()
    assert model.fit_transform(corpus).nnz
    assert "gazett" in model.terms_


def test_a_slug_that_a_publisher_repeats_names_a_section_and_counts_for_nothing() -> None:
    corpus = [
        article(
            article_id=f"a{at}",
            title=title,
            url=f"https://site.example/world-latest-dispatches-{at}",
            publisher="p" if at else "q",
            language="en",
        )
        for at, title in enumerate(["Storm", "Flood", "Quake", "Drought"])
    ]
    model = TfidfModel()
    vectors, terms = model.fit_transform(corpus), model.get_feature_names_out()
    told = [set(terms[vectors[[row]].indices]) for row in range(4)]
    assert told[1:] == [{"flood"}, {"quak"}, {"drought"}]
    assert {"storm", "dispatch"} < told[0]  # by another publisher, who does so once


OFFER = "This article is for subscribers only. Subscribe now to keep reading. Cancel at any time."
TITLES = ["Northern quay to be rebuilt", "Choir wins contest", "Vet warns of ticks", "Flour dearer after spring"]


def terms_of(model: TfidfModel, told: list[Article]) -> list[set[str]]:
    vectors = model.transform(told)
    return [{model.feature_name(int(column)) for column in vectors[[row]].indices} for row in range(len(told))]


def test_an_offer_around_or_in_the_place_of_articles_about_different_things_counts_for_nothing() -> None:
    texts = ["The board voted… ", "Forty pupils sang… ", "", ""]
    told = [
        article(article_id=f"a{at}", title=title, text=f"{texts[at]}\n{OFFER}", publisher="p", language="en")
        for at, title in enumerate(TITLES)
    ]
    model = TfidfModel().fit(told)
    later = article(
        article_id="live", title="Choir back at the quay", text=f"They sang.\n{OFFER}", publisher="p", language="en"
    )
    for terms in terms_of(model, [*told, later]):
        assert terms
        assert not {"subscrib", "subscript", "reading", "cancel", "articl"} & terms
    vectors = model.transform(told)
    assert (vectors @ vectors.T).toarray()[0, 1:].max() == 0


def test_the_versions_of_one_story_keep_what_they_share() -> None:
    lines = [
        f"Officers of unit {at} searched the {place}." for at, place in enumerate(["depot", "quarry", "canal", "mill"])
    ]
    told = [
        article(
            article_id=f"v{at}",
            title=f"Swasey search, update {at}",
            text="\n".join([*lines, f"Update {at}: the search goes on."]),
            publisher="p",
            language="en",
        )
        for at in range(4)
    ]
    others = [
        article(article_id=f"o{at}", title=title, publisher="p", language="en") for at, title in enumerate(TITLES)
    ]
    model = TfidfModel().fit([*told, *others])
    assert all({"quarri", "canal"} <= terms for terms in terms_of(model, told))


@LAW
@given(st.permutations(range(8)))
def test_what_is_boilerplate_does_not_depend_on_the_order_of_articles(order: list[int]) -> None:
    told = [
        article(article_id=f"a{at}", title=TITLES[at % 4], text=f"Story {at} here.\n{OFFER}", publisher=f"p{at % 2}")
        for at in range(8)
    ]
    found = TfidfModel().fit([told[at] for at in order]).boilerplate_
    assert len(found)
    assert found.tolist() == TfidfModel().fit(told).boilerplate_.tolist()


def test_copies_of_a_whole_text_are_not_taken_for_boilerplate() -> None:
    corpus = [article(article_id=f"a{at}", text="Storm hits coast. Wall breached.", publisher="p") for at in range(4)]
    assert TfidfModel().fit_transform(corpus).nnz > 0


def test_a_name_that_a_stop_follows_is_no_boilerplate() -> None:
    titles = ["closes", "sells stores", "sues its bank", "names a chief"]
    corpus = [
        article(
            article_id=f"{name[:2]}{at}", title=f"{name} {what}", text=f"Shops of {at}.", publisher="p", language="en"
        )
        for name in ("J.C. Penney", "Mt. Gox", "Jos. A. Bank")
        for at, what in enumerate(titles)
    ]
    model = TfidfModel().fit(corpus)
    vectors = model.transform(corpus)
    for name in ("penney", "gox", "jos"):
        assert vectors[:, [model.columns_of("en")(name)]].nnz == len(titles), name


def test_what_the_sites_of_a_chain_have_in_their_articles_is_boilerplate_but_a_shared_report_is_not() -> None:
    furniture = "Copyright by Harbour Media Group, whose material may not be redistributed or rewritten."
    report = [f"The {word} council discussed the flooded northern {word} quarter." for word in TOPICS]
    corpus = [
        article(
            article_id=f"own{at:02}",
            title=f"{word} news",
            text=f"{word} alone opens. A {word} closes early. {furniture}",
            publisher=f"Paper {at}",
            language="en",
        )
        for at, word in enumerate(TOPICS)
    ]
    shared = [
        article(article_id=f"wire{at:02}", title="", text=" ".join(report), publisher=f"Site {at}", language="en")
        for at in range(12)
    ]
    model = TfidfModel().fit([*corpus, *shared])
    vectors = model.transform([*corpus, *shared])
    column = model.columns_of("en")
    assert vectors[:, [column("redistributed")]].nnz == 0
    assert vectors[:, [column("council")]].nnz == len(shared)


TOPICS = (
    "Ferry", "Bridge", "Harbour", "School", "Market", "Museum", "Station", "Hospital", "Theatre", "Library", "Brewery",
    "Stadium",
)  # fmt: skip

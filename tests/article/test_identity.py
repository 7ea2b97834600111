"""The rule of identity: what does not count in an address, and what does; all addresses are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import (
    MAX_ID_LENGTH,
    canonical_address,
    id_of_address,
    id_of_words,
    made_id,
    mended_address,
    vouched_id,
)
from recommender.article.identity import CHANNELS, SOMETIMES_TRACKING, TRACKING, _any_address, _simple_address
from tests.support.builders import law

SEGMENT = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True).filter(lambda segment: segment != "amp")
LABELS = st.lists(SEGMENT.filter(lambda label: label not in ("www", "m", "mobile")), min_size=1, max_size=2)
HOST = LABELS.map(lambda labels: ".".join([*labels, "example"]))
PATH = st.lists(SEGMENT | st.sampled_from(["caf%C3%A9", "a%2Fb", "%7Equay"]), min_size=1, max_size=3).map("/".join)
# Parameters that name an article on some site or other, and are no means of tracking.
PARAMETER = st.tuples(st.sampled_from(["id", "p", "article", "page", "s", "t", "q"]), SEGMENT).map("=".join)
PARAMETERS = st.lists(PARAMETER, max_size=3, unique=True)
NAMES = st.sampled_from([*sorted(TRACKING), "utm_source", "UTM_Campaign", "mtm_kwd", "at_custom1"])
CHANNEL = st.tuples(st.sampled_from(sorted(SOMETIMES_TRACKING)), st.sampled_from(sorted(CHANNELS)))
NOISE = st.tuples(NAMES, SEGMENT).map("=".join) | CHANNEL.map("=".join)

ODD = [*"/.;&=?\\ \n", "a", "amp", "..", "%2e", "%2F", "%20", ";jsessionid=1", "&utm_source=rss", ".amp", ".html"]


def address(host: str, path: str, parameters: list[str]) -> str:
    return f"https://{host}/{path}{'?' if parameters else ''}{'&'.join(sorted(parameters))}"


def hexadecimal_in_small_letters(path: str) -> str:
    return path.replace("%C3%A9", "%c3%a9").replace("%2F", "%2f").replace("%7E", "~")


@law
@given(data=st.data(), host=HOST, path=PATH, parameters=PARAMETERS)
def test_all_forms_of_one_address_are_one(data: st.DataObject, host: str, path: str, parameters: list[str]) -> None:
    def some(*forms: str) -> str:
        return data.draw(st.sampled_from(forms))

    query = data.draw(st.permutations([*parameters, *data.draw(st.lists(NOISE, max_size=3))]))
    scheme, user = some("https", "http", "HTTPS"), some("", "", "ada:secret@")
    port = {"http": some("", ":80"), "https": some("", ":443")}[scheme.lower()]
    label, slashes, fragment = (
        some("", "www.", "m.", "mobile.", "amp.", "WWW.", "www.m."),
        some("", "/", "//", "%20", "%2F", "/%20", "\\", "/.", "&utm_source=rss", "\n"),
        some("", "#top"),
    )
    path_form = some(path, hexadecimal_in_small_letters(path), f"{path}/amp", f"amp/{path}", f"{path}.amp")
    path_form = some(path_form, path_form, f"./{path_form}", f"quay/../{path_form}", f"/{path_form.replace('/', '//')}")
    scheme, between = some("", "", "feed:") + scheme, some("://", "://", ":/", ":\\\\", ":\n//", ":////")
    form = f"{scheme}{between}{user}{label}{some(host, host.upper())}{port}/{path_form}{slashes}"
    form += f"?{'&'.join([*query, *some('', 'amp=1', 'outputType=amp').split()])}{fragment}"
    assert canonical_address(form) == canonical_address(address(host, path, parameters))


@law
@given(host=HOST, path=PATH, parameters=PARAMETERS, amp=st.sampled_from(["c/s", "v/s"]))
def test_a_page_in_a_cache_is_the_page(host: str, path: str, parameters: list[str], amp: str) -> None:
    page = address(host, path, parameters)
    bare = page.removeprefix("https://")
    assert canonical_address(f"https://{host.replace('.', '-')}.cdn.ampproject.org/{amp}/{bare}") == canonical_address(
        page
    )
    assert canonical_address(f"https://www.google.co.uk/amp/s/amp.{bare}") == canonical_address(page)


@law
@given(
    st.text(max_size=60).map("https://".__add__)
    | st.lists(st.sampled_from(ODD), max_size=12).map(lambda parts: "".join(["https://gazette.example/", *parts]))
    | st.from_regex(r"https?://[a-zA-Z.%]{1,12}(:\d{1,5})?(/[a-z%;.~?&=#+é/]{0,30})?", fullmatch=True)
)
def test_the_canonical_form_of_any_text_is_its_own(text: str) -> None:
    canonical = canonical_address(text)
    assert canonical is None or canonical_address(canonical) == canonical
    assert mended_address(mended_address(text)) == mended_address(text)
    assert canonical_address(mended_address(text)) == canonical
    assert (article_id := id_of_address(text)) is None or len(article_id) <= MAX_ID_LENGTH


@law
@given(st.from_regex(r"https?://(www\.|m\.)?[a-z-]{1,4}(\.[a-z]{2,4}){1,3}(/[A-Za-z.~-]{1,5}){0,3}", fullmatch=True))
def test_the_short_way_to_the_canonical_form_leads_to_the_same(url: str) -> None:
    assert _simple_address(url) in (None, _any_address(url))


def test_most_addresses_go_the_short_way() -> None:
    assert _simple_address("http://www.gazette.example/2026/court-names-witness.html") is not None


@law
@given(one=st.tuples(HOST, PATH, PARAMETERS), other=st.tuples(HOST, PATH, PARAMETERS))
def test_addresses_of_two_articles_stay_two(one: tuple[str, str, list[str]], other: tuple[str, str, list[str]]) -> None:
    are_equal = address(*one).replace("%7E", "~") == address(*other).replace("%7E", "~")
    assert (canonical_address(address(*one)) == canonical_address(address(*other))) == are_equal


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://gazette.example/?p=1", "https://gazette.example/?p=2"),
        ("https://gazette.example/court", "https://gazette.example/court/witness"),
        ("https://gazette.example/Court", "https://gazette.example/court"),
        ("https://gazette.example/article?ref=1734", "https://gazette.example/article?ref=1735"),
        ("https://gazette.example/shop?tag=amp", "https://gazette.example/shop"),
        ("https://gazette.example/a%2Fb", "https://gazette.example/a/b"),
        ("https://gazette.example:8080/court", "https://gazette.example/court"),
        ("https://sport.gazette.example/final", "https://gazette.example/final"),
        ("https://m.com/final", "https://mobile.com/final"),
        ("https://m.co.uk/final", "https://mobile.co.uk/final"),
        ("https://gazette.example/ampere", "https://gazette.example/ere"),
        ("https://gazette.example/r&b", "https://gazette.example/r"),
        ("https://gazette.example/list&id=1", "https://gazette.example/list&id=2"),
        ("https://gazette.example/list&utm_source=rss/1", "https://gazette.example/list&utm_source=rss/2"),
        ("https://gazette.example/?next=/a/", "https://gazette.example/?next=/b/"),
        ("https://gazette.example/v.1", "https://gazette.example/v"),
        ("https://gazette.example/a%5Cb", "https://gazette.example/a/b"),
    ],
)
def test_what_may_name_an_article_counts(one: str, other: str) -> None:
    assert canonical_address(one) != canonical_address(other)


@pytest.mark.parametrize(
    ("form", "canonical"),
    [
        ("http://www.gazette.example/court?utm_source=rss&amp;utm_medium=feed", "https://gazette.example/court"),
        ("https://gazette.example/court?source=rss&ref=homepage", "https://gazette.example/court"),
        ("https://gazette.example/court;jsessionid=0A1B?id=7", "https://gazette.example/court?id=7"),
        ("https://gazette.example/2026/quay.amp.html", "https://gazette.example/2026/quay.html"),
        ("https://straße.example/a", "https://xn--strae-oqa.example/a"),
        ("https://XN--STRAE-OQA.example/a", "https://xn--strae-oqa.example/a"),
        ("https://gazette。example/a", "https://gazette.example/a"),
        ("https://[::1]:443/a", "https://[::1]/a"),
        ("https://gazette.example./search?q=a+b", "https://gazette.example/search?q=a%20b"),
        ("https:/gazette.example/court", "https://gazette.example/court"),
        ("//www.gazette.example/court", "https://gazette.example/court"),
        ("feed:https://gazette.example/court", "https://gazette.example/court"),
        ("feed://gazette.example/court", "https://gazette.example/court"),
        ("https:\\\\gazette.example\\court\\v?q=a\\b", "https://gazette.example/court/v?q=a%5Cb"),
        ("https://gazette.example/co\r\n\turt/\n  v", "https://gazette.example/court/v"),
        ("https://gazette.example//court//v", "https://gazette.example/court/v"),
        ("https://gazette.example/court/./v", "https://gazette.example/court/v"),
        ("https://gazette.example/x/%2E%2e/court/v", "https://gazette.example/court/v"),
        ("https://gazette.example/../court/v%20", "https://gazette.example/court/v"),
        ("https://gazette.example/court/v%2F", "https://gazette.example/court/v"),
        ("https://gazette.example/?p=7%20&q=a+", "https://gazette.example/?p=7&q=a"),
        ("https://gazette.example/court&utm_source=rss&amp;utm_medium=feed", "https://gazette.example/court"),
        ("https://gazette.example/..;jsessionid=1/court", "https://gazette.example/court"),
        ("https://gazette-example.cdn.ampproject.org//c/./s/gazette.example/court", "https://gazette.example/court"),
    ],
)
def test_an_address_has_one_form(form: str, canonical: str) -> None:
    assert canonical_address(form) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gazette.example/court",
        "ftp://gazette.example/a",
        "urn:news:7",
        "https://",
        "https://[bad/",
        "https:a",
        "//court//v",
        "///gazette.example/v",
        "//..//v",
        "feed:gazette.example/v",
        "harbour\\v",
        "/court/v",
    ],
)
def test_what_is_no_address_of_the_web_has_no_form(text: str) -> None:
    assert canonical_address(text) is None


def test_the_front_page_of_a_site_is_the_address_of_no_article() -> None:
    front = "https://www.gazette.example/?utm_source=rss"
    assert id_of_address(front) is None
    assert id_of_address("https:/gazette.example//./%20") is None
    assert id_of_address("https://gazette.example/?p=7/") == "https://gazette.example/?p=7/"
    assert made_id(front, "Quay closed", "") != made_id(front, "Quay open", "")


def test_an_address_too_long_for_an_id_has_one_of_its_digest_in_all_its_forms() -> None:
    long = f"https://gazette.example/{'quay-' * 60}"
    assert id_of_address(long) == id_of_address(f"{long}/?utm_source=rss#top") != id_of_address(f"{long}1")


def test_what_is_longer_than_any_address_is_none_and_takes_no_time() -> None:
    assert id_of_address(f"https://gazette.example{'/amp' * 1_000_000}") is None
    assert vouched_id(f"https://gazette.example{'/amp' * 1_000_000}") is None


def test_the_same_words_have_the_same_id_and_others_another() -> None:
    assert made_id(None, "Quay", "Closed") == id_of_words("Quay", "Closed") != id_of_words("Quay", "Open")


@pytest.mark.parametrize(
    ("guid", "article_id"),
    [
        ("urn:newsml:agency.example:20260424:7", "urn:newsml:agency.example:20260424:7"),
        ("tag:gazette.example,2026:/court", "tag:gazette.example,2026:/court"),
        ("https://www.gazette.example/court#0", "https://gazette.example/court"),
        ("feed:https://gazette.example/court", "https://gazette.example/court"),
        ("https://gazette.example/\n    court", "https://gazette.example/court"),
        ("991", None),
        ("Breaking: the quay", None),
        ("https://gazette.example/", None),
        (None, None),
    ],
)
def test_a_guid_is_an_id_where_nothing_else_can_have_it(guid: str | None, article_id: str | None) -> None:
    assert vouched_id(guid) == article_id

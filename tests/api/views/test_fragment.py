"""The piece of HTML: hostile records stay text, and odd ones leave no hole."""

from __future__ import annotations

from recommender.api import views
from tests.support.html import Html
from tests.support.reader_pages import box, card

HOSTILE = "<script>alert(1)</script>\" onload='x' {{ 7*7 }} \u202e"


def test_every_word_of_a_record_stays_a_word() -> None:
    reason = {"text": HOSTILE, "terms": []}
    shown = card(title=HOSTILE, publisher=HOSTILE, reason=reason, image_url=f"https://x.example/{HOSTILE[1:8]}")
    markup = views.boxes_fragment(
        [box("related", shown, notice=HOSTILE)], views.FragmentLook(heading=HOSTILE, images=True), seed={}
    )
    plain = views.boxes_fragment(
        [box("related", card(image_url="https://x.example/i"), notice="n")],
        views.FragmentLook(heading="h", images=True),
    )
    assert Html(markup).skeleton() == Html(plain).skeleton()
    assert "\u202e" not in markup
    assert Html(markup).texts("h2") == [" ".join(HOSTILE.replace("\u202e", "").split())]


def test_only_web_addresses_are_links_and_images() -> None:
    bad = card(url="javascript:alert(1)", image_url="data:image/svg+xml,x")
    page = Html(views.boxes_fragment([box("related", bad)], views.FragmentLook(images=True)))
    assert not page.find("a")
    assert not page.find("img")
    assert page.texts("h3") == ["Ferries stop"]


def test_an_id_is_one_segment_of_the_sites_own_address() -> None:
    markup = views.boxes_fragment([box("related", card(article_id='a/b?"c'))], views.FragmentLook(link="/n/{id}"))
    assert Html(markup).find("a")[0][0]["href"] == "/n/a%2Fb%3F%22c"


def test_a_paid_card_says_so_to_readers_and_to_search_engines() -> None:
    paid, own = card(kind="sponsored"), views.FragmentLook(link="/n/{id}")
    for look, rel in ((views.FragmentLook(), "sponsored external nofollow noopener"), (own, "sponsored")):
        page = Html(views.boxes_fragment([box("related", paid)], look))
        assert page.find("a")[0][0]["rel"] == rel
        assert page.texts("p", class_="related-news__label") == ["Sponsored"]


def test_a_link_within_the_site_of_the_article_says_nothing_of_leaving_it() -> None:
    seed = {"language": "en", "url": "https://www.p.example/seed"}
    page = Html(views.boxes_fragment([box("related", card())], views.FragmentLook(), seed=seed))
    assert "rel" not in page.find("a")[0][0]


def test_an_article_that_is_dated_by_its_arrival_has_no_date() -> None:
    page = Html(views.boxes_fragment([box("related", card(dated_by="arrival"))], views.FragmentLook()))
    assert not page.find("time")
    assert page.texts("p", class_="related-news__meta") == ["Times"]


def test_images_keep_their_place() -> None:
    page = Html(
        views.boxes_fragment([box("related", card(image_url="https://i.example/1"))], views.FragmentLook(images=True))
    )
    image = page.find("img")[0][0]
    assert (image["width"], image["height"], image["loading"], image["alt"]) == ("96", "64", "lazy", "")
    assert image["referrerpolicy"] == "no-referrer"


def test_that_little_is_breaking_is_nothing_to_say() -> None:
    few = box("breaking", card(), notice="Only one story is breaking at the moment.")
    assert not Html(views.boxes_fragment([few], views.FragmentLook())).find("p", class_="related-news__notice")
    assert views.boxes_fragment([box("breaking", notice="Nothing.")], views.FragmentLook()) == ""


def test_an_arabic_box_is_laid_out_from_the_right() -> None:
    seed = {"language": "ar", "url": None}
    page = Html(views.boxes_fragment([box("similar", card())], views.FragmentLook(language="ar"), seed=seed))
    assert page.find("section")[0][0]["dir"] == "rtl"
    assert page.find("h3")[0][0] == {"class": "related-news__title", "lang": "ar", "dir": "rtl"}

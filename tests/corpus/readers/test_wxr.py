"""WordPress exports: of everything that a site holds, only what it shows to everybody. All posts are made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import Article, plain_text, to_iso
from recommender.corpus import LeftOut, read_articles
from tests.support.sources import LAW, put, read, refuse_none

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- This is a WordPress eXtended RSS file. -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>Harbour Gazette</title><link>https://gazette.example</link><language>en-GB</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login><![CDATA[ada]]></wp:author_login><wp:author_email>ada@gazette.example</wp:author_email>
<wp:author_display_name><![CDATA[Ada Okafor]]></wp:author_display_name></wp:author>
<wp:author><wp:author_login>ines</wp:author_login><wp:author_display_name>Ines Falk</wp:author_display_name></wp:author>
<wp:category><wp:term_id>2</wp:term_id><wp:cat_name><![CDATA[Law &amp; Order]]></wp:cat_name></wp:category>
<wp:category><wp:term_id>3</wp:term_id><wp:cat_name><![CDATA[Local]]></wp:cat_name></wp:category>
"""
END = "</channel></rss>"


def item(number: int = 1, /, *, more: str = "", **elements: str) -> str:
    """Return an item of an export: a public post, but for the elements that are given."""
    values = {
        "title": f"Post {number}",
        "link": f"https://gazette.example/post-{number}/",
        "pubDate": "Tue, 21 Apr 2026 09:30:00 +0000",
        "dc:creator": "<![CDATA[ada]]>",
        "content:encoded": "<![CDATA[<p>Words.</p>]]>",
        "excerpt:encoded": "<![CDATA[A summary.]]>",
        "wp:post_id": str(number),
        "wp:post_date": "<![CDATA[2026-04-21 11:30:00]]>",
        "wp:post_date_gmt": "<![CDATA[2026-04-21 09:30:00]]>",
        "wp:status": "<![CDATA[publish]]>",
        "wp:post_type": "<![CDATA[post]]>",
        "wp:post_password": "<![CDATA[]]>",
    } | {name.replace("_", ":", 1): value for name, value in elements.items()}
    guid = f'<guid isPermaLink="false">https://gazette.example/?p={number}</guid>'
    return f"<item>{guid}{''.join(f'<{name}>{value}</{name}>' for name, value in values.items())}{more}</item>"


def meta(key: str, value: str) -> str:
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
    )


def category(domain: str, nicename: str, name: str) -> str:
    return f'<category domain="{domain}" nicename="{nicename}"><![CDATA[{name}]]></category>'


def export(folder: Path, *items: str) -> Path:
    return put(folder, "gazette.WordPress.2026-04-22.xml", HEAD + "\n".join(items) + END)


def only_post(folder: Path, *items: str) -> Article:
    (article,) = read_articles(export(folder, *items), refused=refuse_none)
    return article


def test_a_post_comes_with_all_that_an_export_says_of_it(tmp_path: Path) -> None:
    terms = [
        category("category", "uncategorized", "Uncategorized"),
        category("category", "local", "Local"),
        category("category", "law", "Law &amp; Order"),
        category("post_tag", "quay", "Quay"),
        category("post_format", "post-format-aside", "Aside"),
    ]
    more = "".join([*terms, meta("_thumbnail_id", "9"), meta("_yoast_wpseo_primary_category", "2")])
    more += "<wp:post_modified_gmt>2026-04-22 08:00:00</wp:post_modified_gmt>"
    more += "<wp:comment><wp:comment_content>A comment.</wp:comment_content></wp:comment>"
    picture = item(
        9,
        wp_post_type="attachment",
        wp_status="inherit",
        wp_attachment_url="https://gazette.example/wp-content/quay.jpg?a=1&amp;b=2",
    )
    post = item(
        title="<![CDATA[Quay &#8211; rebuilt]]>",
        content_encoded="<![CDATA[<!-- wp:paragraph --><p>One.</p><!-- /wp:paragraph -->\n\nTwo & three.]]>",
        more=more,
    )
    article = only_post(tmp_path, post, picture)
    assert (plain_text(article.title), plain_text(article.text)) == ("Quay – rebuilt", "One.\nTwo & three.")
    assert article.to_record() | {"title": "", "text": ""} == {
        "article_id": "https://gazette.example/?p=1",
        "title": "",
        "text": "",
        "url": "https://gazette.example/post-1/",
        "publisher": "Harbour Gazette",
        "published_at": "2026-04-21T09:30:00Z",
        "updated_at": "2026-04-22T08:00:00Z",
        "section": "Law & Order",
        "language": "en-GB",
        "kind": "news",
        "tags": ["Local", "Quay"],
        "authors": ["Ada Okafor"],
        "image_url": "https://gazette.example/wp-content/quay.jpg?a=1&b=2",
    }


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ({"wp_post_type": "page"}, "page"),
        ({"wp_post_type": "attachment", "wp_status": "inherit"}, "attachment"),
        ({"wp_post_type": "nav_menu_item"}, "menu item"),
        ({"wp_post_type": "revision", "wp_status": "inherit"}, "revision"),
        ({"wp_post_type": "wp_block"}, "block"),
        ({"wp_post_type": "product"}, "product"),
        ({"wp_status": "draft"}, "draft"),
        ({"wp_status": "auto-draft"}, "draft"),
        ({"wp_status": "pending"}, "pending review"),
        ({"wp_status": "private"}, "private"),
        ({"wp_status": "trash"}, "deleted"),
        ({"wp_status": "inherit"}, "attachment"),
        ({"wp_status": "future", "wp_post_date_gmt": "2999-01-01 00:00:00"}, "scheduled"),
        ({"wp_status": "in-legal"}, "in-legal"),
        ({"wp_post_password": "<![CDATA[s3cret]]>"}, "password"),
    ],
)
def test_what_a_site_does_not_show_to_everybody_is_left_out_by_its_reason(
    tmp_path: Path, elements: dict[str, str], reason: str
) -> None:
    left_out: list[LeftOut] = []
    source = export(tmp_path, item(1), item(2, **elements))
    articles = list(read_articles(source, refused=refuse_none, left_out=left_out.append))
    assert [article.article_id for article in articles] == ["https://gazette.example/?p=1"]
    assert [each.reason for each in left_out] == [reason]


@pytest.mark.parametrize("kind", ["news", "article", "news_item", "Story"])
def test_a_type_of_a_sites_own_that_is_plainly_one_of_articles_is_read(tmp_path: Path, kind: str) -> None:
    assert only_post(tmp_path, item(wp_post_type=kind)).title == "Post 1"


@pytest.mark.parametrize(
    ("elements", "time"),
    [
        ({"pubDate": "Mon, 16 Jun 20081"}, "2026-04-21T09:30:00Z"),
        ({"wp_post_date_gmt": "0000-00-00 00:00:00"}, "2026-04-21T09:30:00Z"),
        ({"wp_post_date_gmt": "2026-04-21 09:3"}, "2026-04-21T09:30:00Z"),
        ({"wp_post_date_gmt": "0000-00-00 00:00:00", "pubDate": "Mon, 30 Nov -0001 00:00:00 +0000"}, None),
    ],
)
def test_a_time_that_is_none_is_lost_alone(tmp_path: Path, elements: dict[str, str], time: str | None) -> None:
    article = only_post(tmp_path, item(**elements, wp_post_date="0000-00-00 00:00:00"))
    assert to_iso(article.published_at) == time


def test_the_authors_of_co_authors_plus_are_named_as_they_are_shown(tmp_path: Path) -> None:
    more = category("author", "cap-ada", "ada") + category("author", "cap-ines", "ines")
    assert only_post(tmp_path, item(more=more)).authors == ("Ada Okafor", "Ines Falk")


def test_the_name_of_a_guest_author_is_believed_where_it_is_one(tmp_path: Path) -> None:
    named = category("author", "cap-ada", "ada") + category("author", "cap-bo-li", "Bo Li")
    assert only_post(tmp_path, item(more=named)).authors == ("Ada Okafor", "Bo Li")
    unnamed = category("author", "cap-bo-li", "bo-li")
    assert only_post(tmp_path, item(more=unnamed)).authors == ("Ada Okafor",)


def test_an_address_for_mail_is_no_author(tmp_path: Path) -> None:
    assert only_post(tmp_path, item(dc_creator="ada@gazette.example")).authors == ()


def test_a_language_of_its_own_comes_before_that_of_the_site(tmp_path: Path) -> None:
    assert only_post(tmp_path, item(more=category("language", "fr", "Français"))).language == "fr"


def test_squarespace_writes_relative_addresses_and_no_guid(tmp_path: Path) -> None:
    post = item(link="/blog/ferry").replace("<guid", "<!--").replace("</guid>", "-->")
    article = only_post(tmp_path, post)
    assert (article.article_id, article.url) == ("https://gazette.example/blog/ferry",) * 2


def test_an_excerpt_stands_in_for_a_text_and_an_address_that_is_none_is_lost_alone(tmp_path: Path) -> None:
    article = only_post(tmp_path, item(content_encoded="", link="http://[gazette"))
    assert (article.text, article.url) == ("A summary.", None)


def test_an_export_that_was_cut_short_gives_its_whole_posts(tmp_path: Path) -> None:
    whole = HEAD + item(1) + item(2) + END
    articles, refused = read(put(tmp_path, "cut.xml", whole[: whole.index("Post 2")]))
    assert [article.title for article in articles] == ["Post 1"]
    assert len(refused) == 1


def test_a_feed_is_no_export(tmp_path: Path) -> None:
    feed = (
        '<rss version="2.0"><channel><title>A</title><item><title>Post</title><link>https://a.example/1</link></item>'
    )
    (article,) = read_articles(put(tmp_path, "feed.xml", feed + END), refused=refuse_none)
    assert article.title == "Post"


def test_a_post_is_the_same_article_by_its_export_and_by_its_feed(tmp_path: Path) -> None:
    guid = '<guid isPermaLink="false">https://www.gazette.example/?p=1</guid>'
    link = "<link>https://gazette.example/post-1/</link>"
    feed = f'<rss version="2.0"><channel><title>A</title><item><title>Post 1</title>{link}{guid}</item>{END}'
    (of_feed,) = read_articles(put(tmp_path, "feed.xml", feed), refused=refuse_none)
    assert only_post(tmp_path, item(1)).article_id == of_feed.article_id


WHOLE = HEAD + item(1) + item(2, wp_status="draft", content_encoded="<![CDATA[A secret.]]>") + item(3) + END


@LAW
@given(st.binary(max_size=30), st.integers(0, len(WHOLE)), st.integers(0, 40))
def test_damage_ends_in_refusals(tmp_path: Path, noise: bytes, at: int, cut: int) -> None:
    read(put(tmp_path, "export.xml", WHOLE.encode()[:at] + noise + WHOLE.encode()[at + cut :]))

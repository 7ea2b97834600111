"""Feeds in XML: whose words an entry is, which article it is, and what careless writers leave of it."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.corpus import LostValue, read_articles
from recommender.corpus.mapping import Columns
from recommender.corpus.readers import feed
from recommender.corpus.readers.feed import entry_record, parsed
from recommender.corpus.readers.feed_text import feed_text, is_cut
from recommender.corpus.reading import Reading
from recommender.errors import CorpusError
from tests.support.sources import only, put, read

RSS = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"{names}><channel>{head}{items}</channel></rss>'
HEAD = "<title>Harbour Post</title><link>https://post.example/</link><language>en</language>"
NAMES = (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)
ITEM = "<title>Ferry</title><link>https://post.example/1</link>"


def rss(*items: str, head: str = HEAD) -> str:
    return RSS.format(names=NAMES, head=head, items="".join(f"<item>{item}</item>" for item in items))


def atom(*entries: str, head: str = "<title>Post</title>", base: str = "") -> str:
    languages = [' xml:lang="fr"' if "quai" in entry else "" for entry in entries]
    parts = "".join(f"<entry{tag}>{entry}</entry>" for tag, entry in zip(languages, entries, strict=True))
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"{base}>{head}{parts}</feed>'


# Whose words


@pytest.mark.parametrize(
    ("item", "title", "publisher"),
    [
        ('<title>Ferry back - Dock Times</title><source url="https://dock.example">Dock Times</source>',
         "Ferry back", "Dock Times"),
        ("<title>Ferry back | HARBOUR POST</title>", "Ferry back", "Harbour Post"),
        ("<title>Ferry back - for good</title>", "Ferry back - for good", "Harbour Post"),
        ("<title>Ferry back</title><dc:publisher>Dock Times</dc:publisher>", "Ferry back", "Dock Times"),
        ('<title>Ferry back</title><source url="https://dock.example"></source>', "Ferry back", "Harbour Post"),
    ],
)  # fmt: skip
def test_the_source_of_an_item_is_its_publisher(tmp_path: Path, item: str, title: str, publisher: str) -> None:
    article = only(put(tmp_path, "a.rss", rss(item)))
    assert (article.title, article.publisher) == (title, publisher)


def test_the_source_of_an_atom_entry_is_its_publisher_and_gives_its_authors(tmp_path: Path) -> None:
    source = "<source><title>Dock &amp;amp; Times</title><author><name>Ada Okafor</name></author></source>"
    head = "<title>Planet Port</title><author><name>Planet staff</name></author>"
    entries = (f"<id>urn:1</id><title>Ferry</title>{source}", "<id>urn:2</id><title>Mill</title>")
    (ferry, mill), _ = read(put(tmp_path, "a.atom", atom(*entries, head=head)))
    assert (ferry.publisher, ferry.authors) == ("Dock & Times", ("Ada Okafor",))
    assert (mill.publisher, mill.authors) == ("Planet Port", ("Planet staff",))


def test_several_authors_are_kept_and_their_mailboxes_are_not(tmp_path: Path) -> None:
    names = "<dc:creator>Ada Okafor</dc:creator><dc:creator>Ines Vane</dc:creator>"
    mails = "<author>tom@post.example (Tom Reed)</author><author>desk@post.example</author>"
    assert only(put(tmp_path, "a.rss", rss(ITEM + names + mails))).authors == ("Ada Okafor", "Ines Vane", "Tom Reed")


def test_who_edits_a_channel_of_rss_has_not_written_its_items(tmp_path: Path) -> None:
    head = f"{HEAD}<managingEditor>desk@post.example (The desk)</managingEditor>"
    assert only(put(tmp_path, "a.rss", rss(ITEM, head=head))).authors == ()


# What it says


def test_the_text_of_rss_1_is_its_encoded_content(tmp_path: Path) -> None:
    text = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        f'{NAMES}><channel rdf:about="https://post.example/"><title>Post</title><dc:language>en</dc:language></channel>'
        '<item rdf:about="https://post.example/1"><title>Quay</title><link>https://post.example/1</link>'
        "<dc:date>2026-04-21T09:30:00+02:00</dc:date><dc:subject>Harbour</dc:subject>"
        "<description>Short.</description>"
        "<content:encoded><![CDATA[<p>The board voted.</p><p>It was late.</p>]]></content:encoded></item></rdf:RDF>"
    )
    article = only(put(tmp_path, "a.xml", text))
    assert (article.title, article.text) == ("Quay", "The board voted.\nIt was late.")
    assert (article.language, article.tags, str(article.published_at)) == (
        "en",
        ("Harbour",),
        "2026-04-21 07:30:00+00:00",
    )


def test_titles_and_contents_in_xhtml_are_read_and_the_language_of_an_entry_is_its_own(tmp_path: Path) -> None:
    xhtml = '<div xmlns="http://www.w3.org/1999/xhtml">'
    content = f'<content type="xhtml">{xhtml}<p>One.</p><p>Two.</p></div></content>'
    entries = (
        f'<id>urn:1</id><title type="xhtml">{xhtml}Ferry <b>back</b> in port</div></title>{content}',
        '<id>urn:2</id><title>Le quai</title><content type="html">&lt;p&gt;Un.&lt;/p&gt;</content>',
        '<id>urn:3</id><title>Chart</title><summary>Seen.</summary><content type="image/png">iVBORw0KGgo=</content>',
    )
    (ferry, quay, chart), _ = read(put(tmp_path, "a.atom", atom(*entries)))
    assert (ferry.title, ferry.text, ferry.language) == ("Ferry back in port", "One.\nTwo.", "en")
    assert (quay.text, quay.language) == ("Un.", "fr")
    assert chart.text == "Seen."


def test_the_caption_of_a_picture_is_no_text_of_an_item_that_has_one(tmp_path: Path) -> None:
    media = (
        '<media:content url="https://post.example/a.jpg" medium="image"><media:title>Harbour from above</media:title>'
        "<media:description>The harbour of Portlea, seen from a balloon on Sunday. Ada Okafor/Post</media:description>"
        "</media:content>"
    )
    (first, second), _ = read(put(tmp_path, "a.rss", rss(f"{ITEM}<description>Full.</description>{media}", media)))
    assert (first.title, first.text, first.image_url) == ("Ferry", "Full.", "https://post.example/a.jpg")
    assert second.text.startswith("The harbour of Portlea")


def test_entities_of_html_and_bare_ampersands_are_what_they_look_like(tmp_path: Path) -> None:
    item = "<title>Quay&nbsp;wall &eacute;t&eacute; &ndash; AT&T & co &unknown; &#8211;</title>"
    cdata = "<link>https://post.example/1?a=1&b=2</link><description><![CDATA[caf&eacute; &amp; bar]]></description>"
    article = only(put(tmp_path, "a.rss", rss(item + cdata)))
    assert article.title == "Quay wall été – AT&T & co &unknown; –"
    assert (article.text, article.url) == ("café & bar", "https://post.example/1?a=1&b=2")


@pytest.mark.parametrize(
    ("declared", "encoded"),
    [("iso-8859-1", "utf-8"), ("windows-1251", "windows-1251"), ("utf-8", "utf-8-sig"), ("utf-16", "utf-16")],
)
def test_the_bytes_decide_before_the_declared_encoding(tmp_path: Path, declared: str, encoded: str) -> None:
    text = rss("<title>Северный причал перестроят</title>").replace("utf-8", declared, 1)
    assert only(put(tmp_path, "a.rss", text.encode(encoded))).title == "Северный причал перестроят"


def test_a_date_that_cannot_be_read_is_lost_alone(tmp_path: Path) -> None:
    article = only(put(tmp_path, "a.rss", rss(f"{ITEM}<pubDate>in due time</pubDate><category>Port</category>")))
    assert (article.published_at, article.tags) == (None, ("Port",))


def test_a_time_that_no_public_article_can_have_is_lost_alone_and_told(tmp_path: Path) -> None:
    late = f"{ITEM}<pubDate>Mon, 01 Jan 3013 00:00:00 GMT</pubDate>"
    good = "<dc:date>2026-03-14T07:40:00Z</dc:date>"
    lost: list[LostValue] = []
    path = put(tmp_path, "a.rss", rss(late, late + good))
    first, second = read_articles(path, lost=lost.append)
    assert (first.published_at, str(second.published_at)) == (None, "2026-03-14 07:40:00+00:00")
    assert [(each.line, each.field) for each in lost] == [(1, "published_at")]
    assert "3013" in lost[0].value


# Which article it is


def test_one_guid_on_all_items_is_no_id(tmp_path: Path) -> None:
    guid = "<guid>https://post.example/</guid>"
    items = [f"<title>Story {n}</title><link>https://post.example/{n}</link>{guid}" for n in range(3)]
    articles, _ = read(put(tmp_path, "a.rss", rss(*items)))
    assert [article.article_id for article in articles] == [f"https://post.example/{n}" for n in range(3)]
    bare = [f"<title>Story {n}</title><guid>urn:feed</guid>" for n in range(3)]
    assert len({article.article_id for article in read(put(tmp_path, "b.rss", rss(*bare)))[0]}) == 3


def test_an_address_of_the_whole_feed_is_that_of_no_item(tmp_path: Path) -> None:
    items = [f"<title>Story {n}</title><link>https://post.example/</link>" for n in range(2)]
    articles, _ = read(put(tmp_path, "a.rss", rss(*items)))
    assert [article.url for article in articles] == [None, None]
    assert len({article.article_id for article in articles}) == 2


def test_two_versions_of_an_article_in_one_feed_are_one_article(tmp_path: Path) -> None:
    guid = "<link>https://post.example/1</link><guid>tag:post.example,2026:1</guid>"
    articles, _ = read(put(tmp_path, "a.rss", rss(f"<title>Ferry</title>{guid}", f"<title>Ferry, later</title>{guid}")))
    assert {article.article_id for article in articles} == {"tag:post.example,2026:1"}


def test_a_guid_that_is_an_address_is_one_in_all_its_forms(tmp_path: Path) -> None:
    item = f"{ITEM}<guid>http://www.post.example/?p=17&amp;utm_source=rss#0</guid>"
    assert only(put(tmp_path, "a.rss", rss(item))).article_id == "https://post.example/?p=17"
    # Of the same guid but for what stands behind "#", none names an article.
    posts = [f"<title>Story {n}</title><guid>https://post.example/live#{n}</guid>" for n in range(3)]
    articles, _ = read(put(tmp_path, "b.rss", rss(*posts)))
    assert len({article.article_id for article in articles}) == 3


@pytest.mark.parametrize("guid", ["17", "10:30 report", "No: 5", "https://post.example/with space"])
def test_a_guid_that_may_mean_another_entry_elsewhere_is_no_id(tmp_path: Path, guid: str) -> None:
    item = f'{ITEM}<guid isPermaLink="false">{guid}</guid>'
    assert only(put(tmp_path, "a.rss", rss(item))).article_id == "https://post.example/1"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/news/1", "https://post.example/news/1"),
        ("https://click.example/~r/1</link><feedburner:origLink>https://post.example/1</feedburner:origLink><link>",
         "https://post.example/1"),
        ("javascript:alert(1)", None),
    ],
)  # fmt: skip
def test_links_are_made_whole_and_lead_to_the_article(tmp_path: Path, link: str, url: str | None) -> None:
    assert only(put(tmp_path, "a.rss", rss(f"<title>Ferry</title><link>{link}</link>"))).url == url


def test_the_base_of_a_feed_and_its_alternate_link_are_used(tmp_path: Path) -> None:
    links = (
        '<link rel="self" href="api/1"/><link rel="enclosure" href="a.mp3"/><link rel="alternate" href="quay.html"/>'
    )
    text = atom(f"<id>urn:1</id><title>Quay</title>{links}", base=' xml:base="https://post.example/news/"')
    assert only(put(tmp_path, "a.atom", text)).url == "https://post.example/news/quay.html"


@pytest.mark.parametrize(
    ("media", "image"),
    [
        ('<media:thumbnail url="https://post.example/a.jpg"/>', "https://post.example/a.jpg"),
        ('<enclosure url="https://post.example/a" type="image/jpeg" length="3"/>', "https://post.example/a"),
        ('<media:content url="https://post.example/a.webp?w=3"/>', "https://post.example/a.webp?w=3"),
        ('<enclosure url="https://post.example/a.mp3" type="audio/mpeg" length="3"/>', None),
    ],
)
def test_the_picture_of_an_item_is_found(tmp_path: Path, media: str, image: str | None) -> None:
    assert only(put(tmp_path, "a.rss", rss(ITEM + media))).image_url == image


# What careless writers leave


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" \n\ufeff", ""),
        ("<br />\nWarning: out of date in /srv/feed.php on line 3\n", ""),
        ("<!DOCTYPE html><html><head><title>Feed</title></head><body>", "</body></html>"),
        ('<html><body><div id="viewer"><style>rss { color: red }</style>', "</div><script>1</script></body></html>"),
    ],
)
@pytest.mark.parametrize("name", ["a.xml", "a.html", "a"])
def test_what_stands_around_a_feed_is_left_out(tmp_path: Path, before: str, after: str, name: str) -> None:
    if name == "a.html" and "<html" not in before:
        pytest.skip("a page by its name")
    article = only(put(tmp_path, name, before + rss(f"{ITEM}<description>Full.</description>") + after))
    assert (article.title, article.text, article.publisher) == ("Ferry", "Full.", "Harbour Post")


def test_a_feed_that_a_browser_wrote_down_as_html_is_read(tmp_path: Path) -> None:
    text = (
        '<html><head></head><body><rss version="2.0"><channel><title>Post</title><link>https://post.example/'
        "<item><title>Ferry</title><link>https://post.example/1<pubdate>Sat, 14 Mar 2026 07:40:00 GMT</pubdate>"
        "<description><!--[CDATA[<p-->It sailed.</p>]]&gt;</description></item></channel></rss></body></html>"
    )
    article = only(put(tmp_path, "saved.html", text))
    assert (article.title, article.text, article.url) == ("Ferry", "It sailed.", "https://post.example/1")
    assert article.published_at is not None


def test_a_feed_shown_as_text_is_read(tmp_path: Path) -> None:
    shown = rss(f"{ITEM}<description>Salt &amp;amp; wind</description>").replace("&", "&amp;").replace("<", "&lt;")
    assert only(put(tmp_path, "a.html", f"<html><body><pre>{shown}</pre></body></html>")).text == "Salt & wind"


def test_a_page_about_feeds_is_a_page(tmp_path: Path) -> None:
    words = "<p>How a feed begins, and what it is good for, is told in these few words of a lesson.</p>" * 5
    text = f"<html><body><h1>Feeds</h1>{words}<pre>&lt;rss version='2.0'>&lt;channel></pre></body></html>"
    assert only(put(tmp_path, "a.html", text)).text.startswith("How a feed begins")


def test_a_feed_that_is_cut_off_keeps_its_whole_entries(tmp_path: Path) -> None:
    whole = rss(f"{ITEM}<description>Full.</description>", "<title>Mill</title><description>Sold for")
    (article,), (refused,) = read(put(tmp_path, "a.rss", whole[: whole.index("Sold for") + 8]))
    assert article.title == "Ferry"
    assert (refused.line, refused.reason) == (2, "the feed is cut off in this entry")


def test_an_item_that_says_nothing_is_passed_over(tmp_path: Path) -> None:
    text = rss(ITEM).replace("<item>", "<item><item>").replace("</item>", "</item></item>")
    assert only(put(tmp_path, "a.rss", text)).title == "Ferry"


def test_a_packed_feed_is_read(tmp_path: Path) -> None:
    assert only(put(tmp_path, "a.xml.gz", gzip.compress(rss(ITEM).encode()))).title == "Ferry"


def test_a_bomb_of_entities_comes_out_small(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    text = rss("<title>Ferry &b; &f;</title>").replace("?>", f"?>{bomb}", 1)
    assert only(put(tmp_path, "a.rss", text)).title == "Ferry &b; &f;"


def test_a_feed_that_only_declares_the_namespace_of_exports_is_a_feed(tmp_path: Path) -> None:
    source = '<source url="https://dock.example">Dock Times</source>'
    text = rss(ITEM + source).replace("<rss ", '<rss xmlns:wp="http://wordpress.org/export/1.2/" ')
    assert only(put(tmp_path, "a.xml", text)).publisher == "Dock Times"


def test_a_feed_behind_declarations_of_entities_is_a_feed(tmp_path: Path) -> None:
    declared = '<!DOCTYPE rss [<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1//EN" "https://w3.example/a.ent">]>'
    text = rss(ITEM).replace("?>", f"?>{declared}", 1)
    assert only(put(tmp_path, "a.xml", text)).title == "Ferry"


PIECES = st.sampled_from([
    "<rss version='2.0'><channel>", "</channel></rss>", "<item>", "</item>", "<title>", "</title>", "<link>", "</link>",
    "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "</entry>", "<content type='xhtml'>", "<![CDATA[", "]]>",
    "<!--", "-->", "&", "&amp;", "&nbsp;", "&lt;rss>", "<html>", "<pubDate>", "<guid>", "urn:1", "https://post.example/",
    "<media:title>", "<author>a@b.example (A)</author>", "<source url='x'>", "<!DOCTYPE rss [", "<?xml version='1.0'?>",
    "\x00", "\ud800", "é", "word ", "<a href='b'>", "<rdf:RDF xmlns='http://purl.org/rss/1.0/'>", "</feed>", ">", "<",
])  # fmt: skip


@given(st.lists(PIECES, max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_pieces_of_feeds_are_a_feed_or_none(pieces: list[str]) -> None:
    text = feed_text("".join(pieces).encode("utf-8", "surrogatepass").replace(b"\xed\xa0\x80", b"?"))
    feed, entries = parsed(text, None)
    for entry in entries:
        record = entry_record(entry, feed)
        assert isinstance(record["title"], str)
        assert isinstance(record["text"], str)
    assert isinstance(is_cut(text), bool)


def test_a_feed_in_which_the_parser_fails_is_refused_as_one_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """feedparser 6.0.14 fails on addresses of namespaces with spaces in them."""

    def fail(*_: object) -> None:
        raise ValueError("too many values to unpack")

    monkeypatch.setattr(feed, "parsed", fail)
    path = put(tmp_path, "news.rss", b"<rss><channel><title>Post</title></channel></rss>")
    reading = Reading(Columns({}), never, never, never)
    with pytest.raises(CorpusError, match="not a readable feed: too many values"):
        list(feed.read_feed(path, reading))


def never(*_: object) -> Any:
    pytest.fail("nothing is refused, left out or read apart")


# What is not public


@pytest.mark.parametrize("namespace", ["http://www.w3.org/2007/app", "http://purl.org/atom/app#"])
@pytest.mark.parametrize(
    "form",
    ["<{0}:control><{0}:draft> yes </{0}:draft></{0}:control>", "<control xmlns='{1}'><draft>yes</draft></control>"],
)
@pytest.mark.parametrize("prefix", ["app", "pub"])
def test_a_draft_of_the_atom_publishing_protocol_is_not_public(
    tmp_path: Path, namespace: str, form: str, prefix: str
) -> None:
    entries = [
        "<id>urn:1</id><title>Ferry</title>" + form.format(prefix, namespace),
        "<id>urn:2</id><title>Mill</title>",
    ]
    names = f' xmlns:{prefix}="{namespace}"'
    assert public_titles(put(tmp_path, "a.atom", atom(*entries, base=names))) == (["Mill"], ["draft"])


def test_what_says_that_it_is_no_draft_is_public(tmp_path: Path) -> None:
    entry = "<id>urn:1</id><title>Ferry</title><app:control><app:draft>no</app:draft></app:control>"
    names = ' xmlns:app="http://www.w3.org/2007/app"'
    assert public_titles(put(tmp_path, "a.atom", atom(entry, base=names))) == (["Ferry"], [])


PASSWORD_FORM = '<form action="/pass" class="post-password-form" method="post"><p>Enter it below.</p></form>'
NO_EXCERPT = "There is no excerpt because this is a protected post."


@pytest.mark.parametrize(
    ("title", "body", "left_out"),
    [
        ("Geschützt: Ferry", f"<content:encoded><![CDATA[{PASSWORD_FORM}]]></content:encoded>", ["password"]),
        ("Protected: Ferry", f"<description><![CDATA[<p>{NO_EXCERPT}</p>]]></description>", ["password"]),
        ("Protected: Ferry", "<description>The island is now a reserve.</description>", []),
        ("Ferry", f"<description>{NO_EXCERPT}</description>", []),
        ("Ferry", '<description><![CDATA[<code>&lt;form class="post-password-form"></code>]]></description>', []),
    ],
)
def test_a_post_of_wordpress_with_a_password_is_not_public(
    tmp_path: Path, title: str, body: str, left_out: list[str]
) -> None:
    item = f"<title>{title}</title><link>https://post.example/1</link>{body}"
    titles, reasons = public_titles(put(tmp_path, "a.rss", rss(item)))
    assert (len(titles), reasons) == (1 - len(left_out), left_out)


def public_titles(path: Path) -> tuple[list[str], list[str]]:
    """Return the titles of what is public in a feed, and why the rest is not."""
    left_out: list[str] = []
    articles = read_articles(path, left_out=lambda record: left_out.append(record.reason))
    return [article.title for article in articles], left_out


# References to no characters


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Ferry &#xD83D;&#xDE00; back", "Ferry 😀 back"),
        ("Ferry &#55357;&#xde00; back", "Ferry 😀 back"),
        ("Ferry &amp;#xD83D;&amp;#xDE00; back", "Ferry 😀 back"),
        ("<![CDATA[Ferry &#xD83D;&#xDE00; back]]>", "Ferry 😀 back"),
        ("Fer&#xD83D;ry b&#xDE00;ack", "Ferry back"),
        ("Fer&#0;ry b&#x1F;a&#xFFFE;c&#x110000;k", "Ferry back"),
        ("Ferry &#233;t&#xE9;", "Ferry été"),
    ],
)
def test_references_to_halves_of_characters_are_joined_and_those_to_none_dropped(
    tmp_path: Path, written: str, title: str
) -> None:
    items = [f"<title>{written}</title><link>https://post.example/1</link>", "<title>Mill</title>"]
    articles, refused = read(put(tmp_path, "a.rss", rss(*items)))
    assert ([article.title for article in articles], refused) == ([title, "Mill"], [])


def test_a_link_to_no_host_is_lost_alone(tmp_path: Path) -> None:
    head = HEAD.replace("https://post.example/", "http://[post")
    article = only(put(tmp_path, "news.rss", rss("<title>Ferry</title><link>http://[1</link>", head=head).encode()))
    assert (article.title, article.url) == ("Ferry", None)

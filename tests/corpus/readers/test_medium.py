"""Medium: public posts, and nothing of the account of their author. All posts and people are made up."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import plain_text
from recommender.corpus import LeftOut, read_articles
from tests.support.sources import LAW, put, read, refuse_none

FOOT = """<footer><p class="p-tags">Tagged in <a href="https://medium.com/tag/port" class="p-tag">Port</a>,
<a href="https://medium.com/tag/quay" class="p-tag">Quay</a></p>
<p>By <a href="https://medium.com/@ada" class="p-author h-card">Ada Okafor</a> on
<a href="https://medium.com/p/abc123"><time class="dt-published" datetime="2026-04-21T09:30:00.000Z">April 21,
2026</time></a>.</p><p><a href="https://medium.com/@ada/quay-abc123" class="p-canonical">Canonical link</a></p>
<p>Exported from <a href="https://medium.com">Medium</a> on April 22, 2026.</p></footer>"""
DRAFT_FOOT = '<footer><p><a href="https://medium.com/p/abc124">View original.</a></p></footer>'
BODY = """<h3 class="graf graf--h3 graf--title">The quay is new</h3>
<h4 class="graf graf--h4 graf--subtitle">After years of waiting</h4>
<p class="graf graf--p">It was <b>opened</b> on Tuesday.</p><p class="graf graf--p">Crowds came.</p>
<figure><img class="graf-image" src="https://cdn.example/quay.jpeg"></figure>"""


def page(
    title: str = "The quay is new", body: str = BODY, foot: str = FOOT, subtitle: str = "After years of waiting"
) -> str:
    summary = f'<section data-field="subtitle" class="p-summary">{subtitle}</section>' if subtitle else ""
    return (
        '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
        f'<title>{title}</title></head><body><article class="h-entry"><header><h1 class="p-name">{title}</h1></header>'
        f'{summary}<section data-field="body" class="e-content"><section name="1">{body}</section></section>'
        f"{foot}</article></body></html>"
    )


PROFILE = """<!DOCTYPE html><html><head><title>Ada Okafor</title></head><body><section class="h-card">
<h3 class="p-name">Ada Okafor</h3><ul><li><b>Email address:</b> ada@desk.example</li>
<li><b>Medium user ID:</b> 77</li></ul></section></body></html>"""
RESPONSE = page("I quite agree with you", '<p class="graf">I quite agree with you, Ada.</p>', subtitle="")
EXPORT = {
    "README.html": "<p>Your archive of ada@desk.example</p>",
    "posts/2026-04-21_The-quay-is-new-abc123.html": page(),
    "posts/draft_Secret-plan-abc124.html": page("Secret plan", foot=DRAFT_FOOT),
    "posts/2026-04-22_I-quite-agree-abc125.html": RESPONSE,
    "profile/profile.html": PROFILE,
    "bookmarks/bookmarks-0001.html": "<ul><li><a>Someone's post</a></li></ul>",
    "ips/ips-0001.html": "<ul><li>203.0.113.7</li></ul>",
    "sessions/sessions-0001.html": "<ul><li>Portlea</li></ul>",
}


def write_folder(folder: Path, files: Mapping[str, str]) -> Path:
    for name, content in files.items():
        put(folder, f"medium/{name}", content)
    return folder


def write_zip(folder: Path, files: Mapping[str, str]) -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return put(folder, "medium-export.zip", out.getvalue())


ARTICLE = {
    "article_id": "https://medium.com/p/abc123",
    "title": "The quay is new",
    "text": "After years of waiting\nIt was opened on Tuesday.\nCrowds came.",
    "url": "https://medium.com/@ada/quay-abc123",
    "published_at": "2026-04-21T09:30:00Z",
    "kind": "news",
    "tags": ["Port", "Quay"],
    "authors": ["Ada Okafor"],
    "image_url": "https://cdn.example/quay.jpeg",
}


@pytest.mark.parametrize("write", [write_folder, write_zip])
def test_of_an_export_only_public_posts_come_out(tmp_path: Path, write: Callable[..., Path]) -> None:
    left_out: list[LeftOut] = []
    source = write(tmp_path, EXPORT)
    articles = list(read_articles(source, refused=refuse_none, left_out=left_out.append))
    assert [each.to_record() | {"text": plain_text(each.text)} for each in articles] == [ARTICLE]
    assert sorted(each.reason for each in left_out) == [*["account data"] * 4, "comment", "draft"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [(page(foot=DRAFT_FOOT), "draft"), (RESPONSE, "comment"), (PROFILE, "account data")],
)
def test_a_page_alone_is_read_and_left_out_likewise(tmp_path: Path, content: str, reason: str) -> None:
    (article,) = read_articles(put(tmp_path, "post.html", page()), refused=refuse_none)
    assert article.to_record() | {"text": plain_text(article.text)} == ARTICLE
    left_out: list[LeftOut] = []
    assert list(read_articles(put(tmp_path, "other.html", content), left_out=left_out.append)) == []
    assert [each.reason for each in left_out] == [reason]


def test_a_short_post_under_a_title_of_its_own_is_no_response(tmp_path: Path) -> None:
    short = page("Notice", '<p class="graf">The quay is closed today.</p>', subtitle="")
    (article,) = read_articles(put(tmp_path, "post.html", short), refused=refuse_none)
    assert (article.title, plain_text(article.text)) == ("Notice", "The quay is closed today.")


def test_a_post_without_a_time_is_public_where_it_has_its_address(tmp_path: Path) -> None:
    foot = (
        '<footer><p><a href="https://medium.com/@ada/quay-abc123" class="p-canonical">Canonical link</a></p></footer>'
    )
    (article,) = read_articles(put(tmp_path, "post.html", page(foot=foot)), refused=refuse_none)
    assert (article.published_at, article.url) == (None, "https://medium.com/@ada/quay-abc123")


def test_pages_of_another_site_in_folders_of_these_names_are_pages(tmp_path: Path) -> None:
    words = "The ferry sails again. " * 30
    other = f"<html><head><title>Ferry</title></head><body><article><p>{words}</p></article></body></html>"
    put(tmp_path, "posts/ferry.html", other)
    put(tmp_path, "profile/profile.html", "<p>Us</p>")
    (article,) = read_articles(tmp_path, refused=refuse_none)
    assert article.title == "Ferry"


@LAW
@given(st.binary(max_size=30), st.integers(0, 2000), st.integers(0, 60))
def test_damage_never_makes_a_draft_public(tmp_path: Path, noise: bytes, at: int, cut: int) -> None:
    draft = page("Secret plan", foot=DRAFT_FOOT).encode()
    articles, _ = read(put(tmp_path, "draft_1.html", draft[:at] + noise + draft[at + cut :]))
    assert articles == [] or at < 400  # what no longer looks like a page of Medium is one like any other

"""What a page says of its publication. All pages are fictional."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recommender.corpus import read_articles
from tests.support.sources import put

WORDS = "The ferry came back to Portlea on Sunday after a winter of repairs, and the quay was full of people by dawn."
BODY = f"<article><h1>Ferry returns</h1><p>{WORDS}</p></article>"
ADDRESS = "https://post.example/ferry"
FORM = '<form action="/pass" class="post-password-form password-form-error" method="post"><p>Enter it.</p></form>'


def page(body: str, *things: object, tag: str = "") -> str:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(thing)}</script>' for thing in things)
    head = f'<title>Ferry returns</title><link rel="canonical" href="{ADDRESS}">{scripts}'
    return f"<!DOCTYPE html><html lang=en><head>{head}</head><body{tag}>{body}</body></html>"


def reasons(folder: Path, content: str) -> list[str]:
    """Return why a page is no article; nothing of one that is."""
    left_out: list[str] = []
    path = put(folder, "page.html", content)
    articles = list(read_articles(path, left_out=lambda record: left_out.append(record.reason)))
    assert len(articles) == 1 - len(left_out)
    return left_out


@pytest.mark.parametrize(
    ("status", "left_out"),
    [
        ("Draft", ["draft"]),
        ("https://schema.org/Draft", ["draft"]),
        ("Incomplete", ["draft"]),
        ("Pending Review", ["pending review"]),
        (["Reviewed", "Embargoed"], ["embargoed"]),
        ({"@type": "DefinedTerm", "name": "Entwurf", "termCode": "draft"}, ["draft"]),
        ("Published", []),
        ("Obsolete", []),
        (7, []),
    ],
)
def test_the_status_of_a_work_says_whether_it_is_public(tmp_path: Path, status: object, left_out: list[str]) -> None:
    thing = {"@type": "NewsArticle", "headline": "Ferry returns", "creativeWorkStatus": status}
    assert reasons(tmp_path, page(BODY, thing)) == left_out


def test_the_status_may_stand_in_markup_and_at_the_page(tmp_path: Path) -> None:
    start = '<article itemscope itemtype="https://schema.org/NewsArticle">'
    status = '<meta itemprop="creativeWorkStatus" content="Draft">'
    markup = BODY.replace("<article>", start + status).replace("<h1>", '<h1 itemprop="headline">')
    assert reasons(tmp_path, page(markup)) == ["draft"]
    assert reasons(tmp_path, page(BODY, {"@type": "WebPage", "creativeWorkStatus": "Draft"})) == ["draft"]


def test_the_status_of_another_work_says_nothing(tmp_path: Path) -> None:
    own = {"@type": "NewsArticle", "headline": "Ferry returns", "url": ADDRESS}
    other = {"@type": "NewsArticle", "headline": "Old mill", "creativeWorkStatus": "Draft"}
    assert reasons(tmp_path, page(BODY, own, other)) == []


def test_what_is_withdrawn_is_taken_down_by_its_address(tmp_path: Path) -> None:
    thing = {"@type": "NewsArticle", "headline": "Ferry returns", "creativeWorkStatus": "Withdrawn"}
    withdrawn: list[str] = []
    path = put(tmp_path, "page.html", page(BODY, thing))
    assert list(read_articles(path, withdrawn=withdrawn.append)) == []
    assert withdrawn == [ADDRESS]


@pytest.mark.parametrize(
    ("body", "tag", "left_out"),
    [
        (f"<article><h1>Protected: Ferry</h1>{FORM}</article>", "", ["password"]),
        (BODY, ' class="single post-password-required"', ["password"]),
        (BODY.replace("<article>", '<article class="post post-password-required">'), "", ["password"]),
        (BODY + '<article class="post post-password-required"><h2>Another</h2></article>', "", []),
        (BODY.replace("</p>", ' &lt;form class="post-password-form"&gt;</p>'), ' class="post-password-free"', []),
    ],
)
def test_a_post_of_wordpress_with_a_password_is_not_public(
    tmp_path: Path, body: str, tag: str, left_out: list[str]
) -> None:
    assert reasons(tmp_path, page(body, tag=tag)) == left_out

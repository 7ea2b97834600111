"""Tags: HTML becomes lines of words."""

from __future__ import annotations

import pytest

from recommender.article import plain_text


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>One</p>two<div>three</div>", "One\ntwo\nthree"),
        ("One <b>bold</b>, <i>it</i>", "One bold, it"),
        ("<p>A line\nthat goes on</p>\n\n<p>Two</p>", "A line that goes on\nTwo"),
        ("A paragraph with <b>bold</b>\nA second one", "A paragraph with bold\nA second one"),
        ("<h2>Head</h2>First\ngoes on\n\nSecond", "Head\nFirst goes on\nSecond"),
        ("one<br>two<br/>three<BR />four", "one\ntwo\nthree\nfour"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>", "a b\nc"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("<p>a</p><script>if (a<b) { p('</p>') }</script><style>p>b{}</style>z", "a\nz"),
        ("<p>a<noscript><p>turn on</p></noscript><iframe>x</iframe><template>y</template>b</p>", "ab"),
        ("<p>a</p><!-- wp:image {\"id\":1} --><figure class='x'><img src='y'/></figure><!-- /wp:image -->", "a"),
        ("<figure><img src=x alt=y><figcaption>The quay</figcaption></figure>", "The quay"),
        ('<!DOCTYPE html><html><head><title>t</title></head><body>b</body></html>', "b"),
        ("<?xml version='1.0'?><p>a</p>", "a"),
        ("<![CDATA[<p>a &amp; b</p>]]>", "a & b"),
        ('<a title="5 > 3" href="x">a</a>', "a"),
        ("<p title=it's>a</p><p title='b'>c</p>", "a\nc"),
        ('<p title="never closed>a</p> b', "a\nb"),
        ("<p>x < 3 and y > 2, says <insert name> of List<String></p>",
        "x < 3 and y > 2, says <insert name> of List<String>"),
        ("<org>Averin Steel</org> and <person>Ada</person>", "Averin Steel and Ada"),
        ("<o:p>a</o:p><pull-quote size='2'>b</pull-quote>", "ab"),
        ('<photo id="1">a', "a"),
        ("half a tag at the end <a href=", "half a tag at the end <a href="),
        ("</p>an end</div>", "an end"),
        ("<p>Use &lt;b&gt; for bold</p>", "Use <b> for bold"),
        ("a<wbr>b", "ab"),
        ("<p>渡<ruby>辺<rp>(</rp><rt>なべ</rt><rp>)</rp></ruby>さん</p>", "渡辺さん"),
        ("<p>渡<ruby>辺<rp>(<rt>なべ<rp>)</ruby>さん</p>", "渡辺さん"),
        ("<ruby>漢<rt>かん<rb>字<rt>じ</ruby>は", "漢字は"),
    ],
)  # fmt: skip
def test_html_becomes_lines_of_words(markup: str, words: str) -> None:
    assert plain_text(markup) == words

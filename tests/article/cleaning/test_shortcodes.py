"""Shortcodes: known by their form."""

from __future__ import annotations

import pytest

from recommender.article import plain_text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[caption id="a" width="3"]<img src="x" /> The quay[/caption]Then.', "The quay\nThen."),
        ('[caption id="a" caption="The quay"]<img src="x" />[/caption]', "The quay"),
        ('One\n[gallery ids="1,2"]\nTwo', "One\nTwo"),
        ("One [gallery] two", "One\ntwo"),
        ("[dropcap]T[/dropcap]he quay", "The quay"),
        ("[embed]https://video.example/1[/embed]After", "After"),
        ("[youtube https://video.example/1] After", " After".strip()),
        ('[audio mp3="x.mp3"][/audio]After', "After"),
        ('[vc_row][vc_column width="1/2"]One[/vc_column][vc_column]Two[/vc_column][/vc_row]', "One\nTwo"),
        ("[box]One[/box][box]Two[/box]", "One\nTwo"),
        ('[unknown size="3" /]a', "a"),
        ("[unknown size=&quot;3&quot;]a", "a"),
        ("[contact-form][contact-field label='Name' type='name'/][/contact-form]a", "a"),
        ("[b]bold[/b] and [url=https://x.example]here[/url]", "bold and here"),
        ("[/b]a", "[/b]a"),
        ("[b]a", "[b]a"),
        ("[[gallery]] shows pictures", "[[gallery]] shows pictures"),
    ],
)
def test_shortcodes_are_left_out_and_what_readers_see_is_kept(text: str, words: str) -> None:
    assert plain_text(text) == words

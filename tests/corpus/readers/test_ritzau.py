"""Ritzau's own XML. The items are fictional."""

from __future__ import annotations

from pathlib import Path

from tests.support.wires import wire

ITEM = """<RBNews xmlns="" xmlns:i="urn:i"><NewsID>9a69-1</NewsID><PublishDate>2026-03-14T07:40:00.397</PublishDate>
<headline>Færgen er tilbage</headline><section>Indland</section><version>1</version><Replaces i:nil="true"/>
<content>&lt;p&gt;Færgen sejler.&lt;/p&gt;</content><IPTCList><a>03000000</a></IPTCList><Annuleret>false</Annuleret>
<byLine>Ines Falk</byLine></RBNews>"""


def test_an_item_says_what_an_article_needs(tmp_path: Path) -> None:
    queue = f"<XMLNewsQueuedResponse xmlns='urn:t'><ListOfRBNews>{ITEM}{ITEM}</ListOfRBNews></XMLNewsQueuedResponse>"
    articles = [wire(tmp_path, ITEM).only, *wire(tmp_path, queue).articles]
    assert len(articles) == 3
    for article in articles:
        assert [article.article_id, article.title, article.section, article.language, article.publisher] == [
            "9a69-1", "Færgen er tilbage", "Indland", "da", "Ritzau",
        ]  # fmt: skip
        assert "Færgen sejler." in article.text
        assert [article.authors, article.tags] == [("Ines Falk",), ("disaster and accident",)]
        assert str(article.published_at) == "2026-03-14 07:40:00.397000+00:00"


def test_an_annulled_item_is_taken_back(tmp_path: Path) -> None:
    result = wire(tmp_path, ITEM.replace("<Annuleret>false", "<Annuleret>true"))
    assert [result.articles, result.withdrawn] == [[], ["9a69-1"]]

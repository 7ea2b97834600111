"""Nexis: each document of an export is an article, its labelled lines are no words. The exports are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from recommender.article import Article
from recommender.corpus.readers.nexis import Block, values_of
from tests.support.sources import put, read


def block(*spans: str) -> str:
    return "".join(f'<SPAN CLASS="c2">{span}</SPAN>' for span in spans)


def html_document(number: int, title: str, *lines: tuple[str, str]) -> str:
    labelled = "".join(
        f'<BR><DIV CLASS="c5"><P CLASS="c6">{block(f"{name}: ", value)}</P></DIV>\n' for name, value in lines
    )
    return (
        f"<A></A><!-- Hide XML section from browser\n<DOC NUMBER={number}>\n<DOCFULL> -->\n"
        f'<BR><DIV CLASS="c0"><P CLASS="c1">{block(f"{number} of 2 DOCUMENTS")}</P>\n</DIV>\n'
        f'<BR><DIV CLASS="c3"><P>{block("Harbour Post")}</P></DIV>\n'
        f'<BR><DIV CLASS="c3"><P>{block("March", " 14, 2006 Tuesday<BR>Late Edition")}</P></DIV>\n'
        f'<BR><DIV CLASS="c5"><P>{block(title)}</P></DIV>\n{labelled}'
        f"<BR><DIV><P>{block('It sailed at ', 'dawn', '.&nbsp;')}</P>\n<P>{block('Crowds came.')}</P></DIV>\n"
        f'<BR><DIV CLASS="c5"><P>{block("LOAD-DATE: ", "March 15, 2006")}</P></DIV>\n'
        f'<BR><DIV CLASS="c5"><P>{block("SUBJECT: ", "FERRIES (90%); QUAYS &amp; DOCKS (81%)")}</P></DIV>\n'
        f'<BR><DIV CLASS="c3"><P>{block("Copyright 2006 Harbour Post")}</P></DIV>\n'
        "<!-- Hide XML section from browser\n</DOCFULL>\n</DOC> -->\n"
    )


HTML = (
    '<HTML><HEAD><META TOPIC="null" DOCUMENTS="2"/></HEAD><BODY>'
    + html_document(
        1,
        "Ferry is back",
        ("BYLINE", "By ADA OKAFOR"),
        ("SECTION", "Section B; Page 2; National Desk"),
        ("LENGTH", "5 words"),
    )
    + html_document(2, "First part;<BR>Second part", ("RUBRIQUE", "TRANSPORT; Pg. 35"), ("LONGUEUR", "143 mots"))
    + "</BODY></HTML>"
)
TEXT = """Terms: ferry

                               1 of 2 DOCUMENTS

                                 Harbour Post

                     March 14, 2006 Tuesday 8:05 PM GMT

Ferry is
back

BYLINE: Ada Okafor

LENGTH: 355 words

It sailed
at dawn.

CROWDS: they came.

LANGUAGE: ENGLISH

                    Copyright 2006 Harbour Post

                               2 of 2 DOCUMENTS

                                 Harbour Post

                                 March 2006

Old mill

LENGTH: 3 words

Sold.
"""


def test_each_document_of_the_html_is_an_article(tmp_path: Path) -> None:
    (first, second), refused = read(put(tmp_path, "export.html", HTML))
    assert (first.title, first.publisher, first.section) == ("Ferry is back", "Harbour Post", "National Desk")
    assert (first.text, first.authors) == ("It sailed at dawn.\nCrowds came.", ("ADA OKAFOR",))
    assert (first.tags, first.published_at) == (("FERRIES", "QUAYS & DOCKS"), datetime(2006, 3, 14, tzinfo=UTC))
    assert (second.title, second.section) == ("First part; Second part", "TRANSPORT")
    assert refused == []


def test_the_text_form_has_the_same_blocks_and_a_month_is_no_day(tmp_path: Path) -> None:
    (article, magazine), refused = read(put(tmp_path, "export.txt", TEXT))
    assert (article.title, article.text) == ("Ferry is back", "It sailed at dawn.\nCROWDS: they came.")
    assert (article.language, article.authors) == ("en", ("Ada Okafor",))
    assert article.published_at == datetime(2006, 3, 14, 20, 5, tzinfo=UTC)
    assert (magazine.title, magazine.text, magazine.published_at) == ("Old mill", "Sold.", None)
    assert refused == []


def test_a_document_without_a_date_is_refused_with_its_line(tmp_path: Path) -> None:
    articles, refused = read(put(tmp_path, "export.txt", "\n  1 of 1 DOCUMENTS\n\nNo documents.\n"))
    assert (articles, refused[0].line, refused[0].reason[:27]) == ([], 2, "a document without a date, ")


WORDS = st.sampled_from(["14 March 2006", "Ferry", "Copyright 2006", "It sailed."])
LABELS = st.sampled_from(["", "LENGTH", "BYLINE", "LOAD-DATE"])


@given(st.lists(st.builds(Block, LABELS, WORDS), max_size=8))
def test_blocks_in_any_order_are_a_document_or_none(blocks: list[Block]) -> None:
    values = values_of(blocks)
    assert (values is None) == all(block.label or block.text != "14 March 2006" for block in blocks)
    if values is not None:
        assert Article.parse({"article_id": "x", "title": "x", "published_at": values["published_at"]})

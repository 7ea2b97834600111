"""Elements of XML: streamed, bounded, and mended where news systems write what is nearly XML."""

from __future__ import annotations

import contextlib
import gzip
import io
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus import elements
from recommender.corpus.elements import attribute, children, first, local_name, read_elements, words
from recommender.errors import CorpusError
from tests.support.sources import put, refuse_none


def texts(folder: Path, content: bytes | str, *names: str) -> list[str]:
    path = put(folder, "a.xml", content)
    return [words(element) for element in read_elements(path, names or ("item",), refuse_none)]


def refusal(folder: Path, content: bytes | str) -> str:
    with pytest.raises(CorpusError) as caught:
        texts(folder, content)
    assert caught.value.path == str(folder / "a.xml")
    return caught.value.reason


def test_elements_come_by_local_name_whatever_their_namespace_even_where_it_is_not_declared(tmp_path: Path) -> None:
    document = '<r xmlns:n="urn:n" xmlns="urn:d"><item>a</item><n:item>b</n:item><x:item>c</x:item><other/></r>'
    assert texts(tmp_path, document) == ["a", "b", "c"]


def test_an_element_inside_another_wanted_one_stays_inside(tmp_path: Path) -> None:
    assert texts(tmp_path, "<item>a<b><item>b</item></b></item>") == ["ab"]


def test_what_stood_before_an_element_is_around_it(tmp_path: Path) -> None:
    path = put(tmp_path, "a.xml", "<m><head sent='1'/>" + "<item><t>a</t></item> " * 3 + "</m>")
    for element in read_elements(path, ["item"], refuse_none):
        head = first(element.getparent(), "head")
        assert head is not None
        assert [attribute(head, "sent"), words(first(element, "t")), local_name(element)] == ["1", "a", "item"]


def test_a_record_that_was_read_takes_no_memory(tmp_path: Path) -> None:
    path = put(tmp_path, "a.xml", "<r>" + f"<item>{'<b>x</b>' * 50}</item>\n" * 2_000 + "</r>")
    most = 0
    for element in read_elements(path, ["item"], refuse_none):
        root = element.getroottree().getroot()
        most = max(most, sum(1 for _ in root.iter()))
    assert most < 50 * 2_000 / 5


@pytest.mark.parametrize("packed", [False, True])
def test_damage_is_refused_and_what_came_before_it_is_read(tmp_path: Path, packed: bool) -> None:
    content = b"<r>\n<item>a</item>\n<item>b</itm>\n<item>c</item></r>"
    path = put(tmp_path, "a.xml", gzip.compress(content) if packed else content)
    refused: list[CorpusError] = []
    assert [words(element) for element in read_elements(path, ["item"], refused.append)] == ["a"]
    assert [(error.line, "mismatch" in error.reason) for error in refused] == [(3, True)]


def test_a_document_cut_off_is_damaged(tmp_path: Path) -> None:
    assert "Premature end" in refusal(tmp_path, "<r><item>a")
    assert "Premature end" in refusal(tmp_path, "<r><x:a/>")


def test_what_is_no_xml_is_refused(tmp_path: Path) -> None:
    for content in (" ", "ferry", "<", "<r/><r/>"):
        assert "not readable XML" in refusal(tmp_path, content)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("caf&eacute;&nbsp;open", "café open"),
        ("Hill & Sons", "Hill & Sons"),
        ("Hill &amp; Sons &lt; &#8364;&#x20AC;&#X41;", "Hill & Sons < €€A"),
        ("a&thing;b", "a&thing;b"),
        ("a&#0;&#11;&#xD800;&#9999999;b\x0b\x00", "ab"),
        ("<![CDATA[Hill & Sons &eacute; <b>]]> & <![CDATA[&]]>", "Hill & Sons &eacute; <b> & &"),
        ("&", "&"),
        ("&nbsp", "&nbsp"),
        ("&LT;b&AMP;", "<b&"),
    ],
)
def test_what_is_nearly_xml_is_mended(tmp_path: Path, written: str, meant: str) -> None:
    assert texts(tmp_path, f"<r><item>{written}</item></r>") == [" ".join(meant.split())]


def test_a_name_of_an_entity_in_an_address_is_no_entity(tmp_path: Path) -> None:
    path = put(tmp_path, "a.xml", '<r><item href="https://a.example/?a=1&copy=2&b=3"/></r>')
    assert [attribute(each, "href") for each in read_elements(path, ["item"], refuse_none)] == [
        "https://a.example/?a=1&copy=2&b=3"
    ]


@given(st.lists(st.sampled_from(["&", "&eacute;", "<![CDATA[", "]]>", "&amp;", "é", "ab", "x" * 50]), max_size=30),
       st.integers(1, 60))  # fmt: skip
def test_mending_does_not_depend_on_where_the_pieces_are_cut(parts: list[str], size: int) -> None:
    text = "<r>" + "".join(parts) + "</r>"
    cut, whole = elements._Mending(), elements._Mending()
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    mended = "".join([cut.mended(piece, last=False) for piece in pieces] + [cut.mended("", last=True)])
    assert mended == whole.mended(text, last=True)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("", "utf-8"), ("", "utf-8-sig"), ("", "utf-16"), ("utf-16", "utf-16"), ("windows-1251", "utf-8"),
        ("iso-8859-1", "latin-1"), ("windows-1252", "cp1252"), ("utf-8", "latin-1"), ("no-such-code", "latin-1"),
        ("", "latin-1"),
    ],
)  # fmt: skip
def test_the_bytes_decide_where_the_declared_encoding_is_wrong(tmp_path: Path, declared: str, encoding: str) -> None:
    declaration = f'\n<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    document = declaration + "<r><item>Été à quai</item></r>"
    assert texts(tmp_path, document.encode(encoding)) == ["Été à quai"]


def test_bytes_that_are_not_of_the_encoding_are_refused(tmp_path: Path) -> None:
    noise = bytes(Random(1).choices(range(128, 256), k=300))
    content = b'<?xml version="1.0" encoding="gb18030"?><r><item>' + noise + b"</item></r>"
    assert refusal(tmp_path, content) == "its bytes are text in no known encoding"


def test_entities_of_the_document_are_not_followed(tmp_path: Path) -> None:
    secret = put(tmp_path, "secret", "secret")
    for declared in ('"mill"', f'SYSTEM "{secret.as_uri()}"'):
        assert "&a;" in refusal(tmp_path, f"<!DOCTYPE r [<!ENTITY a {declared}>]><r><item>b&a;</item></r>")


def test_a_declared_document_type_is_not_fetched(tmp_path: Path) -> None:
    assert texts(tmp_path, '<!DOCTYPE r SYSTEM "http://127.0.0.1:1/r.dtd"><r><item>a&nbsp;b</item></r>') == ["a b"]


def bomb() -> str:
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    return f'<!DOCTYPE r [<!ENTITY e0 "{"boom" * 10}">{grown}]>'


@pytest.mark.parametrize("content", ["<item>&e8;</item>", '<item a="&e8;"/>', "<a>&e8;</a><item/>"])
def test_a_bomb_of_entities_is_refused(tmp_path: Path, content: str) -> None:
    assert refusal(tmp_path, f"{bomb()}<r>{content}</r>")


def test_limits_are_refusals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elements, "MAX_ELEMENT_BYTES", 200_000)
    monkeypatch.setattr(elements, "MAX_ELEMENT_NODES", 20_000)
    assert "depth" in refusal(tmp_path, "<a>" * 300)
    for content in ("<item>" + "x" * 300_000, "<r>" + "<a/>" * 30_000, "<r " + 'a="" ' * 30_000, "<!--" + "<" * 30_000):
        assert "the end of a record within" in refusal(tmp_path, content)
    assert len(texts(tmp_path, "<r>" + f"<item>{'x' * 1_000}</item>" * 1_000 + "</r>")) == 1_000
    path = put(tmp_path, "a.xml", "<r>" + " " * 1_000)
    with pytest.raises(CorpusError, match="longer than 100 bytes"):
        list(read_elements(path, ["item"], refuse_none, limit=100))


def test_children_are_told_by_a_path_of_local_names(tmp_path: Path) -> None:
    path = put(
        tmp_path,
        "a.xml",
        '<item xmlns:d="urn:d"><d:a><b>1</b><!-- b --><b d:id=" 7 ">2</b></d:a><a><b>3</b></a></item>',
    )
    (item,) = map(as_facts, read_elements(path, ["item"], refuse_none))
    assert item == ["1", "2", "3", "7"]


def as_facts(item: elements.Element) -> list[str]:
    found_id = next(filter(None, (attribute(each, "id") for each in children(item, "a", "b"))), "")
    return [words(each) for each in children(item, "a", "b")] + [found_id]


@given(st.binary(max_size=200), st.integers(0, 120), st.integers(0, 120))
def test_whatever_the_bytes_they_are_read_or_refused(noise: bytes, start: int, end: int) -> None:
    document = b'<?xml version="1.0" encoding="utf-8"?><r><item a="1">b&amp;<![CDATA[c]]></item><item>d</item></r>'
    stream = io.BytesIO(document[:start] + noise + document[end:])
    reading = elements._outermost(
        elements._Document(Path("a.xml"), stream, frozenset({"item"}), 10_000), frozenset({"item"})
    )
    with contextlib.suppress(CorpusError):
        assert all(words(element) is not None for element in reading)


def test_comments_and_instructions_are_not_even_made(tmp_path: Path) -> None:
    path = put(tmp_path, "a.xml", "<item>a<!-- b --><?c?>d</item>")
    assert [[words(item), len(item)] for item in read_elements(path, ["item"], refuse_none)] == [["ad", 0]]

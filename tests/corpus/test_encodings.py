"""Encodings: told by what is certain, then declared, then likely. All texts are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.corpus.encodings import EncodingError, codec_of, decoded, encoding_of, head_in_utf_8
from tests.support.sources import LAW

TEXTS = {
    "Tempête sur la côte : le ferry est à quai, dit l’autorité.": ["cp1252", "mac-roman"],
    "Stürmische Küste: „Die Fähre fährt nicht“, sagte die Behörde.": ["cp1252"],
    "La giunta ha detto che il molo sarà ricostruito perché è caduto.": ["cp1252", "mac-roman", "cp850"],
    "Færgen vender tilbage på mandag, siger rederiet på øen.": ["cp1252"],
    "Rada portu zagłosowała za przebudową nabrzeża, żegluga wróci.": ["cp1250", "iso8859-2"],
    "Rada přístavu hlasovala pro přestavbu nábřeží, plavba začne brzy.": ["cp1250", "iso8859-2"],
    "Vapur şimdilik başka iskeleye yanaşacak, dedi başkan, gün değişti.": ["cp1254"],
    "Uosto taryba balsavo už krantinės atstatymą, žąsys laukė.": ["cp1257"],
    "Северный причал перестроят, сообщили во вторник.": ["cp1251", "koi8-r", "iso8859-5", "cp866"],
    "Το συμβούλιο του λιμανιού ψήφισε υπέρ της ανοικοδόμησης.": ["cp1253"],
    "صوت مجلس الميناء على إعادة بناء الرصيف الشمالي بعد العاصفة": ["cp1256"],
    "מועצת הנמל הצביעה בעד שיקום הרציף הצפוני לאחר הסערה": ["cp1255"],
    "คณะกรรมการท่าเรือลงมติสร้างท่าเรือเหนือขึ้นใหม่": ["cp874"],
    "港湾委員会は北埠頭の再建を決議した。フェリーは来週から運航を再開する。": ["cp932", "euc_jp", "iso2022_jp"],
    "港口委员会投票决定重建北码头。渡轮预计下周恢复运营，市长表示。": ["gb18030"],
    "港口委員會投票決定重建北碼頭。渡輪預計下週恢復營運，市長表示。": ["big5hkscs"],
    "항만위원회는 북쪽 부두를 재건하기로 의결했다. 여객선은 다음 주부터.": ["cp949"],
}
EVERY = [(text, codec) for text, codecs in TEXTS.items() for codec in codecs]


@pytest.mark.parametrize(("text", "codec"), EVERY)
def test_the_bytes_of_a_language_tell_their_encoding(text: str, codec: str) -> None:
    document = f'{{"id": "1", "text": "{text}"}}'
    assert decoded(document.encode(codec)) == document


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_a_mark_or_as_utf_8_is_certain(text: str, codec: str) -> None:
    assert decoded(text.encode(codec)) == text


@LAW
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_valid_utf_8_is_always_read_as_such(text: str) -> None:
    text = text.replace("\x1b", "").replace("\x00", "").removeprefix("\ufeff") + "é"
    assert decoded(b"<p>" + text.encode()) == f"<p>{text}"


@LAW
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_text_or_refused_and_nothing_is_made_up(data: bytes, damage: bool) -> None:
    try:
        text = decoded(data, damage=damage)
    except EncodingError:
        return
    marked = b"\xef\xbf\xbd" in data or b"\xfd\xff" in data or b"\xff\xfd" in data or b"\x84\x31\xa4\x37" in data
    assert "\ufffd" not in text or marked


@pytest.mark.parametrize(
    ("declaration", "codec"),
    [
        ('<?xml version="1.0" encoding="windows-1251"?><r>{}</r>', "cp1251"),
        ("<?xml version='1.0' encoding='KOI8-R' standalone='yes'?><r>{}</r>", "koi8-r"),
        ('<!DOCTYPE html><html><head><meta charset="windows-1251"></head><body>{}', "cp1251"),
        ('<html><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-5">{}', "iso8859-5"),
    ],
)
def test_a_declaration_decides_where_bytes_are_not_utf_8(declaration: str, codec: str) -> None:
    document = declaration.format("Ферри")
    assert decoded(document.encode(codec)) == document
    assert decoded(document.encode()) == document


def test_latin_1_means_windows_1252_with_the_bytes_that_it_leaves_open() -> None:
    page = b'<meta charset="iso-8859-1">caf\xe9 \x80 \x9d \x93x\x94'
    assert decoded(page) == '<meta charset="iso-8859-1">café € \x9d “x”'


def test_half_a_character_in_utf_8_costs_itself_alone_or_is_refused() -> None:
    page = '<?xml version="1.0" encoding="latin-1"?><p>Été – à quai</p>'.encode() + "é".encode()[:1] + b"<p>now</p>"
    assert decoded(page, damage=True).endswith("Été – à quai</p><p>now</p>")
    with pytest.raises(EncodingError, match="0xc3"):
        decoded(page)


def test_a_person_decides_over_all_but_the_mark_of_utf_16() -> None:
    data = "Čtvrtek".encode("cp1250")
    assert decoded(data, "windows-1250") == "Čtvrtek"
    assert decoded("a".encode("utf-16-be"), "utf-16-be") == "a"
    assert decoded("a".encode("utf-16"), "utf-16") == "a"
    with pytest.raises(EncodingError, match="not utf-8"):
        decoded(data, "utf-8")
    with pytest.raises(ValueError, match="expected the name of one"):
        decoded(data, "rot13")


@pytest.mark.parametrize("label", ["undefined", "base64", "idna", "unicode_escape", "utf-7", "mbcs", "", "\x00", "é"])
def test_what_is_no_encoding_of_text_is_none(label: str) -> None:
    assert codec_of(label) is None


def test_what_is_no_text_stays_as_it_is() -> None:
    for head in (b"PAR1\x15\x04\x15\x00", b"PK\x03\x04\x14\x00\x00\x00", b"SQLite format 3\x00\x10\x00\x01\x01"):
        assert head_in_utf_8(head) == head
    picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4
    assert encoding_of(picture) is None

"""Reuters-21578: an item is read by what it is marked as. The items are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from recommender.corpus import read_column
from tests.support.sources import put, read

ITEMS = """<!DOCTYPE lewis SYSTEM "lewis.dtd">
<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" OLDID="5544" NEWID="1">
<DATE>26-FEB-1987 15:01:01.79</DATE>
<TOPICS><D>cocoa</D><D>ship</D></TOPICS>
<PLACES><D>el-salvador</D></PLACES>
<UNKNOWN>
&#5;&#5;&#5;C T
&#22;&#22;&#1;f0704&#31;reute</UNKNOWN>
<TEXT>&#2;
<TITLE>FERRY IS BACK</TITLE>
<DATELINE>    PORTLEA, Feb 26 - </DATELINE><BODY>It sailed
at dawn.
    Crowds came.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>
<REUTERS TOPICS="NO" LEWISSPLIT="TRAIN" OLDID="5545" NEWID="2">
<DATE> 2-MAR-1987 08:02:20.00</DATE>
<TOPICS></TOPICS>
<TEXT TYPE="BRIEF">&#2;
******<TITLE>FERRY CO SAYS IT IS BACK
</TITLE>
Blah blah blah.
&#3;</TEXT>
</REUTERS>
<REUTERS TOPICS="NO" LEWISSPLIT="TRAIN" OLDID="5546" NEWID="3">
<DATE>2-MAR-1987 09:00:00.00</DATE>
<TEXT TYPE="UNPROC">&#2;
OLD MILL YEAR NET
    Shr 3.40 dlrs
&#3;</TEXT>
</REUTERS>
"""


def test_items_are_read_by_their_type(tmp_path: Path) -> None:
    (whole, brief, unprocessed), refused = read(put(tmp_path, "reut2-000.sgm", ITEMS))
    assert (whole.title, whole.text) == ("FERRY IS BACK", "It sailed at dawn.\nCrowds came.")
    assert (whole.tags, whole.publisher) == (("cocoa", "ship", "el-salvador"), "Reuters")
    assert whole.published_at == datetime(1987, 2, 26, 15, 1, 1, tzinfo=UTC)
    assert (brief.title, brief.text) == ("FERRY CO SAYS IT IS BACK", "")
    assert (unprocessed.title, unprocessed.text) == ("OLD MILL YEAR NET", "Shr 3.40 dlrs")
    assert refused == []


def test_the_topics_are_a_label(tmp_path: Path) -> None:
    assert list(read_column(put(tmp_path, "reut2-000.sgm", ITEMS), "topics")) == [("1", "cocoa")]

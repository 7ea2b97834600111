"""WACZ: a web archive as one zip file, with lists for its replay.

In: a folder or an archive that was unpacked. Out: the records of the WARC files in it. The one idea: everything beside
the folder ``archive`` describes the archive: its lists of pages are no articles, although they have titles. Source:
Web Archive Collection Zipped (WACZ) 1.1.1, specs.webrecorder.net.
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.corpus.bundle import Bundle, BundleReader
from recommender.corpus.files import Record
from recommender.corpus.readers.warc import read_warc
from recommender.corpus.reading import Reading


def read_wacz(bundle: Bundle, reading: Reading) -> Iterator[tuple[str, Record]]:
    """Read the archives of a bundle, each with its name."""
    for name, path in bundle.files.items():
        for record in read_warc(path, reading):
            yield name, record


WACZ = BundleReader(
    "WACZ",
    recognises=lambda folders, files: "datapackage.json" in files and {"archive", "indexes"} <= folders,
    claims=lambda _: True,
    wants=lambda name: (
        name.startswith("archive/") and name.lower().endswith((".warc", ".warc.gz", ".warc.zst", ".arc.gz"))
    ),
    read=read_wacz,
)

#!/usr/bin/env bash
# warcio 1.8.1: an archive that is cut off within a record is read without an error, and its last record is too short.
#
# Where a WARC ends before the `Content-Length` of its last record, `ArchiveIterator` yields that record, its content is
# what there is of it, and the iteration ends as one of a whole archive does. So it is with gzip, too: that the packed
# data is cut off (EOFError in Python's gzip) is not raised. A guess would be `ArchiveLoadFailed`, which is what other
# damage raises. A record of type response without `WARC-Target-URI` raises an AttributeError.
#
# Seen with warcio 1.8.1 on Python 3.11. Ends with 0 while it is so, and with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check warcio==1.8.1

cat >"$folder/cut_off.py" <<'PYTHON'
import gzip
import io

from warcio.archiveiterator import ArchiveIterator

SIZE = 50_000


def response():
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % SIZE + b"x" * SIZE
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0a183026-e148-401a-838d-1d59036ba6b7>\r\n"
    head += b"WARC-Date: 2026-03-14T07:40:00Z\r\nWARC-Target-URI: https://post.example/\r\n"
    return head + b"Content-Type: application/http\r\nContent-Length: %d\r\n\r\n" % len(body) + body + b"\r\n\r\n"


def read(archive):
    records = []
    try:
        for record in ArchiveIterator(io.BytesIO(archive)):
            length = len(record.content_stream().read())
            records.append("whole" if length == SIZE else "too short")
    except Exception as error:
        return f"{records}, {type(error).__name__}"
    return f"{records}, no error"


whole = response()
print("cut off:", read(whole + whole[: len(whole) // 2]))
print("cut off, packed:", read(gzip.compress(whole) + gzip.compress(whole)[:-30]))
print("without an address:", read(whole.replace(b"WARC-Target-URI: https://post.example/\r\n", b"")))
PYTHON

"$folder/venv/bin/python" "$folder/cut_off.py" | tee "$folder/seen"
diff - "$folder/seen" <<'SEEN'
cut off: ['whole', 'too short'], no error
cut off, packed: ['whole', 'too short'], no error
without an address: [], AttributeError
SEEN
echo "as it was seen with warcio 1.8.1"

#!/usr/bin/env bash
# obstore 0.12.1: `read_timeout` gives up an upload that is under way, though bytes go up all the time.
#
# It is documented as the time of each read, begun anew by each that succeeds, to find connections that have stalled. It
# runs from the start of a request, so while a body is sent, too: an object that takes longer than that to go up, over a
# slow line, is given up and sent again from its start, and never arrives. A guess would be that the time begins when the
# answer is waited for. (The HTTP client below it, reqwest, counts so.)
#
# Seen with obstore 0.12.1 on Python 3.11. Ends with 0 while it is so, and with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install obstore==0.12.1

cat >"$folder/slow.py" <<'PYTHON'
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import obstore
from obstore.store import S3Store

SIZE = 8_000_000


class Slow(BaseHTTPRequestHandler):
    """Takes a body in about four seconds, and answers at once when it has it."""

    def do_PUT(self):
        left = int(self.headers["Content-Length"])
        while left and (came := self.rfile.read(min(left, SIZE // 40))):
            left -= len(came)
            time.sleep(0.1)
        self.send_response(200)
        self.send_header("ETag", '"x"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, *_):
        pass


server = Server(("127.0.0.1", 0), Slow)
threading.Thread(target=server.serve_forever, daemon=True).start()
for seconds in (None, 2):
    options = {"allow_http": True} | ({"read_timeout": timedelta(seconds=seconds)} if seconds else {})
    store = S3Store(
        "bucket",
        endpoint=f"http://127.0.0.1:{server.server_port}",
        access_key_id="x",
        secret_access_key="x",
        region="x",
        client_options=options,
        retry_config={"max_retries": 0},
    )
    try:
        obstore.put(store, "object", b"x" * SIZE, use_multipart=False)
        print("read_timeout", seconds, "written")
    except Exception as error:
        print("read_timeout", seconds, "timed out" if "timed out" in str(error).lower() or "Timeout" in str(error) else error)
PYTHON

"$folder/venv/bin/python" "$folder/slow.py" | tee "$folder/seen"
diff - "$folder/seen" <<'SEEN'
read_timeout None written
read_timeout 2 timed out
SEEN
echo "as it was seen"

#!/usr/bin/env bash
# starlette 1.10.0: a route with `{id:path}` loses a line feed at the end of an id, and does not match one within it.
#
# Ids of articles are often addresses, so a route takes them by the convertor `path`. That is the expression `.*` before
# a `$`: the point matches no line feed, and `$` matches before the last one. So `/articles/one%0A` is answered as if it
# were `/articles/one`, and `/articles/one%0Atwo` with 404 by the router itself, before any check of the route's own. With
# the usual convertor, `[^/]+`, the route gets both as they were sent. A guess would be that the convertors differ in the
# slash alone.
#
# Seen with starlette 1.10.0 on Python 3.11. Ends with 0 while it is so, and with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check starlette==1.10.0

cat >"$folder/paths.py" <<'PYTHON'
import asyncio

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route


async def article(request):
    return PlainTextResponse(ascii(request.path_params["id"]))


app = Starlette(routes=[Route("/by-path/{id:path}", article), Route("/by-name/{id}", article)])


async def get(path):
    said = []

    async def send(message):
        said.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "query_string": b"", "headers": []}
    await app(scope, receive, send)
    return f"{said[0]['status']} {said[1]['body'].decode()}"


for path in ("/by-path/one", "/by-path/one\n", "/by-path/one\ntwo", "/by-name/one\n", "/by-name/one\ntwo"):
    print(ascii(path), asyncio.run(get(path)))
PYTHON

"$folder/venv/bin/python" "$folder/paths.py" | tee "$folder/seen"
diff - "$folder/seen" <<'SEEN'
'/by-path/one' 200 'one'
'/by-path/one\n' 200 'one'
'/by-path/one\ntwo' 404 Not Found
'/by-name/one\n' 200 'one\n'
'/by-name/one\ntwo' 200 'one\ntwo'
SEEN
echo "as it was seen with starlette 1.10.0"

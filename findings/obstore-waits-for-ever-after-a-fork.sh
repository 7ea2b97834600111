#!/usr/bin/env bash
# obstore 0.12.1: once a process has made a call, each call of a process that is forked from it waits for ever.
#
# The threads that make requests are started by the first call, and do not outlive `os.fork()`. In the child a call,
# also of a store that it makes itself, never returns, whatever `timeout` and `retry_timeout` say; nor does it raise. A
# guess would be an error that names the fork. Pools of `multiprocessing` with the start method `fork`, and servers that
# load first and fork then, are such children.
#
# Seen with obstore 0.12.1 on Python 3.11. Ends with 0 while it is so, and with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install obstore==0.12.1

cat >"$folder/fork.py" <<'PYTHON'
import os
import signal
import sys

import obstore
from obstore.store import LocalStore


def put_in_a_child():
    """Return what a child does that writes an object, with ten seconds for it."""
    child = os.fork()
    if child == 0:
        signal.alarm(10)
        obstore.put(LocalStore(sys.argv[1]), "child", b"x")
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {0: "written", -signal.SIGALRM: "waits"}.get(code, code)


print("before any call of the parent:", put_in_a_child())
obstore.put(LocalStore(sys.argv[1]), "parent", b"x")
print("after one:", put_in_a_child())
PYTHON

"$folder/venv/bin/python" "$folder/fork.py" "$folder" | tee "$folder/seen"
diff - "$folder/seen" <<'SEEN'
before any call of the parent: written
after one: waits
SEEN
echo "as it was seen"

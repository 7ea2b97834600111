#!/usr/bin/env bash
# multiprocessing (CPython 3.11): once the fork server has ended, processes that still run pass for ended, and are not ended.
#
# With the start method `forkserver`, the processes are children of the fork server, which tells their exit codes. When
# that one process is ended, by an administrator or for want of memory, `is_alive()` of each process is False and its
# `exitcode` 255 from then on, while it goes on working; `terminate()` and `kill()` return and do nothing. A parent that
# starts successors then has two of each. A guess would be that a child ends with its server, or stays known as alive.
#
# Seen with CPython 3.11.7 on Linux; no package is needed. Ends with 0 while it is so, and with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat >"$folder/server.py" <<'PYTHON'
import multiprocessing
import os
import signal
import sys
import time
from multiprocessing import forkserver

COUNTED = sys.argv[1]


def count():
    while True:
        with open(COUNTED, "a") as counted:
            counted.write(".")
        time.sleep(0.02)


def goes_on():
    """Return whether the child writes on, within ten seconds."""
    before = os.path.getsize(COUNTED)
    for _ in range(500):
        time.sleep(0.02)
        if os.path.getsize(COUNTED) > before:
            return True
    return False


if __name__ == "__main__":
    child = multiprocessing.get_context("forkserver").Process(target=count)
    child.start()
    try:
        while not os.path.exists(COUNTED):
            time.sleep(0.02)
        print("before: alive", child.is_alive(), "goes on", goes_on())
        os.kill(forkserver._forkserver._forkserver_pid, signal.SIGTERM)
        child.join(60)
        print("server ended: alive", child.is_alive(), "exitcode", child.exitcode, "goes on", goes_on())
        child.terminate()
        time.sleep(1)
        print("after terminate(): goes on", goes_on())
        child.kill()
        time.sleep(1)
        print("after kill(): goes on", goes_on())
    finally:
        os.kill(child.pid, signal.SIGKILL)
PYTHON

python3 "$folder/server.py" "$folder/counted" | tee "$folder/seen"
diff - "$folder/seen" <<'SEEN'
before: alive True goes on True
server ended: alive False exitcode 255 goes on True
after terminate(): goes on True
after kill(): goes on True
SEEN
echo "as it was seen, with $(python3 --version)"

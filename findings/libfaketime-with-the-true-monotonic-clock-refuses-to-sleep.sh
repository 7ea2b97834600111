#!/usr/bin/env bash
# libfaketime 0.9.10: with `FAKETIME_DONT_FAKE_MONOTONIC=1` each `time.sleep` of Python 3.11 fails at once with EINVAL.
#
# To try a service whose wall clock is wrong, the monotonic clock is left alone, which is what the option is for. Python
# from 3.11 on sleeps by `clock_nanosleep` until a moment of that clock (`TIMER_ABSTIME`); with the option this ends at
# once with "[Errno 22] Invalid argument", whatever the time that is set, even the true one. Without it, the sleep is as
# long as it should be. A guess would be that the option changes what the monotonic clock says, and nothing about how long
# one sleeps by it.
#
# Seen with Debian's libfaketime 0.9.10-2.1 and Python 3.11 on amd64. Ends with 0 while it is so, and with 1 once it has
# changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
chmod 755 "$folder"
apt-get download -q libfaketime=0.9.10-2.1 >/dev/null 2>&1
dpkg-deb --extract libfaketime_*.deb .
library=$(find "$folder" -name libfaketime.so.1)

cat >sleep.py <<'PYTHON'
import time


def slept(wait):
    begun = time.monotonic()
    try:
        wait(0.2)
    except OSError as error:
        return str(error)
    return "long enough" if time.monotonic() - begun >= 0.19 else "too short"


print("sleep:", slept(time.sleep))
PYTHON

for option in 0 1; do
  for offset in +0 -1d; do
    printf 'option %s, clock %s, ' "$option" "$offset"
    LD_PRELOAD=$library FAKETIME=$offset FAKETIME_DONT_FAKE_MONOTONIC=$option "$(command -v python3)" sleep.py
  done
done | tee seen
diff - seen <<'SEEN'
option 0, clock +0, sleep: long enough
option 0, clock -1d, sleep: long enough
option 1, clock +0, sleep: [Errno 22] Invalid argument
option 1, clock -1d, sleep: [Errno 22] Invalid argument
SEEN
echo "as it was seen with libfaketime 0.9.10"

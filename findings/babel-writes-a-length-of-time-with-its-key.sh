#!/usr/bin/env bash
# Babel 2.18.0: a length of time is written with the key of its unit in some languages, where another function knows it.
#
# `format_unit(3, "duration-day", length="long", locale="it")` returns "3 duration-day"; so it does for some of the units
# from minutes to years in Portuguese, Dutch, Turkish, Arabic and Hindi, and for all of them in Japanese and Chinese. In
# English, German or French it is "3 days", "3 Tage", "3 jours". `format_timedelta` of the same time knows the words: "3
# giorni" and "3 日". A guess would be that both know the same units, or that the first raises `UnknownUnitError`.
#
# Seen with Babel 2.18.0 on Python 3.11. Ends with 0 while it is so, and with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check babel==2.18.0

cat >"$folder/lengths.py" <<'PYTHON'
from datetime import timedelta

from babel.dates import format_timedelta
from babel.units import format_unit

for locale in ("de", "it", "ja"):
    unit = format_unit(3, "duration-day", length="long", locale=locale)
    print(f"{locale}: {unit} / {format_timedelta(timedelta(days=3), granularity='day', threshold=9, locale=locale)}")
PYTHON

"$folder/venv/bin/python" "$folder/lengths.py" | tee "$folder/seen"
diff - "$folder/seen" <<'SEEN'
de: 3 Tage / 3 Tage
it: 3 duration-day / 3 giorni
ja: 3 duration-day / 3 日
SEEN

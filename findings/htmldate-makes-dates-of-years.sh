#!/usr/bin/env bash
# htmldate 1.11.0: its extensive search, on by default, makes the first of January of a year that stands in a footer.
#
# `htmldate.find_date` is documented to find the date at which a page was published. A page whose only year stands in
# "© 2025 Post", and one that writes its day as 2026年11月18日, get a date all the same: January 1st, to the day, with no
# word that it is a guess. A guess would be None, or a date that the page gives. Without the extensive search both get
# None, and a date that the page does give is found either way.
#
# Seen with htmldate 1.11.0 on Python 3.11. Ends with 0 while it is so, and with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check htmldate==1.11.0

cat >"$folder/years.py" <<'PYTHON'
from htmldate import find_date

pages = {
    "footer": "<p>The ferry came back to Portlea.</p><footer>© 2025 Post</footer>",
    "day in Chinese": "<p>2026年11月18日</p><p>渡轮回来了。</p>",
    "day in English": "<p class='date'>November 18, 2026</p><p>The ferry came back.</p>",
}
for name, page in pages.items():
    page = f"<html><body><article><h1>Ferry</h1>{page}</article></body></html>"
    dates = [find_date(page, extensive_search=is_on, max_date="2026-12-31") for is_on in (True, False)]
    print(f"{name}: {dates[0]} with the extensive search, {dates[1]} without")
PYTHON

"$folder/venv/bin/python" "$folder/years.py" 2>/dev/null | tee "$folder/seen"
diff - "$folder/seen" <<'SEEN'
footer: 2025-01-01 with the extensive search, None without
day in Chinese: 2026-01-01 with the extensive search, None without
day in English: 2026-11-18 with the extensive search, 2026-11-18 without
SEEN
echo "as it was seen with htmldate 1.11.0"

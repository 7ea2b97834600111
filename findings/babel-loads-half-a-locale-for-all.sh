#!/usr/bin/env bash
# Babel 2.18.0: what is loaded of a locale without its inherited data stands for the whole of it from then on.
#
# `babel.localedata.load("fr", merge_inherited=False)` is documented to return a locale's own data, without what it
# inherits. The result is remembered under "fr" alone, so that a later `load("fr")` returns the same part, and
# `format_decimal(1234.5, locale="fr")` ends in a KeyError, where it writes "1 234,5" in a process that did not ask
# before. A guess would be that the argument is part of what is remembered, or that such a result is not remembered.
# The other way round the argument is passed over: after `load("fr")` the whole is returned to who asks for a part.
#
# Seen with Babel 2.18.0 on Python 3.11. Ends with 0 while it is so, and with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check babel==2.18.0

cat >"$folder/part_first.py" <<'PYTHON'
from babel import localedata
from babel.numbers import format_decimal

part = localedata.load("fr", merge_inherited=False)
print("the part stands for the whole:", localedata.load("fr") is part)
try:
    print("1234.5 in French:", format_decimal(1234.5, locale="fr").replace("\u202f", " "))
except KeyError as error:
    print("1234.5 in French: KeyError", error)
PYTHON

cat >"$folder/whole_first.py" <<'PYTHON'
from babel import localedata
from babel.numbers import format_decimal

print("1234.5 in French:", format_decimal(1234.5, locale="fr").replace("\u202f", " "))
whole = localedata.load("fr")
print("the whole stands for the part:", localedata.load("fr", merge_inherited=False) is whole)
PYTHON

"$folder/venv/bin/python" "$folder/part_first.py" | tee "$folder/seen"
"$folder/venv/bin/python" "$folder/whole_first.py" | tee --append "$folder/seen"
diff - "$folder/seen" <<'SEEN'
the part stands for the whole: True
1234.5 in French: KeyError None
1234.5 in French: 1 234,5
the whole stands for the part: True
SEEN
echo "as it was seen with Babel 2.18.0"

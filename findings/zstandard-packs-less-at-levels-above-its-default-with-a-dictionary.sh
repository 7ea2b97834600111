#!/usr/bin/env bash
# zstandard 0.25.0 (zstd 1.5.7): with a trained dictionary, levels 4, 5 and 6 make small texts larger than level 3 does.
#
# Short texts (a title and a few sentences) are packed one by one with a dictionary trained on some of them. Without a
# dictionary levels 4 to 7 are all smaller than 3. With it, level 3, the default, is smaller
# than 4, 5 and 6, of which 5 is worst; level 7 is the first that is better. A guess would be that a higher level is at
# worst as good, so that 6 is a fair choice between speed and size.
#
# Seen with zstandard 0.25.0 on Python 3.11. Ends with 0 while it is so, and with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check zstandard==0.25.0

cat >"$folder/levels.py" <<'PYTHON'
import random

import zstandard

# Generated: words of random letters, as frequent as those of a language (Zipf), a thousand characters a text.
chance = random.Random(1)
words = ["".join(chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(chance.randint(2, 9))) for _ in range(4000)]
weights = [1 / rank for rank in range(1, len(words) + 1)]
texts = [" ".join(chance.choices(words, weights, k=160)).encode() for _ in range(3000)]
dictionary = zstandard.train_dictionary(100_000, texts[:2000])


def size(level, **options):
    pack = zstandard.ZstdCompressor(level=level, **options).compress
    return sum(len(pack(text)) for text in texts[2000:])


with_one = {level: size(level, dict_data=dictionary) for level in range(2, 8)}
without = {level: size(level) for level in range(2, 8)}
print("larger than level 3 with a dictionary:", [level for level in range(4, 8) if with_one[level] > with_one[3]])
print("the largest of these:", max(range(3, 8), key=with_one.get))
print("larger than level 3 without one:", [level for level in range(4, 8) if without[level] > without[3]])
PYTHON

"$folder/venv/bin/python" "$folder/levels.py" | tee "$folder/seen"
diff - "$folder/seen" <<'SEEN'
larger than level 3 with a dictionary: [4, 5, 6]
the largest of these: 5
larger than level 3 without one: []
SEEN
echo "as it was seen with zstandard 0.25.0"

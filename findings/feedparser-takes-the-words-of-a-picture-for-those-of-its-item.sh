#!/usr/bin/env bash
# feedparser 6.0.14: what Media RSS says of a picture stands among what the feed says of the item that the picture is in.
#
# The `media:description` of a `media:content` describes the picture (Media RSS 1.5.1). feedparser hands it to the
# handler of the item's own description: where it comes first, the caption becomes `summary`, and the item's
# description moves to `content`; where it comes last, the caption is `content`. Whoever takes the longest of the texts
# for that of the article shows captions where newsrooms write long ones. A guess would be that an element inside
# `media:content` says nothing of the item.
# And an author's mailbox is cut after the fourth letter of its top-level domain, the rest is taken for a name:
# `<author>desk@post.example</author>` has `email` "desk@post.exam" and `name` "ple".
#
# Seen with feedparser 6.0.14 on Python 3.11. Ends with 0 while it is so, and with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check feedparser==6.0.14

cat >"$folder/caption.py" <<'PYTHON'
import io

import feedparser

FEED = b"""<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Post</title><item>
<media:content url="https://post.example/a.jpg" medium="image">
<media:description>The quay of Portlea, seen from a balloon.</media:description></media:content>
<title>Ferry back</title><description>It sailed at dawn.</description><author>desk@post.example</author>
</item></channel></rss>"""
(entry,) = feedparser.parse(io.BytesIO(FEED)).entries
print("summary:", entry.summary)
print("content:", entry.content[0].value)
print("author:", entry.authors[0])
PYTHON

"$folder/venv/bin/python" "$folder/caption.py" | tee "$folder/seen"
diff - "$folder/seen" <<'SEEN'
summary: The quay of Portlea, seen from a balloon.
content: It sailed at dawn.
author: {'name': 'ple', 'email': 'desk@post.exam'}
SEEN
echo "as it was seen with feedparser 6.0.14"

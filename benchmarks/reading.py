"""How fast files are read: JSON Lines, WXR and WARC beside a bare parse of the same file.

    python -m benchmarks.reading --articles 2000 --pages 200 --seed 0

The articles are random words in paragraphs of HTML, some 3 kB each; a page has menus around them. A bare parse is
``json.loads`` of each line, ``lxml.etree.iterparse`` over the items, warcio's ``ArchiveIterator`` over the bodies;
and, since each page is then taken apart, trafilatura's ``bare_extraction`` of each. Reading does more than these: it
maps and checks every field, cleans the text and tells the encoding. What counts is processor time, that of the process
for pages too, as others use the machine; the contestants take turns, and of the rounds the best counts. What one
record alone takes, the start of that process above all, is taken off.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from time import process_time
from typing import NamedTuple

import trafilatura
from lxml import etree
from warcio.archiveiterator import ArchiveIterator

from recommender.corpus import read_articles
from recommender.corpus.apart.process import end_spare

LIBRARIES = ("lxml", "trafilatura", "warcio")
WORDS_OF_A_PARAGRAPH, PARAGRAPHS = 60, 8
ITEM = (
    "<item><title>{title}</title><link>https://post.example/{n}</link><guid>https://post.example/?p={n}</guid>"
    "<pubDate>Sat, 14 Mar 2026 07:40:00 +0000</pubDate><wp:post_id>{n}</wp:post_id><wp:status>publish</wp:status>"
    "<wp:post_type>post</wp:post_type><content:encoded><![CDATA[{body}]]></content:encoded></item>\n"
)
CHANNEL = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Post</title><wp:wxr_version>1.2</wp:wxr_version>\n'
)
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>{title}</title><meta property="og:site_name" content="Post"/>'
    '<meta property="article:published_time" content="2026-03-14T07:40:00Z"/></head><body>{menu}<article><h1>{title}'
    "</h1>{body}</article>{menu}</body></html>"
)


Parses = dict[str, Callable[[Path], int]]
Write = Callable[[Path, int, int], Path]


class Contest(NamedTuple):
    """Reading of one file, beside bare parses of it.

    Attributes:
        name: The format.
        path: The file.
        small: A file of one record.
        parses: What only parses it, by name; each returns how many records there were.
    """

    name: str
    path: Path
    small: Path
    parses: Parses


class Text(NamedTuple):
    """One article of random words.

    Attributes:
        title: Its headline.
        paragraphs: Its paragraphs.
    """

    title: str
    paragraphs: list[str]

    @property
    def html(self) -> str:
        """Return the paragraphs as HTML."""
        return "".join(f"<p>{paragraph}</p>\n" for paragraph in self.paragraphs)


def texts(n_articles: int, seed: int) -> Iterator[Text]:
    """Yield articles of random words, the r-th most frequent of which is drawn in proportion to 1 / r."""
    source = random.Random(seed)
    words = ["".join(source.choices("etaoinshrdlu", k=source.randint(2, 10))) for _ in range(5_000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    for number in range(n_articles):
        title = f"{' '.join(source.choices(words, weights, k=8)).capitalize()} {number}"
        drawn = (source.choices(words, weights, k=WORDS_OF_A_PARAGRAPH) for _ in range(PARAGRAPHS))
        yield Text(title, [f"{' '.join(paragraph).capitalize()}." for paragraph in drawn])


def write_json_lines(path: Path, n_articles: int, seed: int) -> Path:
    """Write one article a line."""
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(texts(n_articles, seed)):
            record = {
                "id": str(number), "title": text.title, "text": text.html, "url": f"https://post.example/{number}",
                "publisher": "Post", "published_at": "2026-03-14T07:40:00Z", "section": "Local",
                "tags": ["ferry", "quay"],
            }  # fmt: skip
            file.write(json.dumps(record) + "\n")
    return path


def write_wxr(path: Path, n_articles: int, seed: int) -> Path:
    """Write an export of WordPress."""
    with path.open("w", encoding="utf-8") as file:
        file.write(CHANNEL)
        for number, text in enumerate(texts(n_articles, seed)):
            file.write(ITEM.format(title=text.title, n=number, body=text.html))
        file.write("</channel></rss>\n")
    return path


def write_warc(path: Path, n_pages: int, seed: int) -> Path:
    """Write a web archive of pages."""
    menu = "<nav><ul>" + "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(150)) + "</ul></nav>"
    with path.open("wb") as file:
        for number, text in enumerate(texts(n_pages, seed)):
            body = PAGE.format(title=text.title, body=text.html, menu=menu).encode()
            answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
            head = (
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2026-03-15T00:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
                f"WARC-Target-URI: https://post.example/{number}\r\nContent-Type: application/http\r\n"
                f"Content-Length: {len(answer)}\r\n\r\n"
            )
            file.write(head.encode() + answer + b"\r\n\r\n")
    return path


def parse_json_lines(path: Path) -> int:
    """Parse each line."""
    with path.open(encoding="utf-8") as file:
        return sum(isinstance(json.loads(line), dict) for line in file)


def parse_items(path: Path) -> int:
    """Parse the items, and let each go."""
    count = 0
    for _, item in etree.iterparse(str(path), tag="item"):
        count += 1
        item.clear()
    return count


def bodies(path: Path) -> Iterator[bytes]:
    """Yield the body of each response of an archive."""
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                yield record.content_stream().read()


def parse_archive(path: Path) -> int:
    """Read each body."""
    return sum(1 for _ in bodies(path))


def parse_pages(path: Path) -> int:
    """Read each body, and extract its article."""
    extracted = (trafilatura.bare_extraction(body, with_metadata=True) for body in bodies(path))
    return sum(page is not None for page in extracted)


def read(path: Path) -> int:
    """Read the articles of a file as the product does, and end the process that took pages apart, to count its time."""
    count = sum(1 for _ in read_articles(path))
    end_spare()
    return count


def processor_seconds(run: Callable[[Path], int], path: Path) -> float:
    """Return the processor time of a run, that of processes that it has ended among it."""
    start, children = process_time(), os.times()
    run(path)
    ended = os.times()
    own = process_time() - start
    return own + ended.children_user + ended.children_system - children.children_user - children.children_system


def seconds_of(contest: Contest, rounds: int) -> dict[str, float]:
    """Return the least seconds of each contestant, who take turns."""
    contestants = {"read": read, **contest.parses}
    counts = {name: run(contest.path) for name, run in contestants.items()}  # to be warm, too
    assert len(set(counts.values())) == 1, f"{contest.name}: not the same records: {counts}"
    best = dict.fromkeys(contestants, float("inf"))
    for _ in range(rounds):
        for name, run in contestants.items():
            seconds = processor_seconds(run, contest.path) - processor_seconds(run, contest.small)
            best[name] = min(best[name], max(seconds, 0.001))
    return best


def parse_arguments() -> argparse.Namespace:
    """Return the sizes to measure with."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=2_000, help="articles in JSON Lines and WXR (%(default)s)")
    parser.add_argument("--pages", type=int, default=200, help="pages in the web archive (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of the random words (%(default)s)")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    chosen = parse_arguments()
    print(f"Python {platform.python_version()}, {', '.join(f'{name} {version(name)}' for name in LIBRARIES)};", end=" ")
    print(
        f"{chosen.articles:,} articles, {chosen.pages:,} pages, best of {chosen.rounds}, per second of processor time"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written: tuple[tuple[str, Write, int, Parses], ...] = (
            ("JSON Lines", write_json_lines, chosen.articles, {"json.loads": parse_json_lines}),
            ("WXR", write_wxr, chosen.articles, {"lxml": parse_items}),
            ("WARC", write_warc, chosen.pages, {"warcio": parse_archive, "warcio + trafilatura": parse_pages}),
        )
        for number, (form, write, count, parses) in enumerate(written):
            large, small = (write(folder / f"{number}-{n}", n, chosen.seed) for n in (count, 1))
            contest = Contest(form, large, small, parses)
            megabytes = contest.path.stat().st_size / 1e6
            best = seconds_of(contest, chosen.rounds)
            print(f"{contest.name}, {megabytes:.1f} MB: read {megabytes / best['read']:.1f} MB/s", end="")
            for parser in contest.parses:
                print(f"; {parser} {megabytes / best[parser]:.1f} MB/s ({best['read'] / best[parser]:.1f} ×)", end="")
            print()


if __name__ == "__main__":
    main()

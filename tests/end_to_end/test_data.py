"""The sample corpus keeps what `data/README.md` promises of it.

Read through plain `json` first, so that a fault of our own readers cannot hide one of the data.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from recommender.article import Article
from recommender.article.fields import KINDS

DATA = Path(__file__).parents[2] / "data"
FILES = ("articles.jsonl", "captured-page.txt", "events.tsv", "qrels.tsv")

Record = dict[str, Any]
Shingles = frozenset[tuple[str, ...]]


@cache
def records() -> tuple[Record, ...]:
    lines = (DATA / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t"))


@cache
def by_event() -> dict[str, list[Record]]:
    event_of = {row["article_id"]: row["event"] for row in table("events.tsv")}
    groups = defaultdict(list)
    for record in records():
        groups[event_of[record["article_id"]]].append(record)
    return dict(groups)


def time(record: Record, field: str = "published_at") -> datetime:
    return datetime.fromisoformat(record[field])


def reports(event: str) -> list[Record]:
    """Return the articles of an event without paid pieces, which stand for themselves."""
    return [record for record in by_event()[event] if record["kind"] != "sponsored"]


def breaking_event() -> str:
    return max(by_event(), key=lambda event: len(by_event()[event]))


def is_correction(record: Record) -> bool:
    return bool(record["article_id"].endswith("-corrected"))


@cache
def shingles(text: str) -> Shingles:
    words = text.split()
    return frozenset(tuple(words[at : at + 5]) for at in range(len(words) - 4))


def shared(one: Record, other: Record) -> float:
    """Return the part of the shorter text's five-word shingles that the longer one has too, in [0, 1]."""
    first, second = shingles(one["text"]), shingles(other["text"])
    return len(first & second) / max(1, min(len(first), len(second)))


def wire_copies() -> Iterator[tuple[Record, Record]]:
    """Yield (original, copy) of the agency's articles as other publishers printed them."""
    for event in by_event():
        for one, other in combinations(by_event()[event], 2):
            if one["publisher"] == "Meridian Wire" != other["publisher"] and shared(one, other) >= 0.8:
                yield one, other


def test_the_checksums_match() -> None:
    lines = (DATA / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    expected = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert tuple(sorted(expected)) == FILES
    assert {name: hashlib.sha256((DATA / name).read_bytes()).hexdigest() for name in FILES} == expected


def test_the_readme_names_every_checksum_and_every_count_of_a_publisher() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    for line in (DATA / "SHA256SUMS").read_text(encoding="ascii").splitlines():
        digest, name = line.split("  ")
        assert f"| `{name}` | `{digest}` |" in readme
    for publisher, count in Counter(record["publisher"] for record in records()).items():
        assert f"| {publisher} | {count} |" in readme


def test_the_folder_holds_nothing_else() -> None:
    assert {path.name for path in DATA.iterdir()} == {*FILES, "README.md", "SHA256SUMS"}


def test_lines_are_compact_unescaped_and_sorted() -> None:
    lines = (DATA / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines == [json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records()]
    order = [(record["published_at"], record["article_id"]) for record in records()]
    assert order == sorted(order)


def test_every_record_parses_and_gives_itself_back() -> None:
    for record in records():
        assert Article.parse(record).to_record() == record


@pytest.mark.parametrize("field", ["article_id", "title", "url", "text"])
def test_no_two_articles_share(field: str) -> None:
    counts = Counter(record[field] for record in records())
    assert [value for value, count in counts.items() if count > 1] == []


def test_there_are_enough_articles_publishers_events_and_storylines() -> None:
    assert len(records()) >= 240
    assert len({record["publisher"] for record in records()}) >= 12
    assert len(by_event()) >= 60
    assert len({row["storyline"] for row in table("events.tsv")}) >= 12


def test_articles_have_the_length_of_a_short_report() -> None:
    for record in records():
        # Japanese is written without spaces: its characters are counted.
        if record["language"] == "ja":
            assert 280 <= len(record["text"]) <= 800, record["article_id"]
        else:
            assert 120 <= len(record["text"].split()) <= 250, record["article_id"]


def test_the_sections_promised_are_there() -> None:
    promised = {"politics", "courts", "weather", "sport", "business", "science", "local"}
    assert promised <= {record["section"] for record in records()}


def test_ten_articles_each_are_in_spanish_german_and_japanese() -> None:
    counts = Counter(record["language"] for record in records())
    assert (counts["es"], counts["de"], counts["ja"]) == (10, 10, 10)
    assert set(counts) == {"en", "es", "de", "ja"}


def test_every_kind_is_there_and_most_is_news() -> None:
    counts = Counter(record["kind"] for record in records())
    assert set(counts) == set(KINDS)
    assert all(counts[kind] >= 2 for kind in KINDS)
    assert counts["news"] >= 0.8 * len(records())


def test_the_corpus_spans_about_eight_weeks() -> None:
    span = time(records()[-1]) - time(records()[0])
    assert timedelta(weeks=7) <= span <= timedelta(weeks=8)


def test_updates_come_after_publication() -> None:
    updated = [record for record in records() if "updated_at" in record]
    assert updated
    assert all(time(record, "updated_at") > time(record) for record in updated)


def test_two_to_six_publishers_tell_an_event() -> None:
    for event in by_event():
        publishers = {record["publisher"] for record in reports(event)}
        if publishers and event != breaking_event():
            assert 2 <= len(publishers) <= 6, event


def test_a_paid_piece_is_an_event_of_its_own() -> None:
    for event, members in by_event().items():
        assert reports(event) == members or len(members) == 1, event


def test_reports_of_an_event_lie_at_most_two_days_apart() -> None:
    for event, members in by_event().items():
        times = [time(record) for record in members]
        assert max(times) - min(times) <= timedelta(days=2), event


def test_the_last_day_has_a_story_breaking_across_ten_publishers_within_three_hours() -> None:
    members = by_event()[breaking_event()]
    times = [time(record) for record in members]
    assert len({record["publisher"] for record in members}) >= 10
    assert max(times) - min(times) <= timedelta(hours=3)
    assert {moment.date() for moment in times} == {time(records()[-1]).date()}


def test_storylines_run_over_several_events() -> None:
    events = defaultdict(set)
    for row in table("events.tsv"):
        events[row["storyline"]].add(row["event"])
    assert sum(len(names) >= 3 for names in events.values()) >= 12


def test_about_a_third_of_the_articles_carry_links() -> None:
    linked = sum("links" in record for record in records())
    assert 0.28 <= linked / len(records()) <= 0.42


def test_every_link_leads_to_an_earlier_article_of_the_corpus() -> None:
    target = {record[field]: record for record in records() for field in ("title", "url")}
    for record in records():
        for link in record.get("links", []):
            assert link in target, (record["article_id"], link)
            assert target[link] is not record
            assert time(target[link]) <= time(record), (record["article_id"], link)


def test_a_correction_stands_beside_what_it_corrects() -> None:
    known = {record["article_id"]: record for record in records()}
    corrections = [record for record in records() if is_correction(record)]
    assert corrections
    for record in corrections:
        original = known[record["article_id"].removesuffix("-corrected")]
        assert "Correction:" in record["text"]
        assert "updated_at" in record
        assert original["publisher"] == record["publisher"]
        assert shared(original, record) >= 0.8


def test_wire_copies_are_nearly_word_for_word_under_another_headline() -> None:
    copies = list(wire_copies())
    assert len(copies) >= 10
    for original, copy in copies:
        assert original["title"] != copy["title"]
        assert copy["authors"] == ["Meridian Wire"]
    credited = {record["article_id"] for record in records() if record["authors"] == ["Meridian Wire"]}
    originals = {record["article_id"] for record in records() if record["publisher"] == "Meridian Wire"}
    assert {copy["article_id"] for _, copy in copies} == credited - originals


def test_other_articles_of_an_event_are_told_in_their_own_words() -> None:
    copied = {record["article_id"] for pair in wire_copies() for record in pair}
    for members in by_event().values():
        for one, other in combinations(members, 2):
            if not {one["article_id"], other["article_id"]} <= copied and not is_correction(other):
                assert shared(one, other) < 0.2, (one["article_id"], other["article_id"])


def test_every_article_has_one_event_of_one_storyline() -> None:
    rows = table("events.tsv")
    assert [row["article_id"] for row in rows] == sorted(record["article_id"] for record in records())
    storylines = defaultdict(set)
    for row in rows:
        storylines[row["event"]].add(row["storyline"])
    assert all(len(names) == 1 for names in storylines.values())


def test_the_judgments_agree_with_the_events() -> None:
    rows = table("events.tsv")
    expected = [
        (query["article_id"], doc["article_id"], "2" if query["event"] == doc["event"] else "1")
        for query in rows
        for doc in rows
        if query is not doc and query["storyline"] == doc["storyline"]
    ]
    judged = [(row["query_id"], row["doc_id"], row["grade"]) for row in table("qrels.tsv")]
    assert judged == sorted(expected)
    assert {query for query, _, _ in judged} == {record["article_id"] for record in records()}


def test_the_captured_page_ends_with_three_headlines_of_the_corpus() -> None:
    lines = (DATA / "captured-page.txt").read_text(encoding="utf-8").split("\n")
    body = next(line for line in lines if "Related..." in line)
    rest = body.partition("Related...")[2]
    titles = {record["title"] for record in records()}
    found = sorted((title for title in titles if title in rest), key=rest.index)
    assert len(found) == 3
    assert "".join(found) == rest
    assert [line for line in lines[lines.index(body) + 1 :] if line] == ["Comments", "Similar News", "Breaking news"]


def test_no_address_leads_anywhere() -> None:
    for record in records():
        assert re.fullmatch(r"https://[a-z-]+\.example/2026/\d\d/\d\d/[a-z0-9-]+", record["url"]), record["url"]


def test_ids_carry_the_day_and_one_publisher_has_one_prefix() -> None:
    prefixes = defaultdict(set)
    for record in records():
        prefix, day, _ = record["article_id"].split("-", 2)
        assert f"{time(record):%m%d}" == day
        prefixes[prefix].add(record["publisher"])
    assert all(len(names) == 1 for names in prefixes.values())


def test_no_paragraph_is_repeated_outside_copies_and_corrections() -> None:
    allowed = {record["article_id"] for pair in wire_copies() for record in pair}
    paragraphs = Counter(
        paragraph
        for record in records()
        if record["article_id"] not in allowed and not is_correction(record)
        for paragraph in record["text"].split("\n\n")
        if len(paragraph) > 40  # "From the transcript:" may come again
    )
    assert [paragraph for paragraph, count in paragraphs.items() if count > 1] == []


def test_live_pages_run_from_the_latest_entry_or_from_the_first() -> None:
    for record in records():
        clock = re.findall(r"(?m)^(\d\d:\d\d) ", record["text"])
        if record["kind"] == "live":
            assert clock in (sorted(clock), sorted(clock, reverse=True)), record["article_id"]

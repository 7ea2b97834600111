"""The corpora that benchmarks measure with: allsides, allsides in pieces, and generated articles.

    python -m benchmarks.corpora generated --articles 1000000 --out build/generated.jsonl
    python -m benchmarks.corpora pieces --articles 40000 --source ../shared/news/allsides/docs.jsonl.gz --out FILE

Out: articles, one at a time, always the same ones for the same arguments. What is generated says so: its author is
"generated text", its address ends in ``.example``, and its words are made up.

A generated corpus is one of events. An event has a topic, a time within five years, and names, words and numbers of its
own, and is reported by one article or by up to hundreds (a Zipf law of sizes), within hours or days. An article of
about 1,000 characters draws its words from the whole language (Zipf 1949, Mandelbrot 1953: the word of rank r has a
share of 1 / (r + 2.7)), from its topic and from its event, names with capitals among them, the function words being
English. Some articles are copies of an earlier one of their event, by another publisher. Articles come by the time of
their event, so the first half of a corpus is the first half of the five years.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender import read_articles
from recommender.analysis import language_of
from recommender.article import Article, ArticleId

ALLSIDES = Path(__file__).parents[2] / "shared/news/allsides/docs.jsonl.gz"
PIECE = 1_045  # characters: 118,000 pieces in all
TITLE_OF_PIECE = 80  # characters
CUTS = (re.compile(r"\n+"), re.compile(r"(?<=[.!?]) +"), re.compile(r"\s+"))

BEGIN, YEARS = datetime(2021, 1, 1, tzinfo=UTC), timedelta(days=5 * 365)
N_WORDS, N_TOPICS, N_PUBLISHERS, N_NAMES = 200_000, 400, 300, 30_000
TOPIC_WORDS, EVENT_TERMS = 300, 16
ENDINGS = ("ov", "berg", "ia")  # of the names that are new with an event, one each
OFFSET = 2.7  # Mandelbrot's, of all ranks
WORDS_OF_ARTICLE = 152  # on average; with their spaces about 1,000 characters
WORDS_OF_SENTENCE, SENTENCES_OF_PARAGRAPH = 19, 3
FROM_TOPIC, FROM_EVENT = 0.14, 0.10  # shares of the words of an article
COPIES = 0.08  # the share of articles that are copies, where there is one to copy
EVENTS_AT_ONCE = 2_000
FORMS = 4  # of each word: within a sentence, with a capital, at the end of a sentence, at the end of a paragraph

Ints = NDArray[np.int64]


def allsides(n: int | None = None, *, source: Path = ALLSIDES) -> Iterator[Article]:
    """Yield the articles of allsides as they are, all or the first n: 20,000 texts of 6,200 characters on average."""
    return islice((article for article in read_articles(source) if isinstance(article, Article)), n)


def pieces(n: int | None = None, *, source: Path = ALLSIDES) -> Iterator[Article]:
    """Yield the texts of allsides in pieces of about 1,000 characters, all 118,000 or the first n, as articles.

    Each keeps date, publisher, section and language; its id is that of its article and a number. The first has the
    article's title and address, each other one the beginning of its text for a title, and no address.
    """
    return islice((piece for article in allsides(source=source) for piece in _pieces_of(article)), n)


def _pieces_of(article: Article) -> Iterator[Article]:
    for number, text in enumerate(_cut(article.text)):
        title = article.title if number == 0 else text[:TITLE_OF_PIECE].partition("\n")[0].rpartition(" ")[0]
        yield replace(
            article,
            article_id=ArticleId(f"{article.article_id}-{number:03}"),
            title=title or article.title,
            text=text,
            url=None if number else article.url,
        )


def _cut(text: str) -> Iterator[str]:
    """Yield the pieces of a text, cut where a paragraph ends if one does late enough, else a sentence, else a word."""
    n_pieces = max(1, round(len(text) / PIECE))
    size = len(text) / n_pieces
    begin = 0
    for number in range(1, n_pieces):
        low, high = begin + int(0.5 * PIECE), int(number * size + 0.2 * PIECE)
        window = text[low:high]
        cuts = (last for pattern in CUTS for last in [*pattern.finditer(window)][-1:])
        cut = next((low + match.end() for match in cuts), 0)
        if cut > begin:
            yield text[begin:cut].strip()
            begin = cut
    yield text[begin:].strip()


class Language(NamedTuple):
    """What generated articles are made of.

    Attributes:
        words: The forms of each word of the language by rank, then those of each name, `FORMS` of each in a row.
        shares: float64 (N_WORDS,), the running sum of the shares of words.
        name_shares: float64 (N_NAMES,), that of names.
        topics: int64 (N_TOPICS, TOPIC_WORDS), the words of each topic by their share in it.
        topic_names: The name of each topic.
        publishers: The name of each publisher.
    """

    words: list[str]
    shares: NDArray[np.float64]
    name_shares: NDArray[np.float64]
    topics: Ints
    topic_names: list[str]
    publishers: list[str]


def generated(n: int, *, seed: int = 0) -> Iterator[Article]:
    """Yield n generated articles; see the module. Another n or seed is another corpus."""
    random = np.random.default_rng(seed)
    language = _language(random)
    sizes = _sizes(n, random)
    for begin in range(0, len(sizes), EVENTS_AT_ONCE):
        stop = min(begin + EVENTS_AT_ONCE, len(sizes))
        times = np.sort(random.random(stop - begin)) * (stop - begin) + begin
        begins = [BEGIN + YEARS * share for share in (times / len(sizes)).tolist()]
        yield from _articles(language, begin, sizes[begin:stop], begins, random)


def _sizes(n: int, random: np.random.Generator) -> Ints:
    """Return how many articles each event has, n in all."""
    sizes = np.minimum(random.zipf(1.9, n), 300)
    n_events = int(np.searchsorted(np.cumsum(sizes), n)) + 1
    sizes = sizes[:n_events]
    sizes[-1] -= sizes.sum() - n
    return sizes


def _language(random: np.random.Generator) -> Language:
    function_words = sorted(filter(str.isalpha, language_of("en").function_words), key=lambda word: (len(word), word))
    function_words = [word for word in function_words if len(word) > 1 or word in "ai"]
    made = _made_words(N_WORDS + 3 * N_NAMES, random, {*function_words})
    words = [*function_words, *made][:N_WORDS]
    pairs = zip(made[: -N_NAMES - 1 : -1], made[-N_NAMES - 1 : -2 * N_NAMES - 1 : -1], strict=True)
    names = [f"{first.capitalize()} {last.capitalize()}" for first, last in pairs]
    # A word that every text holds is a function word; a topic's words begin below the most frequent ones.
    topics = np.sort(random.integers(300, N_WORDS // 4, (N_TOPICS, TOPIC_WORDS)), axis=1)
    return Language(
        words=[form for word in [*words, *names] for form in _forms(word)],
        shares=_shares(N_WORDS),
        name_shares=_shares(N_NAMES),
        topics=random.permuted(topics, axis=1),
        topic_names=[words[row[0]] for row in topics.tolist()],
        publishers=[f"{made[-3 * rank - 1].capitalize()} Generated News" for rank in range(N_PUBLISHERS)],
    )


def _forms(word: str) -> tuple[str, str, str, str]:
    return f"{word} ", f"{word[:1].upper()}{word[1:]} ", f"{word}. ", f"{word}.\n"


def _shares(n: int) -> NDArray[np.float64]:
    """Return the running sum of the shares of n ranks."""
    shares: NDArray[np.float64] = np.cumsum(1 / (np.arange(1, n + 1) + OFFSET))
    shares /= shares[-1]
    return shares


def _made_words(n: int, random: np.random.Generator, known: set[str]) -> list[str]:
    """Return n different words of two to five syllables, shorter ones first on the whole, none of them known."""
    syllables = [
        f"{onset}{vowel}{coda}" for onset in "bcdfghjklmnprstvwz" for vowel in "aeiou" for coda in ("", *"lnrst")
    ]
    made: dict[str, None] = {}
    for length, share in ((2, 0.1), (3, 0.5), (4, 1.0)):
        while len(made) < share * n:
            drawn = random.integers(0, len(syllables), (n // 4, length))
            made.update(dict.fromkeys("".join(map(syllables.__getitem__, row)) for row in drawn.tolist()))
    return [word for word in made if word not in known][:n]


def _draw(shares: NDArray[np.float64], n: int, random: np.random.Generator) -> Ints:
    return np.searchsorted(shares, random.random(n))


def _event_terms(language: Language, events: Ints, n_known: int, random: np.random.Generator) -> tuple[Ints, list[str]]:
    """Return the terms of each event, most frequent first, and the forms of names and numbers that are new with them.

    Half of an event's terms are words of its topic; of the others some are names that are new, two are numbers.
    """
    n_events = len(events)
    terms = N_WORDS + _draw(language.name_shares, n_events * EVENT_TERMS, random).reshape(n_events, EVENT_TERMS)
    chosen = random.integers(0, TOPIC_WORDS, (n_events, EVENT_TERMS // 2))
    terms[:, ::2] = np.take_along_axis(language.topics[events], chosen, axis=1)
    n_new = len(ENDINGS) + 2
    terms[:, 1 : 2 * n_new : 2] = n_known + np.arange(n_events * n_new).reshape(n_events, n_new)
    syllables = random.integers(0, N_WORDS - 2_000, (n_events, len(ENDINGS))) + 2_000
    numbers = random.integers(2, 20_000, (n_events, 2))
    new: list[str] = []
    for row, both in zip(syllables.tolist(), numbers.tolist(), strict=True):
        names = [
            f"{language.words[FORMS * word + 1].strip()}{ending}" for word, ending in zip(row, ENDINGS, strict=True)
        ]
        new += [form for each in (*names, *(f"{number:,}" for number in both)) for form in _forms(each)]
    return terms, new


def _tokens(
    language: Language, topics: Ints, events: Ints, terms: Ints, lengths: Ints, random: np.random.Generator
) -> Ints:
    """Return the words of articles, end to end; topics and events have one item an article."""
    of_article = np.repeat(np.arange(len(lengths)), lengths)
    n = len(of_article)
    words = _draw(language.shares, n, random)
    source = random.random(n)
    is_event = source < FROM_EVENT
    is_topic = ~is_event & (source < FROM_EVENT + FROM_TOPIC)
    # Ranks within a topic or an event: the square of a uniform number favours the first ones.
    ranks = random.random(n) ** 2
    rows = of_article[is_event]
    words[is_event] = terms[events[rows], (ranks[is_event] * EVENT_TERMS).astype(np.int64)]
    rows = of_article[is_topic]
    words[is_topic] = language.topics[topics[rows], (ranks[is_topic] * TOPIC_WORDS).astype(np.int64)]
    return words


def _with_sentences(words: Ints, lengths: Ints, random: np.random.Generator) -> Ints:
    """Return the form of each word: with a capital where a sentence begins, with a full stop where it ends."""
    ends = random.random(len(words)) < 1 / WORDS_OF_SENTENCE
    ends[1:] &= ~ends[:-1]
    last = np.cumsum(lengths) - 1
    ends[last] = True
    ends[last - 1] = False
    begins = np.roll(ends, 1)
    forms = FORMS * words + begins
    forms[ends] = FORMS * words[ends] + 2 + (random.random(ends.sum()) < 1 / SENTENCES_OF_PARAGRAPH)
    return forms


def _articles(
    language: Language, first: int, sizes: Ints, begins: list[datetime], random: np.random.Generator
) -> Iterator[Article]:
    """Yield the articles of some events, of which the first has a number."""
    events = np.repeat(np.arange(len(sizes)), sizes)
    n = len(events)
    topic_of = _draw(_shares(N_TOPICS), len(sizes), random)
    topics = topic_of[events]
    terms, new = _event_terms(language, topic_of, len(language.words) // FORMS, random)
    forms = [*language.words, *new]
    lengths = np.clip(random.lognormal(np.log(WORDS_OF_ARTICLE) - 0.06, 0.35, n), 40, 400).astype(np.int64)
    tokens = _with_sentences(_tokens(language, topics, events, terms, lengths, random), lengths, random)
    titles = FORMS * np.take_along_axis(terms[events], random.integers(0, EVENT_TERMS, (n, 7)), axis=1)
    titles[:, 2::3] = FORMS * _draw(language.shares, n * 2, random).reshape(n, 2)
    titles[:, 0] += 1
    # Half of an event's articles come within its first fifth; large events go on for longer.
    hours = 24 * (random.random(n) ** 3) * np.minimum(14, np.sqrt(sizes))[events]
    publishers = _draw(_shares(N_PUBLISHERS), n, random)
    copied = random.random(n) < COPIES
    ends = list(accumulate(lengths.tolist()))
    tokens_of, titles_of = tokens.tolist(), titles.tolist()
    text, event, number = "", -1, 0
    rows = zip(events.tolist(), publishers.tolist(), hours.tolist(), copied.tolist(), strict=True)
    for row, (of_event, publisher, after, is_copy) in enumerate(rows):
        number = number + 1 if of_event == event else 0
        event = of_event
        if not (is_copy and number):
            text = "".join(map(forms.__getitem__, tokens_of[ends[row] - int(lengths[row]) : ends[row]])).rstrip()
        name = language.publishers[publisher]
        yield Article(
            article_id=ArticleId(f"{first + event:07}-{number:03}"),
            title="".join(map(forms.__getitem__, titles_of[row])).rstrip(),
            text=text,
            url=f"https://{name.partition(' ')[0].lower()}.example/{first + event}/{number}",
            publisher=name,
            published_at=(begins[event] + timedelta(hours=after)).replace(microsecond=0),
            section=language.topic_names[topic_of[event]],
            language="en",
            authors=("generated text",),
        )


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", choices=["allsides", "pieces", "generated"])
    parser.add_argument("--articles", type=int, default=None, help="how many; all, or 1,000,000 generated ones")
    parser.add_argument("--source", type=Path, default=ALLSIDES, help="where allsides is (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of generated articles (%(default)s)")
    parser.add_argument("--out", type=Path, required=True, help="a file of JSON Lines")
    return parser.parse_args()


def corpus(name: str, n: int | None, *, source: Path = ALLSIDES, seed: int = 0) -> Iterator[Article]:
    """Yield the articles of a corpus by its name: ``allsides``, ``pieces`` or ``generated``."""
    if name == "generated":
        return generated(n or 1_000_000, seed=seed)
    return allsides(n, source=source) if name == "allsides" else pieces(n, source=source)


def main() -> None:
    options = parse_arguments()
    articles = corpus(options.corpus, options.articles, source=options.source, seed=options.seed)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    n = n_characters = 0
    with options.out.open("w", encoding="utf-8") as file:
        for article in articles:
            file.write(json.dumps(article.to_record(), ensure_ascii=False) + "\n")
            n, n_characters = n + 1, n_characters + len(article.text)
    print(f"{n:,} articles of {n_characters / max(1, n):,.0f} characters on average")


if __name__ == "__main__":
    main()

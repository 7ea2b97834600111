"""What is trending: used far more than is usual for it, by several publishers, as one tag."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.article import Article
from recommender.trends.coverage import Coverage, find_reports
from recommender.trends.mention_columns import Mentions
from recommender.trends.mentions import find_mentions
from recommender.trends.phrases import names_of
from recommender.trends.tags import STEPS, Tag, Trending
from recommender.trends.usage import Prior, count_usage
from recommender.trends.window_counts import WindowCounts
from tests.support.builders import article, catalogue, law

NOW = datetime(2026, 4, 24, 12, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
PLACES = (
    "Averin",
    "Brannock",
    "Corrow",
    "Dunmere",
    "Eastvale",
    "Fairley",
    "Garrow",
    "Holt",
    "Inver",
    "Jarrow",
    "Lowmoor",
)
PAPERS = ("Herald", "Courier", "Lantern", "Observer", "Gazette", "Chronicle", "Dispatch", "Mercury", "Tribune")


class Told:
    """Articles of a catalogue, as tags are read off them."""

    def __init__(self, *articles: Article) -> None:
        self.catalogue = catalogue(*articles)
        self.labels: dict[tuple[int, tuple[int, ...]], str] = {}

    def opening(self, row: int) -> str:
        return f"{self.catalogue.metadata(row).get('title', '')}\n{self.catalogue.texts[row]}"

    def language(self, row: int) -> str:
        return self.catalogue.label("language", row)


def tags(*articles: Article, rule: Trending | None = None, as_of: datetime = NOW, most: int = 20) -> list[Tag]:
    told = Told(*articles)
    labels = told.catalogue.labels
    reports = find_reports(told.catalogue, after=0, until=2**40, owners={})
    never = names_of((*labels["publisher"], *labels["section"]))
    mentions = Mentions.of(told.catalogue)
    return (rule or Trending())(reports, WindowCounts(mentions), told, as_of=as_of, never=never, most=most)


def labels(*articles: Article, **options: object) -> list[str]:
    return [tag.label for tag in tags(*articles, **options)]  # type: ignore[arg-type]


def told(title: str, *, ago: timedelta = HOUR, n: int = 4, **fields: object) -> list[Article]:
    """Return reports with one title by n publishers, each in words of its own."""
    known = {"language": "en", "text": "", "published_at": NOW - ago} | fields
    return [
        article(article_id=f"{title}/{ago}/{at}/{fields}", publisher=PAPERS[at], title=f"{title} {'!' * at}", **known)
        for at in range(n)
    ]


def usual(*, days: int = 28, a_day: int = 12, words: str = "the council met in") -> list[Article]:
    """Return a past in which every place is in the news every day."""
    return [
        article(
            article_id=f"past/{day}/{at}",
            title=f"{words} {PLACES[at % len(PLACES)]} {day}",
            publisher=PAPERS[at % 5],
            language="en",
            published_at=NOW - timedelta(days=day) - timedelta(hours=at * 24 / a_day) - HOUR,
        )
        for day in range(1, days + 1)
        for at in range(a_day)
    ]


def test_a_name_that_is_new_and_told_by_several_publishers_is_trending() -> None:
    [tag] = tags(*usual(), *told("they met Renn Aldous at noon"))
    assert (tag.label, tag.now, tag.publishers, tag.language) == ("Renn Aldous", 4, 4, "en")
    assert 0 < tag.usual < 0.1
    assert tag.lift == pytest.approx(5 / (tag.usual + 1))


def test_a_site_of_one_publisher_has_tags_of_what_many_of_its_texts_tell() -> None:
    def of(*articles: Article, publisher: str) -> list[Article]:
        return [each.__class__.parse(each.to_record() | {"publisher": publisher}) for each in articles]

    news = of(*told("they met Renn Aldous at noon"), publisher="Herald")
    assert [(tag.label, tag.publishers) for tag in tags(*of(*usual(), publisher="Herald"), *news)] == [
        ("Renn Aldous", 1)
    ]
    assert not tags(*of(*usual(), publisher="Herald"), *news[:2])
    assert not tags(*usual(), *news)  # one of several says it again and again


def test_what_is_merely_frequent_is_not_trending() -> None:
    frequent = [each for at in range(6) for each in told(f"the council met in Averin {at}", n=5)]
    assert "Averin" in labels(*usual(days=0), *frequent)
    past = [each for day in range(1, 29) for at in range(6)
            for each in told(f"the council met in Averin {at}", n=5, ago=HOUR + day * DAY)]  # fmt: skip
    assert not labels(*past, *frequent)


def test_what_comes_every_week_at_this_hour_is_usual() -> None:
    weekly = [each for week in range(5) for at in range(3)
              for each in told(f"the draw for the Kings Cup {at}", ago=HOUR + week * WEEK)]  # fmt: skip
    other_day = [each.__class__.parse(each.to_record() | {"published_at": (each.published_at or NOW) - 3 * DAY})
                 for each in weekly if each.published_at != NOW - HOUR]  # fmt: skip
    now = [each for each in weekly if each.published_at == NOW - HOUR]
    [same_hours] = [tag for tag in tags(*usual(), *weekly, rule=Trending(lift=0)) if tag.label == "Kings Cup"]
    [other_hours] = [tag for tag in tags(*usual(), *now, *other_day, rule=Trending(lift=0)) if tag.label == "Kings Cup"]
    assert same_hours.lift < other_hours.lift


def test_variants_and_parts_of_a_name_are_one_tag() -> None:
    articles = [
        *told("it was Joe Biden who spoke", n=3),
        *told("then Biden spoke", n=4),
        *told("so the Bidens spoke", n=3),
        *told("and Biden’s doctor spoke", n=3),
    ]
    [tag] = tags(*usual(), *articles)
    assert (tag.label, tag.now) == ("Joe Biden", 13)


def test_a_namesake_keeps_a_tag_of_its_own() -> None:
    articles = [*told("it was Joe Biden who spoke", n=6), *told("it was Hunter Biden who sang", n=5)]
    assert labels(*usual(), *articles) == ["Joe Biden", "Hunter Biden"]


def test_a_phrase_of_common_words_is_kept_whole_and_its_words_are_no_tags() -> None:
    assert labels(*usual(), *told("they fear the marsh fever now", n=6)) == ["marsh fever"]


def test_a_phrase_of_common_words_asks_for_twice_the_publishers_of_a_name() -> None:
    assert not labels(*usual(), *told("they fear the marsh fever now", n=5))
    assert labels(*usual(), *told("they met Renn Aldous there", n=3)) == ["Renn Aldous"]


def test_a_name_and_two_common_words_are_one_phrase() -> None:
    articles = [
        *told("at the Orrin chemical works", n=6),
        *told("by the Orrin works", n=3),
        *told("near chemical works"),
    ]
    assert labels(*usual(), *articles) == ["Orrin chemical works"]


def test_what_tells_more_about_other_words_is_no_tag() -> None:
    militants = [*told("they saw Islamic militants", n=4), *told("some Islamic leaders met", n=4)]
    assert not labels(*usual(), *militants)
    series = [*told("they saw Cosmos series", n=4), *told("some watched Cosmos", n=4)]
    assert labels(*usual(), *series) == ["Cosmos"]


def test_a_word_that_is_mostly_part_of_longer_names_is_no_tag() -> None:
    circuits = [*told("so the 9th Circuit ruled", n=4), *told("so the 2nd Circuit ruled", n=4)]
    assert not labels(*usual(), *circuits)
    fund = told("now the Pitmen’s Fund buys it", n=4)
    assert labels(*usual(), *fund) == ["Pitmen’s Fund"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("then Attorney General William Barr spoke", "William Barr"),
        ("then the Russian President Vladimir Putin spoke", "Vladimir Putin"),
        ("then security adviser John Bolton spoke", "John Bolton"),
    ],
)
def test_a_title_is_no_tag_and_not_part_of_one(title: str, name: str) -> None:
    assert labels(*usual(), *told(title, n=8)) == [name]


@pytest.mark.parametrize(
    ("titles", "label"),
    [
        (["they met Qassem Soleimani", "they met Qasem Soleimani"], "Qassem Soleimani"),
        (["they met President Trump", "they met Donald Trump"], "Donald Trump"),
        (["they met President Trump", "they met President Donald Trump"], "Donald Trump"),
        (["he joined the United Nations (UN) there", "then the UN was told to vote"], "United Nations"),
    ],
)
def test_spellings_titles_and_abbreviations_of_a_name_are_one_tag(titles: list[str], label: str) -> None:
    articles = [each for at, title in enumerate(titles) for each in told(title, n=5 - at)]
    [tag] = tags(*usual(), *articles)
    assert (tag.label, tag.now) == (label, 9)


def test_the_uses_of_variants_add_up_in_what_is_usual_too() -> None:
    [alone] = tags(*usual(), *told("they met Qassem Soleimani", n=9))
    [both] = tags(*usual(), *told("they met Qassem Soleimani", n=5), *told("they met Qasem Soleimani", n=4))
    assert both.usual == pytest.approx(2 * alone.usual)


def test_namesakes_share_what_is_usual_for_the_name_as_they_share_its_articles() -> None:
    past = [each for day in range(1, 29) for each in told(f"then Biden spoke of it {day}", n=3, ago=HOUR + day * DAY)]

    def named(joe: int, hunter: int) -> list[Tag]:
        titles = (*told("it was Joe Biden who spoke", n=joe), *told("it was Hunter Biden who sang", n=hunter))
        return tags(*usual(), *past, *titles)

    assert sorted(tag.label for tag in named(3, 6)) == ["Hunter Biden", "Joe Biden"]
    # What is left of a name must still be used more than is usual for it.
    assert [tag.label for tag in named(4, 4)] == ["Hunter Biden"]
    assert all(tag.lift >= 3 for tag in named(4, 4))


def test_an_abbreviation_that_nothing_explains_is_a_tag_of_its_own() -> None:
    articles = [*told("he joined the United Nations there"), *told("then the UN was told to vote")]
    assert sorted(labels(*usual(), *articles)) == ["UN", "United Nations"]


def test_in_german_a_single_word_asks_for_as_much_as_common_words_and_ein_tells_a_noun() -> None:
    def german(title: str, n: int) -> list[Article]:
        return told(title, n=n, language="de")

    assert not labels(*german("dort wurde in Idomeni oder woanders gebaut", 5))
    assert labels(*german("dort wurde in Idomeni oder woanders gebaut", 6)) == ["Idomeni"]
    assert not labels(*german("dort wurde ein Programm gestartet", 9))
    assert labels(*german("dort traf Angela Merkel ihn", 3)) == ["Angela Merkel"]


def test_words_that_stand_together_by_chance_are_no_phrase() -> None:
    apart = [*told("they fear marsh life", n=5), *told("a heavy fever goes", n=5), *told("the marsh fever came", n=3)]
    assert "marsh fever" not in labels(*usual(), *apart)


@pytest.mark.parametrize("day", ["Friday", "April", "Monday morning"])
def test_weekdays_and_months_are_never_tags(day: str) -> None:
    assert not labels(*usual(), *told(f"it happened on {day} then", n=6))


def test_sections_and_publishers_are_never_tags() -> None:
    articles = told("as seen in the Courier and in Weather News", n=6, section="Weather News")
    assert not labels(*usual(), *articles)


def test_one_publisher_alone_makes_no_tag() -> None:
    alone = [
        article(
            article_id=str(at), title=f"they met Renn Aldous {at}", publisher="Herald", language="en", published_at=NOW
        )
        for at in range(50)
    ]
    assert not labels(*usual(), *alone)


def test_copies_of_one_text_count_once() -> None:
    text = "The former harbour minister Renn Aldous took the stand in Port Averin on Thursday, his lawyer said."
    copies = told("they met Renn Aldous", n=9, text=text)
    assert not labels(*usual(), *copies)


def test_opinion_and_advertising_make_no_tag() -> None:
    assert not labels(*usual(), *told("they met Renn Aldous", n=9, kind="opinion"))


def test_a_tag_counts_down_from_its_peak() -> None:
    early, late = (tags(*usual(), *told("they met Renn Aldous", ago=ago))[0] for ago in (19 * HOUR, HOUR))
    assert late.score == pytest.approx(early.score * 2**3)
    assert late.lift == early.lift


def test_the_series_counts_the_texts_of_each_hour() -> None:
    articles = [*told("they met Renn Aldous", ago=HOUR / 2, n=3), *told("it was Renn Aldous", ago=23.5 * HOUR, n=2)]
    [tag] = tags(*usual(), *articles)
    assert tag.series == (2, *[0] * (STEPS - 2), 3)


def test_examples_come_newest_first() -> None:
    articles = [*told("they met Renn Aldous", ago=HOUR, n=3), *told("it was Renn Aldous", ago=2 * HOUR, n=2)]
    [tag] = tags(*usual(), *articles)
    times = catalogue(*usual(), *articles).published_at[list(tag.rows)].tolist()
    assert len(times) == 5
    assert times == sorted(times, reverse=True)


def test_a_bar_does_not_tell_one_thing_twice() -> None:
    same_articles = told("Renn Aldous met Lorna Videl in Corrow", n=5)
    assert len(labels(*usual(), *same_articles)) == 1


def test_runs_of_characters_are_put_together_where_words_are_not_set_apart() -> None:
    titles = ["青川市場が閉場", "きょう青川市場で", "さよなら青川市場", "青川市場は最後"]
    articles = [
        article(article_id=title, title=title, language="ja", publisher=title, published_at=NOW - HOUR)
        for title in titles
    ]
    assert labels(*usual(), *articles) == ["青川市場"]


def chinese(*titles: str) -> list[Article]:
    return [
        article(article_id=title, title=title, language="zh", publisher=f"{at}", published_at=NOW - HOUR)
        for at, title in enumerate(titles)
    ]


def test_a_run_of_characters_is_as_long_as_most_articles_write_it() -> None:
    found = labels(
        *chinese("今天青川市场很好", "去看青川市场吧", "说到青川市场它", "从青川市场来", "到青川市场去", "青川市场新")
    )
    assert found == ["青川市场"]


def test_characters_that_stand_together_by_chance_are_no_run() -> None:
    by_chance = [f"{before}斯得{after}" for before, after in ("甲乙", "丙丁", "戊己", "庚辛", "壬癸", "子丑")]
    others = (
        "东南西北",
        "上下左右",
        "春夏秋冬",
        "金木水火",
        "天地玄黄",
        "红黄蓝白",
        "梅兰竹菊",
        "风花雪月",
        "士农工商",
    )
    apart = [f"青川{each[0]}斯{each[1:3]}得{each[3]}" for each in (*others, *(each[::-1] for each in others))]
    assert labels(*chinese(*by_chance, *apart)) == ["青川"]
    assert labels(*chinese(*by_chance)) == ["斯得"]


def test_a_publisher_within_a_run_of_characters_is_never_a_tag() -> None:
    wire = [
        article(
            article_id=f"{at}",
            title=f"{text}青川通讯社讯{text}",
            language="zh",
            publisher=name,
            published_at=NOW - HOUR,
        )
        for at, (text, name) in enumerate(zip("甲乙丙丁戊己庚", ("青川通讯社", *PAPERS), strict=False))
    ]
    assert not labels(*wire)


def test_a_language_is_compared_with_itself() -> None:
    german = told("dann traf man Renn Aldous dort", language="de", n=5)
    [tag] = tags(*usual(), *german)
    # Without a past of its own, what is usual is what the prior says.
    assert tag.usual == pytest.approx(5 * 0.01)
    assert tag.language == "de"


def test_nothing_is_trending_where_nothing_is_told() -> None:
    assert tags(*usual(), as_of=NOW + 400 * DAY) == []
    assert tags() == []


@given(st.randoms(use_true_random=False), st.integers(0, 6))
@law
def test_nothing_published_later_counts_nor_does_the_order_of_arrival(chance: random.Random, n: int) -> None:
    now = told("they met Renn Aldous", n=4)
    later = told("they met Lorna Videl", n=n, ago=-HOUR)
    articles = [*usual(days=6), *now, *later]
    chance.shuffle(articles)
    assert [tag.label for tag in tags(*articles)] == ["Renn Aldous"]


WORDS = st.sampled_from(["Joe Biden", "Biden", "Averin", "the sea wall", "rain", "Renn Aldous"])


@given(st.lists(st.tuples(st.lists(WORDS, max_size=3), st.integers(0, 40 * 24)), max_size=25), st.integers(1, 3))
@law
def test_usage_is_what_a_plain_recount_says(read: list[tuple[list[str], int]], least: int) -> None:
    prior = Prior(share=0.1, articles=5, strength=3)
    titles = [f"it is {' and '.join(words)} {at}" for at, (words, _) in enumerate(read)]  # no copies
    hours = np.array([hours for _, hours in read], np.int64)
    mentions = Mentions.of(article(title=title, language="en") for title in titles)
    rows, none = np.arange(len(hours)), np.zeros_like(hours)
    now, past = np.flatnonzero(hours < 24), np.flatnonzero(hours >= 24)
    same = hours[past] % (7 * 24) < 24
    counts, reports = WindowCounts(mentions), Coverage(rows, -3_600 * hours, none, none)
    windows = counts.count(reports, -24 * 3_600, 0)
    usage = count_usage(counts, reports, windows, min_texts=least, prior=prior)
    holding = defaultdict(list)
    for title, hour in zip(titles, hours.tolist(), strict=True):
        for mention in find_mentions(title, "", "en"):
            holding[mention.key].append(hour)
    expected = {key: found for key, found in holding.items() if sum(hour < 24 for hour in found) >= least}
    assert usage.keys.tolist() == sorted(expected)
    for at, key in enumerate(usage.keys.tolist()):
        before = [hour for hour in expected[key] if hour >= 24]
        rate = (len(before) + 0.5) / (len(past) + 5)
        in_same = sum(hour % (7 * 24) < 24 for hour in before)
        count, mean = usage.now[at], len(now) * (in_same + 3 * rate) / (int(same.sum()) + 3)
        assert count == len(expected[key]) - len(before)
        assert usage.usual[at] == pytest.approx(mean)
        assert usage.lift[at] == pytest.approx((count + 1) / (mean + 1))
        assert usage.surprise[at] == pytest.approx(
            2 * (count * log(count / mean) - count + mean) if count > mean else 0
        )


# What a tag holds


def test_a_word_of_a_longer_name_lends_it_no_articles() -> None:
    """Of those with "musical" alone none is about the film."""
    film = told("they saw High School Musical there", n=4)
    [tag] = [each for each in tags(*usual(), *film, *told("they heard a musical there", n=5)) if "High" in each.label]
    assert (tag.label, tag.now) == ("High School Musical", 4)


@pytest.mark.parametrize(
    ("word", "language"),
    [("غزة", "ar"), ("עזה", "he"), ("চাঁদপুর", "bn"), ("दिल्ली", "hi"), ("თბილისი", "ka"), ("አዲግራት", "am")],
)
def test_a_single_word_is_a_tag_where_there_are_no_capitals(word: str, language: str) -> None:
    articles = told(word, n=6, language=language)
    assert [tag.label for tag in tags(*articles)] == [word]


def test_the_forms_of_a_place_are_one_tag_under_the_plain_one() -> None:
    """In Finnish its stem changes with the case."""
    forms = ("he menivät Merilahteen", "he asuivat Merilahdessa", "he näkivät Merilahden")
    finnish = [
        article(**each.to_record() | {"language": "fi", "article_id": f"{form}{each.article_id}"})
        for form in forms
        for each in told(form, n=4)
    ]
    [tag] = [each for each in tags(*finnish) if each.label.startswith("Meri")]
    assert (tag.label, tag.now) == ("Merilahden", 12)

"""Look-alikes: two events of one kind, told in much the same words, are two stories; their names and numbers differ."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recommender import Recommender
from recommender.article import Article
from tests.support.builders import article

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
# Two events each: a report is a title and, under it, its text.
SHOOTING = (
    """
Man, 24, shot dead outside bar in Tarn Hollow
A 24-year-old man was shot and killed outside a bar on Mill Street in Tarn Hollow early Sunday, police said.
Officers were called at 1:40 a.m. and found Corin Vashti with three gunshot wounds. No arrests have been made.

Tarn Hollow police seek gunman after fatal bar shooting
Police in Tarn Hollow are looking for whoever fired at Corin Vashti on Mill Street. The victim, 24, died at
the scene; witnesses heard shots at about 1:40 a.m. on Sunday and saw a grey van leave, officers said.

Victim of Mill Street shooting named as Corin Vashti
Corin Vashti, 24, was the man killed outside a Tarn Hollow bar on Sunday, police said. His family asked those
who were on Mill Street around 1:40 a.m. to come forward; a grey van is being sought.
""",
    """
Gunfire kills man, 31, near Port Ellary bar
One man died and nobody has been arrested after gunfire near a bar in Port Ellary on Sunday night. Police
named him as Dael Osric, 31, who was hit twice on Quay Road shortly before 11:15 p.m., and asked for video.

Port Ellary bar owner tells of fatal shooting
The owner of a bar on Quay Road said he heard an argument before Dael Osric was shot. Police in Port Ellary
said Osric, 31, died in hospital; the first call came at 11:15 p.m. and a man in a red coat ran away.

Police look for man in red coat after Quay Road killing
Detectives in Port Ellary want to speak to a man in a red coat who was seen on Quay Road at 11:15 p.m., when
Dael Osric, 31, was shot outside a bar. Video from the harbour is being examined, police said.
""",
)
RESULT = (
    """
Veltrane profit rises 12% in first quarter
Veltrane said net profit rose 12% in the first quarter to 340 million crowns, beating the forecasts of
analysts. Revenue was 2.1 billion crowns. Chief executive Ilse Quarn raised the outlook; shares rose 4.5%.

Veltrane shares jump as turbine maker raises outlook
Shares of the turbine maker Veltrane jumped 4.5% after Ilse Quarn, its chief executive, raised the outlook.
Orders lifted revenue to 2.1 billion crowns and net profit to 340 million, Veltrane said.
""",
    """
Ostmere Rail earns 95 million crowns as freight grows
Freight helped Ostmere Rail to a net profit of 95 million crowns in the first quarter, up 7%, on revenue of
880 million. Analysts had expected less of the railway, which Bram Tole has led since last year.

Ostmere Rail beats forecasts, keeps dividend
The railway Ostmere Rail kept its dividend after freight lifted first-quarter revenue to 880 million crowns.
Net profit of 95 million beat the forecasts; Bram Tole, chief executive, spoke of a good start.
""",
)
RATE = (
    """
Caldria's central bank raises rate to 4.25%
The central bank of Caldria raised its benchmark rate by a quarter point to 4.25% on Thursday. The vote was 6
to 3. Governor Anneke Rowe said inflation of 5.8% was still too high.

Caldria lifts borrowing costs to 4.25% in 6-3 vote
Borrowing costs in Caldria rose to 4.25% after the central bank raised its benchmark rate by a quarter point.
The vote was 6 to 3, Governor Anneke Rowe said, with inflation at 5.8%.
""",
    """
Caldria's central bank raises rate to 4.75%
The central bank of Caldria raised its benchmark rate by a half point to 4.75% on Thursday. The vote was 8 to
1. Governor Anneke Rowe said inflation of 6.4% was still too high.

Caldria lifts borrowing costs to 4.75% in 8-1 vote
Borrowing costs in Caldria rose to 4.75% after the central bank raised its benchmark rate by half a point. The
vote was 8 to 1, Governor Anneke Rowe said, with inflation at 6.4%.
""",
)


def reports(told: str, name: str, day: float) -> list[Article]:
    """Return the reports of an event, a few hours apart."""
    heads_and_texts = (report.split("\n", 1) for report in told.strip().split("\n\n"))
    return [
        article(
            article_id=f"{name}-{nth}",
            title=title,
            text=text,
            publisher=f"Paper {nth}",
            published_at=(START + timedelta(days=day, hours=3 * nth)).isoformat(),
            language="en",
        )
        for nth, (title, text) in enumerate(heads_and_texts)
    ]


ALIKE = {"shooting": (SHOOTING, 0.5), "result": (RESULT, 1), "rate": (RATE, 42)}  # and the days between them


def newsroom() -> list[Article]:
    """Return the reports of all look-alikes."""
    return [
        each
        for name, (events, apart) in ALIKE.items()
        for nth, told in enumerate(events)
        for each in reports(told, f"{name}-{nth}", nth * apart)
    ]


def stories_of(recommender: Recommender, name: str) -> list[set[str]]:
    """Return the ids of the stories that tell each of the two look-alikes."""
    catalogue = recommender.catalogue
    return [
        {
            recommender.stories.id_of(catalogue.row_of(each), catalogue)
            for each in catalogue.article_ids()
            if each.startswith(f"{name}-{nth}-")
        }
        for nth in range(2)
    ]


@pytest.fixture(scope="module")
def trained() -> Recommender:
    return Recommender.fit(newsroom())


@pytest.mark.parametrize("name", ALIKE)
def test_look_alikes_are_two_stories(trained: Recommender, name: str) -> None:
    one, other = stories_of(trained, name)
    assert len(one) == len(other) == 1
    assert one != other


@pytest.mark.parametrize("name", ALIKE)
def test_a_look_alike_that_arrives_is_another_story(name: str) -> None:
    corpus = newsroom()
    arriving = [each for each in corpus if each.article_id.startswith(f"{name}-1-")]
    live = Recommender.fit(each for each in corpus if each not in arriving)
    for each in arriving:
        live = live.with_changes({each.article_id: each})
    one, other = stories_of(live, name)
    assert not one & other


def test_look_alikes_that_both_arrive_are_two_stories() -> None:
    """All that tells the two apart is their numbers."""
    arriving = reports(RATE[0], "rate-0", 0) + reports(RATE[1], "rate-1", 42)
    live = Recommender.fit(each for each in newsroom() if not each.article_id.startswith("rate-"))
    for each in arriving:
        live = live.with_changes({each.article_id: each})
    one, other = stories_of(live, "rate")
    assert len(one) == len(other) == 1
    assert one != other

"""Policies: candidates → cards, as rules one can read.

Each box is a tuple of policies, applied left to right; `POLICIES` is what the boxes of the product do.
"""

from __future__ import annotations

from collections.abc import Mapping

from recommender.ranking.copies import COPY_SIMILARITY, SEED, FoldCopies, NoCopiesOfTheSeed
from recommender.ranking.diversity import Cut, Mmr, NotFiller, NotInAnotherBox, SharesWords
from recommender.ranking.editors import NotBanned, NotHidden, NotPinnedElsewhere, Pins, SetPinsAside
from recommender.ranking.events import AnotherEvent, OneEvent, SameEvent
from recommender.ranking.kinds import OnRequestOnly
from recommender.ranking.policy import Policy, Verdict, rank, trace
from recommender.ranking.publishers import OneCardPerPublisher, OtherPublishersFirst
from recommender.ranking.time import CloseInTime, OwnPace

# What looks at vectors comes after what looks at numbers: it then looks at few of them.
POLICIES: Mapping[str, tuple[Policy, ...]] = {
    "similar": (
        NotHidden(),
        NotBanned(),
        NotPinnedElsewhere(),
        SetPinsAside(),
        OnRequestOnly(("sponsored",)),
        SameEvent(),
        NoCopiesOfTheSeed(),
        SharesWords(),
        CloseInTime(),
        FoldCopies(),
        OneCardPerPublisher(),
        OtherPublishersFirst(),
        Pins(),
        Cut(),
    ),
    "related": (
        NotHidden(),
        NotBanned(),
        NotPinnedElsewhere(),
        SetPinsAside(line=OneEvent(base=0.08, growth=1.0)),
        OnRequestOnly(("opinion", "sponsored")),
        AnotherEvent(),
        NotFiller(),
        NoCopiesOfTheSeed(),
        SharesWords(),
        NotInAnotherBox(),
        OwnPace(),
        Mmr(),
        Pins(),
        Cut(),
    ),
}

# What a run lists after the cards of a box, for measures look deeper than a reader does: in `similar` the line of the
# event is left open, in `related` that of filler. A box that is not named here ends with its cards.
BEYOND: Mapping[str, tuple[Policy, ...]] = {
    "similar": (OnRequestOnly(("sponsored",)), CloseInTime()),
    "related": (
        OnRequestOnly(("opinion", "sponsored")),
        AnotherEvent(),
        NoCopiesOfTheSeed(),
        SharesWords(),
        OwnPace(),
    ),
}

__all__ = [
    "BEYOND",
    "COPY_SIMILARITY",
    "POLICIES",
    "SEED",
    "AnotherEvent",
    "CloseInTime",
    "Cut",
    "FoldCopies",
    "Mmr",
    "NoCopiesOfTheSeed",
    "NotBanned",
    "NotFiller",
    "NotHidden",
    "NotInAnotherBox",
    "NotPinnedElsewhere",
    "OnRequestOnly",
    "OneCardPerPublisher",
    "OneEvent",
    "OtherPublishersFirst",
    "OwnPace",
    "Pins",
    "Policy",
    "SameEvent",
    "SetPinsAside",
    "SharesWords",
    "Verdict",
    "rank",
    "trace",
]

"""Ranking: candidates → ranked candidates, by policies that one can read, with the reasons for them.

Each box is a tuple of policies, applied left to right; `POLICIES` has those of the product's boxes.
"""

from __future__ import annotations

from recommender.ranking.copies import SEED, FoldCopies, NoCopiesOfTheSeed
from recommender.ranking.diversity import Cut, Mmr, NotFiller, NotInAnotherBox, SharesWords
from recommender.ranking.editors import NotBanned, NotHidden, NotPinnedElsewhere, Pins, SetPinsAside, rules_of
from recommender.ranking.events import SAME_EVENT, ExcludeSameEvent, KeepSameEvent, SameEventThreshold
from recommender.ranking.kinds import OnRequestOnly
from recommender.ranking.muting import mute
from recommender.ranking.policies import BEYOND, FILLER, POLICIES
from recommender.ranking.policy import Policy, TraceStep, rank, trace
from recommender.ranking.publishers import OneCardPerPublisher, OtherPublishersFirst
from recommender.ranking.query import Query, Rules
from recommender.ranking.same_text import SAME_TEXT, SameText
from recommender.ranking.seed_text import SeedText, SharedTerm, SharedTerms
from recommender.ranking.time import CloseInTime, OwnPace

__all__ = [
    "BEYOND",
    "FILLER",
    "POLICIES",
    "SAME_EVENT",
    "SAME_TEXT",
    "SEED",
    "CloseInTime",
    "Cut",
    "ExcludeSameEvent",
    "FoldCopies",
    "KeepSameEvent",
    "Mmr",
    "NoCopiesOfTheSeed",
    "NotBanned",
    "NotFiller",
    "NotHidden",
    "NotInAnotherBox",
    "NotPinnedElsewhere",
    "OnRequestOnly",
    "OneCardPerPublisher",
    "OtherPublishersFirst",
    "OwnPace",
    "Pins",
    "Policy",
    "Query",
    "Rules",
    "SameEventThreshold",
    "SameText",
    "SeedText",
    "SetPinsAside",
    "SharedTerm",
    "SharedTerms",
    "SharesWords",
    "TraceStep",
    "mute",
    "rank",
    "rules_of",
    "trace",
]

"""What each box does: a tuple of policies, applied left to right."""

from __future__ import annotations

from collections.abc import Mapping

from recommender.ranking.copies import FoldCopies, NoCopiesOfTheSeed
from recommender.ranking.diversity import Cut, Mmr, NotFiller, NotInAnotherBox, SharesWords
from recommender.ranking.editors import NotBanned, NotHidden, NotPinnedElsewhere, Pins, SetPinsAside
from recommender.ranking.events import ExcludeSameEvent, KeepSameEvent, SameEventThreshold
from recommender.ranking.kinds import OnRequestOnly
from recommender.ranking.policy import Policy
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
        KeepSameEvent(),
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
        SetPinsAside(line=SameEventThreshold(base=0.08, growth=1.0)),
        OnRequestOnly(("opinion", "sponsored")),
        ExcludeSameEvent(),
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
        ExcludeSameEvent(),
        NoCopiesOfTheSeed(),
        SharesWords(),
        OwnPace(),
    ),
}

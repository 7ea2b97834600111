"""What each box does: a tuple of policies, applied left to right."""

from __future__ import annotations

from collections.abc import Mapping

from recommender.ranking.copies import FoldCopies, NoCopiesOfTheSeed
from recommender.ranking.diversity import Cut, Mmr, NotFiller, NotInAnotherBox, SharesWords
from recommender.ranking.editors import NotBanned, NotHidden, NotPinnedElsewhere, Pins, SetPinsAside
from recommender.ranking.events import SAME_EVENT, ExcludeSameEvent, KeepSameEvent
from recommender.ranking.kinds import OnRequestOnly
from recommender.ranking.policy import Policy
from recommender.ranking.publishers import OneCardPerPublisher, OtherPublishersFirst
from recommender.ranking.time import CloseInTime, OwnPace

# Policies that compare vectors come after those that compare numbers, so that they compare few.
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
        SetPinsAside(threshold=SAME_EVENT),
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

# What fills Similar News where it is empty, if the site asks for it: of candidates in the order of time no opinion,
# nothing on the event of the seed or of another card of the page, and no event twice. In [0, 1] its `mmr_lambda`, a
# share; by hand: time alone says which comes first.
FILLER: tuple[Policy, ...] = (
    NotHidden(),
    NotBanned(),
    NotPinnedElsewhere(),
    OnRequestOnly(("opinion", "sponsored")),
    NoCopiesOfTheSeed(),
    NotInAnotherBox(),
    Mmr(mmr_lambda=1.0),
)

# What a run lists after the cards of a box, since measures look deeper than readers do: in `similar` without the
# threshold of the event, in `related` without that of filler. The run of any other box ends with its cards.
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

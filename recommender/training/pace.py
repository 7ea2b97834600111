"""How long the rest of a training takes.

In: what each step of an earlier training took. Out: the seconds that are left of this one. The one idea: the steps keep
their proportions, so that the steps that are done tell how fast this training is beside the earlier one. How many
articles there are to read is known only when they are read: until then as many are expected as there were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recommender.engine import FIT_STEPS

READ, COMPARE, PUBLISH = "read", "compare", "publish"
# What each step of a first training takes, beside the others. Above 0, seconds; measured by the clock on 20,000
# articles of 6 KB, two cores.
USUAL = {
    READ: 9.0,
    "weigh": 1.8,
    "expand": 2.4,
    "index": 0.4,
    "group": 1.8,
    "mentions": 0.7,
    COMPARE: 5.0,
    PUBLISH: 1.2,
}


@dataclass(frozen=True, slots=True)
class Pace:
    """What is expected of a training.

    Attributes:
        seconds: Of each step in turn; beside one another alone, if `articles` is None.
        articles: How many articles the training had that took as long; None if there was none.
    """

    seconds: Mapping[str, float]
    articles: int | None = None

    @classmethod
    def after(cls, facts: Mapping[str, Any], *, is_compared: bool) -> Pace:
        """Return the pace of an earlier training; the usual one where it has not all steps of this one.

        Args:
            facts: Those of its model, see `TrainingReport.facts`; empty for none.
            is_compared: Whether the new model is compared with the current one.
        """
        steps = [READ, *FIT_STEPS, *([COMPARE] if is_compared else []), PUBLISH]
        training = facts.get("training", {})
        seconds, articles = training.get("seconds", {}), training.get("articles")
        # What is published says nothing of publishing, which came after.
        known = {step: seconds.get(step, 0.0) for step in steps if step != PUBLISH}
        if not articles or not all(known.values()):
            return cls({step: USUAL[step] for step in steps})
        return cls({**known, PUBLISH: known[READ] * USUAL[PUBLISH] / USUAL[READ]}, int(articles))

    def left(self, done: Mapping[str, float], step: str, seconds: float, n_read: int) -> float | None:
        """Return the seconds that the rest of a training will take; None while that cannot be known.

        Args:
            done: The seconds of the steps that are done.
            step: The one that goes on.
            seconds: For how long it has.
            n_read: How many articles have been read.

        >>> pace = Pace({"read": 10.0, "weigh": 20.0, "publish": 5.0})
        >>> pace.left({}, "read", 3.0, 100), pace.left({"read": 5.0}, "weigh", 4.0, 100)
        (None, 8.5)
        """
        steps = list(self.seconds)
        later = sum(self.seconds[each] for each in steps[steps.index(step) + 1 :])
        if step == READ:
            if not self.articles or not n_read:
                return None
            whole = seconds * max(1.0, self.articles / n_read)
            return whole - seconds + later * whole / self.seconds[READ]
        speed = sum(done.values()) / sum(self.seconds[each] for each in done)
        return max(0.0, self.seconds[step] * speed - seconds) + later * speed

"""A trained recommender on disk: its parts, which must fit one another.

In: the parts, or an open snapshot. Out: a snapshot with their arrays and parameters, or the parts again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from recommender.analysis import terms_digest
from recommender.errors import SnapshotError
from recommender.index import LANGUAGE, Catalogue, Segment
from recommender.model import Expansion, FieldedTfidf
from recommender.snapshots import Snapshot, write_snapshot
from recommender.stories import TrainedStories
from recommender.trends import Mentions, Monitor

# What a manifest says of how terms are made.
TERMS = "terms"


def has_other_terms(facts: Mapping[str, Any]) -> bool:
    """Return whether a snapshot with such facts knows terms that are not made that way any more, so that it must go."""
    return facts.get(TERMS) != terms_digest()


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """The parts of a recommender as it was trained.

    Attributes:
        model: Articles → their own vectors.
        expansion: Own vectors → expanded vectors.
        index: The corpus, searchable.
        monitor: What is breaking and trending in it.
        stories: Which of its articles are on one event.
    """

    model: FieldedTfidf
    expansion: Expansion
    index: Segment
    monitor: Monitor
    stories: TrainedStories

    def write(self, path: Path, facts: Mapping[str, Any]) -> None:
        """Write all parts and their parameters into a new snapshot folder, with other facts for its manifest."""
        rooms = {
            "catalogue": self.index.catalogue.to_arrays(),
            "index": self.index.to_arrays(),
            "model": self.model.to_arrays(),
            "expansion": self.expansion.to_arrays(),
            "mentions": self.monitor.base.to_arrays(),
            "stories": self.stories.to_arrays(),
        }
        arrays = {f"{room}.{name}": array for room, part in rooms.items() for name, array in part.items()}
        known = {
            "parameters": {
                "model": self.model.get_params(),
                "expansion": self.expansion.get_params(),
                "stories": self.stories.threshold._asdict(),
            },
            "corpus": {"articles": len(self.index), "digest": self.index.catalogue.digest()},
            TERMS: terms_digest(),
        }
        write_snapshot(path, arrays, {**known, **facts})

    @classmethod
    def of_snapshot(cls, snapshot: Snapshot) -> Self:
        """Return the parts of an open snapshot.

        Raises:
            SnapshotError: A part is missing or damaged, or they do not fit one another.
        """
        parameters = snapshot.facts.get("parameters")
        if not isinstance(parameters, Mapping):
            raise SnapshotError(snapshot.path, "the parameters of a recommender", parameters)
        catalogue = Catalogue.from_arrays(snapshot.room("catalogue"))
        index = Segment.from_arrays(catalogue, snapshot.room("index"))
        expansion = Expansion.from_arrays(parameters.get("expansion"), snapshot.room("expansion"))
        if expansion.shape_ != (shape := (len(catalogue), index.n_terms)):
            raise SnapshotError(snapshot.path, f"champions among articles and terms: {shape}", expansion.shape_)
        expansion.over(index.own_vectors, catalogue.codes[LANGUAGE], expansion.champions_)
        model = FieldedTfidf.from_arrays(parameters.get("model"), snapshot.room("model"))
        if model.n_columns != index.n_terms:
            raise SnapshotError(snapshot.path, f"an index of {model.n_columns} terms", index.n_terms)
        mentions = Mentions.from_arrays(snapshot.room("mentions"), n_rows=len(catalogue))
        stories = TrainedStories.from_arrays(
            parameters.get("stories"), snapshot.room("stories"), corpus=index, number_columns=model.number_columns()
        )
        return cls(model, expansion, index, Monitor.of_mentions(catalogue, mentions), stories)

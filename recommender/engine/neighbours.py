"""The neighbours of many articles at once, for what is computed from them: clusters, graphs, another ranker.

In: seeds, each with ids and scores. Out: `Neighbours`, as a frame or as a sparse matrix.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What is nearest to each of some articles.

    Attributes:
        seeds: Their ids.
        ids: For each seed, the ids of its neighbours, best first; the seed itself is not among them.
        scores: For each seed, the scores of its neighbours, falling.
    """

    seeds: tuple[str, ...]
    ids: tuple[tuple[str, ...], ...]
    scores: tuple[tuple[float, ...], ...]

    def __len__(self) -> int:
        return len(self.seeds)

    def to_frame(self) -> pd.DataFrame:
        """Return a row a pair, with the columns `article_id` and `score`, by `seed` and `rank`, which begins with 1."""
        import pandas as pd  # takes long to import, which a service need not pay

        pairs = [
            (seed, rank, *pair)
            for seed, ids, scores in zip(self.seeds, self.ids, self.scores, strict=True)
            for rank, pair in enumerate(zip(ids, scores, strict=True), 1)
        ]
        return pd.DataFrame(pairs, columns=["seed", "rank", "article_id", "score"]).set_index(["seed", "rank"])

    def to_matrix(self, article_ids: Sequence[str] | None = None) -> csr_array:
        """Return the scores as a sparse matrix, float32 (n_seeds, n_article_ids), columns in rising order.

        Args:
            article_ids: The columns, each id once; by default the seeds, as `scikit-learn` takes a graph. Neighbours
                that are not among them are left out.
        """
        from scipy.sparse import csr_array

        columns = {article_id: column for column, article_id in enumerate(article_ids or self.seeds)}
        entries = [
            (row, columns[article_id], score)
            for row, (ids, scores) in enumerate(zip(self.ids, self.scores, strict=True))
            for article_id, score in zip(ids, scores, strict=True)
            if article_id in columns
        ]
        rows, places, values = zip(*entries, strict=True) if entries else ((), (), ())
        matrix = csr_array(
            (np.array(values, np.float32), (np.array(rows, np.int32), np.array(places, np.int32))),
            shape=(len(self.seeds), len(columns)),
        )
        matrix.sort_indices()
        return matrix

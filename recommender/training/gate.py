"""The gate: may a new model replace the current one?

In: both models. Out: a `Comparison` with the reasons to refuse the new one, if any. The one idea: both are measured at
the same time, on articles and judgements that both know, so that a changed corpus is not mistaken for a worse model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from statistics import fmean
from typing import Any

from recommender.boxes import Request
from recommender.engine import Recommender
from recommender.evaluation import Qrels, Run, parse_measure, qrels_from_links

QUALITY = parse_measure("nDCG@10")
# The fewest judged seeds at which quality is compared. At least 1, seeds; by hand, for a mean that means something.
LEAST_JUDGED = 20
# The most seeds at which models are measured. At least 1, seeds; by hand, so that it takes seconds.
MOST_SEEDS = 300
# Cards of a box when coverage is measured. At least 1, cards; as many as a page asks for by default.
BOX_CARDS = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """The measures of one model.

    Attributes:
        articles: How many articles its corpus has.
        coverage: For each box beside an article, the share of seeds at which it has a card, in [0, 1].
        quality: The mean nDCG@10 of the model alone over the judged seeds, in [0, 1]; None with fewer than
            `LEAST_JUDGED` of them.
    """

    articles: int
    coverage: Mapping[str, float]
    quality: float | None

    def to_record(self) -> dict[str, Any]:
        """Return the measures as JSON values."""
        coverage = {box: round(share, 4) for box, share in self.coverage.items()}
        quality = None if self.quality is None else round(self.quality, 4)
        return {"articles": self.articles, "coverage": coverage, "quality": quality}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A new model compared with the current one.

    Attributes:
        new, current: The measures of each; `current` is None before the first version.
        judged: The number of judged seeds that both models know, at most `MOST_SEEDS`.
        reasons: Why the new model is refused; empty if it passes.
    """

    new: Measured
    current: Measured | None = None
    judged: int = 0
    reasons: tuple[str, ...] = ()

    def to_record(self) -> dict[str, Any]:
        """Return the comparison as JSON values."""
        return {
            "passed": not self.reasons,
            "reasons": list(self.reasons),
            "judged": self.judged,
            "new": self.new.to_record(),
            "current": self.current.to_record() if self.current else None,
        }


@dataclass(frozen=True, slots=True)
class Gate:
    """How much worse a new model may be.

    Attributes:
        quality_drop: How much nDCG@10 may fall. In [0, 1], a difference; by hand.
        coverage_drop: How much the share of seeds at which a box has a card may fall, for each box. In [0, 1], a
            difference; by hand.
        size_drop: How much the corpus may shrink. In [0, 1], a share of the current one; by hand.
        qrels: The judgements to measure quality by; None for the editors' own links in the new corpus.
    """

    quality_drop: float = 0.02
    coverage_drop: float = 0.05
    size_drop: float = 0.1
    qrels: Qrels | None = field(default=None, repr=False)

    def compare(self, new: Recommender, current: Recommender | None) -> Comparison:
        """Measure a new model and the current one, and return the reasons against the new one, if any."""
        models = [new] if current is None else [new, current]
        qrels = qrels_from_links(new.catalogue)[0] if self.qrels is None else self.qrels
        judged = _known_to(models, qrels)
        seeds = _sample(each for each in new.catalogue.article_ids() if current is None or each in current.catalogue)
        measured = [_measure(each, seeds, judged) for each in models]
        reasons = tuple(self._reasons(*measured)) if current else ()
        return Comparison(measured[0], measured[1] if current else None, len(judged.grades), reasons)

    def _reasons(self, new: Measured, current: Measured) -> Iterable[str]:
        least = (1 - self.size_drop) * current.articles
        if new.articles < least:
            yield (
                f"the corpus has shrunk from {current.articles} articles to {new.articles}, "
                f"by more than {self.size_drop:.0%}"
            )
        # Without an article in both corpora no coverage was measured.
        for box, share in current.coverage.items():
            if new.coverage[box] < share - self.coverage_drop:
                yield (
                    f"the box {box} has a card at {new.coverage[box]:.1%} of the articles, at {share:.1%} before: "
                    f"a fall by more than {self.coverage_drop:.1%}"
                )
        quality, before = new.quality, current.quality
        if quality is not None and before is not None and quality < before - self.quality_drop:
            yield f"{QUALITY} is {quality:.3f}, {before:.3f} before: a fall by more than {self.quality_drop:g}"


def _sample(article_ids: Iterable[str]) -> list[str]:
    """Return at most `MOST_SEEDS` ids, those of the smallest hash: mostly the same ids when a corpus grows."""
    return sorted(article_ids, key=lambda article_id: blake2b(article_id.encode(), digest_size=8).digest())[:MOST_SEEDS]


def _known_to(models: Sequence[Recommender], qrels: Qrels) -> Qrels:
    """Return the judgements of pairs that all models know, for a sample of the seeds with a relevant article."""

    def known(article_id: str) -> bool:
        return all(article_id in model.catalogue for model in models)

    shared = qrels.of_pairs(lambda seed, other: known(seed) and known(other))
    return shared.of_seeds(frozenset(_sample(shared.seeds())))


def _measure(recommender: Recommender, seeds: Sequence[str], judged: Qrels) -> Measured:
    """Measure coverage at the seeds, and quality at the judged ones."""
    filled: Counter[str] = Counter()
    for article_id in seeds:
        boxes = recommender.page(recommender.seed(article_id), Request(k=BOX_CARDS)).boxes
        filled.update({name: len(boxes[name].cards) > 0 for name in recommender.policies})
    coverage = {name: count / len(seeds) for name, count in filled.items()}
    quality = None
    if len(judged.grades) >= LEAST_JUDGED:
        run = Run.of_order({seed: recommender.ranking(seed, "none", QUALITY.k or 0) for seed in judged.grades})
        quality = fmean(QUALITY.per_seed(judged, run).values())
    return Measured(len(recommender.index), coverage, quality)

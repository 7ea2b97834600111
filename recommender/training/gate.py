"""The gate: is a new model fit to take the place of the current one?

In: both. Out: a `Comparison` with the reasons to refuse, if any. The one idea: both are measured now, on articles and
judgements that both know, so that a corpus that has moved on is not mistaken for a model that has become worse.
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
# Enough for a mean to be worth comparing, and few enough to measure within seconds.
LEAST_JUDGED, MOST_SEEDS = 20, 300
BOX_CARDS = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """What one model is like.

    Attributes:
        articles: How many articles its corpus has.
        coverage: For each box that is chosen for a seed, the share of seeds at which it has a card, in [0, 1].
        quality: Mean nDCG@10 of the model alone over the judged seeds, in [0, 1]; none when too few are judged.
    """

    articles: int
    coverage: Mapping[str, float]
    quality: float | None

    def to_record(self) -> dict[str, Any]:
        """Return it as JSON values."""
        coverage = {box: round(share, 4) for box, share in self.coverage.items()}
        quality = None if self.quality is None else round(self.quality, 4)
        return {"articles": self.articles, "coverage": coverage, "quality": quality}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A new model beside the current one.

    Attributes:
        new, current: What each is like; there is none to compare with before the first version.
        judged: How many judged seeds, that both know, quality was to be measured at; `MOST_SEEDS` at most.
        reasons: Why the new one is not fit; empty when it is.
    """

    new: Measured
    current: Measured | None = None
    judged: int = 0
    reasons: tuple[str, ...] = ()

    def to_record(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "passed": not self.reasons,
            "reasons": list(self.reasons),
            "judged": self.judged,
            "new": self.new.to_record(),
            "current": self.current.to_record() if self.current else None,
        }


@dataclass(frozen=True, slots=True)
class Gate:
    """What a new model may lose.

    Attributes:
        quality_drop: How much nDCG@10 may fall.
        coverage_drop: How much the share of seeds at which a box has a card may fall, of each box.
        size_drop: By what share the corpus may shrink.
        qrels: The judgements to measure quality by; by default the editors' own links in the new corpus.
    """

    quality_drop: float = 0.02
    coverage_drop: float = 0.05
    size_drop: float = 0.1
    qrels: Qrels | None = field(default=None, repr=False)

    def compare(self, new: Recommender, current: Recommender | None) -> Comparison:
        """Measure a new model and the current one, and find what speaks against the new one."""
        models = [new] if current is None else [new, current]
        qrels = qrels_from_links(new.catalogue)[0] if self.qrels is None else self.qrels
        judged = _known_to(models, qrels)
        seeds = _some(each for each in new.catalogue.article_ids() if current is None or each in current.catalogue)
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
        # Empty when the two share no article.
        for box, share in current.coverage.items():
            if new.coverage[box] < share - self.coverage_drop:
                yield (
                    f"the box {box} has a card at {new.coverage[box]:.1%} of the articles, at {share:.1%} before: "
                    f"a fall by more than {self.coverage_drop:.1%}"
                )
        quality, before = new.quality, current.quality
        if quality is not None and before is not None and quality < before - self.quality_drop:
            yield f"{QUALITY} is {quality:.3f}, {before:.3f} before: a fall by more than {self.quality_drop:g}"


def _some(article_ids: Iterable[str]) -> list[str]:
    """Return a sample of ids that is the same at every call, whatever else the corpus holds."""
    return sorted(article_ids, key=lambda article_id: blake2b(article_id.encode(), digest_size=8).digest())[:MOST_SEEDS]


def _known_to(models: Sequence[Recommender], qrels: Qrels) -> Qrels:
    """Return the judgements of pairs that all models know, of a sample of the seeds that have a relevant one."""

    def known(article_id: str) -> bool:
        return all(article_id in model.catalogue for model in models)

    shared = qrels.of_pairs(lambda seed, other: known(seed) and known(other))
    return shared.of_seeds(frozenset(_some(shared.seeds())))


def _measure(recommender: Recommender, seeds: Sequence[str], judged: Qrels) -> Measured:
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

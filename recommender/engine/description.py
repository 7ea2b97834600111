"""What a recommender is, in ten lines: for whoever looks at one in a notebook or a log.

In: a served corpus. Out: a text. The one idea: it is counted in columns, so that a million articles take no time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from recommender.article import UNKNOWN_TIME, to_time
from recommender.engine.served_corpus import ServedCorpus
from recommender.index import FACETS, Articles, sections_in

# How many languages are named. At least 1, languages; by hand.
NAMED = 4


def describe(corpus: ServedCorpus, others: Mapping[str, str]) -> str:
    """Return what a corpus serves and how, in eight lines, and a line for each of some others."""
    catalogue, model = corpus.catalogue, corpus.model
    publishers, sections = (label_counts(catalogue, facet) for facet in ("publisher", "section"))
    lines = {
        "articles": f"{len(catalogue):,}, {_span(catalogue)}",
        "publishers": f"{len(publishers):,}, sections: {len(sections):,}",
        "languages": _most(label_counts(catalogue, "language")),
        "stories": f"{len(corpus.stories.base):,} as trained",
        "changes": f"{len(corpus.index.live):,} articles since the training",
        "model": f"{len(model.terms_):,} words, {model.phrases_.n_keys:,} phrases",
        "expansion": f"{corpus.expansion.neighbours} neighbours, share {corpus.expansion.share:g}",
        **others,
    }
    return "\n".join(
        [f"Recommender, version {corpus.version}", *(f"  {name}: {value}" for name, value in lines.items())]
    )


def label_counts(catalogue: Articles, facet: str) -> Counter[str]:
    """Return how many articles have each label of a facet; those without one are left out."""
    counts: Counter[str] = Counter()
    for part in catalogue.parts():
        codes = np.delete(part.columns.codes[FACETS.index(facet)], part.deleted)
        labels = part.columns.labels[facet]
        per_label = np.bincount(codes, minlength=len(labels)).tolist()
        for label, n in zip(labels, per_label, strict=True):
            if n:
                counts.update(dict.fromkeys(sections_in(label), n))
    return counts


def _span(catalogue: Articles) -> str:
    times = np.concatenate([np.delete(part.columns.published_at, part.deleted) for part in catalogue.parts()])
    known = times[times != UNKNOWN_TIME]
    if not len(known):
        return "undated"
    first, last = (to_time(int(time)) for time in (known.min(), known.max()))
    undated = f", {len(times) - len(known):,} undated" if len(known) < len(times) else ""
    return f"{first:%Y-%m-%d} to {last:%Y-%m-%d}{undated}"


def _most(counts: Counter[str]) -> str:
    named = ", ".join(f"{label} {n:,}" for label, n in counts.most_common(NAMED))
    return named + (f" and {len(counts) - NAMED} more" if len(counts) > NAMED else "")

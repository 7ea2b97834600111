"""Pairs of characters → runs: whole words and names where no spaces separate words.

In: pairs of neighbouring characters that are used more than usual, and the texts that hold them. Out: the longer runs
around them that most of these texts write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from recommender.analysis import is_unspaced
from recommender.trends.mentions import GRAMMAR
from recommender.trends.phrases import Phrase, are_together

# Characters of a run where words are not separated by spaces. At least 2; set by hand.
LONGEST_RUN = 12


def make_runs(pairs: Sequence[Phrase], texts: dict[int, str]) -> list[Phrase]:
    """Make runs of characters of pairs, best first: what most articles write before or after a run belongs to it.

    Args:
        pairs: Pairs of characters, of one language.
        texts: The text of every article that holds one, by its row.
    """
    runs: list[Phrase] = []
    n_holding = Counter(character for text in texts.values() for character in set(text))
    for pair in sorted(pairs, key=lambda each: (-each.score, each.terms)):
        alone = [n_holding[character] for character in pair.label]
        if are_together(len(pair.rows), alone) and not any(pair.label in run.label for run in runs):
            run = _grown(pair.label, [texts[row] for row in pair.rows])
            runs.append(replace(pair, terms=(run,), label=run))
    return runs


def _grown(run: str, texts: Sequence[str]) -> str:
    """Return a run as long as more than half of the texts that hold it write it."""
    while len(run) < LONGEST_RUN:
        holding = [text for text in texts if run in text]
        longer_runs = Counter(longer for text in holding for longer in _one_longer(run, text))
        longer, count = max(longer_runs.items(), key=lambda each: (each[1], each[0]), default=("", 0))
        if 2 * count <= len(holding) or GRAMMAR.search(longer):
            break
        run = longer
    return run


def _one_longer(run: str, text: str) -> Iterator[str]:
    """Yield a run with the character before it and with the one after it, as a text has them at first."""
    at = text.index(run)
    for longer in (text[max(at - 1, 0) : at + len(run)], text[at : at + len(run) + 1]):
        if len(longer) > len(run) and is_unspaced(longer[0]) and is_unspaced(longer[-1]):
            yield longer

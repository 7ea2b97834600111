"""The figures of an evaluation, as files in a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from recommender.cli.output import Answer
from recommender.evaluation import Draw, expect_matplotlib, write_figures


@dataclass(frozen=True, slots=True)
class Plots:
    """Where figures are drawn.

    Attributes:
        folder: The folder, which need not exist; None to draw nothing.
    """

    folder: Path | None

    @classmethod
    def parse(cls, folder: Path | None) -> Self:
        """Return the plots of the option; that they cannot be drawn is said before anything else is done.

        Raises:
            MissingExtraError: The extra ``plots`` is not installed.
            OSError: The folder cannot be made.
        """
        if folder is not None:
            expect_matplotlib()
            folder.mkdir(parents=True, exist_ok=True)
        return cls(folder)

    def added(self, answer: Answer, figures: Mapping[str, Draw]) -> Answer:
        """Draw figures, each by the name of its file; return the answer with their paths."""
        if self.folder is None:
            return answer
        paths = [str(path) for path in write_figures(self.folder, figures)]
        return Answer({**answer.record, "plots": paths}, f"{answer.text}\n\nPlots: {', '.join(paths)}")

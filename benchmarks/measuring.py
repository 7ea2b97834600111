"""What all benchmarks share: turns, medians, the machine, memory, JSON and plots.

In: works to be measured beside each other, by name. Out: the median seconds of each, by the clock and by the processor;
a report that says versions, machine, seed, cores and peak memory, printed, written as JSON and drawn. The one idea:
other work on the machine comes and goes, so the works take turns, and what counts is the processor's time and ratios.

    parser = measuring.parser(__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    options = parser.parse_args()
    report = Report.begin("search", options)
    seconds = in_turns({"ours": search, "theirs": their_search}, rounds=100)
    report.add("search, top 100", articles=20_000, ratio=seconds["ours"].processor / seconds["theirs"].processor)
    report.end()
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

import numpy as np

LIBRARIES = ("numpy", "scipy", "scikit-learn", "numba", "fastapi", "uvicorn")
Work = Callable[[int], object]


class Seconds(NamedTuple):
    """The median time of a work.

    Attributes:
        clock: Seconds by the clock.
        processor: Seconds of the processor, of all threads of this process, in which other processes do not count.
        n: Of how many runs.
    """

    clock: float
    processor: float
    n: int


def in_turns(
    works: Mapping[str, Work], rounds: int, *, warm_up: int = 1, before: Work | None = None
) -> dict[str, Seconds]:
    """Run works in turns, in an order that changes from round to round.

    Args:
        works: By name; each takes the number of the round, from 0 on.
        rounds: How often each is run.
        warm_up: How many more rounds, numbered 0, 1, … as well, are run before and count for nothing.
        before: What is done before each run of a work outside of its time.
    """
    names = list(works)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for turn in range(-warm_up, rounds):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            number = turn if turn >= 0 else turn + warm_up
            if before is not None:
                before(number)
            clock, processor = perf_counter(), process_time()
            works[name](number)
            if turn >= 0:
                times[name].append((perf_counter() - clock, process_time() - processor))
    medians = {name: np.median(took, axis=0).tolist() for name, took in times.items()}
    return {name: Seconds(clock, processor, rounds) for name, (clock, processor) in medians.items()}


def percentiles(seconds: Sequence[float], *ranks: float) -> list[float]:
    """Return percentiles in milliseconds, such as those of ranks 50 and 99."""
    return [1000 * float(value) for value in np.percentile(seconds, ranks)]


def use_cores(n: int) -> None:
    """Keep this process, and those that it starts from now on, on n of the cores it may use, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        usable = sorted(os.sched_getaffinity(0))
        first = os.getpid() % len(usable)  # several benchmarks at once do not all crowd on one core
        os.sched_setaffinity(0, set((usable[first:] + usable[:first])[:n]))


def n_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def peak_megabytes(*, children: bool = False) -> int:
    """Return the peak memory of this process, or of the largest one that it has ended, in MB (1e6 bytes)."""
    unit = 1 if platform.system() == "Darwin" else 1024
    usage = resource.getrusage(resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF)
    return round(usage.ru_maxrss * unit / 1e6)


def private_megabytes(process: int | None = None) -> float:
    """Return the memory that a process shares with no other one, in MB (1e6 bytes); NaN where Linux is not.

    Not counted are pages of files that are only read, such as those of a snapshot, however few processes map them, and
    pages that a fork has in common with its parent.
    """
    try:
        lines = Path(f"/proc/{process or 'self'}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return float("nan")
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty:")) * 1024 / 1e6


def versions(*more: str) -> dict[str, str]:
    """Return the versions of Python and of libraries, those that are installed."""
    known = {"Python": platform.python_version()}
    for name in (*LIBRARIES, *more):
        try:
            known[name] = version(name)
        except PackageNotFoundError:
            continue
    return known


def machine() -> dict[str, Any]:
    """Return what is to be known of the machine: its processor, cores, memory in GB, and how busy it is."""
    try:
        info = Path("/proc/cpuinfo").read_text("utf-8")
        name = next(line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name"))
    except (OSError, StopIteration):
        name = platform.processor() or platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {"processor": name, "cores": n_cores(), "memory_gb": round(memory, 1), "load": round(os.getloadavg()[0], 1)}


def parser(description: str | None) -> argparse.ArgumentParser:
    """Return a parser of the options that all benchmarks have."""
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--seed", type=int, default=0)
    made.add_argument("--rounds", type=int, default=3, help="how often each work is run (%(default)s)")
    made.add_argument("--cores", type=int, default=1, help="how many cores are used at most (%(default)s)")
    made.add_argument("--json", type=Path, default=None, metavar="FILE", help="where the figures are written")
    made.add_argument("--plot", type=Path, default=None, metavar="FILE", help="where they are drawn, as .svg or .png")
    return made


@dataclass
class Report:
    """The figures of a benchmark, and under which conditions they came about.

    Attributes:
        name: Of the benchmark.
        options: With which it was run.
        conditions: Versions and machine.
        figures: In the order in which they were added.
    """

    name: str
    options: argparse.Namespace
    conditions: dict[str, Any]
    figures: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def begin(cls, name: str, options: argparse.Namespace, *libraries: str) -> Report:
        """Keep to the cores asked for, and print the conditions.

        Args:
            name: Of the benchmark.
            options: As of `parser`.
            libraries: More of them, whose versions matter.
        """
        use_cores(options.cores)
        conditions = {"versions": versions(*libraries), "machine": machine()}
        print(", ".join(f"{each} {number}" for each, number in conditions["versions"].items()))
        print(", ".join(f"{key} {value}" for key, value in conditions["machine"].items()) + f"; seed {options.seed}")
        return cls(name, options, conditions)

    def add(self, what: str, **figures: object) -> None:
        """Add and print some figures, each named with its unit or without one for a ratio."""
        self.figures.append({"what": what, **figures})
        print(f"{what}: " + ", ".join(f"{key} {_short(value)}" for key, value in figures.items()), flush=True)

    def end(self) -> None:
        """Print the peak memory, and write all as JSON if a file was named."""
        peak = peak_megabytes()
        print(f"peak memory {peak:,} MB")
        if self.options.json:
            record = {
                "benchmark": self.name, "options": vars(self.options),
                **self.conditions, "figures": self.figures, "peak_mb": peak,
            }  # fmt: skip
            self.options.json.parent.mkdir(parents=True, exist_ok=True)
            self.options.json.write_text(json.dumps(record, indent=1, ensure_ascii=False, default=str) + "\n", "utf-8")

    def plot(self, lines: Mapping[str, Sequence[tuple[float, float]]], *, x: str, y: str, log: bool = True) -> None:
        """Draw lines of points (x, y), by name, if a file was named; needs matplotlib (the extra ``notebooks``)."""
        if not self.options.plot:
            return
        import matplotlib as mpl

        mpl.use("Agg")
        from matplotlib import pyplot as plt

        figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
        for name, points in lines.items():
            axes.plot(*zip(*points, strict=True), marker="o", label=name)
        if log:
            axes.set_xscale("log")
            axes.set_yscale("log")
        axes.set(xlabel=x, ylabel=y, title=self.name)
        axes.grid(visible=True, which="both", alpha=0.3)
        axes.legend()
        self.options.plot.parent.mkdir(parents=True, exist_ok=True)
        # Without times and random ids, the same figures are the same file.
        mpl.rcParams["svg.hashsalt"] = self.name
        figure.savefig(self.options.plot, metadata={"Date": None} if self.options.plot.suffix == ".svg" else None)
        plt.close(figure)


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)

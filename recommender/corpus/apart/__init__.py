"""Parsers apart: files that strangers wrote are taken apart by a process of its own, which may be ended.

In: a reader and a file. Out: its records, refusals and left-outs, as in this process. The one idea: a parser that
loops, eats memory or crashes, inside C code too, costs the file that it was given, and nothing else. What counts is
processor time, not time on the clock, so that a busy machine refuses nothing that an idle one reads.
Sources: setitimer(2) with ITIMER_PROF, setrlimit(2) with RLIMIT_AS (POSIX.1-2001).
"""

from __future__ import annotations

from recommender.corpus.apart.messages import Limits
from recommender.corpus.apart.process import ParserProcess

__all__ = ["Limits", "ParserProcess"]

"""Hard-wrapped lines: a text whose lines were cut to a width, as agencies and mail do, in paragraphs again.

In: a text. Out: the same, as long, with blanks in the place of the line ends that only keep a width. The one idea: such
lines are narrow, nearly all about as wide as the widest, and whoever wraps them leaves the last of a paragraph short.
"""

from __future__ import annotations

# The widest line of a text that is hard-wrapped. At least 1, characters; by hand: mail and wires have narrower ones.
WIDEST = 100
# Lines of which a text is known to be hard-wrapped. At least 2, lines; by hand: two may be wide by chance.
LEAST_LINES = 4
# How wide a line must be at least to go on in the next, as a share of the widest. In [0, 1], a share; by hand: a long
# word goes to the next line.
FULL = 0.75
# The share of lines that must be so wide, and end within a sentence. In [0, 1], a share; by hand: the last lines of
# paragraphs do not.
MOSTLY = 0.6
_ENDS = (".", "!", "?", ":", '."', ".”", "。")


def unwrapped(text: str) -> str:
    r"""Return a text whose lines end where its paragraphs do; one that is not hard-wrapped as it is.

    >>> unwrapped("The corporation has accepted\nan export bonus offer that\ncovers the sale of flour\nto Yemen.\nMore")
    'The corporation has accepted an export bonus offer that covers the sale of flour to Yemen.\nMore'
    """
    if text.count("\n") < LEAST_LINES - 1:
        return text
    lines = text.split("\n")
    widest = max(map(len, lines))
    full, written = FULL * widest, [line for line in lines[:-1] if line]
    if widest > WIDEST or sum(_is_cut(line, full) for line in written) < MOSTLY * len(written):
        return text
    ends = [" " if len(lines[at]) >= full and lines[at + 1][:1].strip() else "\n" for at in range(len(lines) - 1)]
    return "".join(part for line, end in zip(lines, [*ends, ""], strict=True) for part in (line, end))


def _is_cut(line: str, full: float) -> bool:
    """Return whether a line is wide and ends within a sentence."""
    return len(line) >= full and not line.endswith(_ENDS)

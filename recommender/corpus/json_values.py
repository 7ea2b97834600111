"""JSON from outside as plain values of bounded depth.

In: the text of a JSON document. Out: its values. The one idea: whoever walks values later may do so by recursion, so
what is nested deeper than any article is emptied here, once, and costs itself alone. Source: RFC 8259, section 9 (a
parser may set limits on the depth of nesting, and on the range of numbers).
"""

from __future__ import annotations

import json

# How deep values may be nested. At least 1, levels; by hand: a list within a list within a list of an editor's tree has
# some thirty, the answer around it five, and the recursion of Python ends at a thousand.
DEEPEST = 100
# How many digits a whole number may have. At least 1, digits; as many as Python turns into a number by default.
MOST_DIGITS = 4_300


def json_values(text: str, *, long_numbers: bool = False) -> object:
    """Return the values of a JSON document, also with raw control characters in its texts.

    Args:
        text: The document.
        long_numbers: Whether a number of more than `MOST_DIGITS` digits is infinite, as one such as 1e5000 is.

    Raises:
        ValueError: It is not JSON, or has a number that is too long. The message leaves the text out.

    >>> json_values('{"tags": ["ferry"]}'), json_values("9" * 5_000, long_numbers=True)
    ({'tags': ['ferry']}, inf)
    """
    try:
        return _shallow(json.loads(text, strict=False, parse_int=_number if long_numbers else None))
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at character {error.pos + 1}") from None
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None
    except ValueError:
        # Python's own message says how to raise its limit, which is no advice for who has a file.
        if not long_numbers:
            raise ValueError(f"a number of more than {MOST_DIGITS:,} digits") from None
        raise


def _number(digits: str) -> int | float:
    return int(digits) if len(digits.lstrip("-")) <= MOST_DIGITS else float(digits)


def _shallow(value: object) -> object:
    """Empty the lists and objects that are nested deeper than `DEEPEST`, level by level."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(DEEPEST):
        if not level:
            return value
        level = [
            each
            for holder in level
            for each in (holder.values() if isinstance(holder, dict) else holder)
            if isinstance(each, (dict, list))
        ]
    for holder in level:
        holder.clear()
    return value

"""Time zones by the names that people write: UTC, CEST, EST, ET, Europe/Berlin, GMT+0200.

In: what stands behind a time. Out: its zone. The one idea: a short name that means several zones is the one that most
news in the world writes so, and the choice stands in this table for whoever needs to know; a name that is not in it is
no zone, rather than UTC. Sources: RFC 5322 (section 4.3, the American names), the IANA time zone database.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

# Minutes east of UTC. Of names with several meanings: AST is Atlantic (not Arabian), BST is British Summer (not
# Bangladesh), CST and CDT are North American (not China or Cuba), IST is India (not Israel or Ireland: India's press
# dates most feeds that say IST), GST is the Gulf's, AMT is Manaus's and not in the table, nor is any other.
_MINUTES = {
    "UTC": 0, "GMT": 0, "UT": 0, "Z": 0, "WET": 0, "WEST": 60, "BST": 60, "WAT": 60,
    "CET": 60, "CEST": 120, "MET": 60, "MEST": 120, "MEZ": 60, "MESZ": 120, "EET": 120, "EEST": 180, "SAST": 120,
    "CAT": 120, "EAT": 180, "MSK": 180, "TRT": 180, "IDT": 180, "GST": 240, "PKT": 300, "IST": 330, "NPT": 345,
    "ICT": 420, "WIB": 420, "WITA": 480, "WIT": 540, "HKT": 480, "SGT": 480, "MYT": 480, "PHT": 480, "AWST": 480,
    "JST": 540, "KST": 540, "ACST": 570, "ACDT": 630, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
    "NST": -210, "NDT": -150, "AST": -240, "ADT": -180, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300,
    "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600, "BRT": -180,
    "ART": -180,
}  # fmt: skip
# Whether these are in summer time depends on the day.
_PLACES = {
    "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
}  # fmt: skip
_MOST_MINUTES = 14 * 60  # the zone of the Line Islands
_OFFSET = re.compile(r"(?:(?:UTC|GMT|UT)\s*)?([+\-\u2212])(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE | re.ASCII)
_PLACE = re.compile(r"[A-Z][A-Za-z_]{1,20}(?:/[A-Z][A-Za-z_+-]{1,30}){1,2}")


@lru_cache(maxsize=1000)
def zone_of(name: str) -> tzinfo | None:
    """Return the zone that a name or an offset stands for; None of anything else.

    >>> [str(zone_of(name)) for name in ("CEST", "GMT+0200", "-5", "z")]
    ['UTC+02:00', 'UTC+02:00', 'UTC-05:00', 'UTC']
    """
    if offset := _OFFSET.fullmatch(name):
        minutes = 60 * int(offset[2]) + int(offset[3] or 0)
        return _zone(-minutes if offset[1] != "+" else minutes) if minutes <= _MOST_MINUTES else None
    upper = name.upper()
    if upper in _MINUTES:
        return _zone(_MINUTES[upper])
    place = _PLACES.get(upper) or (name if _PLACE.fullmatch(name) else None)
    if place is None:
        return None
    try:
        return ZoneInfo(place)
    except (KeyError, ValueError, OSError):  # no such zone, or a folder of zones
        return None


def _zone(minutes: int) -> tzinfo:
    return timezone(timedelta(minutes=minutes)) if minutes else UTC

"""Messages: all that the product says to a reader, in the reader's language.

In: what is to be said, as plain values, and a language. Out: the words, of which no sentence mixes two languages.
"""

from __future__ import annotations

from recommender.article.messages.messages import Messages, Notices
from recommender.article.messages.wording import (
    LANGUAGES,
    age_of,
    clock_of,
    date_of,
    day_of,
    days_ago,
    is_day,
    listed,
    messages_of,
    time_between,
)

__all__ = [
    "LANGUAGES",
    "Messages",
    "Notices",
    "age_of",
    "clock_of",
    "date_of",
    "day_of",
    "days_ago",
    "is_day",
    "listed",
    "messages_of",
    "time_between",
]

"""What a notebook shows of a box: a frame to go on with, and HTML to look at.

In: cards, tags or the steps of an explanation. Out: a pandas frame, a row each; or HTML in which all that comes from
articles is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Rows = Iterable[Mapping[str, Any]]
CARD_COLUMNS = (
    "rank", "article_id", "title", "publisher", "published_at", "section", "url", "score", "reason", "story_id",
    "also_published_by",
)  # fmt: skip
TAG_COLUMNS = ("rank", "label", "language", "score", "lift", "now", "usual", "publishers", "examples")
STEP_COLUMNS = ("box", "policy", "kept", "rank", "score", "folded_into")


def frame_of(records: Rows, columns: Sequence[str], index: str | Sequence[str]) -> pd.DataFrame:
    """Return records as a frame of these columns, with these of them as its index; times become timestamps in UTC."""
    import pandas as pd  # takes long to import, which a service need not pay

    rows = [[record.get(name) for name in columns] for record in records]
    frame = pd.DataFrame(rows, columns=list(columns))
    if "published_at" in frame:
        frame["published_at"] = pd.to_datetime(frame["published_at"], utc=True, format="ISO8601")
    return frame.set_index(index if isinstance(index, str) else list(index))


def list_html(name: str, items: Iterable[str], notice: str | None) -> str:
    """Return a box as a list under its name, and what it says if it has too few."""
    listed = "".join(f"<li>{item}</li>" for item in items)
    reason = f"<p><i>{escape(notice)}</i></p>" if notice else ""
    return f"<section><h4>{escape(name)}</h4><ol>{listed}</ol>{reason}</section>"


def card_html(row: Mapping[str, Any]) -> str:
    """Return a card as its title, linked, with where and when it comes from and why it is there."""
    title, url = escape(row["title"] or row["article_id"]), row["url"]
    linked = f'<a href="{escape(url)}" rel="noreferrer">{title}</a>' if url else title
    facts = filter(None, (row["publisher"], (row["published_at"] or "")[:10], row["reason"]))
    return f"<b>{linked}</b><br><small>{' · '.join(map(escape, facts))}</small>"


def tag_html(row: Mapping[str, Any]) -> str:
    """Return a tag as its label, with how many articles hold it now, and usually."""
    return f"<b>{escape(row['label'])}</b> <small>{row['now']} now, {row['usual']:g} usual</small>"

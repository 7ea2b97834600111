"""Language tags (BCP 47) as the product compares them: by their primary subtag."""

from __future__ import annotations

UNKNOWN_LANGUAGE = "und"


def primary_subtag(language: str | None) -> str:
    """Return the language itself without region or script: ``pt`` of ``pt-BR``; ``""`` of None."""
    return (language or "").partition("-")[0].lower()

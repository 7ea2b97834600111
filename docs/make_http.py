"""Write the reference of the HTTP interface from the service's own OpenAPI document."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from recommender.api import create_app
from recommender.settings import Settings

Record = dict[str, Any]
BOUNDS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "maxItems": "at most {} of them",
}


def document() -> Record:
    """Return the OpenAPI document of a service as it starts without any setting."""
    with tempfile.TemporaryDirectory() as folder:
        described: Record = create_app(Settings(models=Path(folder))).openapi()
    return described


def page() -> str:
    """Return all calls by subject, and the objects that they take and give, as Markdown without a title."""
    described = document()
    calls = [(path, method, call) for path, item in described["paths"].items() for method, call in item.items()]
    parts = [described["info"]["description"]]
    for tag in dict.fromkeys(call["tags"][0] for _, _, call in calls):
        parts.append(f"## {tag.capitalize()}")
        parts += [call_text(path, method, call) for path, method, call in calls if call["tags"][0] == tag]
    parts.append("## Objects")
    parts += [object_text(name, schema) for name, schema in sorted(described["components"]["schemas"].items())]
    return "\n\n".join(parts)


def call_text(path: str, method: str, call: Record) -> str:
    """Return what one call does, takes and answers."""
    parts = [f"### `{method.upper()} {path}`", call["description"]]
    if call.get("security"):
        parts.append("Needs an editor's key: `Authorization: Bearer KEY`.")
    if given := call.get("parameters"):
        rows = [(f"`{each['name']}`", each["in"], *value_cells(each["schema"], each)) for each in given]
        parts.append(table(("parameter", "in", "what", "type", "default"), rows))
    if "requestBody" in call:
        kinds = call["requestBody"]["content"].items()
        taken = [f"{type_of(body.get('schema', {}))} (`{kind}`)" for kind, body in kinds]
        parts.append(f"Takes {' or '.join(taken)}.")
    parts.append(" ".join(answers(call["responses"])))
    return "\n\n".join(parts)


def answers(responses: Record) -> Iterator[str]:
    """Yield what is answered with each status of success, and by which statuses it refuses."""
    refusals = []
    for status, answer in sorted(responses.items()):
        kinds = [type_of(body.get("schema", {})) for body in answer.get("content", {}).values()]
        phrase = f"{status} {HTTPStatus(int(status)).phrase}"
        if int(status) < HTTPStatus.BAD_REQUEST:
            yield f"Answers {phrase}: {' or '.join(kinds) or 'no body'}."
        else:
            refusals.append(phrase)
    if refusals:
        yield f"Refuses with a [Problem](#problem): {', '.join(refusals)}."


def object_text(name: str, schema: Record) -> str:
    """Return the fields of an object."""
    parts = [f"### {name}", schema.get("description", "")]
    required = schema.get("required", ())
    fields = schema.get("properties", {}).items()
    rows = [(f"`{key}`", "always" if key in required else "", *value_cells(value)) for key, value in fields]
    if rows:
        parts.append(table(("field", "there", "what", "type", "default"), rows))
    return "\n\n".join(part for part in parts if part)


def value_cells(schema: Record, around: Record | None = None) -> tuple[str, str, str]:
    """Return what a value is, its type with its bounds, and its default."""
    what = (around or {}).get("description") or schema.get("description", "")
    default = schema.get("default")
    return what, ", ".join([type_of(schema), *bounds(schema)]), "" if default is None else f"`{json.dumps(default)}`"


def type_of(schema: Record) -> str:
    """Return the type of a value in words; an object's name leads to it.

    >>> type_of({"type": "array", "items": {"$ref": "#/components/schemas/Card"}})
    'list of [Card](#card)'
    >>> type_of({"anyOf": [{"enum": ["section", "latest"]}, {"type": "null"}]})
    '`"section"`, `"latest"` or null'
    """
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in schema:
        return ", ".join(f"`{json.dumps(each)}`" for each in schema["enum"])
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if several := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return " or ".join(dict.fromkeys(map(type_of, several)))
    kind: str = schema.get("type", "anything")
    if kind == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    return {"date-time": "ISO 8601 time with its zone", "uri": "address"}.get(schema.get("format", ""), kind)


def bounds(schema: Record) -> Iterator[str]:
    """Yield the limits of a value."""
    for each in (schema, *schema.get("anyOf", ())):
        yield from (text.format(f"{each[name]:,}") for name, text in BOUNDS.items() if name in each)


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a table in Markdown, without columns in which nothing stands."""
    kept = [at for at in range(len(head)) if any(row[at] for row in rows)]
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell(line[at]) for at in kept)} |" for line in lines)


def cell(text: str) -> str:
    """Return a text as the cell of a table."""
    return " ".join(text.replace("|", "\\|").split())

"""Drupal: what its JSON:API says of nodes.

In: a document (``{"data": {"type": "node--article", …}, "included": […]}``), or one resource by itself. Out: a record a
node; basic pages, unpublished nodes and whatever is no node (media, terms, users, menu links) are left out by their
type. The one idea: a resource has its own values, and names of others, which are looked up among what is included;
what is not included there is not known. A term of a vocabulary of categories is the section, other terms are tags. The
address is the alias behind what stands before ``/jsonapi`` in the resource's own link. Sources: jsonapi.org 1.0,
Drupal's modules JSON:API and Paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import first_text, joined, mapping_of, names_of, objects_of, part, text_of
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.publication import word_of_state

# Bundles of nodes that are no articles, as Drupal and its usual distributions name them.
_NO_ARTICLES = frozenset({"page", "landing_page", "basic_page", "webform", "event", "person", "gallery", "book"})
_SECTIONS = frozenset({
    "category", "categories", "section", "sections", "channel", "channels", "department", "rubric", "desk", "ressort",
    "news_category", "article_category", "primary_section",
})  # fmt: skip
_AUTHORS = ("field_author", "field_authors", "field_byline", "field_contributors", "uid")
_TIMES = ("published_at", "field_published_at", "field_publish_date", "field_publication_date", "created")
# What comes first among the texts of a node, by parts of their names.
_LEADS = ("summary", "lead", "teaser", "intro", "standfirst", "subtitle", "dek")
_PARAGRAPH = "paragraph--"


class Resource(NamedTuple):
    """A resource beside those that came with it, by their type and id."""

    values: Values
    included: Mapping[tuple[str, str], Values]

    @property
    def attributes(self) -> Values:
        """Return its own values."""
        return mapping_of(self.values.get("attributes"))

    def named(self, name: str) -> list[Resource]:
        """Return the resources that are included of those that it names by a relationship."""
        related = mapping_of(mapping_of(self.values.get("relationships")).get(name)).get("data")
        keys = [_key(each) for each in (objects_of(related) or [mapping_of(related)])]
        return [Resource(self.included[key], self.included) for key in keys if key in self.included]

    def relationships(self) -> list[str]:
        """Return the names of its relationships."""
        return list(mapping_of(self.values.get("relationships")))


def is_drupal(value: Values) -> bool:
    """Return whether an object is a document or a resource of Drupal's: its types have two parts."""
    return any("--" in text_of(each.get("type")) and "attributes" in each for each in _resources(value)[:1])


def drupal_records(value: Values) -> Iterator[Record]:
    """Yield the record of each resource of a document."""
    included = {_key(each): each for each in objects_of(value.get("included"))}
    for number, values in enumerate(_resources(value), start=1):
        resource = Resource(values, included)
        yield Record(number, _values(resource), not_public=_reason_not_public(resource))


def _resources(value: Values) -> list[Values]:
    data = value.get("data")
    return objects_of(data) if isinstance(data, list) else [mapping_of(data) or value]


def _key(resource: Values) -> tuple[str, str]:
    return text_of(resource.get("type")), text_of(resource.get("id"))


def _reason_not_public(resource: Resource) -> str | None:
    kind, _, bundle = text_of(resource.values.get("type")).partition("--")
    if kind != "node":
        return kind.replace("_", " ")[:20]
    if bundle in _NO_ARTICLES:
        return bundle.replace("_", " ")
    if resource.attributes.get("status") in (False, 0, "0"):
        return "draft"
    state = text_of(resource.attributes.get("moderation_state"))
    return None if state in ("published", "") else word_of_state(state) or state[:20]


def _values(resource: Resource) -> dict[str, object]:
    own = resource.attributes
    terms = [term for name in resource.relationships() for term in resource.named(name) if _vocabulary(term)]
    sections = [term.attributes.get("name") for term in terms if _vocabulary(term) in _SECTIONS]
    tags = [term.attributes.get("name") for term in terms if _vocabulary(term) not in _SECTIONS]
    authors = [_names_of_people(resource, name) for name in _AUTHORS]
    return {
        "article_id": resource.values.get("id"),
        "title": own.get("title"),
        "text": "\n".join(_texts(resource)),
        "url": first_valid("url", [_address(resource)]),
        "published_at": first_valid("published_at", [own.get(name) for name in _TIMES]),
        "updated_at": first_valid("updated_at", [own.get("changed")]),
        "section": next(iter(names_of(sections)), None),
        "language": first_valid("language", [code for code in [own.get("langcode")] if code not in ("und", "zxx")]),
        "tags": names_of([*sections[1:], *tags]),
        "authors": next(filter(None, authors), []),
        "image_url": first_valid("image_url", _images(resource)),
    }


def _vocabulary(resource: Resource) -> str:
    kind, _, vocabulary = text_of(resource.values.get("type")).partition("--")
    return vocabulary if kind == "taxonomy_term" else ""


def _names_of_people(resource: Resource, name: str) -> list[str]:
    people = [each.attributes for each in resource.named(name)]
    names = [first_text([each.get("display_name"), each.get("name"), each.get("title")]) for each in people]
    return names_of([*names, resource.attributes.get(name)])


def _texts(resource: Resource) -> list[str]:
    """Return the formatted texts of a node: its body, else its other ones, then those of its paragraphs."""
    own = resource.attributes
    named = {name: text for name, value in own.items() if (text := _formatted(value))}
    chosen = ["body"] if "body" in named else sorted(named, key=lambda name: not any(lead in name for lead in _LEADS))
    texts = [named[name] for name in chosen]
    related = [each for name in resource.relationships() for each in resource.named(name)]
    for each in related:
        if text_of(each.values.get("type")).startswith(_PARAGRAPH):
            texts += filter(None, map(_formatted, each.attributes.values()))
    return texts or [first_text([part(own, "body.summary"), own.get("body"), own.get("field_body")])]


def _formatted(value: object) -> str:
    """Return a text that has a format; ``""`` of anything else."""
    field = mapping_of(value)
    return first_text([field.get("processed"), field.get("value")]) if "format" in field or "processed" in field else ""


def _link(resource: Resource) -> str:
    link = part(resource.values, "links.self")
    return first_text([link, part(link, "href")])


def _address(resource: Resource) -> str:
    site, sign, _ = _link(resource).partition("/jsonapi/")
    node = resource.attributes.get("drupal_internal__nid")
    path = text_of(part(resource.attributes, "path.alias")) or (f"/node/{node}" if node else "")
    return f"{site}{path}" if sign and path else ""


def _images(resource: Resource) -> Iterator[str]:
    """Yield the addresses of its pictures: files, or those of media."""
    names = [name for name in resource.relationships() if any(word in name for word in ("image", "media", "photo"))]
    for each in (each for name in names for each in resource.named(name)):
        for file in (each, *(file for inner in each.relationships() for file in each.named(inner))):
            yield joined(_link(resource), part(file.attributes, "uri.url"))


DRUPAL = Dialect("Drupal JSON:API", recognises=is_drupal, records=drupal_records)

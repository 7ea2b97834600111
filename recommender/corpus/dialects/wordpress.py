"""WordPress: the answers of its REST API, and of that of wordpress.com.

In: one post (``{"title": {"rendered": …}, "date_gmt": …}``) or, of wordpress.com, an answer (``{"posts": […]}``). Out:
a record a post; pages, media, revisions and comments are left out, and what is not published or has a password. The one
idea: the guid is the id, as in the feed and in an export; ``date_gmt`` is believed before ``date``, which is local to
the site; names of authors, categories and tags are numbers unless the answer was embedded, so that what Yoast says of
the page stands in for them. Sources: developer.wordpress.org/rest-api/reference/posts, developer.wordpress.com/docs/api
(v1.1), Yoast SEO's ``yoast_head_json``.
"""

from __future__ import annotations

from collections.abc import Iterator

from recommender.article import vouched_id
from recommender.corpus.dialects.dialect import Dialect, Values
from recommender.corpus.dialects.parts import first_text, list_of, mapping_of, names_of, objects_of, part, text_of
from recommender.corpus.files import Record
from recommender.corpus.mapping import first_valid
from recommender.corpus.publication import word_of_state

# Types of a site's own whose name says that they are articles.
ARTICLE_TYPES = frozenset({"post", "article", "articles", "news", "newsarticle", "newsitem", "story", "stories"})
_ARTICLES_OF_YOAST = frozenset({"Article", "NewsArticle", "BlogPosting"})
_NO_CATEGORY = "uncategorized"


def is_article_type(kind: str) -> bool:
    """Return whether posts of a type are articles; the type of a site's own is believed where its name says so.

    >>> is_article_type("post"), is_article_type("news_item"), is_article_type("page")
    (True, True, False)
    """
    return kind.lower().replace("_", "").replace("-", "") in ARTICLE_TYPES


def is_rest(value: Values) -> bool:
    """Return whether an object is what the REST API says of a post, or of anything else that it lists."""
    rendered = mapping_of(value.get("title")).keys() | mapping_of(value.get("content")).keys()
    return "rendered" in rendered and bool({"date_gmt", "date", "modified", "link"} & value.keys())


def rest_record(post: Values) -> Record:
    """Return the record of a post."""
    yoast = mapping_of(post.get("yoast_head_json"))
    schema = _schema_of(yoast)
    embedded = mapping_of(post.get("_embedded"))
    terms = [term for group in list_of(embedded.get("wp:term")) for term in objects_of(group)]
    sections = _named(terms, "category") or list_of(schema.get("articleSection"))
    tags = _named(terms, "post_tag") or list_of(schema.get("keywords"))
    values = {
        "article_id": vouched_id(_rendered(post, "guid")),
        "title": _rendered(post, "title"),
        "text": _rendered(post, "content") or _rendered(post, "excerpt"),
        "url": first_valid("url", [post.get("link"), yoast.get("canonical")]),
        "publisher": first_text([yoast.get("og_site_name"), part(schema, "publisher.name")]),
        "published_at": first_valid("published_at", [_utc(post.get("date_gmt")), post.get("date")]),
        "updated_at": first_valid("updated_at", [_utc(post.get("modified_gmt")), post.get("modified")]),
        "section": next(iter(names_of(sections)), None),
        "language": first_valid("language", [post.get("lang"), schema.get("inLanguage"), yoast.get("og_locale")]),
        "tags": names_of([*sections[1:], *tags]),
        "authors": names_of(author.get("name") for author in objects_of(embedded.get("author")))
        or names_of([yoast.get("author"), part(schema, "author.name")])[:1],
        "image_url": first_valid("image_url", _images(post, embedded, yoast)),
    }
    return Record(None, values, not_public=_reason_not_public(post))


def _reason_not_public(post: Values) -> str | None:
    kind = text_of(post.get("type"))
    if not kind and "author_name" in post:
        kind = "comment"
    elif not kind and "parent" in post and "status" not in post:
        kind = "revision"
    if kind and not is_article_type(kind):
        return kind.replace("_", " ")[:20]
    status = text_of(post.get("status"))
    if status not in ("publish", ""):
        return word_of_state(status) or status[:20]
    is_protected = part(post, "content.protected") is True or text_of(post.get("password"))
    return "password" if is_protected else None


def _rendered(post: Values, name: str) -> str:
    value = mapping_of(post.get(name))
    return first_text([value.get("rendered"), value.get("raw")])


def _named(terms: list[Values], taxonomy: str) -> list[object]:
    of_it = [term for term in terms if term.get("taxonomy") == taxonomy and term.get("slug") != _NO_CATEGORY]
    return [term.get("name") for term in of_it]


def _schema_of(yoast: Values) -> Values:
    """Return the article among the things of a page in schema.org's words."""
    for thing in objects_of(part(yoast, "schema.@graph")):
        kinds = thing.get("@type")
        if _ARTICLES_OF_YOAST & set(map(str, kinds if isinstance(kinds, list) else [kinds])):
            return thing
    return {}


def _images(post: Values, embedded: Values, yoast: Values) -> list[object]:
    featured = part(embedded, "wp:featuredmedia.source_url")
    return [featured, post.get("jetpack_featured_media_url"), part(yoast, "og_image.url")]


def _utc(time: object) -> str | None:
    """Return a time that the API gives in UTC, without saying so, with its zone."""
    text = text_of(time)
    return f"{text}+00:00" if text and not text.startswith("0000") else None


def is_wordpress_com(value: Values) -> bool:
    """Return whether an object is a post of wordpress.com's own API, or an answer with such posts."""
    return {"ID", "site_ID", "URL"} <= (objects_of(value.get("posts")) or [value])[0].keys()


def wordpress_com_records(value: Values) -> Iterator[Record]:
    """Yield the record of each post of an answer, or of the one post."""
    for number, post in enumerate(objects_of(value.get("posts")) or [value], start=1):
        sections = list(mapping_of(post.get("categories")))
        sections = [name for name in sections if name.lower() != _NO_CATEGORY]
        values = {
            "article_id": vouched_id(post.get("guid")),
            "title": post.get("title"),
            "text": first_text([post.get("content"), post.get("excerpt")]),
            "url": first_valid("url", [post.get("URL")]),
            "published_at": post.get("date"),
            "updated_at": post.get("modified"),
            "section": next(iter(names_of(sections)), None),
            "language": first_valid("language", [post.get("lang")]),
            "tags": names_of([*sections[1:], *mapping_of(post.get("tags"))]),
            "authors": names_of([part(post, "author.name")]),
            "image_url": first_valid("image_url", [post.get("featured_image")]),
        }
        yield Record(number, values, not_public=_reason_not_public(post))


WORDPRESS = Dialect("WordPress REST API", recognises=is_rest, records=lambda value: iter([rest_record(value)]))
WORDPRESS_COM = Dialect("wordpress.com API", recognises=is_wordpress_com, records=wordpress_com_records)

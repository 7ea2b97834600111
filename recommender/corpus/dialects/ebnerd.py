"""EB-NeRD, the Ekstra Bladet News Recommendation Dataset: the articles of a Danish newspaper, 2023.

In: a row of ``articles.parquet``. Out: one record. The one idea: its numbers are keys (``category`` 142 is the section
``category_str``), and ``last_modified_time`` is no time of publication. Times are those of the site's clock, without a
zone. Source: J. Kruse et al., EB-NeRD: A Large-Scale Dataset for News Recommendation, RecSys Challenge 2024 (the schema
of "ArticleID" at recsys.eb.dk).
"""

from __future__ import annotations

from recommender.corpus.dialects.dialect import TableDialect, Values
from recommender.corpus.files import Record
from recommender.corpus.values import is_known

# By ``article_type``; every other one is news.
_KINDS = {
    "article_opinionen": "opinion", "article_scribblelive": "live", "article_video_standalone": "video",
    "article_webtv": "video", "article_native": "sponsored", "article_native_feature": "sponsored",
}  # fmt: skip
_RECOGNISED = frozenset({"article_id", "title", "subtitle", "published_time", "category_str"})
_READ = frozenset({"body", "last_modified_time", "article_type", "url", "topics"})


def ebnerd_record(values: Values) -> Record:
    """Return the record of a row; the text is the subtitle, which a reader sees, and the body."""
    parts = (str(values[name]) for name in ("subtitle", "body") if is_known(values.get(name)))
    return Record(
        None,
        {
            "article_id": values.get("article_id"),
            "title": values.get("title"),
            "text": "\n".join(parts),
            "url": values.get("url"),
            "publisher": "Ekstra Bladet",
            "published_at": values.get("published_time"),
            "updated_at": values.get("last_modified_time"),
            "section": values.get("category_str"),
            "language": "da",
            "kind": _KINDS.get(str(values.get("article_type"))),
            "tags": values.get("topics"),
            "category_str": values.get("category_str"),
        },
    )


EBNERD = TableDialect("EB-NeRD", _RECOGNISED, ebnerd_record, _READ)

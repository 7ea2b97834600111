"""The article: what a newsroom publishes, with its times and its language."""

from __future__ import annotations

from recommender.article.article import (
    CARD_FIELDS,
    EXAMPLE_FIELDS,
    FIELDS,
    Article,
    Withdrawal,
    plain_value,
    version_time,
)
from recommender.article.cleaning import plain_text
from recommender.article.fields import (
    MAX_ID_LENGTH,
    MAX_LIST_LENGTH,
    MAX_NAME_LENGTH,
    MAX_NOTE_LENGTH,
    MAX_TEXT_LENGTH,
    MAX_TITLE_LENGTH,
    ArticleId,
    Field,
    Kind,
    clean,
    parse_id,
    parse_name,
    parse_time,
)
from recommender.article.identity import (
    canonical_address,
    id_of_address,
    id_of_words,
    made_id,
    mended_address,
    vouched_id,
)
from recommender.article.subtags import UNKNOWN_LANGUAGE, primary_subtag
from recommender.article.times import (
    BEGINNING_OF_TIME,
    END_OF_TIME,
    EPOCH,
    SECONDS_A_DAY,
    UNKNOWN_TIME,
    to_iso,
    to_seconds,
    to_time,
)

__all__ = [
    "BEGINNING_OF_TIME",
    "CARD_FIELDS",
    "END_OF_TIME",
    "EPOCH",
    "EXAMPLE_FIELDS",
    "FIELDS",
    "MAX_ID_LENGTH",
    "MAX_LIST_LENGTH",
    "MAX_NAME_LENGTH",
    "MAX_NOTE_LENGTH",
    "MAX_TEXT_LENGTH",
    "MAX_TITLE_LENGTH",
    "SECONDS_A_DAY",
    "UNKNOWN_LANGUAGE",
    "UNKNOWN_TIME",
    "Article",
    "ArticleId",
    "Field",
    "Kind",
    "Withdrawal",
    "canonical_address",
    "clean",
    "id_of_address",
    "id_of_words",
    "made_id",
    "mended_address",
    "parse_id",
    "parse_name",
    "parse_time",
    "plain_text",
    "plain_value",
    "primary_subtag",
    "to_iso",
    "to_seconds",
    "to_time",
    "version_time",
    "vouched_id",
]

"""The reader page, the embed and the desk: what readers and editors see of the boxes.

In: plain records of articles, boxes and pages, as the JSON of version 1 has them. Out: HTML as text, and
the few static files it names. The one idea: a page is a pure function of its records and of the time it is given,
every word of a record is escaped, and nothing in it needs JavaScript or a second host.
"""

from recommender.api.views.assets import static_file
from recommender.api.views.desk import (
    SPANS,
    DeskFrame,
    Done,
    Refused,
    Title,
    desk_article_page,
    desk_page,
    desk_prospect_page,
    desk_taken_down_page,
    sign_in_page,
    whole_entry,
)
from recommender.api.views.docs import docs_page
from recommender.api.views.fragment import FragmentLook, boxes_fragment, tags_fragment
from recommender.api.views.front import (
    FRONT_ARTICLES,
    FRONT_BREAKING,
    Report,
    arrange_sections,
    choose_lead,
    lead_teasers,
    teaser,
)
from recommender.api.views.newsroom import orphans_page, readers_page, stories_page
from recommender.api.views.pages import embed_example, front_page, missing_page, read_page, topic_page, unknown_page

__all__ = [
    "FRONT_ARTICLES",
    "FRONT_BREAKING",
    "SPANS",
    "DeskFrame",
    "Done",
    "FragmentLook",
    "Refused",
    "Report",
    "Title",
    "arrange_sections",
    "boxes_fragment",
    "choose_lead",
    "desk_article_page",
    "desk_page",
    "desk_prospect_page",
    "desk_taken_down_page",
    "docs_page",
    "embed_example",
    "front_page",
    "lead_teasers",
    "missing_page",
    "orphans_page",
    "read_page",
    "readers_page",
    "sign_in_page",
    "static_file",
    "stories_page",
    "tags_fragment",
    "teaser",
    "topic_page",
    "unknown_page",
    "whole_entry",
]

"""English."""

from __future__ import annotations

from recommender.article.messages.messages import ByBox, Messages, Notices

MESSAGES = Messages(
    language="en",
    headings={
        "similar": "Similar News",
        "related": "Related",
        "breaking": "Breaking news",
        "trending": "Trending",
        "section": "More from this section",
        "latest": "Latest news",
    },
    kinds={
        "opinion": "Opinion",
        "live": "Live",
        "video": "Video",
        "sponsored": "Sponsored",
    },
    both_mention="Both mention {terms}",
    chosen="Chosen by the editors",
    latest_in="Latest in {section}",
    latest="Latest news",
    reported="{publishers} publishers in {minutes} min",
    earlier="{time} earlier",
    later="{time} later",
    same_time="at the same time",
    same_day="on the same day",
    arrived="arrived {when}",
    published_by="Also published by {names}",
    original="Original",
    untitled="Untitled story",
    page={
        "skip": "Skip to the main content",
        "front_page": "Front page",
        "by": "By {names}",
        "updated": "Updated {time}",
        "more": "and {n} more",
        "tags": "Tags",
        "more_stories": "More stories",
        "spoken_tag": "in {now} stories by {publishers} publishers, usually {usual}",
        "colophon": "Stories in the boxes are chosen by their words and dates",
        "model": "by model {model}",
        "as_of": "as of {time}",
        "just_now": "just now",
        "today": "today",
        "yesterday": "yesterday",
        "tomorrow": "tomorrow",
        "newest": "Newest stories as of {time}",
        "no_articles": "No articles yet.",
        "coverage": "Reported by {publishers} publishers",
        "trigger": "Triggered by {story}",
        "older": "Older stories",
        "newer": "Newer stories",
        "read_at": "Read it at {publisher}",
    },
    notices=ByBox(
        similar=Notices(
            none="No other report of this event was found.",
            one="Only one other report of this event was found.",
            few="Only {n} other reports of this event were found.",
        ),
        related=Notices(
            none="No related story was found.",
            one="Only one related story was found.",
            few="Only {n} related stories were found.",
        ),
        breaking=Notices(
            none="Nothing is breaking at the moment.",
            one="Only one story is breaking at the moment.",
            few="Only {n} stories are breaking at the moment.",
        ),
        trending=Notices(
            none="Nothing is trending at the moment.",
            one="Only one thing is trending at the moment.",
            few="Only {n} things are trending at the moment.",
        ),
    ),
)

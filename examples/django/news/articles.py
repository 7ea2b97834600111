"""A story as an article of the related-news service."""

SITE = "https://news.example"


def article_of(story):
    """Return the record of a story, or None where not everybody may read it.

    A story that is dated in the future is sent, too: the service shows it to nobody before that time.
    """
    if not story.is_public:
        return None
    return {
        "title": story.title,
        "text": story.text,
        "url": SITE + story.get_absolute_url(),
        "publisher": "News",
        "section": story.section,
        "published_at": story.published_at.isoformat(),
        "updated_at": story.updated_at.isoformat(),
    }

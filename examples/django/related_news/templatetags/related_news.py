"""The tag: {% related_news story box="related" k=5 %}, the boxes of a row as the service makes them."""

from django import template
from django.core.cache import cache
from django.utils.safestring import mark_safe

from related_news.outbox import article_id_of
from related_news.service import boxes

register = template.Library()
KEEP, LEAVE_ALONE = 60, 30  # seconds
AWAY = "related_news.away"


@register.simple_tag
def related_news(row, box="both", k=5):
    """Show the boxes of a row; nothing where there is none, or no answer in time.

    They are kept for a minute. A service that does not answer is left alone for half a minute: so it slows down one
    page, and not all.
    """
    key = f"related_news.{article_id_of(row)}.{box}.{k}"
    html = cache.get(key)
    if html is None and not cache.get(AWAY):
        status, html = boxes(article_id_of(row), box=box, k=k, notices="false")
        if status is None or status >= 500:
            cache.set(AWAY, True, LEAVE_ALONE)
        else:
            cache.set(key, html, KEEP)
    return mark_safe(html or "")  # the service is ours, and escapes what is in its boxes

"""What goes out: a change is noted in the transaction that makes it, sent after the commit, and then forgotten.

What is sent is decided when it is sent, by what the row is then: its article, or a take-down. So the last state wins,
sending twice does no harm, and what the service did not answer stays noted until `send_articles` runs.
"""

import logging

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.utils.module_loading import import_string

from related_news import service
from related_news.models import Change

log = logging.getLogger(__name__)
# A changed wish may be taken later: the service is away or busy, or its address or the key is wrong.
UNDECIDED = {None, 401, 403, 404, 408, 429}


def listen():
    """Note what becomes of the rows of the model."""
    model = story_model()
    post_save.connect(note, sender=model, dispatch_uid="related_news.save")
    post_delete.connect(note, sender=model, dispatch_uid="related_news.delete")


def story_model():
    """Return the model whose rows are articles."""
    return apps.get_model(settings.RELATED_NEWS["model"])


def article_id_of(row):
    """Return the id of a row; that of the model and the row, which no new slug changes."""
    return f"{row._meta.label_lower}-{row.pk}"


def note(instance, using=None, **_):
    """Note a row in the transaction that changes it, and send it when that is committed."""
    article_id = article_id_of(instance)
    Change.objects.update_or_create(article_id=article_id, defaults={"row": str(instance.pk)})
    transaction.on_commit(lambda: send(article_id), using=using, robust=True)


def send(article_id):
    """Send an article as it is now, or take it down; return whether the service has decided."""
    change = Change.objects.filter(article_id=article_id).first()
    if change is None:
        return True
    row = story_model()._default_manager.filter(pk=change.row).first()
    record = import_string(settings.RELATED_NEWS["article"])(row) if row else None
    status, problem = service.write(article_id, record)
    if status in UNDECIDED or status >= 500:
        log.warning("%s waits to be sent: %s", article_id, problem)
        return False
    if status >= 400:
        log.error("%s is refused: %s", article_id, problem)
    # A change that was noted meanwhile stays.
    Change.objects.filter(article_id=article_id, noted_at=change.noted_at).delete()
    return True

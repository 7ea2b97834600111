"""The outbox: rows that the service does not have yet as they are."""

from django.db import models


class Change(models.Model):
    """One article that is to be sent, or taken down; written in the transaction that changes the row."""

    article_id = models.CharField(max_length=200, primary_key=True)
    row = models.CharField(max_length=200)
    noted_at = models.DateTimeField(auto_now=True)

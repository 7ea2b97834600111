"""The app: from its start on, what is saved or deleted is noted, and sent when the transaction is committed."""

from django.apps import AppConfig


class RelatedNewsConfig(AppConfig):
    """Connects the signals of the model that the settings name."""

    name = "related_news"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Listen to the model."""
        from related_news import outbox

        outbox.listen()

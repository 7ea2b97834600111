"""python manage.py send_articles [--all]: sends what waits; with --all every row."""

from django.core.management.base import BaseCommand, CommandError

from related_news.models import Change
from related_news.outbox import article_id_of, send, story_model


class Command(BaseCommand):
    """Sends rows to the related-news service."""

    help = "Sends to the related-news service what waits, for cron; with --all every row, for the first time."

    def add_arguments(self, parser):
        """Add the option."""
        parser.add_argument("--all", action="store_true", help="send every row")

    def handle(self, *args, **options):
        """Send, and stop at the first that the service does not answer."""
        if options["all"]:
            for row in story_model()._default_manager.iterator():
                Change.objects.update_or_create(article_id=article_id_of(row), defaults={"row": str(row.pk)})
        waiting = list(Change.objects.order_by("noted_at").values_list("article_id", flat=True))
        for number, article_id in enumerate(waiting):
            if not send(article_id):
                raise CommandError(f"the service does not answer as expected; {len(waiting) - number} wait")
        self.stdout.write(f"{len(waiting)} sent")

"""The pages of the site."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from news.models import Story


def story(request, slug):
    """Show a story, with its boxes."""
    public = Story.objects.filter(is_public=True, published_at__lte=timezone.now())
    return render(request, "news/story.html", {"story": get_object_or_404(public, slug=slug)})

"""The stories of the site."""

from django.db import models
from django.urls import reverse


class Story(models.Model):
    """A story, which everybody may read once it is published."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=300)
    text = models.TextField()
    section = models.CharField(max_length=100, blank=True)
    is_public = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Return the path of its page."""
        return reverse("story", args=[self.slug])

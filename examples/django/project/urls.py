"""The addresses of the site."""

from django.urls import path
from news.views import story

urlpatterns = [path("stories/<slug:slug>/", story, name="story")]

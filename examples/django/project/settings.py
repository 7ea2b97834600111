"""A small news site. What is the app's is at the end; the rest is what every project has."""

import os
from pathlib import Path

BASE = Path(__file__).parents[1]
DEBUG = True
SECRET_KEY = os.environ.get("SECRET_KEY", "for this machine alone, and for no site that others reach")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "project.urls"
USE_TZ = True
STATIC_URL = "static/"
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ.get("DATABASE", BASE / "news.sqlite3")}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

INSTALLED_APPS = ["news", "related_news"]
RELATED_NEWS = {
    "service": os.environ.get("RELATED_NEWS_SERVICE", "http://127.0.0.1:8000"),
    "key": os.environ.get("RELATED_NEWS_KEY", ""),
    "model": "news.Story",
    "article": "news.articles.article_of",
}

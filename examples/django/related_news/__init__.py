"""A reusable Django app: sends a model's rows to the related-news service, and shows its boxes on their pages.

In `settings.py`:

    INSTALLED_APPS = [..., "related_news"]
    RELATED_NEWS = {
        "service": "https://recommender.example",
        "key": os.environ["RELATED_NEWS_KEY"],
        "model": "news.Story",
        "article": "news.articles.article_of",  # a row → a record, or None where not everybody may read it
    }

In a template: ``{% load related_news %} … {% related_news story box="related" k=5 %}``. Rows that are there already are
sent by ``python manage.py send_articles``, and so is what could not be sent while the service was away: run it by cron.
"""

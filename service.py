"""The service: ``uvicorn service:create_app --factory``; settings come from the environment, ``RECOMMENDER_…``."""

from recommender.api import create_app

__all__ = ["create_app"]

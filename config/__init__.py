"""Settings, URLs, and the Celery app that Django must load with itself."""

from .celery import app as celery_app

__all__ = ["celery_app"]

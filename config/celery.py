"""The Celery app. Its settings are Django's, with the prefix CELERY_."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("alien_bargain")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

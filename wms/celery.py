"""Celery, nudged by the outbox and by beat: it carries no truth, and any message may be lost."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wms.settings")

app = Celery("wms")
app.config_from_object("wms.celery_settings")
app.autodiscover_tasks()

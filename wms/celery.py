"""Celery, nudged by the outbox and by beat: it carries no truth, and any message may be lost."""

import os

from celery import Celery

from wms.core.logs.tasks import follow

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wms.settings")

app = Celery("wms")
app.set_default()  # for every thread: "current" is kept per thread, and the web server has several
app.config_from_object("wms.celery_settings")
app.autodiscover_tasks()
follow(app)

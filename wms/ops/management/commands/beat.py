"""`manage.py beat`: the schedule as a process of its own. Two of them do no harm: every entry is a sweep."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand


class Command(BaseCommand):
    help = "Send what wms/schedule.py says, when it is due."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        from wms.celery import app

        if not settings.REDIS_URL:
            settings.BROKER_DIR.mkdir(parents=True, exist_ok=True)
        app.start(["--quiet", "beat", "--loglevel", settings.LOG_LEVEL, "--pidfile="])

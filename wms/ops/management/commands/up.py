"""`manage.py up`: everything under one supervisor, from nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import connections

from wms.core import nudges
from wms.core.models import Warehouse
from wms.env import env_text
from wms.ops.demo import unfinished
from wms.ops.dials import is_migrated
from wms.ops.plan import CannotStart, become_supervisor, choose_port, hold_data_dir, make_plan


class Command(BaseCommand):
    help = "Migrate, bring demo data when DEMO=1 and empty, then run web, workers, beat and the sandbox until Ctrl-C."
    requires_system_checks: list[str] = []  # they load every address; the web server does that once, itself

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            hold_data_dir(settings.DATA_DIR)
            if settings.DEMO:
                unfinished.throw_away()
            host = env_text("BIND_HOST", "127.0.0.1")
            port = choose_port(host)
        except CannotStart as refusal:
            raise CommandError(str(refusal)) from None
        if not settings.REDIS_URL:
            nudges.empty(settings.BROKER_DIR)
        if not is_migrated():  # asked first: migrating nothing takes a second
            call_command("migrate", interactive=False, verbosity=0)
        wants_demo = settings.DEMO and "demo" in get_commands() and not Warehouse.objects.exists()
        connections.close_all()
        become_supervisor(make_plan(host=host, port=port, wants_demo=wants_demo))

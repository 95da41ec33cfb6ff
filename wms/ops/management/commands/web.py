"""`manage.py web`: one web server, the same in the supervisor, in a container and by hand."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from wms.env import env_int, env_text
from wms.ops.plan import is_free
from wms.ops.processes import web_command


class Command(BaseCommand):
    help = "Serve HTTP by granian: WEB_WORKERS, WEB_THREADS, PORT and BIND_HOST as in .env.example."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=env_text("BIND_HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=env_int("PORT", default=8000))
        parser.add_argument("--threads", type=int, default=settings.WEB_THREADS)
        parser.add_argument("--workers", type=int, default=settings.WEB_WORKERS)

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_free(options["host"], options["port"]):
            raise CommandError(f"端口已被占用 · port {options['port']} is taken on {options['host']}")
        os.chdir(settings.BASE_DIR)
        given = {name: options[name] for name in ("host", "port", "threads", "workers")}
        command = web_command(**given)
        os.execv(sys.executable, command)  # noqa: S606  no shell is wanted

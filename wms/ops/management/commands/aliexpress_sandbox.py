"""`manage.py aliexpress_sandbox`: the gateway imitated, as a process of its own without Django."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from wms.ops.plan import RUN_SANDBOX


class Command(BaseCommand):
    help = "Imitate the AliExpress gateway on loopback. Its options: manage.py aliexpress_sandbox --help"

    def run_from_argv(self, argv: list[str]) -> None:
        """Its arguments are its own: this process becomes it, and with that loses Django's memory."""
        self.handle(*argv[2:])

    def handle(self, *args: Any, **options: Any) -> None:
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, "-c", RUN_SANDBOX, *args])  # noqa: S606  no shell is wanted

"""`manage.py demo`: fill an empty database with the demo."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from wms.core.models import Warehouse
from wms.ops.demo import unfinished
from wms.ops.demo.make import make_demo, make_sim


class Command(BaseCommand):
    help = "Fill an empty database with a warehouse in the middle of its day, and an empty one for simulate."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only-sim", action="store_true", help="only the empty warehouse for simulate")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("只在 DEMO=1 时可用 · only with DEMO=1")
        if Warehouse.objects.exists():
            raise CommandError("数据库不是空的 · the database is not empty")
        # A handful of orders is planned by the same code interpreted: compiling the kernels would take longer.
        os.environ.setdefault("NUMBA_DISABLE_JIT", "1")
        unfinished.begin()
        (make_sim if options["only_sim"] else make_demo)()
        unfinished.finish()

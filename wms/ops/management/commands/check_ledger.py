"""manage.py check_ledger: replay the ledger against every cache. Last line `differences: N`; exit 1 if any."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wms.core.models import Warehouse
from wms.ops.ledger import differences, one_snapshot


class Command(BaseCommand):
    help = "Replay all movements; compare balances, sums, allocations and demand. Exit 1 on any difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--warehouse", help="only this one, by its code")

    def handle(self, *args: Any, **options: Any) -> None:
        warehouse = None
        if options["warehouse"]:
            warehouse = Warehouse.objects.filter(code=options["warehouse"]).first()
            if warehouse is None:
                raise CommandError(f"no warehouse {options['warehouse']}")
        with one_snapshot():
            found = differences(warehouse)
        for line in found:
            self.stdout.write(line)
        self.stdout.write(f"differences: {len(found)}")
        if found:
            raise SystemExit(1)

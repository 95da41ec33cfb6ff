"""`manage.py worker`: one Celery worker for the queues it is given."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from wms.ops.workers import work

QUEUES = ("exchange", "default", "wave")


class Command(BaseCommand):
    help = "Work off queues (exchange, default, wave) in slots; --beat runs the schedule inside, too."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queues", default=",".join(QUEUES))
        parser.add_argument("--slots", type=int, default=2)
        parser.add_argument("--beat", action="store_true")
        parser.add_argument(
            "--pool",
            choices=("prefork", "threads"),
            default="prefork",
            help="threads: one process, for a small machine; a slot that hangs then takes the whole worker along",
        )
        parser.add_argument("--name", default="", help="distinct on one machine; default: from the queues")

    def handle(self, *args: Any, **options: Any) -> None:
        queues = options["queues"].split(",")
        unknown = set(queues) - set(QUEUES)
        if unknown:
            raise CommandError(f"unknown queue {', '.join(sorted(unknown))}; there are {', '.join(QUEUES)}")
        name = options["name"] or options["queues"].replace(",", "-")
        work(queues=queues, slots=options["slots"], pool=options["pool"], name=name, has_beat=options["beat"])

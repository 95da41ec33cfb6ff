"""manage.py restore FILE: a backup in the place of the database, then the ledger's own verdict on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wms.ops.backup import BackupRefused, restore_backup


class Command(BaseCommand):
    help = "Restore a backup made by `manage.py backup`; stop web and workers first. Last line: check_ledger's."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="data that are here go")
        parser.add_argument("--other-keys", action="store_true", help="restore though tokens and addresses stay sealed")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = restore_backup(options["file"], replaces=options["replace"], ignores_keys=options["other_keys"])
        except (BackupRefused, OSError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"restored: {found.made_at} {found.version} {found.vendor}")
        call_command("check_ledger", stdout=self.stdout)

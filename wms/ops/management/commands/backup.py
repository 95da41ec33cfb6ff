"""manage.py backup FOLDER: one file with the database, pictures and documents, made while people work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wms.ops.backup import BackupRefused, make_backup


class Command(BaseCommand):
    help = "Write a backup into FOLDER while everything runs, print its path. Keys are not in it: keep them apart."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = make_backup(options["folder"])
        except (BackupRefused, OSError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(str(made))

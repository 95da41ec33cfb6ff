"""`manage.py verify_evidence FILE …`: was a signed evidence bundle changed since it left this installation?"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wms.aliexpress.signatures import verify


class Command(BaseCommand):
    help = "Judge signed evidence bundles; one JSON line a file, exit code 1 if any is not intact and ours."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for path in options["files"]:
            if not path.is_file():
                raise CommandError(f"no such file: {path}")
            verdict = verify(path.read_bytes())
            wrong += not verdict.is_good
            facts = {key: verdict.facts[key] for key in ("subject", "exchanges", "signed_at") if key in verdict.facts}
            self.stdout.write(json.dumps({"file": path.name, "state": verdict.state, **facts}, ensure_ascii=False))
        if wrong:
            raise SystemExit(1)

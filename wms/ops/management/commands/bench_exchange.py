"""A large shop's stock changes against the sandbox's gateway; how long until the platform has answered?"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand

from picking.management.bench import write
from wms.aliexpress.payloads.profiles import PROFILES
from wms.ops.bench.scratch import run_in_scratch

BATCH_RATE, PRODUCT_RATE = 100.0, 5.0  # changes a second that a method is asked to carry
NAMES = ("profile", "skus", "rate", "seconds", "seed")


class Command(BaseCommand):
    help = "Change the stock of a shop of N SKUs at RATE a second, served by two workers; once for each method profile."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--profile", choices=sorted(PROFILES), help="only this one; default: all")
        parser.add_argument("--skus", type=int, default=100_000)
        parser.add_argument("--rate", type=float, help="changes a second; default: 100 in batches, 5 a product")
        parser.add_argument("--seconds", type=float, default=600.0)
        parser.add_argument("--quick", action="store_true", help="1,000 SKUs, 20 s: a first look")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["quick"]:
            options |= {"skus": 1_000, "seconds": 20.0}
        profiles = [options["profile"]] if options["profile"] else list(PROFILES)
        write(self, (_measured(options | {"profile": name}) for name in profiles), as_json=options["json"])


def _measured(options: dict[str, Any]) -> dict[str, Any]:
    is_batch = PROFILES[options["profile"]].products_a_call > 1
    asked = options | {"rate": options["rate"] or (BATCH_RATE if is_batch else PRODUCT_RATE)}
    given = [text for name in NAMES for text in (f"--{name}", str(asked[name]))]
    output = run_in_scratch(
        "wms.ops.bench.exchange",
        given,
        ALIEXPRESS_ALLOW_PLAIN_HTTP_LOOPBACK="1",  # the sandbox on this machine
        FIELD_KEYS=Fernet.generate_key().decode(),
    )
    measured: dict[str, Any] = json.loads(output.splitlines()[-1])
    return measured

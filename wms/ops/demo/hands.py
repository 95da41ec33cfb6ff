"""Hands of the demo's day: a person at a device who scans through the real kit, reading the screen as people do."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from inventory.models import Barcode, HandlingUnit, Location
from wms.core.models import Device, Person, Warehouse
from wms.scan.judge import Judged, ScanIn, Seen, judge, present
from wms.scan.registry import screen_named
from wms.scan.session import PersonToken, actor_of


class Hands:
    """One person at one device; each scan is judged, receipted and kept as evidence like any other."""

    def __init__(self, device: Device, person: Person) -> None:
        self.token = PersonToken(person.pk, device.pk, timezone.now())
        self.actor = actor_of(device, self.token, person.language)
        self.run, self.seq = f"demo-{device.code}", 0

    def looks(self, surface: str, name: str) -> tuple[Seen, dict[str, Any]]:
        """What the screen shows: the work as seen, and the data that a person reads off it."""
        screen = screen_named(surface, name)
        if screen is None:
            raise LookupError(f"{surface}/{name}")
        work = screen.open_work(self.actor)
        step = screen.step(self.actor, work)
        key, version = present(work)
        return Seen(key, step, version), screen.view(self.actor, work, step).data

    def scans(self, surface: str, name: str, raw: str, seen: Seen | None = None) -> Judged:
        """One scan on the screen as `seen`; without it the person looks first."""
        if seen is None:
            seen, _ = self.looks(surface, name)
        screen = screen_named(surface, name)
        assert screen is not None  # noqa: S101  looks() has asked
        self.seq += 1
        scan = ScanIn(
            id=uuid.uuid4(),
            run=self.run,
            seq=self.seq,
            seen=seen,
            after=None,
            raw=raw,
            symbology="",
            captured_at=timezone.now(),
        )
        judged = judge(screen, self.actor, self.token, scan)
        if judged.verdict == "ok":
            screen.settle(self.actor, judged.code, judged.left)
        return judged


def labels_of(warehouse: Warehouse) -> dict[str, dict[str, str]]:
    """What a scanner reads off places, goods and totes, by the code that people read."""
    places = Location.objects.filter(warehouse=warehouse).exclude(barcode=None)
    totes = HandlingUnit.objects.filter(warehouse=warehouse)
    return {
        "location": {row.code: row.barcode or "" for row in places},
        "sku": {row.sku.code: row.value for row in Barcode.objects.select_related("sku")},
        "tote": {row.code: row.barcode for row in totes},
    }


def label_to_scan(
    step: str,
    shown: Mapping[str, Any],
    labels: Mapping[str, Mapping[str, str]],
    cart: HandlingUnit,
    totes: Iterator[HandlingUnit],
) -> str:
    """What a picker scans who does as the screen says; empty where a walk has no such step, or a label is unknown."""
    if step == "cart":
        return cart.barcode
    if step == "slot":
        return next(totes).barcode
    if step in {"location", "pass"}:
        return labels["location"].get(shown["location"], "")
    if step in {"item", "units"}:
        return labels["sku"].get(shown["sku"], "")
    return labels["tote"].get(shown["tote"], "") if step == "tote" else ""

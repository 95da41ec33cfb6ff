"""Hands of the demo's day: a person at a device who scans through the real kit, reading the screen as people do."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from wms.core.models import Device, Person
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

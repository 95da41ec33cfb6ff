"""Who or what made a change: every operation takes a Cause and writes it beside its effect."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wms.core.models import Device, Person


@dataclass(frozen=True, kw_only=True)
class Cause:
    """The origin of a change. `source` is one of: scan, desk, api, task, import, platform, command."""

    source: str
    person: Person | None = None
    device: Device | None = None
    scan_id: uuid.UUID | None = None
    reference: str = ""

    @property
    def columns(self) -> dict[str, object]:
        """The same facts as model columns (see CausedRow)."""
        return {
            "person_id": self.person.pk if self.person else None,
            "device_id": self.device.pk if self.device else None,
            "scan_id": self.scan_id,
            "source": self.source,
            "reference": self.reference,
        }

    @classmethod
    def task(cls, reference: str) -> Cause:
        return cls(source="task", reference=reference)

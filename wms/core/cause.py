"""Who or what made a change: every operation takes a Cause and writes it beside its effect."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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

    @property
    def facts(self) -> dict[str, object]:
        """The same for a message: whoever hears it writes down who caused what it tells."""
        return {**self.columns, "scan_id": str(self.scan_id) if self.scan_id else None}

    @classmethod
    def told(cls, facts: Mapping[str, Any]) -> Cause:
        """The cause whose `facts` a message bears."""
        from wms.core.models import Device, Person

        return cls(
            source=facts["source"],
            person=Person.objects.filter(pk=facts["person_id"]).first(),
            device=Device.objects.filter(pk=facts["device_id"]).first(),
            scan_id=uuid.UUID(facts["scan_id"]) if facts["scan_id"] else None,
            reference=facts["reference"],
        )

    @classmethod
    def task(cls, reference: str) -> Cause:
        return cls(source="task", reference=reference)

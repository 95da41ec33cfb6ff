"""What a person changed about a wave, kept with who did it and what it was before."""

from __future__ import annotations

from typing import Any

from picking.models import Wave
from wms.core import audit
from wms.core.cause import Cause


def audit_wave(cause: Cause, wave: Wave, action: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    audit.record(
        cause=cause,
        action=action,
        subject=f"wave:{wave.number}",
        before=before,
        after=after,
        warehouse=wave.warehouse,
    )

"""The bench asks which unit it is: behind the barcode of goods that track serials, their serial number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from packing.operations.serials import verify_serial
from wms.scan.screen import Outcome, Step

if TYPE_CHECKING:
    from packing.models import Parcel
    from packing.operations.verify import Verified
    from wms.core.cause import Cause
    from wms.scan.screen import Actor, Barcode

STEP = Step(
    ("unit_serial",), ("扫这件的序列号", "Scan its serial number"), ("核对", "Verify"), commands=("UNDO", "PARK")
)


class SerialScans:
    """The step `serial` of a screen whose work is a parcel."""

    def on_serial(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        facts: Any = barcode.candidate.facts
        number = barcode.candidate.label
        done = verify_serial(cause=cause, parcel=work, number=number, skus=facts["skus"], is_gs1=facts["is_gs1"])
        return verified(done, work.order.number)


def verified(done: Verified, order: str) -> Outcome:
    """What the bench hears of a right unit."""
    facts = {"sku": done.sku, "done": done.done, "units": done.units, "order": order}
    if done.asks_serial:
        return Outcome("pack.serial_asked", facts)
    return Outcome("pack.complete" if done.is_complete else "pack.verified", facts, ended=done.is_complete)

"""The handover (交接): scan parcels onto the carrier's manifest, close it, print it. docs/floor/handover.md"""

from __future__ import annotations

from typing import Any

from packing.errors import WaybillUnknown
from packing.locks import lock_manifest_of
from packing.models import Manifest
from packing.operations.handover import close_manifest, hand_over, lock_for_handover
from packing.selectors.manifests import manifest_of, shown_at_handover
from wms.core.cause import Cause
from wms.core.states import Role
from wms.scan.screen import Action, Actor, Barcode, Outcome, ScanScreen, Step, View
from wms.scan.work import Work

CLOSE = Action("F2", "CLOSE", ("交接完成", "Hand over and close"), "truck")


class HandoverScreen(ScanScreen):
    """One step: scan a parcel's label; the first one opens the manifest of its carrier."""

    name = "handover"
    surface = "station"
    stage = "handover"
    title = ("交接", "Handover")
    icon = "truck"
    menu_order = 20
    roles = frozenset({Role.PACKER, Role.MANAGER})
    steps = {"parcel": Step(("waybill",), ("扫包裹面单", "Scan a parcel's label"), commands=("CLOSE",))}
    first_step = "parcel"

    def open_work(self, actor: Actor) -> Manifest | None:
        return manifest_of(actor.device.pk)

    def lock(self, actor: Actor) -> Manifest | None:
        """Read, not locked: the order comes before the manifest in the one order, and only the scan names it. A
        device's scans are judged one after another, and no other device touches its manifest.
        """
        return manifest_of(actor.device.pk)

    def left_behind(self, actor: Actor, work: Work | None, outcome: Outcome) -> Work | None:
        return outcome.work  # a manifest that was closed leaves none open

    def step(self, actor: Actor, work: Work | None) -> str:
        return "parcel"

    def view(self, actor: Actor, work: Work | None, step: str) -> View:
        manifest = work if isinstance(work, Manifest) else None
        shown = shown_at_handover(manifest, actor.warehouse)
        detail = {"manifest": manifest, "shown": shown}
        return View(
            title=self.title,
            subtitle=manifest.number if manifest else "",
            actions=(CLOSE,) if manifest else (),
            detail=detail,
            data={
                "manifest": manifest.number if manifest else "",
                "carrier": manifest.carrier if manifest else "",
                "count": shown.count,
            },
        )

    def on_parcel(self, actor: Actor, work: Manifest | None, barcode: Barcode, cause: Cause) -> Outcome:
        known: Any = barcode.candidate.facts
        if "parcel_id" not in known:
            raise WaybillUnknown(scanned=barcode.text.upper)
        parcel = lock_for_handover(cause=cause, order_id=known["order_id"], parcel_id=known["parcel_id"], manifest=work)
        done = hand_over(cause=cause, manifest=work, parcel=parcel, device=actor.device, person=actor.person)
        facts = {
            "order": done.order_number,
            "parcel": done.parcel_number,
            "manifest": done.manifest.number,
            "count": done.on_manifest,
        }
        return Outcome("handover.scanned", facts, work=done.manifest)

    def on_command_close(self, actor: Actor, work: Manifest | None, barcode: Barcode, cause: Cause) -> Outcome:
        manifest = close_manifest(cause=cause, manifest=lock_manifest_of(actor.device.pk))
        return Outcome("handover.closed", {"manifest": manifest.number, "count": manifest.lines.count()}, ended=True)

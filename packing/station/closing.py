"""The bench's label: asked for again, its own number scanned, and at last scanned off the parcel, which seals it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from packing.errors import NumberNotOurs, OrderCancelledAtBench
from packing.models import Parcel
from packing.operations.label import ask_platform, confirm_label, request_waybill
from packing.operations.own_carrier import drop_number, take_number
from packing.operations.readdress import label_anew
from packing.selectors.benches import units_left_over, waiting_in
from packing.selectors.parcels import live_waybill, shown_waybill
from packing.states import LookState, ParcelState, WaybillState
from packing.station.view import SECONDS_TO_WAIT
from wms.core.cause import Cause
from wms.core.outbox import next_call
from wms.scan.screen import Actor, Barcode, Outcome


class LabelSteps:
    """The steps `label`, `number`, `close` and `reprint` of a screen whose work is a parcel."""

    def on_close(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        _refuse_cancelled(work)
        known: Any = barcode.candidate.facts
        closed = confirm_label(cause=cause, parcel=work, scanned=known["row"], known=known.get("known"))
        facts: dict[str, Any] = {"order": closed.order_number, "parcel": closed.parcel_number}
        facts |= {"waybill": closed.waybill_number, "tote": work.tote.code}
        bench = closed.bench
        if bench is not None and waiting_in(bench):
            return Outcome("pack.closed", facts, ended=True, work=bench)
        if bench is not None and closed.is_bulk and bench.tote_id == work.tote_id:
            left = units_left_over(bench)
            return Outcome("pack.tote_left_over" if left else "pack.tote_done", {**facts, "left": left}, ended=True)
        return Outcome("pack.closed", facts, ended=True)

    def on_number(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        """The label of the seller's own carrier, scanned or typed; then it is scanned off the parcel like any other."""
        _refuse_cancelled(work)
        waybill = take_number(cause=cause, parcel=work, text=barcode.candidate.label)
        return Outcome("pack.numbered", {"waybill": waybill.number, "carrier": waybill.carrier}, ended=True)

    def on_command_renumber(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        waybill = live_waybill(work)
        if waybill is None or not waybill.is_own:
            raise NumberNotOurs(order=work.order.number)
        drop_number(cause=cause, parcel=work, waybill=waybill)
        return Outcome("pack.number_dropped", {"waybill": waybill.number}, ended=True)

    def on_reprint(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        """The label was found after all."""
        return self.on_close(actor, work, barcode, cause)

    def on_command_retry(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        """Ask the platform again for what has failed."""
        waybill = live_waybill(work)
        if work.look_state == LookState.FAILED or work.order.channel_stop:
            ask_platform(cause, work)
        if not work.order.channel_stop:
            if waybill is not None and waybill.outdated_at is not None:
                label_anew(cause=cause, parcel=work, outdated=waybill)
            elif waybill is None or waybill.state in {WaybillState.FAILED, WaybillState.NUMBER}:
                request_waybill(cause=cause, parcel=work)
        work.touch(cause)
        work.save(update_fields=["awaits_number", "look_state", *Parcel.WORK_FIELDS])
        return Outcome("pack.asked_again", {"order": work.order.number})


def _refuse_cancelled(work: Parcel) -> None:
    if work.order.cancel_requested_at is not None:
        raise OrderCancelledAtBench(order=work.order.number, tote=work.tote.code)


def awaited_call(parcel: Parcel) -> int | None:
    """The call that this bench waits for: the last look's, behind which the others queue, then the waybill's."""
    waited = (timezone.now() - parcel.opened_at).total_seconds()
    looks = parcel.look_state == LookState.PENDING and waited < SECONDS_TO_WAIT
    waybill = shown_waybill(parcel) if parcel.state == ParcelState.VERIFIED else None
    is_asked = waybill is not None and waybill.state in {WaybillState.REQUESTED, WaybillState.CREATED}
    return next_call(parcel.work_key) if looks or is_asked else None

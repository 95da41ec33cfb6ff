"""[M33] Every unit is scanned: right ones count, a wrong one blocks the parcel and calls the manager."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from inventory.operations.serials import capture_serial, undo_serial
from inventory.selectors.items import sku_card
from inventory.serial_errors import SerialEach
from packing.errors import NotItsTote, OrderCancelledAtBench, PackTooLarge, UnitTooMany, WrongUnit
from packing.locks import lock_lines
from packing.models import Parcel, ParcelLine, ParcelMismatch, ParcelUnit
from packing.operations.label import ask_for_waybill, ask_platform, refuse_refunded
from packing.operations.totes import mark_tote
from packing.selectors.parcels import keep_lines, lines_of, order_lacking
from packing.states import PARCEL_MOVES, MismatchKind, ParcelState
from wms.core.cause import Cause
from wms.core.states import move_to
from wms.core.work_items import raise_work_item
from wms.scan.errors import NothingToUndo

if TYPE_CHECKING:
    from inventory.models import Sku

MISMATCH = "pack.mismatch"


@dataclass(frozen=True)
class Verified:
    """Units verified of this SKU and of the parcel; `is_complete` ends the verification.

    `asks_serial`: the unit in hand counts once its serial number is scanned.
    """

    sku: str
    sku_done: int
    sku_units: int
    done: int
    units: int
    is_complete: bool
    asks_serial: bool = False


def refuse_cancelled(parcel: Parcel) -> None:
    """[M4] The parcel learns of a cancellation at its next scan."""
    if parcel.order.cancel_requested_at is not None or parcel.is_intercepted:
        raise OrderCancelledAtBench(order=parcel.order.number, tote=parcel.tote.code)


def verify_unit(
    *, cause: Cause, parcel: Parcel, sku: Sku, quantity: int, label: str, serial: str = "", is_of_sku: bool = True
) -> Verified:
    """Count scanned units of one SKU into the parcel; the last one asks for the waybill.

    Where the SKU tracks serials it is one unit, and it counts with its `serial` only: without, the bench asks for it.
    `is_of_sku`: the code with the serial names the SKU too.

    Refuses with OrderCancelledAtBench, RefundedInside, WrongUnit, UnitTooMany, PackTooLarge, SerialEach and what
    capture_serial refuses. The caller holds order and parcel.
    """
    refuse_cancelled(parcel)
    refuse_refunded(parcel)
    lines = lock_lines(parcel)
    line = _line_for(parcel, lines, sku, quantity, label)
    captured = None
    if line.sku.tracks_serials:
        if quantity > 1:
            raise SerialEach(sku=line.sku.code, pack_quantity=quantity)
        if not serial:
            return _ask_serial(cause, parcel, lines, line)
        captured = capture_serial(
            cause=cause,
            warehouse=parcel.warehouse,
            sku=line.sku,
            number=serial,
            holder=parcel.work_key,
            order_number=parcel.order.number,
            document=parcel.number,
            is_of_sku=is_of_sku,
        )
        parcel.serial_units += 1
    line.verified += quantity
    line.save(update_fields=["verified"])
    ParcelUnit.objects.create(parcel=parcel, line=line, quantity=quantity, serial=captured, **cause.columns)
    parcel.is_blocked, parcel.serial_sku = False, None
    is_complete = complete_if_all_here(cause=cause, parcel=parcel, lines=lines)
    return _verified(lines, line, is_complete=is_complete)


def record_single(*, cause: Cause, parcel: Parcel, sku: Sku) -> Verified:
    """The one unit of a parcel that was begun as verified is here: its last look and its waybill are asked for at once.

    The caller holds order and parcel.
    """
    (line,) = lines_of(parcel)
    ParcelUnit.objects.create(parcel=parcel, line=line, quantity=line.quantity, **cause.columns)
    if parcel.order.channel_stop:  # the bench asks again once it is let go
        ask_platform(cause, parcel)
    else:
        ask_for_waybill(cause=cause, parcel=parcel, waybill=None, looks=True)
    line.sku = sku
    return _verified([line], line, is_complete=True)


def _line_for(parcel: Parcel, lines: list[ParcelLine], sku: Sku, quantity: int, label: str) -> ParcelLine:
    """The line that lacks so many units of the SKU."""
    line = next((line for line in lines if line.sku_id == sku.pk and line.quantity), None)
    if line is None:
        raise _wrong_unit(parcel, lines, sku, label)
    left = line.quantity - line.verified
    if left == 0:
        raise UnitTooMany(
            order=parcel.order.number,
            sku=line.sku.code,
            scanned_sku=line.sku.code,
            quantity=line.quantity,
            versus={"wanted": next_card(lines), "scanned": sku_card(line.sku)},
        )
    if quantity > left:
        raise PackTooLarge(order=parcel.order.number, sku=line.sku.code, pack_quantity=quantity, left=left)
    return line


def _ask_serial(cause: Cause, parcel: Parcel, lines: list[ParcelLine], line: ParcelLine) -> Verified:
    """The unit is right, but which one it is nobody knows yet."""
    parcel.serial_sku, parcel.is_blocked = line.sku, False
    parcel.touch(cause)
    parcel.save(update_fields=["serial_sku", "is_blocked", *Parcel.WORK_FIELDS])
    keep_lines(parcel, lines)
    return _verified(lines, line, asks_serial=True)


def _verified(
    lines: list[ParcelLine], line: ParcelLine, *, is_complete: bool = False, asks_serial: bool = False
) -> Verified:
    done, units = sum(line.verified for line in lines), sum(line.quantity for line in lines)
    return Verified(line.sku.code, line.verified, line.quantity, done, units, is_complete, asks_serial)


def complete_if_all_here(*, cause: Cause, parcel: Parcel, lines: list[ParcelLine]) -> bool:
    """End the verification when every unit, with its serial where its SKU tracks them, and every tote of the order was
    scanned: the waybill is asked for.
    """
    serials = sum(line.quantity for line in lines if line.sku.tracks_serials)
    is_complete = all(line.verified == line.quantity for line in lines) and parcel.serial_units >= serials
    is_complete = is_complete and not parcel.totes_missing
    if is_complete:
        move_to(parcel, ParcelState.VERIFIED, PARCEL_MOVES)
        parcel.verified_at = timezone.now()
    parcel.touch(cause)
    parcel.save(
        update_fields=[
            *("is_blocked", "state", "verified_at", "serial_sku", "serial_units", "totes_missing"),
            *Parcel.WORK_FIELDS,
        ]
    )
    if is_complete and not parcel.order.channel_stop:  # stopped: the bench asks again once it is let go
        ask_for_waybill(cause=cause, parcel=parcel, waybill=None)  # an open parcel has none that is alive
    keep_lines(parcel, lines)
    return is_complete


def undo_unit(*, cause: Cause, parcel: Parcel) -> Verified:
    """Put the unit in hand back whose serial is asked, or take the last verifying scan back by a counter-row, with its
    serial number. Refuses with NothingToUndo once a waybill was asked for, or where only scans of units are left that
    came out with a refund.
    """
    if parcel.serial_sku_id is not None:
        return _put_back_in_hand(cause, parcel)
    inside = parcel.units.filter(reverses=None, reversed_by=None, line__verified__gte=F("quantity"))
    last = inside.select_related("line", "line__sku").order_by("-pk").first()
    if last is None or parcel.state != ParcelState.OPEN:
        raise NothingToUndo
    ParcelUnit.objects.create(
        parcel=parcel,
        line=last.line,
        quantity=last.quantity,
        serial_id=last.serial_id,
        reverses=last,
        **cause.columns,
    )
    lines = lock_lines(parcel)
    line = next(line for line in lines if line.pk == last.line_id)
    line.verified -= last.quantity
    line.save(update_fields=["verified"])
    if last.serial_id is not None:
        undo_serial(cause=cause, serial_id=last.serial_id)
        parcel.serial_units -= 1
    parcel.touch(cause)
    parcel.save(update_fields=["serial_units", *Parcel.WORK_FIELDS])
    keep_lines(parcel, lines)
    return _verified(lines, line)


def _put_back_in_hand(cause: Cause, parcel: Parcel) -> Verified:
    lines = lock_lines(parcel)
    line = next(line for line in lines if line.sku_id == parcel.serial_sku_id)
    parcel.serial_sku = None
    parcel.touch(cause)
    parcel.save(update_fields=["serial_sku", *Parcel.WORK_FIELDS])
    keep_lines(parcel, lines)
    return _verified(lines, line)


def record_mismatch(*, cause: Cause, parcel: Parcel, kind: MismatchKind, scanned_sku_id: int | None, raw: str) -> None:
    """[M33] Block the parcel and open the exception work order. The caller holds order and parcel."""
    ParcelMismatch.objects.create(parcel=parcel, kind=kind, scanned_sku_id=scanned_sku_id, raw=raw, **cause.columns)
    parcel.is_blocked = True
    parcel.touch(cause)
    parcel.save(update_fields=["is_blocked", *Parcel.WORK_FIELDS])
    call_manager(cause=cause, parcel=parcel, kind=kind, raw=raw)


def call_manager(*, cause: Cause, parcel: Parcel, kind: MismatchKind, **facts: object) -> None:
    """[M33] The exception work order that rings at the desk; `facts` say what was found."""
    raise_work_item(
        cause=cause,
        kind=MISMATCH,
        warehouse_id=parcel.warehouse_id,
        subject_type="parcel",
        subject_id=parcel.pk,
        subject_label=parcel.order.number,
        facts={"kind": str(kind), "order": parcel.order.number, "parcel": parcel.number, **facts},
        is_urgent=True,
        stage="pick",
    )


def next_card(lines: list[ParcelLine]) -> dict[str, str]:
    """The next thing that the parcel still needs, as the stop screen shows it; empty when there is none."""
    line = next((line for line in lines if line.verified < line.quantity), None)
    return sku_card(line.sku) if line else {}


def _wrong_unit(parcel: Parcel, lines: list[ParcelLine], sku: Sku, label: str) -> WrongUnit:
    scanned = sku_card(sku)
    wanted = next_card(lines)
    return WrongUnit(
        order=parcel.order.number,
        sku=wanted.get("code", ""),
        scanned_sku=scanned["code"],
        scanned_label=label,
        belongs_to=order_lacking(parcel, sku.pk),
        versus={"wanted": wanted, "scanned": scanned},
    )


def join_tote(*, cause: Cause, parcel: Parcel, tote_id: int, tote_label: str) -> bool:
    """A further tote of the parcel is on the bench; the last one ends the verification when all units are right.

    Refuses with NotItsTote. The caller holds order and parcel.
    """
    if not mark_tote(parcel=parcel, tote_id=tote_id):
        raise NotItsTote(order=parcel.order.number, tote=tote_label)
    return complete_if_all_here(cause=cause, parcel=parcel, lines=lock_lines(parcel))

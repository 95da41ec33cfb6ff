"""A bulk tote on the bench: any unit is scanned, the server gives it to the next order that waits for its like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inventory.locks import lock_handling_units
from packing.errors import NoOrderWaits, NothingToPack, PackTooLarge, UnitLeftOver
from packing.locks import lock_bench_totes
from packing.models import BenchTote
from packing.operations.label import ask_platform
from packing.operations.missing import declare_missing
from packing.operations.open import begin_parcel
from packing.operations.verify import MISMATCH, Verified, record_single, verify_unit
from packing.selectors.benches import waiting_in, with_waiting
from packing.selectors.to_open import facts_to_open
from packing.states import MismatchKind
from picking.locks import lock_order, lock_orders
from picking.selectors.shared import left_over_in
from picking.states import OrderState
from wms.core.cause import Cause
from wms.core.models import Person, Station
from wms.core.work_items import raise_work_item

if TYPE_CHECKING:
    from inventory.models import HandlingUnit, Sku
    from packing.models import Parcel
    from picking.models import Order


@dataclass(frozen=True)
class UnitTaken:
    """The parcel of the order that got the unit, and the units that still wait in the tote."""

    parcel: Parcel
    verified: Verified
    waiting: int


@dataclass(frozen=True)
class ToteEmpty:
    """Units that were not in the tote although orders wait for them."""

    tote: str
    units: int


def open_bench_tote(*, cause: Cause, station: Station, tote_id: int, label: str) -> BenchTote:
    """This bench works off the tote from now on; a bench that had it before has it no more.

    Refuses with NothingToPack when no picked order waits in it. Locks the rows of both benches.
    """
    BenchTote.objects.get_or_create(station=station)
    rows = lock_bench_totes(station.pk, tote_id)
    for row in rows:
        if row.station_id != station.pk:
            _set(cause, row, None)
    mine = next(row for row in rows if row.station_id == station.pk)
    opened = with_waiting(_set(cause, mine, tote_id))
    if opened is None:
        raise NothingToPack(label=label, state="")
    return opened


def leave_bench_tote(*, cause: Cause, work: BenchTote) -> None:
    """Put the tote aside; it is opened again by its scan. The caller holds the row."""
    _set(cause, work, None)


def take_unit(
    *,
    cause: Cause,
    work: BenchTote,
    station: Station,
    person: Person,
    sku: Sku,
    quantity: int,
    label: str,
    serial: str = "",
) -> UnitTaken:
    """The unit goes to the next order of the tote that waits for its SKU, Choice first, then by the clock: its parcel
    is opened and verified, its waybill asked for; or its serial number, where the SKU tracks them.

    Refuses with PackTooLarge, UnitLeftOver [M4], NoOrderWaits [M33], and what verify_unit refuses of a serial. The
    caller holds the bench's row; locks the order, then the parcel.
    """
    tote = tote_of(work)
    if quantity > 1:
        raise PackTooLarge(order=tote.code, sku=sku.code, pack_quantity=quantity, left=1)
    waiting = waiting_in(work)
    for unit in waiting:
        order = lock_order(unit.order_id) if unit.sku.pk == sku.pk else None
        if order is not None and _still_waits(order):
            known = facts_to_open(order.pk)
            is_verified = known.units == {sku.pk: 1} and not (sku.tracks_serials or order.refund_units)
            parcel = begin_parcel(
                cause=cause, order=order, known=known, scanned_id=tote.pk, station=station, person=person,
                is_verified=is_verified,
            )  # fmt: skip
            parcel.tote = tote
            if is_verified:
                verified = record_single(cause=cause, parcel=parcel, sku=sku)
            else:
                ask_platform(cause, parcel)
                verified = verify_unit(cause=cause, parcel=parcel, sku=sku, quantity=1, label=label, serial=serial)
            _set(cause, work, tote.pk)
            return UnitTaken(parcel, verified, len(waiting) - 1)
    left = left_over_in(tote.pk).get(sku.pk, 0)
    if left:
        raise UnitLeftOver(tote=tote.code, sku=sku.code, left=left)
    raise NoOrderWaits(tote=tote.code, sku="", scanned_sku=sku.code)


def declare_tote_empty(*, cause: Cause, work: BenchTote, station: Station, person: Person) -> ToteEmpty:
    """Orders wait, the tote is empty: the shelf wins (PROTOCOLS 1), each of them misses its unit and is fetched anew.

    The caller holds the bench's row; locks the orders, the tote, then what declare_missing locks.
    """
    tote = tote_of(work)
    orders = lock_orders(unit.order_id for unit in waiting_in(work))
    lock_handling_units([tote.pk])
    begun = [
        begin_parcel(
            cause=cause,
            order=order,
            known=facts_to_open(order.pk),
            scanned_id=tote.pk,
            station=station,
            person=person,
            is_set_aside=True,  # a bench has room for one, and these are over at once
        )
        for order in orders.values()
        if _still_waits(order)
    ]
    missing = declare_missing(cause=cause, parcels=begun)
    _set(cause, work, None)
    return ToteEmpty(tote.code, sum(sum(each.units.values()) for each in missing))


def call_for_stray(*, cause: Cause, work: BenchTote, sku_code: str) -> None:
    """[M33] A unit that no order of the tote waits for: the exception rings at the desk."""
    tote = tote_of(work)
    raise_work_item(
        cause=cause,
        kind=MISMATCH,
        warehouse_id=work.station.warehouse_id,
        subject_type="handling_unit",
        subject_id=tote.pk,
        subject_label=tote.code,
        facts={"kind": str(MismatchKind.WRONG), "order": "", "parcel": tote.code, "raw": sku_code},
        is_urgent=True,
        stage="pick",
    )


def tote_of(work: BenchTote) -> HandlingUnit:
    """The tote on the bench: asked only at the step that is there because of it."""
    assert work.tote is not None  # noqa: S101  narrows the type
    return work.tote


def _still_waits(order: Order) -> bool:
    return order.state == OrderState.PICKED and order.cancel_requested_at is None


def _set(cause: Cause, row: BenchTote, tote_id: int | None) -> BenchTote:
    row.tote_id = tote_id
    row.touch(cause)
    row.save(update_fields=["tote", *BenchTote.WORK_FIELDS])
    return row

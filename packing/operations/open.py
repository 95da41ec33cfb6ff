"""A bench takes an order's goods in hand: by its tote, its number, or the label of an interrupted parcel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from packing.errors import NothingToPack, NotSortedYet, ParcelHasLeft, ParcelIsClosed
from packing.locks import lock_parcel_of_order
from packing.models import Parcel, ParcelLine, Waybill
from packing.operations.intercept import begin_intercept
from packing.operations.label import ask_platform
from packing.operations.prints import print_label
from packing.operations.readdress import label_anew
from packing.operations.totes import list_totes, mark_tote, missing_of
from packing.selectors.parcels import keep_begun
from packing.selectors.to_open import ToOpen, facts_to_open
from packing.states import ON_THE_BENCH, LookState, ParcelState
from picking.operations.bench import start_packing
from picking.states import OrderClass, OrderState
from wms.core.cause import Cause
from wms.core.models import Person, Station

if TYPE_CHECKING:
    from picking.models import Order

HAS_LABEL = {ParcelState.LABELLED, ParcelState.CLOSED}


@dataclass(frozen=True)
class Opened:
    """`is_resumed`: the parcel was begun before, here or at another bench."""

    parcel: Parcel
    is_resumed: bool


def open_parcel(
    *, cause: Cause, order: Order, station: Station, person: Person, label: str, tote_id: int | None = None
) -> Opened:
    """Put an order's parcel on this bench, or take over the one that was begun elsewhere. `tote_id`: what was scanned.

    Refuses with NothingToPack (not picked), NotSortedYet (a put wall has part of it), ParcelIsClosed, ParcelHasLeft.
    The caller holds the order; locks the parcel. Asks the platform for a last look at the order; the answer comes by
    record_look, verification does not wait for it.
    """
    known = facts_to_open(order.pk)
    if known.live_id is not None:
        return _take_over(cause, lock_parcel_of_order(known.live_id), known.waybill, station, person, tote_id)
    if order.state != OrderState.PICKED or not known.tote_ids:
        raise NothingToPack(label=label, state=str(order.state))
    if known.unsorted and order.order_class != OrderClass.SINGLE_UNIT:  # no wall sorts those
        raise NotSortedYet(order=order.number, tote=known.unsorted)
    parcel = begin_parcel(cause=cause, order=order, known=known, scanned_id=tote_id, station=station, person=person)
    ask_platform(cause, parcel)
    return Opened(parcel, is_resumed=False)


def begin_parcel(
    *,
    cause: Cause,
    order: Order,
    known: ToOpen,
    scanned_id: int | None,
    station: Station,
    person: Person,
    is_set_aside: bool = False,
    is_verified: bool = False,
) -> Parcel:
    """A picked order's first parcel, with its lines: on this bench, or set aside. `scanned_id`: the tote that is here;
    `is_verified`: all of its units were scanned. The caller holds the order.
    """
    start_packing(cause=cause, order=order)
    totes = known.tote_ids
    parcel = Parcel(
        warehouse_id=order.warehouse_id,
        order=order,
        number=f"P{order.pk:07d}-{known.begun + 1}",
        tote_id=scanned_id if scanned_id in totes else totes[0],
        totes_missing=missing_of(totes, scanned_id),
        station=station,
        person=person,
        is_set_aside=is_set_aside,
        state=ParcelState.VERIFIED if is_verified else ParcelState.OPEN,
        verified_at=timezone.now() if is_verified else None,
        last_change_device=cause.device,
        last_change_scan=cause.scan_id,
    )
    parcel.save(force_insert=True)
    lines = [
        ParcelLine(parcel=parcel, sku_id=sku_id, quantity=units, verified=units * is_verified)
        for sku_id, units in known.units.items()
    ]
    ParcelLine.objects.bulk_create(lines)  # one a SKU: an order's items of the same SKU are verified together
    keep_begun(parcel, lines)
    list_totes(parcel=parcel, tote_ids=totes, scanned_id=scanned_id)
    return parcel


def set_aside(*, cause: Cause, parcel: Parcel) -> None:
    """Free the bench; the parcel keeps everything and is opened again by its tote, number or label."""
    parcel.is_set_aside, parcel.station = True, None
    parcel.touch(cause)
    parcel.save(update_fields=["is_set_aside", "station", *Parcel.WORK_FIELDS])


def _take_over(
    cause: Cause, parcel: Parcel, live: Waybill | None, station: Station, person: Person, tote_id: int | None
) -> Opened:
    """A parcel that was begun before, with its live waybill, goes on here."""
    waybill = live if parcel.state in HAS_LABEL else None
    _refuse_finished(parcel, waybill)
    if tote_id is not None:
        mark_tote(parcel=parcel, tote_id=tote_id)
    _put_on_bench(cause, parcel, station, person)
    if parcel.state == ParcelState.CLOSED and parcel.order.cancel_requested_at is not None:
        begin_intercept(cause=cause, parcel=parcel)
    elif parcel.state == ParcelState.CLOSED and waybill is not None:
        label_anew(cause=cause, parcel=parcel, outdated=waybill)
    elif waybill is not None:  # it may have come while the parcel lay on no bench
        print_label(cause=cause, parcel=parcel, waybill=waybill)
    return Opened(parcel, is_resumed=True)


def _refuse_finished(parcel: Parcel, waybill: Waybill | None) -> None:
    facts = {"order": parcel.order.number, "parcel": parcel.number}
    if parcel.state == ParcelState.HANDED_OVER:
        raise ParcelHasLeft(**facts)
    if parcel.state == ParcelState.CLOSED and parcel.order.cancel_requested_at is not None:
        return  # sealed and cancelled: it is opened to be taken apart [M4]
    if parcel.state == ParcelState.CLOSED and waybill is not None and waybill.outdated_at is not None:
        return  # sealed for an address that is not the buyer's any more: it gets another label
    if parcel.state not in ON_THE_BENCH:
        raise ParcelIsClosed(**facts)


def _put_on_bench(cause: Cause, parcel: Parcel, station: Station, person: Person) -> None:
    parcel.station, parcel.person, parcel.is_set_aside, parcel.asks_reason = station, person, False, False
    parcel.serial_sku, parcel.opened_at = None, timezone.now()  # what was in another's hand is scanned anew
    if parcel.look_state in {LookState.FAILED, LookState.FINE} and parcel.state == ParcelState.OPEN:
        ask_platform(cause, parcel)
    parcel.touch(cause)
    parcel.save(
        update_fields=[
            *("station", "person", "is_set_aside", "asks_reason", "serial_sku", "opened_at", "look_state"),
            *("totes_missing", *Parcel.WORK_FIELDS),
        ]
    )

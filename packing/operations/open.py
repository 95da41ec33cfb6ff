"""A bench takes an order's goods in hand: by its tote, its number, or the label of an interrupted parcel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from packing.errors import NothingToPack, NotSortedYet, ParcelHasLeft, ParcelIsClosed
from packing.locks import lock_parcel_of_order
from packing.models import Parcel, ParcelLine
from packing.operations.intercept import begin_intercept
from packing.operations.prints import print_label
from packing.operations.readdress import label_anew
from packing.operations.totes import list_totes, mark_tote
from packing.ports import carrier_for
from packing.selectors.parcels import live_waybill
from packing.selectors.to_open import ToOpen, facts_to_open
from packing.states import ON_THE_BENCH, LookState, ParcelState
from picking.operations.bench import start_packing
from picking.states import OrderClass, OrderState
from wms.core.cause import Cause
from wms.core.models import Person, Station

if TYPE_CHECKING:
    from picking.models import Order


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
        parcel = lock_parcel_of_order(known.live_id)
        _refuse_finished(parcel)
        if tote_id is not None:
            mark_tote(parcel=parcel, tote_id=tote_id)
        _put_on_bench(cause, parcel, station, person)
        if parcel.state == ParcelState.CLOSED and order.cancel_requested_at is not None:
            begin_intercept(cause=cause, parcel=parcel)
        elif parcel.state == ParcelState.CLOSED:
            label_anew(cause=cause, parcel=parcel)
        return Opened(parcel, is_resumed=True)
    totes = known.tote_ids
    if order.state != OrderState.PICKED or not totes:
        raise NothingToPack(label=label, state=str(order.state))
    if known.unsorted and order.order_class != OrderClass.SINGLE_UNIT:  # no wall sorts those
        raise NotSortedYet(order=order.number, tote=known.unsorted)
    first = tote_id if tote_id in totes and tote_id is not None else totes[0]
    parcel = begin_parcel(cause=cause, order=order, known=known, tote_id=first, station=station, person=person)
    list_totes(parcel=parcel, tote_ids=totes, scanned_id=tote_id)
    ask_platform(cause, parcel)
    return Opened(parcel, is_resumed=False)


def begin_parcel(
    *,
    cause: Cause,
    order: Order,
    known: ToOpen,
    tote_id: int,
    station: Station,
    person: Person,
    is_set_aside: bool = False,
) -> Parcel:
    """A picked order's first parcel, with its lines: on this bench, or set aside. The caller holds the order."""
    start_packing(cause=cause, order=order)
    parcel = Parcel(
        warehouse_id=order.warehouse_id,
        order=order,
        number=f"P{order.pk:07d}-{known.begun + 1}",
        tote_id=tote_id,
        station=station,
        person=person,
        is_set_aside=is_set_aside,
        last_change_device=cause.device,
        last_change_scan=cause.scan_id,
    )
    parcel.save(force_insert=True)
    lines = [ParcelLine(parcel=parcel, sku_id=sku_id, quantity=units) for sku_id, units in known.units.items()]
    ParcelLine.objects.bulk_create(lines)  # one a SKU: an order's items of the same SKU are verified together
    return parcel


def ask_platform(cause: Cause, parcel: Parcel) -> None:
    """Enqueue the last look [M4]. The caller holds the parcel."""
    port = carrier_for(parcel.order)
    parcel.look_state = LookState.PENDING
    parcel.look_exchange = port.look(cause=cause, order_id=parcel.order_id, parcel_id=parcel.pk)
    parcel.save(update_fields=["look_state", "look_exchange", "totes_missing"])


def set_aside(*, cause: Cause, parcel: Parcel) -> None:
    """Free the bench; the parcel keeps everything and is opened again by its tote, number or label."""
    parcel.is_set_aside, parcel.station = True, None
    parcel.touch(cause)
    parcel.save(update_fields=["is_set_aside", "station", *Parcel.WORK_FIELDS])


def _refuse_finished(parcel: Parcel) -> None:
    facts = {"order": parcel.order.number, "parcel": parcel.number}
    if parcel.state == ParcelState.HANDED_OVER:
        raise ParcelHasLeft(**facts)
    if parcel.state == ParcelState.CLOSED and parcel.order.cancel_requested_at is not None:
        return  # sealed and cancelled: it is opened to be taken apart [M4]
    if parcel.state == ParcelState.CLOSED and parcel.waybills.exclude(outdated_at=None).exclude(state="void").exists():
        return  # sealed for an address that is not the buyer's any more: it gets another label
    if parcel.state not in ON_THE_BENCH:
        raise ParcelIsClosed(**facts)


def _put_on_bench(cause: Cause, parcel: Parcel, station: Station, person: Person) -> None:
    parcel.station, parcel.person, parcel.is_set_aside, parcel.asks_reason = station, person, False, False
    parcel.serial_sku, parcel.opened_at = None, timezone.now()  # what was in another's hand is scanned anew
    parcel.touch(cause)
    parcel.save(
        update_fields=[
            *("station", "person", "is_set_aside", "asks_reason", "serial_sku", "opened_at"),
            *Parcel.WORK_FIELDS,
        ]
    )
    waybill = live_waybill(parcel) if parcel.state == ParcelState.LABELLED else None
    if waybill is not None:  # its label came while it lay on no bench
        print_label(cause=cause, parcel=parcel, waybill=waybill)
    if parcel.look_state in {LookState.FAILED, LookState.FINE} and parcel.state == ParcelState.OPEN:
        ask_platform(cause, parcel)

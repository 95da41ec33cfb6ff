"""Waybill and label: asked for when all units are right, never two live ones, scanned against the goods at the end."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from inventory.operations.handling_units import open_carton
from inventory.operations.take import carry_taken
from packing.errors import AddressChanged, LabelNotReady, LabelStillAlive, RefundedInside, StoppedByChannel, WrongLabel
from packing.models import BenchTote, Parcel, Waybill
from packing.operations.desk_work import FOR_THE_DESK, settle_desk
from packing.ports import carrier_for
from packing.selectors.benches import tote_on_bench, waiting_in, works_off_a_tote
from packing.selectors.parcels import live_waybill, order_of_label
from packing.selectors.to_close import ToClose, facts_to_close
from packing.states import PARCEL_MOVES, WAYBILL_MOVES, LookState, ParcelState, WaybillState
from picking.operations.bench import finish_packing
from picking.operations.totes import leave_totes
from picking.selectors.orders import demand_keys_of
from wms.core.cause import Cause
from wms.core.operations.printing import prove_printed, withdraw_prints
from wms.core.states import move_to


@dataclass(frozen=True)
class Closed:
    """`is_bulk`: the goods came in a tote that orders share. `bench`: the bulk tote on the parcel's bench, if any."""

    order_number: str
    parcel_number: str
    waybill_number: str
    is_bulk: bool
    bench: BenchTote | None


def ask_platform(cause: Cause, parcel: Parcel) -> None:
    """Enqueue the last look [M4]. The caller holds the parcel, and saves it."""
    parcel.look_state = LookState.PENDING
    carrier_for(parcel.order).look(cause=cause, parcel=parcel)


def request_waybill(*, cause: Cause, parcel: Parcel) -> Waybill:
    """Ask the carrier for the parcel's waybill.

    Refuses with LabelStillAlive unless there is none, it has failed or an own carrier's number is still to come, with
    StoppedByChannel while the channel holds.

    The caller holds order and parcel; the exchange looks up before it creates, so that a lost answer makes no second.
    """
    return ask_for_waybill(cause=cause, parcel=parcel, waybill=live_waybill(parcel))


def ask_for_waybill(*, cause: Cause, parcel: Parcel, waybill: Waybill | None, looks: bool = False) -> Waybill:
    """request_waybill() for who knows the parcel's live `waybill`; `looks`: the last look [M4] is asked for before."""
    refuse_stopped(parcel)
    if waybill is None:
        waybill = Waybill.objects.create(parcel=parcel, carrier=parcel.order.carrier)
    elif waybill.state in {WaybillState.FAILED, WaybillState.NUMBER}:
        move_to(waybill, WaybillState.REQUESTED, WAYBILL_MOVES)
        waybill.failure, waybill.is_own, waybill.carrier = "", False, parcel.order.carrier
        waybill.save(update_fields=["state", "failure", "is_own", "carrier"])
        parcel.awaits_number = False
    else:
        raise LabelStillAlive(order=parcel.order.number, waybill=waybill.number)
    carrier_for(parcel.order).create_waybill(cause=cause, parcel=parcel, waybill_id=waybill.pk, looks=looks)
    return waybill


def refuse_stopped(parcel: Parcel) -> None:
    """Refuse with StoppedByChannel while the channel holds the order; the caller holds it."""
    code = parcel.order.channel_stop
    if code:
        raise StoppedByChannel(order=parcel.order.number, reason=code)


def refuse_refunded(parcel: Parcel) -> None:
    """Refuse with RefundedInside while refunded units lie among the parcel's; the caller holds the order."""
    if parcel.order.refund_units:
        raise RefundedInside(order=parcel.order.number, units=parcel.order.refund_units)


def refuse_outdated(parcel: Parcel, waybill: Waybill | None) -> None:
    """Refuse with AddressChanged when the label was made for another address."""
    if waybill is not None and waybill.outdated_at is not None:
        raise AddressChanged(order=parcel.order.number, waybill=waybill.number)


def void_waybill(*, parcel: Parcel) -> None:
    """End the live waybill, if any: its label must never close a parcel again, nor come out any more."""
    end_waybill(parcel=parcel, waybill=live_waybill(parcel))


def end_waybill(*, parcel: Parcel, waybill: Waybill | None) -> None:
    """void_waybill() for who knows the parcel's live `waybill`."""
    if waybill is not None:
        move_to(waybill, WaybillState.VOID, WAYBILL_MOVES)
        waybill.save(update_fields=["state"])
        withdraw_prints(subject=waybill.print_subject)
        if waybill.failure in FOR_THE_DESK:
            settle_desk(parcel=parcel)
    if parcel.awaits_number:
        parcel.awaits_number = False
        parcel.save(update_fields=["awaits_number"])


def prepare_carton(*, cause: Cause, parcel: Parcel) -> None:
    """Its label comes next: open the carton that the label's scan will seal. The caller holds order and parcel, and
    saves its `carton`.
    """
    if parcel.carton_id is None:
        demands = demand_keys_of(parcel.order_id)
        parcel.carton = open_carton(cause=cause, warehouse=parcel.warehouse, code=parcel.number, demands=demands)


def confirm_label(*, cause: Cause, parcel: Parcel, scanned: Waybill, known: ToClose | None = None) -> Closed:
    """The label that was scanned off the parcel is this parcel's: seal it [M42]. `scanned` was read under its lock, and
    so was what is `known` of it.

    Goods go from the tote into the parcel's own carton, the tote is free, the order is packed. Refuses with
    LabelNotReady, WrongLabel, StoppedByChannel, RefundedInside, AddressChanged. The caller holds order and parcel;
    locks handling units, allocations, balances.
    """
    refuse_stopped(parcel)
    refuse_refunded(parcel)
    is_own = scanned.parcel_id == parcel.pk and scanned.state != WaybillState.VOID  # then it is the live one
    waybill = scanned if is_own else live_waybill(parcel)
    refuse_outdated(parcel, waybill)
    if waybill is None or waybill.state != WaybillState.READY or parcel.state != ParcelState.LABELLED:
        raise LabelNotReady(order=parcel.order.number)
    if not is_own:
        raise WrongLabel(
            order=parcel.order.number,
            expected=waybill.number,
            scanned=scanned.number,
            belongs_to=order_of_label(scanned.number, parcel.warehouse_id),
        )
    known = known or facts_to_close(parcel)
    totes = leave_totes(cause=cause, order=parcel.order, held=known.totes, demands=known.demands)
    bench = tote_on_bench(parcel.station_id) if parcel.station_id and works_off_a_tote(parcel) else None
    carton = parcel.carton or open_carton(cause=cause, warehouse=parcel.warehouse, code=parcel.number)
    carry_taken(cause=cause, demands=known.demands, target=carton.location)
    move_to(parcel, ParcelState.CLOSED, PARCEL_MOVES)
    parcel.carton, parcel.is_blocked, parcel.closed_at = carton, False, timezone.now()
    parcel.asks_reason = False
    parcel.touch(cause)
    parcel.save(update_fields=["state", "carton", "is_blocked", "closed_at", "asks_reason", *Parcel.WORK_FIELDS])
    if known.is_proof:
        prove_printed(subject=waybill.print_subject)
    needed = {bench.tote_id or 0} if bench is not None and waiting_in(bench) else set[int]()
    finish_packing(cause=cause, order=parcel.order, totes=totes, needed=needed)
    return Closed(parcel.order.number, parcel.number, waybill.number, totes.is_shared, bench)
